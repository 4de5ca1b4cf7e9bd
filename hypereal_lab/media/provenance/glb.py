"""GLB: a text in `asset.extras` of the scene, put in and taken out by places, so that no other letter changes.

What goes in is filled up with spaces to a multiple of four bytes, as the format wants its parts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hypereal_lab.media.containers import little
from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.glb import glb_places
from hypereal_lab.media.provenance.notes import KEYWORD, MOST_PAYLOAD, Container, bad_note

__all__ = ["GLB"]

_KEY = KEYWORD.partition(b":")[0]
_TOKEN = re.compile(rb'\s*+("(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^"{}\[\],:\s]++)', re.DOTALL)
_OPENING = re.compile(rb"\s*+\{")
_MOST_TOKENS = 500_000
_MOST_REMOVED = 100
"""Each costs a copy of the scene."""
_DEEPER, _HIGHER = (b"{", b"["), (b"}", b"]")


@dataclass(frozen=True, slots=True)
class _Member:
    """One name and value of an object, by its places in the text of the scene."""

    name: bytes
    start: int
    value: int
    end: int


class _Glb:
    def notes(self, data: bytes) -> list[bytes]:
        places = glb_places(data)
        scene = data[places.json_start : places.json_end]
        if b'"' + _KEY + b'"' not in scene:
            return []
        return [_read(scene[found.value : found.end]) for found in _ours(scene)]

    def add(self, data: bytes, payload: bytes) -> bytes:
        places = glb_places(data)
        scene = data[places.json_start : places.json_end]
        asset = _only(_members(scene, _opening(scene, 0)), b"asset")
        if asset is None:
            raise broken_file("GLB model")
        extras = _only(_members(scene, _opening(scene, asset.value)), b"extras")
        text = json.dumps(payload.decode(), ensure_ascii=False).encode()
        if extras is None:
            return _inserted(data, _opening(scene, asset.value), b'"extras":{"' + _KEY + b'":' + text + b"}")
        return _inserted(data, _opening(scene, extras.value), b'"' + _KEY + b'": ' + text)

    def remove(self, data: bytes) -> bytes:
        places = glb_places(data)
        scene = data[places.json_start : places.json_end]
        if b'"' + _KEY + b'"' not in scene:
            return data
        for found in reversed(_ours(scene)):
            start, end = _span(scene, found)
            scene = scene[:start] + scene[end:]
        return _with_scene(data, scene + b" " * (-len(scene) % 4 if places.json_end % 4 == 0 else 0))


GLB: Container = _Glb()


def _ours(scene: bytes) -> list[_Member]:
    """The members under our name in `asset.extras`, wherever that is repeated."""
    found: list[_Member] = []
    for asset in _named(_members(scene, _opening(scene, 0)), b"asset"):
        for extras in _named(_members(scene, _opening(scene, asset.value)), b"extras"):
            if scene.startswith(b"{", extras.value):
                found += _named(_members(scene, _opening(scene, extras.value)), _KEY)
    if len(found) > _MOST_REMOVED:
        raise broken_file("GLB model")
    return found


def _read(text: bytes) -> bytes:
    """The payload of one member; never more than twice its bytes as text, six when written in escapes."""
    if len(text) > 6 * MOST_PAYLOAD + 2 or not text.startswith(b'"'):
        raise bad_note("has a damaged")
    try:
        return str(json.loads(text)).encode()
    except ValueError:
        raise bad_note("has a damaged") from None


def _inserted(data: bytes, at: int, member: bytes) -> bytes:
    """The file with a member more at the start of the object whose content starts at `at` of the scene."""
    places = glb_places(data)
    scene = data[places.json_start : places.json_end]
    if not scene[at:].lstrip(b" \t\r\n").startswith(b"}"):
        member += b","
    member += b" " * (-len(member) % 4)
    return _with_scene(data, scene[:at] + member + scene[at:])


def _span(scene: bytes, found: _Member) -> tuple[int, int]:
    """All that was put in for a member: its comma, its filling, and the object around it when that is ours too."""
    start, end = found.start, found.end
    around = b'"extras":{'
    ours = scene.startswith(b'"' + _KEY + b'":"', start) and scene.startswith(around, start - len(around))
    if ours and scene.startswith(b"}", end):
        start, end = start - len(around), end + 1
    if scene.startswith(b",", end):
        end += 1
    elif scene[:start].rstrip().endswith(b","):  # somebody wrote it anew, in the last place
        start = len(scene[:start].rstrip()) - 1
    filling = -(end - start) % 4
    return start, end + filling if scene.startswith(b" " * filling, end) else end


def _with_scene(data: bytes, scene: bytes) -> bytes:
    places = glb_places(data)
    more = len(scene) - (places.json_end - places.json_start)
    total = (little(data[8:12]) + more).to_bytes(4, "little")
    return data[:8] + total + len(scene).to_bytes(4, "little") + b"JSON" + scene + data[places.json_end :]


def _opening(scene: bytes, at: int) -> int:
    """The place after the brace that opens the object at `at`."""
    found = _OPENING.match(scene, at)
    if found is None:
        raise broken_file("GLB model")
    return found.end()


def _members(scene: bytes, at: int) -> Iterator[_Member]:
    """The members of the object whose content starts at `at`; what is inside them is passed over."""
    depth, name, value = 0, None, None
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(scene, at)
        if token is None:
            break
        text = token[1] if token.end() - token.start(1) == 1 else b"..."
        if depth == 0 and (text == b"," or text in _HIGHER):
            if name is not None and value is not None:
                yield _Member(name[1][1:-1], name.start(1), value, at)
            name, value = None, None
            if text in _HIGHER:
                return
        elif depth == 0 and name is None:
            name = token
        elif depth == 0 and value is None and text != b":":
            value = token.start(1)
        depth += (text in _DEEPER) - (text in _HIGHER)
        at = token.end()
    raise broken_file("GLB model")


def _named(members: Iterator[_Member], name: bytes) -> list[_Member]:
    return [member for member in members if member.name == name]


def _only(members: Iterator[_Member], name: bytes) -> _Member | None:
    found = _named(members, name)
    if len(found) > 1:
        raise broken_file("GLB model")
    return found[0] if found else None
