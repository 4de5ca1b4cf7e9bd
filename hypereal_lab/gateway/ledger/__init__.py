"""The books: holds, charges, the request log, and their proof."""

from __future__ import annotations

from hypereal_lab.gateway.ledger.books import Books, BooksDoNotBalance, verify
from hypereal_lab.gateway.ledger.csv_table import CsvTable
from hypereal_lab.gateway.ledger.export import Table, exported
from hypereal_lab.gateway.ledger.failures import AlreadyResolved, BalanceTooLow
from hypereal_lab.gateway.ledger.ledger import Ledger
from hypereal_lab.gateway.ledger.log import Filter, RequestLog
from hypereal_lab.gateway.ledger.parquet_table import ParquetTable
from hypereal_lab.gateway.ledger.rows import Balance, CallRow, Hold, Part, Tokens
from hypereal_lab.gateway.ledger.statements import log_call

__all__ = [
    "AlreadyResolved",
    "Balance",
    "BalanceTooLow",
    "Books",
    "BooksDoNotBalance",
    "CallRow",
    "CsvTable",
    "Filter",
    "Hold",
    "Ledger",
    "ParquetTable",
    "Part",
    "RequestLog",
    "Table",
    "Tokens",
    "exported",
    "log_call",
    "verify",
]
