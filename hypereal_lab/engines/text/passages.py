"""The handbook in passages: a short one of this engine, README and docs, and the notebooks with their code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

__all__ = ["Passage", "handbook_passages", "of_markdown", "of_notebook"]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6} +(.+)$")
_BULLET = re.compile(r"^[-*] ")
_ROW = re.compile(r"^\|(.+)\|$")
_STRONG = re.compile(r"^\*\*(.+?)\*\*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


class Passage(NamedTuple):
    """A few sentences, and the code that shows them."""

    source: str
    """The page that they stand on."""
    title: str
    text: str
    code: str = ""
    language: str = "python"


@cache
def handbook_passages() -> tuple[Passage, ...]:
    """All that ships with the package, in the order of the pages."""
    package = Path(str(files("hypereal_lab")))
    inside = package / "handbook"
    root = inside if inside.is_dir() else package.parent
    notebooks = package / "notebooks" if (package / "notebooks").is_dir() else package.parent / "notebooks"
    pages = [package / "engines" / "text" / "data" / "handbook.md", root / "README.md", *sorted(root.glob("docs/*.md"))]
    found = [one for page in pages if page.is_file() for one in of_markdown(page.read_text("utf-8"), page.stem)]
    for page in sorted(notebooks.glob("*.ipynb")):
        found += of_notebook(page.read_text("utf-8"), page.stem)
    return tuple(found)


def of_markdown(text: str, source: str) -> Iterator[Passage]:
    """A passage for each paragraph, point and row of a table; code belongs to what stands before it."""
    title, column, last = "", "", None
    for block in _blocks(text):
        if head := _head(block):
            column = head
        elif heading := _HEADING.match(block):
            if last:
                yield last
            title, last = _plain(heading[1]), None
        elif fence := _FENCE.match(block):
            code, language = fence[2].strip(), fence[1]
            if last and last.code:
                yield last
                last = None
            last = (last or Passage(source, title, ""))._replace(code=code, language=language)
        elif said := _plain(block):
            if last:
                yield last
            strong = _STRONG.match(_BULLET.sub("", block))
            more = _plain(strong[1]) if strong else column if _ROW.match(block) else ""
            last = Passage(source, f"{title}: {more}" if more else title, said)
    if last:
        yield last


def of_notebook(text: str, source: str) -> Iterator[Passage]:
    """A passage for each cell of words, with the cells of code below it."""
    heading, words, code = "", "", []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            code.append("".join(cell["source"]))
            continue
        yield from _of_cell(source, heading, words, code)
        lines = "".join(cell["source"]).splitlines()
        heading = next((_plain(found[1]) for line in lines if (found := _HEADING.match(line))), heading)
        words, code = "\n".join(line for line in lines if not _HEADING.match(line)).strip(), []
    yield from _of_cell(source, heading, words, code)


def _of_cell(source: str, heading: str, words: str, code: list[str]) -> Iterator[Passage]:
    for one in of_markdown(words, source):
        words, code = one.text, [one.code] if one.code else code
        yield one._replace(title=heading, code="\n\n".join(code), language=one.language if one.code else "python")
        return
    if code:
        yield Passage(source, heading, "", "\n\n".join(code))


def _blocks(text: str) -> Iterator[str]:
    """Headings, fences, points, rows and paragraphs, one by one."""
    place = 0
    for fence in _FENCE.finditer(text):
        yield from _lines(text[place : fence.start()])
        yield fence[0]
        place = fence.end()
    yield from _lines(text[place:])


def _lines(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        alone = _HEADING.match(line) or _ROW.match(line)
        if block and (not line.strip() or alone or _BULLET.match(line)):
            yield "\n".join(block)
            block = []
        if alone:
            yield line
        elif line.strip():
            block.append(line)


def _head(block: str) -> str:
    """What the rows of a table are, by the head of its first column."""
    row = _ROW.match(block)
    first = row[1].split("|")[0].strip() if row else ""
    return first if re.match(r"\w", first) else ""


def _plain(block: str) -> str:
    """Without the marks of Markdown, on one line; nothing for the lines and heads of tables."""
    if row := _ROW.match(block):
        cells = [cell.strip() for cell in row[1].split("|")]
        return "" if set(row[1]) <= set("|-: ") or not cells[0].startswith("`") else _plain(": ".join(cells))
    text = re.sub(r"\*\*", "", _LINK.sub(r"\1", _BULLET.sub("", block)))
    return " ".join(text.split())
