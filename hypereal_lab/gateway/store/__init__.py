"""Tables, migrations, and the one writer thread of the gateway's database."""

from __future__ import annotations

from hypereal_lab.gateway.store.failures import DataDirBusy, StoreFailed
from hypereal_lab.gateway.store.store import Store, claim
from hypereal_lab.gateway.store.writer import Writer

__all__ = ["DataDirBusy", "Store", "StoreFailed", "Writer", "claim"]
