"""Which assets a gallery shows, and in which order: the whole shelf, or those of a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab.search import ORDERS
from hypereal_lab.lab.shelf import Outline

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab.shelf import Shelf

__all__ = ["AS_GIVEN", "SORTS", "digests_of", "outlines"]

AS_GIVEN = "given"
SORTS = (*ORDERS, AS_GIVEN)
"""Orders of the shelf, and `given`: as the frame has it."""


def outlines(
    shelf: Shelf, given: Sequence[str] | None, *, search: str, sort: str, limit: int | None = None
) -> list[Outline]:
    """What is shown; unless something is searched, also what a frame names and the shelf has no more, as gone."""
    order = "newest" if sort == AS_GIVEN else sort
    if given is None:
        return shelf.outline(search or None, order=order, limit=limit)
    found = shelf.outline(search or None, order=order, digests=given, references=True)
    known = {one.digest: one for one in found}
    gone = [Outline(digest, None, None) for digest in given if digest not in known] if not search.strip() else []
    if sort == AS_GIVEN:
        known |= {one.digest: one for one in gone}
        found = [known[digest] for digest in given if digest in known]
    else:
        found = [*found, *gone]
    return found if limit is None else found[:limit]


def digests_of(frame: pd.DataFrame, shelf: Shelf) -> list[str]:
    """The digests that a frame names, each once, in its order.

    From its column `digest`, else from the assets in `asset`, else all assets of the calls in `run`. Raises
    `InputError` where there is none of these.
    """
    columns = {str(name) for name in getattr(frame, "columns", ())}
    if "digest" in columns:
        return _unique(frame["digest"].tolist())
    if "asset" in columns:
        return _unique(getattr(one, "digest", None) for one in frame["asset"].tolist())
    if "run" in columns:
        runs = _unique(frame["run"].tolist())
        return _unique(asset.digest for run in runs for asset in shelf.of_run(run))
    raise InputError(
        "A gallery of a frame needs a column of digests: `digest`, `asset` or `run`, as `lab.shelf.table()`, the table "
        f"of a sweep and `lab.usage.frame()` have them; this one has {', '.join(sorted(columns)) or 'no columns'}.",
        field="filter",
    )


def _unique(values: Iterable[Any]) -> list[str]:
    """Texts as they come, each once; missing values are left out."""
    return list(dict.fromkeys(value for value in values if isinstance(value, str) and value))
