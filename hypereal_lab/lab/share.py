"""A pack to give away: notebook, small pictures, recipes and ledger rows, without anything that is only yours."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.scrub import Scrubber
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Pack", "mentioned", "write_pack"]

_ABOUT = """A pack of Hypereal Lab.

notebook.ipynb  the notebook, cleaned
recipes/        one JSON per call: what to ask for to make the same again
thumbnails/     a small picture of each asset
ledger.json     what each call cost, and by which price book

Keys, signed links, paths and account ids were taken out, and the pack was searched for them before it was written.
"""
_DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b")


@dataclass(frozen=True, slots=True)
class Pack:
    """What was written."""

    path: Path
    assets: int
    calls: int
    credits: Credits
    """Sum of its ledger rows."""
    bytes: int

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        words = f"{self.path.name}: {self.assets} assets, {self.calls} calls, {self.credits} credits"
        return {"text/plain": words}


def write_pack(
    target: Path, *, notebook: Path | None, runs: Sequence[Run], assets: Sequence[Asset], scrubber: Scrubber
) -> Pack:
    """Write the pack whole or not at all.

    Raises `InputError` for a notebook that is none, and `ShelfError` where something was left in it that must not
    leave the machine; then nothing is written.
    """
    entries: dict[str, bytes] = {"README.txt": _ABOUT.encode()}
    if notebook is not None:
        entries["notebook.ipynb"] = _notebook(notebook, scrubber)
    for run in runs:
        entries[f"recipes/{(run.recipe_hash or run.id)[:16]}.json"] = _json(run.recipe, scrubber)
    for asset in assets:
        if small := asset.thumbnail:
            entries[f"thumbnails/{asset.digest[:16]}.webp"] = small
    entries["ledger.json"] = _json([_row(run) for run in runs], scrubber)
    for name, data in entries.items():
        if not name.endswith(".webp") and (found := scrubber.found_in(data)):
            raise ShelfError(f"{name} still holds {found}, so no pack was written; take it out of the notebook.")
    size = _write(target, entries)
    return Pack(target, len(assets), len(runs), sum((run.credits for run in runs), ZERO), size)


def mentioned(notebook: Path, assets: Iterable[Asset]) -> list[Asset]:
    """Assets whose digest, or its beginning, is in the notebook."""
    text = notebook.read_text(encoding="utf-8", errors="replace")
    found = {word[:12] for word in _DIGEST.findall(text)}
    return [asset for asset in assets if asset.digest[:12] in found]


def _notebook(path: Path, scrubber: Scrubber) -> bytes:
    """Sources, texts and small pictures stay; widget state, execution data and attachments of other kinds go."""
    try:
        whole = msgspec.json.decode(path.read_bytes())
        cells = whole["cells"]
    except (OSError, msgspec.MsgspecError, KeyError, TypeError) as error:
        words = f"{path.name} is no notebook that can be read; save it and try again."
        raise InputError(words, field="notebook") from error
    for cell in cells:
        cell.get("metadata", {}).pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    kernel = whole.get("metadata", {}).get("kernelspec")
    whole["metadata"] = {"kernelspec": kernel} if kernel else {}
    return msgspec.json.encode(_cleaned(whole, scrubber))


def _cleaned(value: Any, scrubber: Scrubber) -> Any:
    if isinstance(value, str):
        return scrubber.clean(value)
    if isinstance(value, list):
        texts = bool(value) and all(isinstance(one, str) for one in value)
        if texts:  # lines of one text: a secret may be broken by none of them, but paths may
            return scrubber.clean("".join(value)).splitlines(keepends=True)
        return [_cleaned(one, scrubber) for one in value]
    if isinstance(value, dict):
        return {name: _cleaned(one, scrubber) for name, one in value.items()}
    return value


def _row(run: Run) -> dict[str, Any]:
    return {
        "time": run.time,
        "kind": run.kind,
        "model": run.model,
        "provider": run.provider,
        "status": run.status,
        "recipe": run.recipe_hash,
        "credits": None if run.cost is None else f"{run.cost.decimal:f}",
        "avoided": f"{run.avoided.decimal:f}",
        "estimate_expected": None if run.estimate_expected is None else f"{run.estimate_expected.decimal:f}",
        "price_version": run.price_version,
        "price_basis": run.price_basis,
        "units": run.units,
        "latency": run.latency,
        "cell": run.cell,
    }


def _json(value: Any, scrubber: Scrubber) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_cleaned(value, scrubber)), indent=2)


def _write(target: Path, entries: dict[str, bytes]) -> int:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(entries):
            pack.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), entries[name], zipfile.ZIP_DEFLATED)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(kept.getvalue())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ShelfError(f"{target.name} cannot be written: {error.strerror}.") from error
    return target.stat().st_size
