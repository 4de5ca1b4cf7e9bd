"""A call of the journal once more: from its recipe, priced by today's book, not sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Unpack

from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.source import PATHS, arguments_of
from hypereal_lab.lab.spending import Spending

if TYPE_CHECKING:
    from hypereal_lab.lab.session import Session

__all__ = ["again"]


def again(session: Session, run: Run, **spending: Unpack[Spending]) -> Call:
    """The same recipe as a call. Raises `InputError` where it cannot be made as it was, with the reason."""
    if run.kind not in PATHS:
        raise InputError(f"Nothing is sent for what is {run.kind}, so it cannot be sent again.", field="job")
    method, first, named = arguments_of(run.recipe, lambda one: _reference(session, one))
    make = reduce(getattr, method.removeprefix("lab.").split("."), session)
    words = () if first is None else (first,)
    call: Call = make(*words, **{**named, **spending})  # type: ignore[operator]
    if call.recipe_hash != run.recipe_hash and "take" not in spending:
        raise InputError(
            f"This lab asks {run.model} in another way than when {run.id[:8]} was sent, so it would be another call; "
            "write it anew.",
            field="job",
        )
    return call


def _reference(session: Session, one: Mapping[str, Any]) -> Any:
    """The asset, or the public link. Raises `InputError` for a link that was signed and therefore not kept."""
    if one.get("digest"):
        return session.shelf.asset(one["digest"])
    if one.get("query"):
        raise InputError(
            f"A reference was a signed link to {one['url']}, and signatures are not kept; give the file again.",
            field="references",
        )
    return one["url"]
