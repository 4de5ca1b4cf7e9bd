"""The shelf as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.tables import Column

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset

__all__ = ["ASSETS", "row_of"]

ASSETS = (
    Column("time", "datetime64[us, UTC]", "when it was kept"),
    Column("digest", "str", "SHA-256 of the bytes, its name on the shelf"),
    Column("kind", "str", "image, video, audio, model3d or text"),
    Column("model", "str", "model id"),
    Column("prompt", "str", "the words it was made from"),
    Column("credits", "object", "its part of what the call was charged, exact; None for a reference"),
    Column("rating", "Int64", "stars, 0 to 5; missing where not rated"),
    Column("tags", "object", "list of words"),
    Column("note", "str", "the user's own words about it"),
    Column("width", "Int64", "pixels"),
    Column("height", "Int64", "pixels"),
    Column("seconds", "float64", "length of a clip or a sound"),
    Column("size", "int64", "bytes"),
    Column("media_type", "str", "of the file"),
    Column("name", "str", "file name of a reference"),
    Column("run", "str", "the call that made it"),
    Column("recipe_hash", "str", "what replay looks for"),
    Column("asset", "object", "the asset itself"),
)


def row_of(asset: Asset) -> dict[str, Any]:
    """One row."""
    import pandas as pd

    return {
        "time": pd.Timestamp(asset.created, unit="s", tz="UTC"),
        "digest": asset.digest,
        "kind": asset.kind,
        "model": asset.model,
        "prompt": asset.prompt,
        "credits": None if asset.cost is None else asset.cost.decimal,
        "rating": asset.rating,
        "tags": list(asset.tags),
        "note": asset.note,
        "width": asset.width,
        "height": asset.height,
        "seconds": float("nan") if asset.seconds is None else asset.seconds,
        "size": asset.size,
        "media_type": asset.media_type,
        "name": asset.name,
        "run": asset.run,
        "recipe_hash": asset.recipe_hash,
        "asset": asset,
    }
