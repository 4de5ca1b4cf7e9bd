"""Sounds in a lab: `lab.audio`."""

from __future__ import annotations

from typing import Any, Unpack

from hypereal_lab.catalog import LEAST_REFERENCE, Quantity, check_clone, check_speech, check_transcript
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.reference import Reference, ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending
from hypereal_lab.wire.audio import SPEECH_FORMATS

__all__ = ["DEFAULT_MODEL", "Audio"]

DEFAULT_MODEL, CLONE_MODEL, TRANSCRIPT_MODEL = "audio-tts", "audio-clone", "audio-asr"


class Audio(Maker):
    """Has words spoken, in a voice of the server or of a recording, and recordings written down."""

    kind = "speech"
    card_kinds = ("audio",)
    makes = "speech"

    def speak(
        self,
        text: str,
        *,
        model: str | None = None,
        voice: str | ReferenceLike | None = None,
        format: str | None = None,
        language: str | None = None,
        speed: float | None = None,
        seed: int | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One sound of somebody speaking the text; feelings stand in parentheses before it: `(happy) Good morning!`.

        `format` is `mp3` (the usual one), `wav`, `opus` or `flac`, `speed` from 0.5 to 2, `language` an ISO code such
        as `de`; `voice` is a name or a recording, which `clone` explains; names differ from server to server, and a
        wrong one is refused with the list. No source tells what audio-tts costs, so it needs
        `allow_unknown_price=True`; in the sandbox it is free. `take`, `fresh`, `max_cost`, `confirm` and
        `allow_unknown_price` are explained in `lab.spending`. Raises `InputError` at once, with nothing sent, for what
        the model does not take.
        """
        if voice is not None and not _is_name(voice):
            return self.clone(
                text,
                voice=voice,
                model=model,
                format=format,
                language=language,
                speed=speed,
                seed=seed,
                **spending,
            )
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

    def clone(
        self,
        text: str,
        *,
        voice: ReferenceLike,
        model: str | None = None,
        format: str | None = None,
        language: str | None = None,
        speed: float | None = None,
        seed: int | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """The text in a voice near to that of a recording of 10 seconds or more: a path, link, bytes or asset.

        The sandbox moves pitch, range, timbre and pace towards the recording and makes nobody's voice; only use
        recordings of people who agreed. The rest is as in `speak`. Raises `InputError` at once, with nothing sent, for
        what the model does not take.
        """
        card = self._card(model or CLONE_MODEL)
        inputs = given(
            text=text_of(text, "text"),
            format=SPEECH_FORMATS[0] if format is None else text_of(format, "format"),
            language=None if language is None else text_of(language, "language"),
            speed=_speed(speed),
            seed=seed_of(seed),
        )
        refuse_first(check_clone(card, has_audio=True, **_without_seed(inputs)))
        found = read_reference(voice, self._session.shelf, "voice", takes=("audio", "video"))
        _check_length(found, LEAST_REFERENCE)
        return self._call(card, inputs, Quantity(), spending, [found], "clone")

    def transcribe(
        self,
        audio: ReferenceLike,
        *,
        model: str | None = None,
        language: str | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """What is said in a recording (a path, link, bytes or asset), as an asset of kind `text`.

        It has `.text`, `.segments` and `.words` with times in seconds, `.srt()` and `.vtt()`. The price counts begun
        minutes, so it is known before for everything but links. The sandbox understands English alone. Raises
        `InputError` at once, with nothing sent, for what the model does not take.
        """
        card = self._card(model or TRANSCRIPT_MODEL)
        inputs = given(language=None if language is None else text_of(language, "language"))
        refuse_first(check_transcript(card, has_audio=True, **inputs))
        found = read_reference(audio, self._session.shelf, "audio", takes=("audio", "video"))
        seconds = None if found.asset is None else found.asset.seconds
        return self._call(card, inputs, Quantity(seconds=seconds), spending, [found], "transcript")


def _is_name(voice: object) -> bool:
    """Links and data URLs are recordings; files are given as paths, so that no voice is taken for one."""
    return isinstance(voice, str) and not voice.startswith(("http://", "https://", "data:"))


def _check_length(found: Reference, least: float) -> None:
    seconds = None if found.asset is None or found.asset.dry else found.asset.seconds
    if seconds is not None and seconds < least:
        raise InputError(
            f"The recording lasts {seconds:.1f} seconds and a voice reference needs {least:g} or more; give a longer "
            "one.",
            field="voice",
        )


def _speed(speed: object) -> float | None:
    if speed is None or (isinstance(speed, int | float) and not isinstance(speed, bool)):
        return None if speed == 1 else speed
    raise InputError(f"speed is a number such as 1.2, not {type(speed).__name__}.", field="speed")


def _without_seed(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if name != "seed"}
