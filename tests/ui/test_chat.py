"""A conversation before a server that writes slowly: words, tools, branches, stopping, errors, mouse and keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000

SERVER = '''
import asyncio, json, pathlib, httpx
from hypereal_lab import Lab

TELLS = {
    "Write": """## The sea in short

It covers **71 %** of the planet, see [NOAA](https://www.noaa.gov/ocean).

| Ocean | Area (Mkm²) |
| --- | ---: |
| Pacific | 168.7 |
| Atlantic | 85.1 |

1. Waves carry *energy*
2. Tides follow the moon

> Salt: about `35 g/l`.

```python
def depth(ocean):
    return {"pacific": 4280}[ocean]
```
""",
    "Attack": "<script>document.title = 'taken'</script> <img src=x onerror=alert(1)> [go](javascript:alert(1)) end",
    "Long": "word " * 800,
    "Paint": "Painted **one** lighthouse.",
}

class Slow(httpx.AsyncByteStream):
    def __init__(self, chunks, pause):
        self.chunks, self.pause = chunks, pause
    async def __aiter__(self):
        for number, one in enumerate(self.chunks):
            yield b"data: " + json.dumps(one).encode() + b"\\n\\n"
            await asyncio.sleep(self.pause)
            while number > 20 and pathlib.Path("hold").exists():
                await asyncio.sleep(0.05)
        yield b"data: [DONE]\\n\\n"

def chunk(finish=None, **delta):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-5.4-nano", "choices": [choice]}

def answer(request):
    if request.method == "GET":
        return httpx.Response(200, json={"balance": 120.5, "currency": "credits"})
    body = json.loads(request.content)
    last = body["messages"][-1]
    said = last["content"] if isinstance(last["content"], str) else last["content"][0]["text"]
    if said.startswith("Break") and not pathlib.Path("mended").exists():
        return httpx.Response(500, json={"error": {"type": "upstream_error", "message": "The model is down."}})
    if said.startswith("Paint"):
        call = {"index": 0, "id": "c1", "function": {"name": "paint", "arguments": '{"what": "a lighthouse at dusk"}'}}
        chunks = [chunk(reasoning_content="A picture is wanted. "), chunk(tool_calls=[call]), chunk("tool_calls")]
    else:
        first = "Paint" if last["role"] == "tool" else said.split()[0]
        text = TELLS.get(first, f"You said **{said}**, number {len(body['messages'])}.")
        chunks = [chunk(content=piece) for piece in [text[at:at + 12] for at in range(0, len(text), 12)]] + [chunk("stop")]
    usage = {"prompt_tokens": 20, "completion_tokens": 60, "total_tokens": 80}
    chunks[-1] = {**chunks[-1], "usage": usage, "creditsUsed": 0.25}
    stream = Slow(chunks, 0.004)
    return httpx.Response(200, stream=stream, headers={"content-type": "text/event-stream"})

lab = Lab("ck_test", "http://server", home=HOME, environ={}, transport=httpx.MockTransport(answer))
'''
TALK = '''
import io
from PIL import Image

def paint(what: str):
    """Paint a picture."""
    kept = io.BytesIO()
    Image.effect_mandelbrot((240, 160), (-2, -1, 1, 1), 40).convert("RGB").save(kept, format="PNG")
    return lab.shelf.keep_reference(kept.getvalue(), f"{what}.png")

lab.talk(tools=[paint], max_cost=20, max_tokens=400)
'''


def ask(notebook: Notebook, chat: Locator, words: str) -> None:
    """Type and press Enter."""
    chat.get_by_label("Message").fill(words)
    expect(chat.locator(".hl-send .hl-cost")).to_contain_text("credits", timeout=SLOW)
    notebook.page.keyboard.press("Enter")


def answered(chat: Locator, words: str | re.Pattern[str]) -> Locator:
    """The last turn, once it is done and has these words."""
    turn = chat.locator(".hl-turn").last
    expect(turn.locator(".hl-bill")).to_contain_text("credits", timeout=SLOW)
    expect(turn).to_contain_text(words, timeout=SLOW)
    return turn


@pytest.fixture
def talk(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> Notebook:
    """A notebook with a chat in it."""
    for name in ("hold", "mended"):
        (jupyterlab.root / name).unlink(missing_ok=True)
    name = jupyterlab.write(f"chat-{theme}.ipynb", (f"HOME = 'chat-{theme}'" + SERVER, TALK))
    notebook = jupyterlab.open(browser, name, theme=theme)
    notebook.run_all()
    expect(notebook.page.locator(".hl-chat")).to_contain_text("Balance 120.5", timeout=SLOW)
    return notebook


def test_a_conversation_is_had_and_changed(jupyterlab: JupyterLab, talk: Notebook, theme: str) -> None:
    page, chat = talk.page, talk.page.locator(".hl-chat")
    shoot(talk, f"chat-1-empty-{theme}")
    ask(talk, chat, "Write about the sea")
    turn = answered(chat, "Atlantic")
    expect(turn.locator("table td").first).to_have_text("Pacific")
    expect(chat.get_by_label("Message")).to_be_focused()
    shoot(talk, f"chat-2-markdown-{theme}")
    ask(talk, chat, "Paint a lighthouse")
    turn = answered(chat, "Painted one lighthouse")
    expect(turn.locator(".hl-shown img")).to_be_visible(timeout=SLOW)
    turn.locator("summary").filter(has_text="paint").click()
    expect(turn.locator(".hl-fold[open]")).to_contain_text("gpt-5.4-nano")
    shoot(talk, f"chat-3-tool-{theme}")
    assert violations(page, ".hl-chat") == []
    if theme == "light":
        _branches(talk, chat)
        _stops_and_reloads(jupyterlab, talk, chat)
    else:
        _keyboard(talk, chat)
    _narrow(talk, chat, theme)
    assert not talk.errors
    talk.close()


def _branches(talk: Notebook, chat: Locator) -> None:
    page = talk.page
    chat.locator(".hl-turn").first.get_by_label("Edit the question").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Attack me")
    page.keyboard.press("Enter")
    turn = answered(chat, "alert(1)")
    expect(chat.locator(".hl-turn")).to_have_count(1)
    expect(turn.locator("script, .hl-md img, .hl-md a")).to_have_count(0)
    assert page.title() != "taken"
    expect(turn.get_by_label("Version 2 of 2")).to_be_visible()
    shoot(talk, "chat-4-version")
    turn.get_by_label("Earlier version").click()
    expect(chat.locator(".hl-turn")).to_have_count(2, timeout=SLOW)
    ask(talk, chat, "Break it")
    expect(chat.get_by_text("The model is down.")).to_be_visible(timeout=SLOW)
    shoot(talk, "chat-5-broken")


def _stops_and_reloads(jupyterlab: JupyterLab, talk: Notebook, chat: Locator) -> None:
    page = talk.page
    (jupyterlab.root / "mended").touch()
    chat.get_by_role("button", name="Try again").click()
    answered(chat, "You said Break it")
    (jupyterlab.root / "hold").touch()
    ask(talk, chat, "Long story")
    saying = chat.locator(".hl-turn[aria-busy=true]")
    expect(saying).to_contain_text("word word word", timeout=SLOW)
    talk.save()
    page.reload()
    expect(saying).to_contain_text("word word word", timeout=SLOW)
    saying.get_by_role("button", name="Stop").scroll_into_view_if_needed()
    shoot(talk, "chat-6-reloaded-running")
    saying.get_by_role("button", name="Stop").click()
    expect(chat.locator(".hl-turn").last).to_contain_text("stopped; its price", timeout=SLOW)
    (jupyterlab.root / "hold").unlink()
    turn = answered(chat, re.compile("0.25 credits · stopped"))
    expect(turn.get_by_role("button", name="Whole answer")).to_be_visible()
    shoot(talk, "chat-7-stopped")
    talk.save()
    saved = next(jupyterlab.root.glob("chat-light.ipynb")).read_text()
    assert "You: Write about the sea" in saved and "hl-twin" in saved


def _keyboard(talk: Notebook, chat: Locator) -> None:
    page = talk.page
    chat.get_by_label("Message").focus()
    page.keyboard.type("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Two")
    expect(chat.locator(".hl-send .hl-cost")).to_contain_text("credits", timeout=SLOW)
    shoot(talk, "chat-4-price-dark")
    page.keyboard.press("Control+Enter")
    answered(chat, "You said One")
    expect(chat.locator("[role=status].hl-hear")).to_contain_text("You said", timeout=SLOW)
    chat.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    shoot(talk, "chat-6-menu-dark")
    page.keyboard.press("Enter")
    expect(chat.locator(".hl-turn")).to_have_count(0, timeout=SLOW)
    shoot(talk, "chat-5-cleared-dark")
    chat.get_by_role("button", name="Undo").press("Enter")
    expect(chat.locator(".hl-turn")).to_have_count(3, timeout=SLOW)


def _narrow(talk: Notebook, chat: Locator, theme: str) -> None:
    page = talk.page
    chat.evaluate("(one) => { one.style.width = '360px'; }")
    chat.locator(".hl-log").evaluate("(one) => { one.scrollTop = 0; }")
    shoot(talk, f"chat-8-narrow-{theme}")
    assert violations(page, ".hl-chat") == []
    chat.evaluate("(one) => { one.style.width = ''; }")
    chat.locator(".hl-log").evaluate("(one) => { one.scrollTop = 0; }")
    check_look(chat, f"chat-{theme}")
