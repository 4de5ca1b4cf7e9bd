"""The contents of a Gemini request and the parts in them; a refusal names the exact place."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Image, Message, Other, Part, Text, Thinking, ToolCall, ToolResult
from hypereal_lab.gateway.dialects.gemini_fields import listed, object_in, spelled, take, text_in
from hypereal_lab.gateway.dialects.reading import SHOWN, object_at, other, results_first, role_of, wrong
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.wire.codec import encode

__all__ = ["read_contents", "read_system"]

_ROLES = {"user": "user", "model": "assistant", "function": "user"}
"""Names of the wire and what they are here."""
_PARTS = ("text", "inlineData", "fileData", "functionCall", "functionResponse")
_PICTURE = "image/"
_RESULTS = ("output", "result")
"""A response that has only one of these is what stands there."""
_STANDARD = str.maketrans("-_", "+/")
"""Google's libraries write base64 in the letters of links."""


def read_system(system: object, place: str = "systemInstruction") -> tuple[Message, ...]:
    """What stands above the conversation; `place` as the caller spells it. Raises `Refused`: 400."""
    if system is None or system == {} or system == "":
        return ()
    if isinstance(system, str):
        return (Message("system", (Text(system),)),)
    if not isinstance(system, dict):
        raise wrong(place, "must be a text, or an object with parts")
    if isinstance(system.get("text"), str):
        return (Message("system", (Text(system["text"]),)),)
    parts = _listed_parts(place, system)
    texts = [Text(text_in(f"{place}.parts[{number}].", _object(place, number, one), "text")) for number, one in parts]
    return (Message("system", tuple(texts)),)


def read_contents(contents: object) -> tuple[Message, ...]:
    """All that was said; what tools gave becomes messages of their own. Raises `Refused`: 400."""
    said = listed(contents)
    if isinstance(said, str) and said:
        return (Message("user", (Text(said),)),)
    if not isinstance(said, list) or not said:
        words = 'contents must hold at least one content, such as {"role": "user", "parts": [{"text": "Hello"}]}.'
        raise bad_request(words, param="contents", code="contents_required")
    reader = _Reader()
    return tuple([message for number, one in enumerate(said) for message in reader.message(number, one)])


class _Reader:
    """Reads one conversation. Calls without an id are given one, which the next response of that name answers."""

    def __init__(self) -> None:
        self._calls = 0
        self._open: list[tuple[str, str]] = []
        """Id and name of the calls that nobody answered yet."""

    def message(self, number: int, one: object) -> list[Message]:
        """What one side said at once."""
        place = f"contents[{number}]"
        said = object_at(place, one, "must be an object with role and parts")
        role = said.get("role")
        role = role_of(place, "user" if role in (None, "") else role, _ROLES)
        if role == "assistant" and not said.get("parts"):  # a model that had nothing to add
            return [Message("assistant", ())]
        groups = [
            self._part(f"{place}.parts[{at}]", _object(place, at, part)) for at, part in _listed_parts(place, said)
        ]
        return results_first(role, groups)

    def _part(self, place: str, part: dict[str, Any]) -> tuple[Part, ...]:
        """The neutral parts of one; a maker's seal that stands on something else than a thought comes before it."""
        seal = text_in(f"{place}.", part, "thoughtSignature", "").translate(_STANDARD)
        if part.get("thought") is True:
            thought = text_in(f"{place}.", part, "text", "")
            return (Thinking(thought, seal, closed=not thought),)
        made = self._said(place, part)
        return (Thinking("", seal, closed=True), *made) if seal else made

    def _said(self, place: str, part: dict[str, Any]) -> tuple[Part, ...]:
        kind = next((one for one in _PARTS if take(part, one) is not None), None)
        if kind is None:
            words = f"{place} must hold one of {', '.join(_PARTS)}; other parts are not read here."
            refusal = bad_request(words, param=place, allowed=list(_PARTS))
            unknown = next((name for name, value in part.items() if isinstance(value, dict)), None)
            if unknown is None:
                raise refusal
            return (other(place, unknown, refusal),)
        if kind == "text":
            return (Text(text_in(f"{place}.", part, "text")),)
        at, thing = f"{place}.{spelled(part, kind)}", object_in(f"{place}.", part, kind) or {}
        match kind:
            case "inlineData":
                return (_inline(at, thing),)
            case "fileData":
                return (_file(at, thing),)
            case "functionCall":
                return (self._call(at, thing),)
            case _:
                return self._result(at, thing)

    def _call(self, place: str, call: dict[str, Any]) -> ToolCall:
        name, arguments = text_in(f"{place}.", call, "name"), object_in(f"{place}.", call, "args")
        self._calls += 1
        named = text_in(f"{place}.", call, "id", "") or f"call_{self._calls}"
        self._open.append((named, name))
        return ToolCall(named, name, encode(arguments or {}).decode())

    def _result(self, place: str, result: dict[str, Any]) -> tuple[Part, ...]:
        name, given = text_in(f"{place}.", result, "name", ""), object_in(f"{place}.", result, "response") or {}
        call = self._answered(text_in(f"{place}.", result, "id", ""), name)
        if not call:
            raise wrong(f"{place}.name", "must name the function that answered")
        pictures = listed(result.get("parts") or [])
        seen = [
            _inline(f"{place}.parts[{at}].inlineData", object_in("", one, "inlineData") or {})
            for at, one in enumerate(pictures if isinstance(pictures, list) else ())
            if isinstance(one, dict) and take(one, "inlineData") is not None
        ]
        return (ToolResult(call, _given(given), failed=list(given) == ["error"]), *seen)

    def _answered(self, named: str, name: str) -> str:
        """The call that a response answers."""
        for one in self._open:
            if named == one[0] or (not named and name == one[1]):
                self._open.remove(one)
                return one[0]
        return named or name


def _given(response: dict[str, Any]) -> str:
    """What a function gave, in words where it is nothing else."""
    if len(response) == 1:
        ((name, value),) = response.items()
        if name in (*_RESULTS, "error") and isinstance(value, str):
            return value
    return encode(response).decode()


def _inline(place: str, data: dict[str, Any]) -> Image | Other:
    kind = text_in(f"{place}.", data, "mimeType")
    if not kind.startswith(_PICTURE):
        return _no_picture(place, data, kind)
    coded = text_in(f"{place}.", data, "data")
    return Image(f"data:{kind};base64,{coded.translate(_STANDARD)}")


def _file(place: str, file: dict[str, Any]) -> Image | Other:
    if take(file, "mimeType") is not None:
        kind = text_in(f"{place}.", file, "mimeType")
        if not kind.startswith(_PICTURE):
            return _no_picture(place, file, kind)
    link = text_in(f"{place}.", file, "fileUri")
    if not link.startswith(("https://", "http://")):
        raise wrong(f"{place}.{spelled(file, 'fileUri')}", "must be a link (https://...); nothing was uploaded here")
    return Image(link)


def _no_picture(place: str, data: dict[str, Any], kind: str) -> Other:
    where = f"{place}.{spelled(data, 'mimeType')}"
    words = f"{where} {kind[:SHOWN]!r} must be of a picture, such as image/png; other files are not read here."
    return other(place, kind, bad_request(words, param=where))


def _listed_parts(place: str, said: dict[str, Any]) -> list[tuple[int, object]]:
    parts = listed(said.get("parts"))
    if not isinstance(parts, list) or not parts:
        raise wrong(f"{place}.parts", 'must be a list of parts, such as {"text": "Hello"}')
    return list(enumerate(parts))


def _object(place: str, number: int, part: object) -> dict[str, Any]:
    return object_at(f"{place}.parts[{number}]", part, f"must be an object with one of {', '.join(_PARTS)}")
