"""Arithmetic, exact: sums in signs or words, and sums over a list of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

from hypereal_lab.engines.text.ask import Ask, Turn
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import plain

__all__ = ["NotASum", "shown", "sums", "value_of"]

_LONGEST = 200
"""Characters of a sum."""
_DEEPEST = 20
"""Parentheses inside each other."""
_LARGEST = 1000
"""Bits of a result and of what leads to it."""
_DIGITS = 10
"""After the point, where a result does not end."""

_WORDS = (
    (r"\bmultiplied by\b|\btimes\b|(?<=[\d)])\s*[x×](?=\s*[\d(])", " * "),
    (r"\bdivided by\b|÷", " / "),
    (r"\bplus\b|\badded to\b", " + "),
    (r"\bminus\b|−|–", " - "),
    (r"\bto the power of\b|\bto the power\b|\*\*", " ^ "),
    (r"\bsquared\b|²", " ^ 2 "),
    (r"\bcubed\b|³", " ^ 3 "),
    (r"(?:%|\bpercent\b|\bper cent\b) of\b", " % * "),
    (r"\bpercent\b|\bper cent\b", " % "),
    (r"\b(?:the )?square root of\b|√", " r "),
    (r"(?<=\d),(?=\d{3}\b)", ""),
)
_FILLER = frozenset(
    """what whats is the calculate compute evaluate solve how much tell me and equal equals result of sum answer give
    work out find value a do make does are that to in total it can you i need know""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+|[-+*/^%()r])")
_OVER = re.compile(
    r"\b(?P<what>sum|total|average|mean|median|product|largest|biggest|maximum|max|smallest|minimum|min)\b(?: of)?"
    r"(?: (?:the )?numbers?)?:? (?P<list>-?\d[\d., ]*(?:(?:,|and| ) ?-?\d[\d.]*)+)$"
)


_ALONE = re.compile(
    r"[ ,.?;]+(?:(?:answer|reply|respond|output|give|say|return)\b.{0,30}"
    r"\b(?:just|only|number|digits?|result|value)\b.{0,30}"
    r"|(?:just|only) the (?:number|answer|result).{0,20})$"
)


class NotASum(Exception):
    """A text is no sum, or one that is too large to do."""


def sums(ask: Ask, chance: Chance) -> str | None:
    """The value of a sum, where the request is one."""
    said = plain(ask.words[: 2 * _LONGEST])
    if alone := _ALONE.search(said):
        told = sums(ask._replace(turns=(Turn("user", said[: alone.start()]),)), chance)
        return told.rpartition("= ")[2].removeprefix("about ") if told else None
    if len(said) > _LONGEST or not re.search(r"\d", said):
        return None
    if over := _OVER.search(said):
        return _over(over["what"], [Fraction(one) for one in re.findall(r"-?\d+(?:\.\d+)?", over["list"])])
    for pattern, sign in _WORDS:
        said = re.sub(pattern, sign, said)
    left = [word for word in re.findall(r"[a-z']+", said) if word != "r" and word.replace("'", "") not in _FILLER]
    sign = re.sub(r"[a-z']{2,}|\b[^r\W\d]\b|[?:=,]", " ", said).strip(" .")
    if left or not re.search(r"[-+*/^%r]", sign) or not re.search(r"\d", sign):
        return None
    try:
        value = value_of(sign)
    except ZeroDivisionError:
        return "That divides by zero, which has no value."
    except NotASum:
        return None
    return f"{' '.join(_spaced(sign))} = {shown(value)}"


def value_of(text: str) -> Fraction:
    """The exact value; a square root to 28 digits. Raises `NotASum` and `ZeroDivisionError`."""
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise NotASum(text)
        tokens.append(found[1])
        place = found.end()
    return _Reader(tokens).whole()


def shown(value: Fraction) -> str:
    """All digits of what ends, else ten after the point."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    scaled = round(value * 10**_DIGITS)
    whole, rest = divmod(abs(scaled), 10**_DIGITS)
    text = f"{'-' if scaled < 0 else ''}{whole:,}.{rest:0{_DIGITS}}".rstrip("0").rstrip(".")
    return text if Fraction(scaled, 10**_DIGITS) == value else f"about {text}"


def _spaced(sign: str) -> list[str]:
    text = re.sub(r"\s*([-+*/^])\s*", r" \1 ", sign).replace("r", "√").replace("*", "×")
    return text.replace("( ", "(").replace(" )", ")").split()


def _over(what: str, numbers: Sequence[Fraction]) -> str:
    ordered = sorted(numbers)
    if what in ("sum", "total"):
        value = sum(numbers, Fraction(0))
    elif what in ("average", "mean"):
        value = sum(numbers, Fraction(0)) / len(numbers)
    elif what == "median":
        value = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    elif what == "product":
        value = Fraction(1)
        for one in numbers:
            value *= one
    else:
        value = ordered[-1] if what in ("largest", "biggest", "maximum", "max") else ordered[0]
    return f"The {what} is {shown(value)}."


class _Reader:
    """Reads a sum by the rules of school: powers, then signs, then times, then plus."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._deep = 0

    def whole(self) -> Fraction:
        value = self._plus()
        if self._at != len(self._tokens):
            raise NotASum
        return value

    def _next(self, *wanted: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at] in wanted:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _plus(self) -> Fraction:
        value = self._times()
        while sign := self._next("+", "-"):
            other = self._times()
            value = value + other if sign == "+" else value - other
        return value

    def _times(self) -> Fraction:
        value = self._signed()
        while sign := self._next("*", "/"):
            other = self._signed()
            value = _small(value * other if sign == "*" else value / other)
        return value

    def _signed(self) -> Fraction:
        minus = False
        while sign := self._next("-", "+"):
            minus ^= sign == "-"
        return -self._power() if minus else self._power()

    def _power(self) -> Fraction:
        base = self._single()
        if not self._next("^"):
            return base
        minus = bool(self._next("-"))
        self._deeper()
        exponent = self._power()
        self._deep -= 1
        if exponent.denominator != 1 or not 0 <= exponent <= _LARGEST:
            raise NotASum
        if max(base.numerator.bit_length(), base.denominator.bit_length()) * exponent > 2 * _LARGEST:
            raise NotASum
        value: Fraction = base ** int(exponent)
        return _small(1 / value if minus else value)

    def _single(self) -> Fraction:
        if self._next("r"):
            self._deeper()
            value = _root(self._single())
            self._deep -= 1
        elif self._next("("):
            self._deeper()
            value = self._plus()
            self._deep -= 1
            if not self._next(")"):
                raise NotASum
        else:
            value = self._number()
        while self._next("%"):
            value /= 100
        return value

    def _number(self) -> Fraction:
        if self._at == len(self._tokens) or self._tokens[self._at] in "-+*/^%()r":
            raise NotASum
        self._at += 1
        return _small(Fraction(self._tokens[self._at - 1]))

    def _deeper(self) -> None:
        self._deep += 1
        if self._deep > _DEEPEST:
            raise NotASum


def _small(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _LARGEST:
        raise NotASum
    return value


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise NotASum
    context = Context(prec=40)
    whole = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    found = Fraction(context.sqrt(whole))
    near = Fraction(round(found, 6))
    return near if near * near == value else found
