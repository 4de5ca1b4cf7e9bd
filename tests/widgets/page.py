"""The front end's side of a widget, as far as messages go."""

from __future__ import annotations

import itertools
import queue
from collections.abc import Callable, Sequence
from typing import Any

from hypereal_lab.widgets.base import Widget

__all__ = ["Page"]

_LIMIT = 10.0


class _Comm:
    """What ipywidgets needs of a comm; everything sent is kept."""

    comm_id = "page"

    def __init__(self) -> None:
        self.sent: queue.Queue[tuple[dict[str, Any], list[bytes]]] = queue.Queue()
        self.state: dict[str, Any] = {}
        self.told: Callable[[dict[str, Any]], None] = lambda message: None

    def on_msg(self, told: Callable[[dict[str, Any]], None]) -> None:
        self.told = told

    def send(self, data: dict[str, Any], metadata: object = None, buffers: Sequence[bytes] = ()) -> None:
        if data["method"] == "custom":
            self.sent.put((data["content"], [bytes(one) for one in buffers or ()]))
        elif data["method"] == "update":
            self.state |= data["state"]

    def close(self, *_: object, **__: object) -> None:
        pass


class Page:
    """Asks a widget and reads what it answers."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget
        self.comm = _Comm()
        widget.comm = self.comm
        self.told: list[dict[str, Any]] = []
        """What the widget said by itself, as far as it was heard while waiting for answers."""
        self._ids = itertools.count(1)

    def send(self, content: object, buffers: Sequence[bytes] = ()) -> None:
        """A custom message, as it comes from the browser."""
        data = {"method": "custom", "content": content}
        self.comm.told({"content": {"data": data}, "buffers": [memoryview(one) for one in buffers]})

    def ask(self, name: str, buffers: Sequence[bytes] = (), /, **args: Any) -> dict[str, Any]:
        """The whole answer to one question; fails when none comes."""
        asked = str(next(self._ids))
        self.send({"kind": "ask", "id": asked, "name": name, "args": args}, buffers)
        answer, self.buffers = self.hear()
        while answer["kind"] != "answer":
            self.told.append(answer)
            answer, self.buffers = self.hear()
        assert (answer["kind"], answer["id"]) == ("answer", asked)
        return answer

    def hear(self) -> tuple[dict[str, Any], list[bytes]]:
        """The next message, whatever it is; fails when none comes."""
        return self.comm.sent.get(timeout=_LIMIT)

    def value(self, name: str, buffers: Sequence[bytes] = (), /, **args: Any) -> Any:
        """What a question that must succeed is answered."""
        answer = self.ask(name, buffers, **args)
        assert answer["ok"], answer
        return answer["value"]

    def error(self, name: str, buffers: Sequence[bytes] = (), /, **args: Any) -> dict[str, Any]:
        """The problem of a question that must fail."""
        answer = self.ask(name, buffers, **args)
        assert not answer["ok"], answer
        return dict(answer["error"])

    def until(self, state: str) -> None:
        """Wait for the widget's `state`."""
        reached: queue.Queue[str] = queue.Queue()
        self.widget.observe(lambda change: reached.put(change["new"]), "state")
        if getattr(self.widget, "state") == state:
            return
        while reached.get(timeout=_LIMIT) != state:
            pass
