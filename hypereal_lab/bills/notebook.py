"""The bill of a notebook: its code runs in a fresh kernel in which every lab runs dry."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.bills.bill import Bill, Failure, Item
from hypereal_lab.errors import InputError
from hypereal_lab.lab.dry_run import ENV_BILL

__all__ = ["bill_of"]

_FIRST_LINE = 60
"""Characters of a cell's first line in a message."""


def bill_of(notebook: Path) -> Bill:
    """Run the notebook's code in a fresh kernel, in its own folder, with every lab dry. The file is not changed.

    Raises `InputError` for what is no notebook. A cell that raises ends it, and the bill says which.
    """
    read = _read(notebook)
    with tempfile.TemporaryDirectory(prefix="hypereal-bill-") as folder:
        written = Path(folder) / "bill.json"
        failure = _execute(read, notebook, written)
        rows = msgspec.json.decode(written.read_bytes()) if written.exists() else []
    return Bill(tuple(Item.of(row) for row in rows), failure)


def _read(notebook: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(notebook, as_version=4)
    except FileNotFoundError:
        raise InputError(f"There is no file {notebook}.", field="notebook") from None
    except (OSError, ValueError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise InputError(f"{notebook} is not a notebook that can be read: {error}", field="notebook") from None


def _execute(notebook: Any, path: Path, written: Path) -> Failure | None:
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    environ = {**os.environ, ENV_BILL: str(written), "HYPEREAL_LAB_NOTEBOOK": path.name}
    folder = str(path.resolve().parent)
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": folder}})
    try:
        client.execute(env=environ)
    except CellExecutionError as error:
        return _failure(notebook, error.ename, error.evalue)
    except DeadKernelError:
        return Failure(0, "", "the kernel died while it ran the notebook")
    except NoSuchKernel as error:
        raise InputError(
            f"{path} wants the kernel {error.name!r}, which is not installed here; `jupyter kernelspec list` shows "
            "those that are.",
            field="notebook",
        ) from None
    return None


def _failure(notebook: Any, name: str, message: str) -> Failure:
    """The cell whose output is the error that was not expected."""
    error = f"{name}: {message}" if message else name
    for number, cell in enumerate(notebook.cells, 1):
        tags = cell.metadata.get("tags", ())
        raised = any(output.output_type == "error" for output in cell.get("outputs", ()))
        if raised and "raises-exception" not in tags:
            line = next((one.strip() for one in cell.source.splitlines() if one.strip()), "")
            return Failure(number, line[:_FIRST_LINE], error)
    return Failure(0, "", error)
