"""Every widget has a page with a picture, its traits as they are, and examples."""

from __future__ import annotations

import pytest

from hypereal_lab import widgets
from hypereal_lab.widgets import Widget
from tests.widgets.traits import page_of, table

KINDS: list[type[Widget]] = [kind for kind in (getattr(widgets, name) for name in widgets.__all__) if kind.bundle]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.bundle)
def test_a_widget_has_its_page(kind: type[Widget]) -> None:
    page = page_of(kind).read_text(encoding="utf-8")
    assert table(kind) in page, "run python -m tests.widgets.traits"
    assert page.count("```python") >= 3
    pictures = [line for line in page.splitlines() if line.startswith("![")]
    assert pictures
    for line in pictures:
        file = page_of(kind).parent / line.partition("](")[2].rstrip(")")
        assert 1_000 < file.stat().st_size < 60_000


def test_every_trait_is_explained() -> None:
    for kind in KINDS:
        assert not [row for row in table(kind).splitlines()[2:] if row.endswith("|  |")], kind
