"""The catalogue of a gateway with a config: the models that have targets, with the operator's prices."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hypereal_lab.catalog import TEXT_KINDS, Card, Catalog
from hypereal_lab.catalog.price import Price
from hypereal_lab.gateway.upstream.config import ANY, Config, ModelRow, PriceRow

__all__ = ["configured"]

_VERSION = "config"


def configured(catalog: Catalog, config: Config, *, day: str) -> Catalog:
    """The same models of other kinds, and of those that write the ones that somebody answers for.

    `day` is the ISO date from which prices of the config count.
    """
    return Catalog(_cards(catalog, config, day))


def _cards(catalog: Catalog, config: Config, day: str) -> Iterator[Card]:
    rows = {name.casefold(): (name, row) for name, row in config.models.items() if name != ANY}
    for card in catalog.cards():
        name, row = rows.pop(card.id.casefold(), (card.id, None))
        if row is not None:
            yield _changed(card, row, day)
        elif card.kind not in TEXT_KINDS or ANY in config.models:
            yield card
    for name, row in rows.values():
        endpoints = ("/gemini",) if row.kind == "gemini" else ("/messages",) if row.kind == "messages" else ()
        yield _changed(Card(id=name, kind=row.kind, generation="G4", endpoints=endpoints), row, day)


def _changed(card: Card, row: ModelRow, day: str) -> Card:
    prices = card.prices if row.price is None else (_price(row.price, day), *card.prices)
    return msgspec.structs.replace(card, prices=prices, aliases=(*card.aliases, *row.aliases))


def _price(row: PriceRow, day: str) -> Price:
    return Price(
        unit="mtok",
        version=_VERSION,
        effective=day,
        basis="configured",
        source="set by whoever runs this gateway",
        input=row.input,
        output=row.output,
        cache_read=row.cache_read,
        cache_write=row.cache_write,
    )
