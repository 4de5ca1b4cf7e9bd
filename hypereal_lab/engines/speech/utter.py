"""A program of its own that says one utterance with espeak-ng and ends: JSON comes in, samples go out.

It is started as a file and imports nothing of this package. espeak-ng is under the GPL, version 3 or later, so it is
loaded in this process alone. One utterance per process is also what makes equal orders sound equal: the library keeps
state between utterances, seeds its noise from the clock unless told, and cannot be started twice.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import sys
from typing import Any

__all__ = ["main"]

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_UTF8 = 1
_FAILED = 3


def main() -> int:
    """Read the order from stdin; write the sample rate, a line end, and samples as signed 16 bit little endian."""
    espeakng_loader: Any = importlib.import_module("espeakng_loader")
    order = json.load(sys.stdin.buffer)
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), _DONT_EXIT)
    if rate <= 0:
        return _fail("espeak-ng does not start")
    library.espeak_ng_SetRandSeed(ctypes.c_long(order["seed"]))
    if library.espeak_SetVoiceByName(order["voice"].encode()):
        return _fail(f"espeak-ng has no voice {order['voice']}")
    for name, number in (("rate", _RATE), ("volume", _VOLUME), ("pitch", _PITCH), ("range", _RANGE)):
        library.espeak_SetParameter(number, order[name], 0)
    samples = _said(library, order["text"])
    if sys.byteorder == "big":
        import array

        swapped = array.array("h", samples)
        swapped.byteswap()
        samples = swapped.tobytes()
    sys.stdout.buffer.write(b"%d\n" % rate + samples)
    sys.stdout.buffer.flush()
    return 0


def _said(library: Any, text: str) -> bytes:
    pieces: list[bytes] = []

    def hear(wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            pieces.append(ctypes.string_at(wave, count * 2))
        return 0

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    heard = kind(hear)  # kept until the end: the library holds no reference to it
    library.espeak_SetSynthCallback(heard)
    said = text.encode()
    if library.espeak_Synth(said, ctypes.c_size_t(len(said) + 1), 0, 1, 0, _UTF8, None, None):
        raise SystemExit(_fail("espeak-ng refuses this text"))
    library.espeak_Synchronize()
    return b"".join(pieces)


def _fail(words: str) -> int:
    sys.stderr.write(words)
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())
