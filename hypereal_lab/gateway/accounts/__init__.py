"""Keys and the accounts behind them."""

from __future__ import annotations

from hypereal_lab.gateway.accounts.keys import Key, Keys, NewKey, create_key

__all__ = ["Key", "Keys", "NewKey", "create_key"]
