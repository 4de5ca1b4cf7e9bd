"""One unit in another, exact where their definitions are."""

from __future__ import annotations

import re
from fractions import Fraction

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.skills.sums import shown
from hypereal_lab.engines.text.subject import plain

__all__ = ["units"]

_TABLE = {
    "length": """
        1 m metre metres meter meters; 1000 km kilometre kilometres kilometer kilometers;
        0.01 cm centimetre centimetres centimeter centimeters; 0.001 mm millimetre millimetres millimeter millimeters;
        1609.344 mi mile miles; 0.9144 yd yard yards; 0.3048 ft foot feet; 0.0254 in inch inches""",
    "mass": """
        1 kg kilogram kilograms kilo kilos; 0.001 g gram grams; 0.000001 mg milligram milligrams;
        1000 t tonne tonnes; 0.45359237 lb lbs pound pounds; 0.028349523125 oz ounce ounces; 6.35029318 st stone""",
    "time": """
        1 s sec second seconds; 0.001 ms millisecond milliseconds; 60 min minute minutes; 3600 h hr hour hours;
        86400 day days; 604800 week weeks""",
    "volume": """
        1 l litre litres liter liters; 0.001 ml millilitre millilitres milliliter milliliters; 0.01 cl;
        3.785411784 gal gallon gallons; 0.473176473 pint pints; 0.2365882365 cup cups;
        0.01478676478125 tbsp tablespoon tablespoons; 0.00492892159375 tsp teaspoon teaspoons""",
    "speed": "1 m/s; 1/3.6 km/h kph kmh; 0.44704 mph; 1852/3600 knot knots",
    "data": """
        1 b byte bytes; 1/8 bit bits; 1000 kb kilobyte kilobytes; 1000000 mb megabyte megabytes;
        1000000000 gb gigabyte gigabytes; 1000000000000 tb terabyte terabytes; 1024 kib; 1048576 mib; 1073741824 gib""",
    "area": "1 m² m2 sqm; 10000 ha hectare hectares; 1000000 km² km2; 4046.8564224 acre acres",
    "money": "1 credit credits; 100 usd $ dollar dollars; 1 cent cents",
}
"""By dimension: how much of its first unit each one is. 100 credits are 1 USD, which is part of the API pages."""
_DEGREES = {
    **dict.fromkeys(("c", "°c", "celsius", "centigrade", "degrees c", "degrees celsius"), "°C"),
    **dict.fromkeys(("f", "°f", "fahrenheit", "degrees f", "degrees fahrenheit"), "°F"),
    **dict.fromkeys(("k", "kelvin", "kelvins"), "K"),
}
_NUMBER = r"(?P<number>-?\d{1,15}(?:,\d{3})*(?:\.\d{1,15})?|an?\b|one\b)"
_UNIT = r"[a-z°²$][a-z°²/$2 ]*?"
_FORMS = (
    re.compile(
        rf"^(?:convert|what(?:'s| is)|how much is|change|express)? ?{_NUMBER} ?(?P<from>{_UNIT})"
        rf" (?:to|in|into|as|equals?|=) (?:how many )?(?P<to>{_UNIT})$"
    ),
    re.compile(
        rf"^how (?:many|much) (?P<to>{_UNIT}) (?:are |is )?(?:there )?(?:in|make|is|are) {_NUMBER} ?(?P<from>{_UNIT})$"
    ),
)


def _factors() -> dict[str, tuple[str, Fraction]]:
    found: dict[str, tuple[str, Fraction]] = {}
    for dimension, rows in _TABLE.items():
        for row in rows.split(";"):
            factor, *names = row.split()
            over, _, under = factor.partition("/")
            found |= dict.fromkeys(names, (dimension, Fraction(over) / Fraction(under or 1)))
    return found


_FACTORS = _factors()


def units(ask: Ask, chance: Chance) -> str | None:
    """A quantity in another unit, where both are known and of one kind."""
    said = plain(ask.words[:200])
    found = next((match for form in _FORMS if (match := form.match(said))), None)
    if found is None:
        return None
    text = found["number"].replace(",", "")
    number = Fraction(text) if text[-1].isdigit() else Fraction(1)
    source, target = found["from"].strip(), found["to"].strip()
    if source in _DEGREES and target in _DEGREES:
        return _degrees(number, _DEGREES[source], _DEGREES[target])
    if source not in _FACTORS or target not in _FACTORS:
        return None
    (kind, one), (other_kind, other) = _FACTORS[source], _FACTORS[target]
    if kind != other_kind:
        return f"{source} is a unit of {kind} and {target} one of {other_kind}; one cannot be said in the other."
    return f"{shown(number)} {source} = {shown(number * one / other)} {target}"


def _degrees(number: Fraction, source: str, target: str) -> str:
    kelvin = {
        "°C": number + Fraction("273.15"),
        "°F": (number + Fraction("459.67")) * 5 / 9,
        "K": number,
    }[source]
    value = {
        "°C": kelvin - Fraction("273.15"),
        "°F": kelvin * 9 / 5 - Fraction("459.67"),
        "K": kelvin,
    }[target]
    if kelvin < 0:
        return f"{shown(number)} {source} is below absolute zero; there is no such temperature."
    return f"{shown(number)} {source} = {shown(value)} {target}"
