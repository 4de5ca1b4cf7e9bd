"""The catalogue of a gateway with a config: the models that have targets, with the operator's prices."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hypereal_lab.catalog import TEXT_KINDS, Card, Catalog
from hypereal_lab.catalog.price import Amount, Price
from hypereal_lab.gateway.upstream.config import ANY, SANDBOX, Config, ConfigError, ModelRow, PriceRow
from hypereal_lab.gateway.upstream.media.works import MEDIA_KINDS, able, work_of

__all__ = ["configured"]

_VERSION = "config"
_SOUNDS = ("speech", "clone", "transcript")


def configured(catalog: Catalog, config: Config, *, day: str) -> Catalog:
    """The models that somebody answers for, and those of kinds that no provider of a config has.

    `day` is the ISO date from which prices of the config count. Raises `ConfigError` for a model whose target does no
    such work.
    """
    return Catalog(_cards(catalog, config, day))


def _cards(catalog: Catalog, config: Config, day: str) -> Iterator[Card]:
    rows = {name.casefold(): (name, row) for name, row in config.models.items() if name != ANY}
    for card in catalog.cards():
        name, row = rows.pop(card.id.casefold(), (card.id, None))
        if row is not None:
            yield _able(_changed(card, row, day), name, row, config)
        elif _has_somebody(card, config):
            yield card
    for name, row in rows.values():
        yield _able(_changed(_new(name, row), row, day), name, row, config)


def _new(name: str, row: ModelRow) -> Card:
    if row.kind in _SOUNDS:
        return Card(id=name, kind="audio", work=row.kind, generation="G4", endpoints=("/audio/generations",))  # type: ignore[arg-type]
    endpoints = ("/gemini",) if row.kind == "gemini" else ("/messages",) if row.kind == "messages" else ()
    return Card(id=name, kind=row.kind, generation="G4", endpoints=endpoints)


def _has_somebody(card: Card, config: Config) -> bool:
    """Whether the row for all other models has a target for this one."""
    if card.kind not in (*TEXT_KINDS, *MEDIA_KINDS):
        return True
    star = config.models.get(ANY)
    if star is None:
        return False
    return card.kind in TEXT_KINDS or any(_does(one.provider, card, config) for one in star.targets)


def _able(card: Card, name: str, row: ModelRow, config: Config) -> Card:
    """The card, where all of its targets can do it."""
    for number, target in enumerate(row.targets if card.kind in MEDIA_KINDS else ()):
        if not _does(target.provider, card, config):
            kind = config.providers[target.provider].kind
            words = f'models."{name}".targets[{number}].provider {target.provider!r} is of the kind {kind}'
            raise ConfigError(f"{words}, which does no {work_of(card)}; name another one.")
    return card


def _does(provider: str, card: Card, config: Config) -> bool:
    return provider == SANDBOX or able(config.providers[provider].kind, work_of(card))


def _changed(card: Card, row: ModelRow, day: str) -> Card:
    prices = card.prices if row.price is None else (_price(row.price, day), *card.prices)
    return msgspec.structs.replace(card, prices=prices, aliases=(*card.aliases, *row.aliases))


def _price(row: PriceRow, day: str) -> Price:
    return Price(
        unit=row.unit or "mtok",
        version=_VERSION,
        effective=day,
        basis="configured",
        source="set by whoever runs this gateway",
        amount=None if row.amount is None else Amount(row.amount),
        tiers={name: Amount(amount) for name, amount in row.tiers.items()},
        reference=row.reference,
        input=row.input,
        output=row.output,
        cache_read=row.cache_read,
        cache_write=row.cache_write,
    )
