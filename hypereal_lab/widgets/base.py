"""The base of every widget: strict keywords, questions, errors a person can see, and the static twin."""

from __future__ import annotations

import asyncio
import contextvars
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets

from hypereal_lab.widgets import libraries, questions, twin
from hypereal_lab.widgets.built import BUILD_COMMAND, STATIC
from hypereal_lab.widgets.questions import Reply, question
from hypereal_lab.widgets.undo import Act, Undo

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["BUILD_COMMAND", "Widget"]

_NOTE = """
export default { render({ el }) {
  const note = document.createElement("div");
  note.className = "hl-live";
  note.setAttribute("role", "alert");
  note.textContent = %r;
  el.append(note);
  return () => note.remove();
} };
"""


class Widget(anywidget.AnyWidget):  # type: ignore[misc]
    """A widget of one lab. Its callbacks only hand work to the lab's loop, on whatever thread they are called.

    Raises `TypeError` for a keyword it does not know, with the near matches.
    """

    bundle: ClassVar[str] = ""
    """Name of the bundle in `static/`, the same as the Python file's."""
    acts: Undo | None = None
    """Where what a person does is told, so that it can be taken back; a studio has one for all its parts."""

    twin_mark = traitlets.Unicode().tag(sync=True)
    """Ties the live view to its static twin, which it hides."""
    last_error: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """The last failure as `message`, `field` and `next` step; `None` when all is well. See also `exception`."""
    disabled = traitlets.Bool(False).tag(sync=True)
    """Whether the controls are switched off."""

    def __init__(self, lab: Session, **keywords: Any) -> None:
        check_keywords(type(self), keywords, self._own_keywords())
        self.lab = lab
        self.exception: BaseException | None = None
        self._asked = questions.handlers_of(type(self))
        self._context = contextvars.copy_context()
        self._shown = False
        self._twin_now = ""
        self._twin_wait: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._off: list[Callable[[], None]] = []
        super().__init__(twin_mark=secrets.token_hex(6), **keywords)
        self.on_msg(self._heard)

    @classmethod
    def _own_keywords(cls) -> set[str]:
        """Keywords the constructor takes: public traits of ours, and the layout."""
        ours = {name for kind in cls.__mro__ if issubclass(kind, Widget) for name in vars(kind)}
        return {name for name in ours if name in cls.class_trait_names() and not name.startswith("_")} | {"layout"}

    @property
    def _esm(self) -> str:
        """The bundle's text; a note with the build command where there is none, so that importing never breaks."""
        file = STATIC / f"{self.bundle}.js"
        if file.is_file():
            return file.read_text(encoding="utf-8")
        return _NOTE % f"The front end of {type(self).__name__} is not built. Run: {BUILD_COMMAND}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._about()})"

    def _about(self) -> str:
        """What the repr says between the brackets."""
        return ""

    @traitlets.observe("comm")
    def _hear_where_it_is_said(self, change: dict[str, Any]) -> None:
        """Let the kernel take what a page says on the subshell that the page chose.

        ipykernel 7.4 takes it where the widget spoke last. For a page that was loaded anew that place is gone, and its
        words are lost; in a busy cell the first of them would wait.
        """
        if hasattr(change["new"], "_reply_subshell_for"):
            change["new"]._reply_subshell_for = None

    # Questions

    def _heard(self, _widget: object, content: object, buffers: Sequence[memoryview | bytes] | None) -> None:
        """Hand a question to the lab's loop and return; called on any thread or subshell."""
        if not isinstance(content, dict) or content.get("kind") != "ask":
            return
        self._context = contextvars.copy_context()
        work = self._answer(content, [bytes(one) for one in buffers or ()])
        try:
            self.lab.loop.start(work)
        except Exception as error:
            work.close()
            self._refuse(content, error)

    async def _answer(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        try:
            reply = await self._find_answer(content, buffers)
            self.send({"kind": "answer", "id": content.get("id"), "ok": True, "value": reply.value}, [*reply.buffers])
        except asyncio.CancelledError as error:
            self._refuse(content, error, "The lab was closed before it could answer; run the cell again.")
            raise
        except Exception as error:
            self._refuse(content, error)

    async def _find_answer(self, content: dict[str, Any], buffers: list[bytes]) -> Reply:
        name = str(content.get("name"))
        method = self._asked.get(name)
        if method is None:
            raise ValueError(
                f"{type(self).__name__} knows no question {name!r}; {questions.near(name, [*self._asked])}"
            )
        args = questions.arguments(content)
        if buffers:
            args["buffers"] = buffers
        found = await getattr(self, method)(**args)
        return found if isinstance(found, Reply) else Reply(found)

    def _refuse(self, content: dict[str, Any], error: BaseException, message: str | None = None) -> None:
        problem = self._failed(error)
        if message:
            problem = {**problem, "message": message}
        self.send({"kind": "answer", "id": content.get("id"), "ok": False, "error": problem})

    @question
    async def _library(self, name: str) -> Reply:
        """A library that a page loads once for all widgets, as gzip."""
        return Reply(None, [await asyncio.to_thread(libraries.packed, name)])

    def _did(self, words: str, back: Callable[[], Awaitable[None]], **more: Any) -> Act:
        """Tell what a person did, where somebody keeps it; `more` is what `Act` takes."""
        act = Act(words, back, **more)
        if self.acts is not None:
            self.acts.tell(act)
        return act

    # Errors

    def _failed(self, error: BaseException) -> questions.Problem:
        """Show the error in the widget; never print it, for nobody would see that."""
        self.exception = error
        problem = questions.problem_of(error)
        self.last_error = {**problem}
        return problem

    def _clear_error(self) -> None:
        self.exception = None
        self.last_error = None

    def _begin(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Let work go on that nobody waits for; what goes wrong in it is shown. Called on the lab's loop."""
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # a lab that closes may cancel it before it began
        return task

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as error:
            self._failed(error)

    # Display

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Live view and twin in one bundle, for hosts that do not ask for `_ipython_display_`."""
        data, metadata = self._view_bundle()
        return {**data, "text/html": self._twin()}, metadata

    def _ipython_display_(self, **_kwargs: Any) -> None:
        """The twin as an output of its own, then the live view, which hides it."""
        import IPython.display

        display: Callable[..., object] = IPython.display.display
        self._context = contextvars.copy_context()
        self._twin_now = self._twin()
        display(self._twin_bundle(), raw=True, display_id=self.twin_mark)
        data, metadata = self._view_bundle()
        display(data, raw=True, metadata=metadata)
        self._shown = True
        self._on_shown()

    def _view_bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        return {**data, "text/plain": repr(self)}, metadata

    def _on_shown(self) -> None:
        """What a widget does when it is first put into a cell."""

    def _twin(self) -> str:
        """The HTML that stays in the notebook."""
        return twin.page(self.twin_mark, (), (repr(self),), (self._revive,))

    @property
    def _revive(self) -> str:
        return "Saved picture of a live widget. Run this cell to make it live again."

    def _twin_bundle(self) -> dict[str, str]:
        return {"text/html": self._twin_now, "text/plain": repr(self)}

    def _update_twin(self) -> None:
        """Bring the saved twin up to date where it changed; right on any thread and after the cell has ended."""
        now = self._twin()
        if not self._shown or now == self._twin_now:
            return
        self._twin_now = now
        import IPython.display

        update: Callable[..., object] = IPython.display.update_display
        self._context.copy().run(lambda: update(self._twin_bundle(), raw=True, display_id=self.twin_mark))

    def _update_twin_soon(self, seconds: float = 1.0) -> None:
        """The same after a pause, for what changes as somebody types. Called on the lab's loop."""
        if self._twin_wait is not None:
            self._twin_wait.cancel()
        self._twin_wait = asyncio.get_running_loop().create_task(self._twin_later(seconds))

    async def _twin_later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._update_twin()

    # The lab's events

    def _follow(self, hear: Callable[[str], None]) -> None:
        """Be told of the lab's events until the widget is closed."""

        def told(event: str) -> None:
            try:
                self._context.copy().run(hear, event)
            except Exception as error:
                self._failed(error)

        self._off.append(self.lab.subscribe(told))

    def close(self) -> None:
        """Take the widget off the page and stop listening."""
        for off in getattr(self, "_off", ()):
            off()
        self._off = []
        super().close()


def check_keywords(kind: type, keywords: dict[str, Any], known: set[str]) -> None:
    """Raise `TypeError` for the first keyword that is not known, with the near matches."""
    for word in keywords:
        if word not in known:
            raise TypeError(f"{kind.__name__}() got an unknown keyword {word!r}; {questions.near(word, sorted(known))}")
