"""How many tokens a text has: exactly those of o200k_base, the vocabulary of OpenAI's models since GPT-4o.

Other makers cut a text by other vocabularies, so for their models this is an estimate. The same text has the same count
on every machine, and what a call holds, charges and reports is counted here where its provider does not count.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence

from hypereal_lab.engines.text.remembered import Remembered
from hypereal_lab.engines.text.vocabulary import Vocabulary

__all__ = ["IMAGE", "beginning", "count", "count_prompt", "pieces", "ready", "windows"]

IMAGE = 85
"""Tokens of an image part, whatever its size: what OpenAI counts for one at low detail."""
_MESSAGE = 4
"""Tokens around each message: its role and where it begins and ends."""
_ANSWER = 3
"""Tokens that open the answer."""
_AT_ONCE = 4_000
"""Characters that are cut into tokens together; the time for a run without a break grows faster than its length."""
_NEAR = 500
"""Characters before that in which a break is looked for."""
_LONG = 500
"""Characters from which counting takes longer than looking up."""
_MOST_BYTES = 64_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON may bring alone; no vocabulary knows them."""
_BREAK = re.compile(r"(?<=\S)(?=[ \t])|(?<=[^\W_])(?=[\s!-&(-/:-@\[-^`{-~、。，！？；：])")
"""Where no token reaches across, whatever stands around: so the parts have as many tokens as the whole."""

_VOCABULARY = Vocabulary()


def ready() -> None:
    """Read the vocabulary now, so that the first call does not wait for it."""
    _ = _VOCABULARY.encoding


def pieces(text: str) -> Iterator[str]:
    """The text cut into its tokens; joined again they are the text. Tokens that share a character are one piece."""
    token_bytes = _VOCABULARY.encoding.decode_single_token_bytes
    for window in windows(text):
        decoder = codecs.getincrementaldecoder("utf-8")()
        end = 0
        for token in _tokens(window):
            begin, end = end, end + len(decoder.decode(token_bytes(token)))
            if end > begin:
                yield window[begin:end]


def beginning(text: str, limit: int) -> str:
    """As much of the text as so many tokens hold; all of it where it has no more."""
    kept = 0
    for window in windows(text):
        tokens = _tokens(window)
        if len(tokens) > limit:
            whole = codecs.getincrementaldecoder("utf-8")()
            told = whole.decode(b"".join(_VOCABULARY.encoding.decode_tokens_bytes(tokens[: max(limit, 0)])))
            return text[: kept + len(told)]
        kept, limit = kept + len(window), limit - len(tokens)
    return text


def count(text: str) -> int:
    """Tokens of a text; 0 only for the empty one. The interpreter is free for other threads meanwhile."""
    return _counted(text) if len(text) < _LONG else _remembered(text)


def count_prompt(messages: Iterable[tuple[Sequence[str], int]]) -> int:
    """Tokens of a conversation: the texts and the number of images of each message, and what stands between them."""
    return _ANSWER + sum(_MESSAGE + sum(map(count, texts)) + IMAGE * images for texts, images in messages)


def windows(text: str, size: int = _AT_ONCE) -> Iterator[str]:
    """The text in parts of at most so many characters, cut at breaks; only a run without any is cut anywhere."""
    begin = 0
    while len(text) - begin > size:
        end = begin + size
        for found in _BREAK.finditer(text, max(begin + 1, end - _NEAR), begin + size):
            end = found.start()
        yield text[begin:end]
        begin = end
    yield text[begin:]


def _tokens(window: str) -> list[int]:
    return _VOCABULARY.encoding.encode_ordinary(window if window.isascii() else _SURROGATE.sub("\ufffd", window))


def _counted(text: str) -> int:
    return sum(len(_tokens(window)) for window in windows(text))


_remembered = Remembered(_counted, most_bytes=_MOST_BYTES)
