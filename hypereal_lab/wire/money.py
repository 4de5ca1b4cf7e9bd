"""Credits: whole millionths inside, decimal digits outside, never a float.

100 credits are 1 USD (reference: API pages, credits and billing rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

__all__ = ["MICROS", "ZERO", "Credits", "decimal_of", "digits"]

MICROS = 1_000_000
"""Parts of one credit that the books count in."""

CREDITS_PER_USD = 100

_MICROS = Decimal(MICROS)
_EXACT = Context(prec=60)
"""Whatever a user's own context rounds to, no amount is."""
_LARGEST = 2**63 - 1
"""What one cell of the books holds, in millionths."""


def digits(micros: int) -> str:
    """An amount in credits with no more digits than it has: `4.2`, `-0.000001`, `1250`."""
    whole, rest = divmod(abs(micros), MICROS)
    text = f"{whole}.{rest:06}".rstrip("0") if rest else str(whole)
    return f"-{text}" if micros < 0 else text


def decimal_of(micros: int) -> Decimal:
    """The same as a number."""
    return _EXACT.divide(micros, _MICROS)


@dataclass(frozen=True, order=True, slots=True)
class Credits:
    """An exact amount of credits. May be negative: a refund is a negative row."""

    micros: int
    """The amount in millionths of a credit."""

    def __post_init__(self) -> None:
        if type(self.micros) is not int:
            raise TypeError("Credits counts whole millionths; use Credits.of(...) for an amount in credits")

    @classmethod
    def of(cls, amount: int | str | Decimal) -> Credits:
        """The amount in credits, as it is written: `Credits.of("4.2")`.

        Raises `TypeError` for a float, which is not exact, and `ValueError` for text that is no number or has
        more than six decimal places.
        """
        if isinstance(amount, float | bool):
            raise TypeError('a float is not exact money; write the amount as text, such as Credits.of("4.2")')
        try:
            micros = _EXACT.scaleb(Decimal(amount), 6)
            if abs(micros) > _LARGEST:
                raise ValueError(f"{amount} credits is more than the books can hold")
            if micros != micros.to_integral_value():
                raise ValueError(f"{amount} credits has more than six decimal places")
            return cls(int(micros))
        except (InvalidOperation, OverflowError):
            raise ValueError(f"{amount!r} is not an amount of credits") from None

    @classmethod
    def read(cls, amount: Decimal) -> Credits:
        """What another server wrote, to the nearest millionth. For amounts of ours use `of`, which never rounds."""
        return cls(int(_EXACT.scaleb(amount, 6).to_integral_value(rounding=ROUND_HALF_EVEN)))

    @property
    def decimal(self) -> Decimal:
        """The exact amount in credits, with no more digits than it has."""
        return decimal_of(self.micros)

    @property
    def usd(self) -> Decimal:
        """The exact amount in US dollars."""
        return _EXACT.divide(self.decimal, CREDITS_PER_USD)

    def show(self) -> str:
        """For a person: at least no needless digits, and never a lossy one: `4.2`, `0.0035`, `1,250`."""
        whole, dot, rest = f"{self.decimal:,.6f}".partition(".")
        rest = rest.rstrip("0")
        return f"{whole}{dot}{rest}" if rest else whole

    def __str__(self) -> str:
        return self.show()

    def __repr__(self) -> str:
        return f"Credits.of({self.show().replace(',', '')!r})"

    def __bool__(self) -> bool:
        return self.micros != 0

    def __add__(self, other: Credits) -> Credits:
        if not isinstance(other, Credits):
            return NotImplemented
        return Credits(self.micros + other.micros)

    def __radd__(self, other: object) -> Credits:
        """Lets `sum(...)` start from its 0."""
        return self if other == 0 else NotImplemented

    def __sub__(self, other: Credits) -> Credits:
        if not isinstance(other, Credits):
            return NotImplemented
        return Credits(self.micros - other.micros)

    def __neg__(self) -> Credits:
        return Credits(-self.micros)

    def __mul__(self, times: int) -> Credits:
        if type(times) is not int:
            return NotImplemented
        return Credits(self.micros * times)

    __rmul__ = __mul__


ZERO = Credits(0)
