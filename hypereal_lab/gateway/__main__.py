"""`python -m hypereal_lab.gateway`: how a lab starts the embedded gateway of its user."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hypereal_lab.gateway.serve import serve
from hypereal_lab.gateway.settings import Settings


def main() -> int:
    """Parse the few words a lab says, and serve."""
    parser = argparse.ArgumentParser(prog="python -m hypereal_lab.gateway")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--idle-exit", type=float, default=1800.0)
    parser.add_argument("--allow-private-network", action="store_true")
    return serve(Settings(**vars(parser.parse_args())))


if __name__ == "__main__":
    sys.exit(main())
