"""An answer as far as it has come."""

from __future__ import annotations

from hypereal_lab.engines.text.tokens import count
from hypereal_lab.gateway.dialects.answer import Arguments, Called, Calling, Delta, Finish, Piece, Thought, Told, Usage
from hypereal_lab.wire.money import Credits

__all__ = ["Heard"]


class Heard:
    """Collects pieces."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._thoughts: list[str] = []
        self._signature = ""
        self._calls: list[tuple[Calling, list[str]]] = []

    def add(self, piece: Piece) -> None:
        """The next piece."""
        match piece:
            case Delta(text):
                self._words.append(text)
            case Thought(text, signature):
                self._thoughts.append(text)
                self._signature = signature or self._signature
            case Calling():
                self._calls.append((piece, []))
            case Arguments(text):
                self._calls[-1][1].append(text)

    def __bool__(self) -> bool:
        """Whether anything was heard."""
        return bool(self._words or self._thoughts or self._calls)

    def usage(self, read: int, *, estimated: bool = False) -> Usage:
        """Counted here, where the provider does not count."""
        thought = count("".join(self._thoughts))
        called = sum(count(f"{call.name}{''.join(arguments)}") for call, arguments in self._calls)
        written = count("".join(self._words)) + thought + called
        return Usage(read, written, thought=thought, estimated=estimated)

    def told(self, finish: Finish, usage: Usage, charged: Credits, cut: str | None = None) -> Told:
        """The whole of it."""
        return Told(
            text="".join(self._words),
            reason=finish.reason,
            stop=finish.stop,
            cut=cut,
            usage=usage,
            charged=charged.decimal,
            thinking="".join(self._thoughts),
            signature=self._signature,
            calls=tuple([Called(call.id, call.name, "".join(arguments)) for call, arguments in self._calls]),
        )
