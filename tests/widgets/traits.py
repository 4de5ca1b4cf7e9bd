"""The tables of traits in `docs/widgets/`, made from the classes. `python -m tests.widgets.traits` writes them anew."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from hypereal_lab import widgets
from hypereal_lab.widgets import Widget

__all__ = ["PAGES", "page_of", "table", "with_table"]

PAGES = Path(__file__).resolve().parents[2] / "docs" / "widgets"
_TABLE = re.compile(r"(<!-- traits -->\n).*?(<!-- /traits -->)", re.DOTALL)


def page_of(kind: type[Widget]) -> Path:
    """The page of one widget."""
    return PAGES / f"{kind.bundle}.md"


def table(kind: type[Widget]) -> str:
    """Name, kind and words of each trait that a page and Python share, those of the class itself first."""
    rows = ["| Trait | Type | What it is |", "| --- | --- | --- |"]
    for owner in kind.__mro__:
        if not issubclass(owner, Widget):
            continue
        words = _words(owner)
        for name in vars(owner):
            trait = owner.class_traits(sync=True).get(name)
            if trait is not None and not name.startswith("_") and name != "twin_mark":
                rows.append(f"| `{name}` | {type(trait).__name__} | {words.get(name, '')} |")
    return "\n".join(rows) + "\n"


def with_table(page: str, kind: type[Widget]) -> str:
    """The page with the table as it is today, between its two marks."""
    return _TABLE.sub(lambda found: f"{found[1]}{table(kind)}{found[2]}", page)


def _words(owner: type) -> dict[str, str]:
    """The string that stands under each assignment in the body of a class."""
    (body,) = ast.parse(inspect.cleandoc(f"\n{inspect.getsource(owner)}")).body
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        names = [target.id for target in _targets(before) if isinstance(target, ast.Name)]
        if names and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[names[0]] = " ".join(str(after.value.value).split()).replace("|", "\\|")
    return found


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []


if __name__ == "__main__":
    for one in (getattr(widgets, name) for name in widgets.__all__):
        if one.bundle and page_of(one).exists():
            page_of(one).write_text(with_table(page_of(one).read_text(encoding="utf-8"), one), encoding="utf-8")
