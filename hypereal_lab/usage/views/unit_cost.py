"""What a picture, a second, a thousand tokens cost in the end."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.rows import NONE, Rows, known_only, ratio, whole

__all__ = ["UNIT_COST", "unit_cost"]

_PER = {
    "per_call": ("calls", 1, "credits for a call that was sent"),
    "per_image": ("images", 1, "credits for a picture"),
    "per_megapixel": ("pixels", 1_000_000, "credits for a million pixels"),
    "per_second": ("film_ms", 1_000, "credits for a second of film"),
    "per_minute": ("sound_ms", 60_000, "credits for a minute of sound"),
    "per_1000_tokens": ("tokens", 1_000, "credits for a thousand tokens, read and written together"),
    "per_mesh": ("meshes", 1, "credits for a model in 3D"),
}
UNIT_COST = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, ..."),
    Column("calls", "int64", "calls sent whose price is known, also those that failed: they are part of the cost"),
    Column("unknown", "int64", "calls whose price nobody knows; they are in no sum"),
    Column("credits", "credits", "credits charged, exact; None where no price is known"),
    *(Column(name, "credits", f"{about}, to the nearest millionth") for name, (_, _, about) in _PER.items()),
)
"""A price is missing where the calls made nothing of that sort."""

_IMAGE, _FILM, _SOUND, _MESH = (
    ("image", "edit", "image_edit"),
    ("video",),
    ("speech", "audio", "clone", "transcript"),
    ("model3d", "3d"),
)


def unit_cost(rows: Rows) -> Rows:
    """One row for each model and kind, by kind and then by name."""
    known = rows.filter(~nw.col("replayed"))
    priced = ~nw.col("credits_micros").is_null()
    marked = known.with_columns(
        _of(_IMAGE, "units").alias("images"),
        _of(_FILM, "media_ms").alias("film_ms"),
        _of(_SOUND, "media_ms").alias("sound_ms"),
        _of(_MESH, "units").alias("meshes"),
        nw.when(priced).then(nw.col("pixels")).alias("pixels"),
        nw.when(priced)
        .then(nw.col("input_tokens").fill_null(0) + nw.col("output_tokens").fill_null(0))
        .alias("tokens"),
    )
    grouped = marked.group_by("model", "kind").agg(
        nw.len().alias("rows_"),
        nw.col("credits_micros").count().alias("known"),
        nw.col("credits_micros", "images", "pixels", "film_ms", "sound_ms", "tokens", "meshes").sum(),
    )
    counted = whole(grouped).with_columns(
        (nw.col("rows_") - nw.col("known")).alias("unknown"), nw.col("known").alias("calls"), known_only()
    )
    prices = [_price(name, quantity, per) for name, (quantity, per, _) in _PER.items()]
    found = counted.with_columns(*prices, nw.col("model", "kind").fill_null(NONE))
    return found.select([column.computed for column in UNIT_COST]).sort("kind", "model")


def _of(kinds: tuple[str, ...], quantity: str) -> nw.Expr:
    return nw.when(nw.col("kind").is_in(kinds) & ~nw.col("credits_micros").is_null()).then(nw.col(quantity))


def _price(name: str, quantity: str, per: int) -> nw.Expr:
    price = ratio("credits_micros", quantity, f"{name}_micros", per=per)
    return price.round(0).cast(nw.Int64)
