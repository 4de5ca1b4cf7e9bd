"""A program of its own that says one utterance with espeak-ng and ends: an order comes in, samples go out.

It is started as a file and imports nothing of this package. espeak-ng is under the GPL, version 3 or later, so it is
loaded in this process alone. One utterance per process is also what makes equal orders sound equal: the library keeps
state between utterances, seeds its noise from the clock unless told, and cannot be started twice. Starting is most of a
short utterance's time, so it needs no site packages and imports next to nothing.
"""

from __future__ import annotations

import ctypes
import sys

__all__ = ["main"]

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_UTF8 = 1
_FAILED = 3


def main() -> int:
    """Read the order from stdin: a line each for library, data and voice, one of numbers, then the text.

    The numbers are rate, volume, pitch, range and seed. Write the sample rate, a line end, and samples as signed 16 bit
    little endian.
    """
    path, data, voice, numbers, text = sys.stdin.buffer.read().split(b"\n", 4)
    *settings, seed = (int(one) for one in numbers.split())
    library = ctypes.CDLL(path.decode())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT)
    if rate <= 0:
        return _fail("espeak-ng does not start")
    library.espeak_ng_SetRandSeed(ctypes.c_long(seed))
    if library.espeak_SetVoiceByName(voice):
        return _fail(f"espeak-ng has no voice {voice.decode()}")
    for number, value in zip((_RATE, _VOLUME, _PITCH, _RANGE), settings, strict=True):
        library.espeak_SetParameter(number, value, 0)
    samples = _said(library, text)
    if sys.byteorder == "big":
        import array

        swapped = array.array("h", samples)
        swapped.byteswap()
        samples = swapped.tobytes()
    sys.stdout.buffer.write(b"%d\n" % rate + samples)
    sys.stdout.buffer.flush()
    return 0


def _said(library: ctypes.CDLL, text: bytes) -> bytes:
    pieces: list[bytes] = []

    def hear(wave: int | None, count: int, _events: int | None) -> int:
        if wave and count > 0:
            pieces.append(ctypes.string_at(wave, count * 2))
        return 0

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    heard = kind(hear)  # kept until the end: the library holds no reference to it
    library.espeak_SetSynthCallback(heard)
    if library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _UTF8, None, None):
        raise SystemExit(_fail("espeak-ng refuses this text"))
    library.espeak_Synchronize()
    return b"".join(pieces)


def _fail(words: str) -> int:
    sys.stderr.write(words)
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())
