"""Sounds in a lab: `lab.audio`."""

from __future__ import annotations

from typing import Any, Unpack

from hypereal_lab.catalog import Quantity, check_speech
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.spending import Spending
from hypereal_lab.wire.audio import SPEECH_FORMATS

__all__ = ["DEFAULT_MODEL", "Audio"]

DEFAULT_MODEL = "audio-tts"


class Audio(Maker):
    """Has words spoken."""

    kind = "speech"
    card_kinds = ("audio",)
    makes = "speech"

    def speak(
        self,
        text: str,
        *,
        model: str | None = None,
        voice: str | None = None,
        format: str | None = None,
        language: str | None = None,
        speed: float | None = None,
        seed: int | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One sound of somebody speaking the text; feelings stand in parentheses before it: `(happy) Good morning!`.

        `format` is `mp3` (the usual one), `wav`, `opus` or `flac`, `speed` from 0.5 to 2, `language` an ISO code such
        as `de`; voices differ from server to server, and a wrong one is refused with the list. No source tells what
        audio-tts costs, so it needs `allow_unknown_price=True`; in the sandbox it is free. `take`, `fresh`, `max_cost`,
        `confirm` and `allow_unknown_price` are explained in `lab.spending`. Raises `InputError` at once, with nothing
        sent, for what the model does not take.
        """
        card = self._card(model or DEFAULT_MODEL)
        inputs = given(
            text=text_of(text, "text"),
            voice=None if voice is None else text_of(voice, "voice"),
            format=SPEECH_FORMATS[0] if format is None else text_of(format, "format"),
            language=None if language is None else text_of(language, "language"),
            speed=_speed(speed),
            seed=seed_of(seed),
        )
        refuse_first(check_speech(card, **_without_seed(inputs)))
        return self._call(card, inputs, Quantity(), spending)


def _speed(speed: object) -> float | None:
    if speed is None or (isinstance(speed, int | float) and not isinstance(speed, bool)):
        return None if speed == 1 else speed
    raise InputError(f"speed is a number such as 1.2, not {type(speed).__name__}.", field="speed")


def _without_seed(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if name != "seed"}
