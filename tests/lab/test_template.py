"""Only `{{name}}` is replaced, and nothing is ever evaluated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.errors import InputError
from hypereal_lab.lab.template import Template

ROW = SimpleNamespace(caption="a teapot", _secret="no", inner=SimpleNamespace(word="deep"))
THINGS: dict[str, Any] = {"season": "autumn", "n": 3, "row": ROW, "braces": "{{season}}"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("a fox in {{season}}", "a fox in autumn"),
        ("a fox in {{ season }}", "a fox in autumn"),
        ("{{n}}{{n}}", "33"),
        ("{{row.caption}}, {{row.inner.word}}", "a teapot, deep"),
        ("{{braces}}", "{{season}}"),
        ("{{{season}}}", "{autumn}"),
        ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
        ('{"a":{"b":"{{season}}"}}', '{"a":{"b":"autumn"}}'),
        (r"\frac{1}{{2}} and \mathbb{{R} }", r"\frac{1}{{2}} and \mathbb{{R} }"),
        ("f'{x!r:>{width}}' % {1, 2}", "f'{x!r:>{width}}' % {1, 2}"),
        ("{{}} {{ }} {{1}} {{a b}} {season}", "{{}} {{ }} {{1}} {{a b}} {season}"),
        ('{{row["caption"]}} {{row[0]}} {{f(1)}} {{1+1}}', '{{row["caption"]}} {{row[0]}} {{f(1)}} {{1+1}}'),
        ("{{season\n}}", "{{season\n}}"),
        ("$season {season} %(season)s", "$season {season} %(season)s"),
    ],
)
def test_names_are_filled_and_everything_else_stays(text: str, filled: str) -> None:
    assert Template(text).fill(THINGS) == filled


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("{}[]\\$%\"'\n"))).filter(lambda t: "{{" not in t))
def test_text_without_two_braces_is_untouched(text: str) -> None:
    assert Template(text).fill({}) == text
    assert eval(Template(text).source()) == text


@given(st.lists(st.sampled_from(["{{season}}", "{{ n }}", "{", "}", "{x}", "\\", "\\N{DASH}", "'", '"', "\n", "wort"])))
def test_the_python_of_a_text_says_the_same(pieces: list[str]) -> None:
    template = Template(" ".join(pieces))
    assert eval(template.source(), dict(THINGS)) == template.fill(THINGS)


@pytest.mark.parametrize(
    ("text", "near", "field"),
    [
        ("{{seasn}}", "Did you mean season?", "seasn"),
        ("{{row.captoin}}", "Did you mean caption?", "row.captoin"),
        ("{{row.inner.wrod}}", "Did you mean word?", "row.inner.wrod"),
        ("{{row._secret}}", "private", "row._secret"),
        ("{{row.__class__}}", "private", "row.__class__"),
        ("{{zzz}}", "no variable 'zzz'", "zzz"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_near_ones(text: str, near: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        Template(text).fill(THINGS)
    assert near in str(refused.value)
    assert refused.value.field == field


def test_names_are_listed_once_in_order() -> None:
    assert Template("{{b}} {{a}} {{b}}").names == ("b", "a")


def test_what_was_typed_for_a_name_comes_before_the_variable_and_is_not_read_again() -> None:
    told = Template("a {{animal}} in {{place.name}}")
    assert told.fill({"animal": "fox"}, {"animal": "{{wolf}}", "place.name": "snow"}) == "a {{wolf}} in snow"
    assert told.fill({"animal": "fox", "place": SimpleNamespace(name="fog")}, {"animal": ""}) == "a fox in fog"
