"""The vocabulary o200k_base, which OpenAI publishes with tiktoken: read from the package itself, once per process.

tiktoken would fetch it from the network and keep it in a folder of the machine; here nothing is fetched or written.
"""

from __future__ import annotations

import lzma
from binascii import a2b_base64
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["Vocabulary"]

_FILE = "data/o200k_base.tiktoken.xz"
"""A line for each token: its bytes in base 64, and its rank."""
_PATTERN = "|".join(
    (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)
"""How tiktoken cuts a text before it looks for tokens: `o200k_base` in its `openai_public`."""


class Vocabulary:
    """Knows the tokens; reads them with the first text that has to be cut, which takes half a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._encoding: Encoding | None = None

    @property
    def encoding(self) -> Encoding:
        """The same one for every thread. Special tokens are no part of it: in a text they are text."""
        if self._encoding is None:
            with self._lock:
                self._encoding = self._encoding or _read()
        return self._encoding


def _read() -> Encoding:
    from tiktoken import Encoding

    lines = lzma.decompress(files("hypereal_lab.engines.text").joinpath(_FILE).read_bytes()).splitlines()
    ranks = {a2b_base64(token): int(rank) for token, _, rank in (line.partition(b" ") for line in lines)}
    return Encoding("o200k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={})
