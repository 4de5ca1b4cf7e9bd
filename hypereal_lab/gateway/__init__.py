"""Our own server of the Hypereal API."""
