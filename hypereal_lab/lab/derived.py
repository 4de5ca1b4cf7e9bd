"""What is made here from something on the shelf, for nothing: a still of a model, a film around it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.keeping import Made
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.recipe import Recipe, ReferenceId
from hypereal_lab.lab.scope import here
from hypereal_lab.wire.money import ZERO

if TYPE_CHECKING:
    from hypereal_lab.lab.journal import Journal
    from hypereal_lab.lab.shelf import Shelf

__all__ = ["keep_derived"]


def keep_derived(
    shelf: Shelf, journal: Journal, source: Asset, data: bytes, *, by: str, inputs: Mapping[str, Any], now: float
) -> Asset:
    """Put it on the shelf with a recipe that names its source. Raises `media.MediaError`, `ShelfError`.

    What was made before in the same way is given back. `by` is what made it, such as `viewer`; `inputs` are its
    settings, and `prompt` is taken from the source.
    """
    said = {"prompt": source.prompt} if source.prompt else {}
    recipe = Recipe.of("derived", by, {**said, **inputs}, [ReferenceId(digest=source.digest, role="source")])
    provider = "sandbox" if source.sandbox else "lab"
    for before in journal.finished(recipe.hash, provider):
        if kept := shelf.of_run(before.id):
            return kept[0]
    story = Provenance(recipe=recipe, credits=ZERO, model=by, provider=provider if source.sandbox else None, made=now)
    run = uuid.uuid4().hex
    journal.derived(run, recipe, provider, here(), also=shelf.keep_made(run, [Made(data)], [story]))
    return shelf.of_run(run)[0]
