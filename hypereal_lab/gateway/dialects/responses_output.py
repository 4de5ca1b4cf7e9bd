"""What a response consists of: thoughts, words and calls, each an item with the events that tell how it grows."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

__all__ = ["Call", "Event", "Item", "Reasoning", "Words"]


class Event(NamedTuple):
    """One event of a stream, not numbered yet."""

    type: str
    fields: dict[str, Any]


class Item(Protocol):
    """One piece of the output while it is written."""

    id: str
    index: int
    """Its place in the output."""

    def opened(self) -> list[Event]:
        """After it was added."""
        ...

    def closed(self) -> list[Event]:
        """Before it is done."""
        ...

    def whole(self, status: str) -> dict[str, Any]:
        """As far as it has come."""
        ...


class _Item:
    kind = ""

    def __init__(self, response: str, index: int) -> None:
        self.id = f"{self.kind}_{response.removeprefix('resp_')}_{index}"
        self.index = index
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._texts)

    def _event(self, name: str, /, **fields: Any) -> Event:
        return Event(f"response.{name}", {"item_id": self.id, "output_index": self.index, **fields})


class Words(_Item):
    """What the model says."""

    kind = "msg"

    def opened(self) -> list[Event]:
        """A message has one part."""
        return [self._event("content_part.added", content_index=0, part=_words(""))]

    def more(self, text: str) -> list[Event]:
        """A little more of it."""
        self._texts.append(text)
        return [self._event("output_text.delta", content_index=0, delta=text, logprobs=[])]

    def closed(self) -> list[Event]:
        """All of it once more."""
        return [
            self._event("output_text.done", content_index=0, text=self.text, logprobs=[]),
            self._event("content_part.done", content_index=0, part=_words(self.text)),
        ]

    def whole(self, status: str) -> dict[str, Any]:
        """A message; one that just began has no parts."""
        content = [] if status == "in_progress" else [_words(self.text)]
        return {"id": self.id, "type": "message", "status": status, "role": "assistant", "content": content}


class Reasoning(_Item):
    """What the model thinks, as a summary of one part, and its maker's seal."""

    kind = "rs"

    def __init__(self, response: str, index: int) -> None:
        super().__init__(response, index)
        self._seal = ""

    def opened(self) -> list[Event]:
        """The part comes with its first words, as there may be a seal alone."""
        return []

    def more(self, text: str, seal: str) -> list[Event]:
        """A little more of it."""
        self._seal = seal or self._seal
        if not text:
            return []
        added = [] if self._texts else [self._event("reasoning_summary_part.added", summary_index=0, part=_summary(""))]
        self._texts.append(text)
        return [*added, self._event("reasoning_summary_text.delta", summary_index=0, delta=text)]

    def closed(self) -> list[Event]:
        """All of it once more."""
        if not self._texts:
            return []
        return [
            self._event("reasoning_summary_text.done", summary_index=0, text=self.text),
            self._event("reasoning_summary_part.done", summary_index=0, part=_summary(self.text)),
        ]

    def whole(self, status: str) -> dict[str, Any]:
        """A reasoning item; it is sent back as it is, so that the model goes on from there."""
        summary = [_summary(self.text)] if self._texts else []
        seal = self._seal or None
        return {"id": self.id, "type": "reasoning", "status": status, "summary": summary, "encrypted_content": seal}


class Call(_Item):
    """A tool that the model wants to be used."""

    kind = "fc"

    def __init__(self, response: str, index: int, call: str, named: dict[str, str]) -> None:
        super().__init__(response, index)
        self._call = call
        self._named = named
        """Its name, and the namespace that has it."""

    def opened(self) -> list[Event]:
        """The arguments follow."""
        return []

    def more(self, text: str) -> list[Event]:
        """A little more of the arguments."""
        self._texts.append(text)
        return [self._event("function_call_arguments.delta", delta=text)]

    def closed(self) -> list[Event]:
        """All of them once more."""
        return [self._event("function_call_arguments.done", name=self._named["name"], arguments=self.text)]

    def whole(self, status: str) -> dict[str, Any]:
        """A function call."""
        head = {"id": self.id, "type": "function_call", "status": status, "call_id": self._call}
        return {**head, **self._named, "arguments": self.text}


def _words(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _summary(text: str) -> dict[str, Any]:
    return {"type": "summary_text", "text": text}
