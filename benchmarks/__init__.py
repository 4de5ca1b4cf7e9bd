"""What we claim about speed, runnable by anyone: `make bench`."""
