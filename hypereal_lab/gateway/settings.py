"""How one gateway is run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hypereal_lab.gateway.storage import StorageRow

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `serve` needs to know."""

    data_dir: Path
    host: str = "127.0.0.1"
    config: Path | None = None
    """The file that names providers and their models; without one the engines of this machine answer."""
    storage: StorageRow | None = None
    """Where files of users are kept, unless the file says it; None keeps them in `data_dir`."""
    port: int = 8787
    """0 takes any free one."""
    allow_private_network: bool = False
    embedded: bool = False
    """True for the gateway that a lab starts for one user: announces itself in a file, ends itself when idle."""
    idle_exit: float = 1800.0
    """Seconds without a request after which an embedded gateway ends."""
    rate_limit: int = 1000
    """Requests of one account in any rolling hour (API pages, rate limits)."""
    grace: float = 30.0
    """Seconds that running calls have to end after SIGTERM."""
