"""What a call will cost, from the price book alone: no network, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import ceil

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.limits import LimitError, tier_of
from hypereal_lab.catalog.price import Price
from hypereal_lab.wire.money import Credits

__all__ = ["Estimate", "Quantity", "estimate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How much is asked for, in the units that prices count in."""

    n: int = 1
    """Pictures, clips or requests."""
    size: str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    references: int = 0
    """Reference images sent along."""
    seconds: float | None = None
    """Of a clip, or of a recording that is listened to."""
    input_tokens: int = 0
    """All that is read, with both parts that follow."""
    cached_tokens: int = 0
    """Read from a cache."""
    cache_written_tokens: int = 0
    """Put into a cache for later."""
    output_tokens: int | None = None
    """None where it is not known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A price before the call. `None` is unknown, never 0."""

    low: Credits | None
    expected: Credits | None
    high: Credits | None
    unit: str | None
    basis: str | None
    """`documented`, `observed`, `list` or `assumed`."""
    version: str | None
    """Of the price book."""
    source: str | None

    @classmethod
    def unknown(cls, why: str) -> Estimate:
        """No price, with the reason."""
        return cls(low=None, expected=None, high=None, unit=None, basis=None, version=None, source=why)

    @property
    def known(self) -> bool:
        """Whether a price can be announced."""
        return self.expected is not None

    def show(self) -> str:
        """For a person: `4 credits`, `4-25 credits`, `price unknown`."""
        if self.expected is None:
            return "price unknown"
        if self.low == self.high:
            return f"{self.expected} {'credit' if self.expected == Credits.of(1) else 'credits'}"
        return f"{self.low}-{self.high} credits"

    def _repr_html_(self) -> str:
        if not self.known:
            return f"<div><b>price unknown</b> · {self.source}</div>"
        about = f"expected {self.expected} · {self.basis} · price book {self.version}"
        return f'<div><b>{self.show()}</b> <span style="color:var(--jp-ui-font-color2,#666)">· {about}</span></div>'


def estimate(card: Card, quantity: Quantity) -> Estimate:
    """Low, expected and high credits for this much of this model."""
    price = card.price
    if price is None:
        return Estimate.unknown(f"no source tells a price of {card.id}")
    if price.unit == "mtok":
        return _tokens(price, quantity)
    if price.unit == "minute" and quantity.seconds is None:
        return Estimate.unknown(f"{card.id} counts minutes, and the length of this recording is not known before")
    amount, basis = price.at(_tier(card, price, quantity))
    if amount is None:
        return Estimate.unknown(f"no source tells the price of {card.id} for this size or duration")
    times = quantity.n * _units(price, quantity)
    extra = Credits.of(price.reference or 0) * (quantity.references * quantity.n)
    low, expected, high = (None if one is None else one * times + extra for one in amount.spread())
    return Estimate(
        low=low, expected=expected, high=high, unit=price.unit, basis=basis, version=price.version, source=price.source
    )


def _tier(card: Card, price: Price, quantity: Quantity) -> str | None:
    if price.unit == "clip":
        return None if quantity.seconds is None else str(quantity.seconds)
    if quantity.resolution is not None:
        return quantity.resolution
    try:
        if quantity.size is not None:
            return tier_of(*card.limits.pixels(size=quantity.size))
    except LimitError:
        return None
    return card.limits.default_resolution or "1K"


def _units(price: Price, quantity: Quantity) -> int:
    if price.unit == "minute":
        return max(1, ceil((quantity.seconds or 0) / 60))
    return int(quantity.seconds or 1) if price.unit == "second" else 1


def _tokens(price: Price, quantity: Quantity) -> Estimate:
    """Reading is known before; writing only where the caller says how much."""
    read = _read(price, quantity)
    written = None if quantity.output_tokens is None else _per_million(price.output, quantity.output_tokens)
    whole = None if read is None or written is None else read + written
    return Estimate(
        low=read,
        expected=whole,
        high=whole,
        unit=price.unit,
        basis=price.basis,
        version=price.version,
        source=price.source,
    )


def _read(price: Price, quantity: Quantity) -> Credits | None:
    """What comes from a cache or goes into one has rates of its own where the price book knows them."""
    if price.input is None:
        return None
    cached, stored = quantity.cached_tokens, quantity.cache_written_tokens
    plain = quantity.input_tokens - cached - stored
    rates = price.input, _or(price.cache_read, price.input), _or(price.cache_write, price.input)
    amount = sum((rate * tokens for rate, tokens in zip(rates, (plain, cached, stored), strict=True)), Decimal(0))
    return Credits(int(amount.to_integral_value(rounding=ROUND_CEILING)))


def _or(rate: Decimal | None, usual: Decimal) -> Decimal:
    return usual if rate is None else rate


def _per_million(rate: Decimal | None, tokens: int) -> Credits | None:
    """Exact to the millionth of a credit; a part below that counts as one."""
    if rate is None:
        return None
    return Credits(int((rate * tokens).to_integral_value(rounding=ROUND_CEILING)))
