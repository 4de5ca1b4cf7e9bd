"""Voices by name and languages by code."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_VOICE", "LANGUAGES", "VOICES", "Voice", "timbre"]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks."""

    language: str
    """ISO code of the language it speaks when none is asked for."""
    variant: str
    """Timbre, as espeak-ng names it."""
    rate: int = 170
    """Words a minute."""
    pitch: int = 50
    """0 to 99."""
    range: int = 50
    """0 is monotonous, 99 sings."""


DEFAULT_VOICE = "en_male_calm"
"""The one that the API pages name."""

LANGUAGES: dict[str, str] = {
    "en": "gmw/en-US", "en-US": "gmw/en-US", "en-GB": "gmw/en-GB-x-rp", "ar": "sem/ar", "bg": "zls/bg", "ca": "roa/ca",
    "cs": "zlw/cs", "cy": "cel/cy", "da": "gmq/da", "de": "gmw/de", "el": "grk/el", "eo": "art/eo", "es": "roa/es",
    "es-419": "roa/es-419", "et": "urj/et", "fa": "ira/fa", "fi": "urj/fi", "fr": "roa/fr", "he": "sem/he",
    "hi": "inc/hi", "hr": "zls/hr", "hu": "urj/hu", "id": "poz/id", "is": "gmq/is", "it": "roa/it", "ja": "jpx/ja",
    "ko": "ko", "la": "itc/la", "lt": "bat/lt", "lv": "bat/lv", "nb": "gmq/nb", "nl": "gmw/nl", "no": "gmq/nb",
    "pl": "zlw/pl", "pt": "roa/pt", "pt-BR": "roa/pt-BR", "ro": "roa/ro", "ru": "zle/ru", "sk": "zlw/sk",
    "sl": "zls/sl", "sr": "zls/sr", "sv": "gmq/sv", "sw": "bnt/sw", "ta": "dra/ta", "tr": "trk/tr", "uk": "zle/uk",
    "ur": "inc/ur", "vi": "aav/vi", "yue": "sit/yue", "zh": "sit/cmn",
}  # fmt: skip
"""ISO codes and the file of each. `en-gb` and `zh` are listed by espeak-ng and not found by it, so files it is."""

_CALM_MEN = ("de", "es", "fr", "it", "nl", "pl", "pt", "ru", "tr", "zh")
_CALM_WOMEN = ("de", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "zh")

VOICES: dict[str, Voice] = {
    "en_male_calm": Voice("en", "klatt4", 150, 40, 40),
    "en_male_bright": Voice("en", "m7", 180, 58, 62),
    "en_male_deep": Voice("en", "m5", 155, 28, 45),
    "en_male_narrator": Voice("en", "m1", 165, 38, 60),
    "en_female_calm": Voice("en", "f5", 158, 49, 48),
    "en_female_bright": Voice("en", "f2", 182, 62, 68),
    "en_female_warm": Voice("en", "f4", 162, 44, 52),
    "en_elder": Voice("en", "grandpa", 145, 36, 55),
    "en_child": Voice("en", "f5", 178, 88, 70),
    "en_robot": Voice("en", "robosoft3", 165, 45, 5),
    "en_clear": Voice("en", "klatt3", 150, 50, 50),
    "en_whisper": Voice("en", "whisper", 155, 45, 45),
    "gb_male_calm": Voice("en-GB", "m3", 158, 42, 42),
    "gb_female_calm": Voice("en-GB", "f3", 160, 50, 45),
    "alloy": Voice("en", "klatt4", 162, 48, 50),
    "ash": Voice("en", "m1", 168, 34, 55),
    "ballad": Voice("en-GB", "m3", 150, 40, 62),
    "coral": Voice("en", "f2", 174, 55, 62),
    "echo": Voice("en", "klatt3", 160, 46, 48),
    "fable": Voice("en-GB", "m7", 165, 54, 66),
    "nova": Voice("en", "f2", 178, 60, 70),
    "onyx": Voice("en", "m5", 152, 30, 42),
    "sage": Voice("en", "f4", 160, 50, 46),
    "shimmer": Voice("en", "f5", 164, 54, 56),
    "verse": Voice("en", "m1", 164, 44, 66),
    **{f"{code}_male_calm": Voice(code, "m3", 158, 42, 40) for code in _CALM_MEN},
    **{f"{code}_female_calm": Voice(code, "f3", 160, 50, 42) for code in _CALM_WOMEN},
}


def timbre(voice: Voice, language: str | None, variant: str | None = None) -> str:
    """What espeak-ng is asked for: the language, spoken in this voice."""
    code = language or voice.language
    file = next(file for name, file in LANGUAGES.items() if name.casefold() == code.casefold())
    return f"{file}+{variant or voice.variant}"
