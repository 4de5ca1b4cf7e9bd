"""The mark of the Hypereal Cache."""

from __future__ import annotations

import json

import msgspec
import pytest

from hypereal_lab.gateway.upstream.messages.caching import is_wanted, with_mark
from hypereal_lab.gateway.upstream.raw import fields_of

MARK = {"type": "ephemeral"}


def marked(body: str) -> dict[str, bytes]:
    return {name: bytes(raw) for name, raw in with_mark(fields_of(body.encode())).items()}


def test_a_system_in_words_becomes_one_marked_block() -> None:
    made = marked('{"system": "Be \\u00fcbrig.", "tools": [{"name": "look"}]}')
    assert made["system"] == b'[{"type":"text","text":"Be \\u00fcbrig.","cache_control":{"type":"ephemeral"}}]'
    assert made["tools"] == b'[{"name": "look"}]'


def test_the_last_system_block_is_marked_and_the_others_keep_their_bytes() -> None:
    first, last = '{"type" :"text",  "text":"one"}', '{"text":"two","type":"text" , "n":1.50}'
    made = marked(f'{{"system": [{first} , {last}]}}')
    assert made["system"] == f'[{first},{last[:-1]},"cache_control":{{"type":"ephemeral"}}}}]'.encode()


@pytest.mark.parametrize("system", ['""', '" \\n"', "[]", "null", '[{"type":"text","text":" "}]'])
def test_without_a_system_the_last_tool_is_marked(system: str) -> None:
    made = marked(f'{{"system": {system}, "tools": [{{"name":"a"}}, {{"name":"b" }}]}}')
    assert json.loads(made["tools"]) == [{"name": "a"}, {"name": "b", "cache_control": MARK}]
    assert made["system"] == system.encode()


def test_a_tool_that_is_loaded_later_is_not_marked() -> None:
    made = marked('{"tools": [{"name":"a"}, {"name":"b","defer_loading":true}]}')
    assert json.loads(made["tools"]) == [{"name": "a", "cache_control": MARK}, {"name": "b", "defer_loading": True}]


@pytest.mark.parametrize(
    "body",
    [
        '{"cache_control": {"type":"ephemeral"}, "system": "Be kind."}',
        '{"system": [{"type":"text","text":"one","cache_control":{"type":"ephemeral"}},{"type":"text","text":"two"}]}',
        '{"system": "Be kind.", "tools": [{"name":"a","cache_control" : {"type":"ephemeral"}}]}',
        '{"system": "s", "messages": [{"role":"user","content":[{"type":"text","text":"x","cache_control":{}}]}]}',
        '{"system": "s", "messages": [{"role":"user","content":[{"type":"tool_result","tool_use_id":"t",'
        '"content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}]}]}',
        '{"messages": [{"role":"user","content":"hello"}]}',
        '{"tools": [], "system": 5}',
    ],
)
def test_nothing_changes_where_a_mark_is_or_nothing_can_be_marked(body: str) -> None:
    assert marked(body) == {name: bytes(raw) for name, raw in fields_of(body.encode()).items()}


@pytest.mark.parametrize(
    "said",
    [
        '"tools": [{"name":"a","input_schema":{"properties":{"cache_control":{"type":"string"}}}}]',
        '"messages": [{"role":"user","content":"set \\"cache_control\\": now"}]',
        '"messages": [{"role":"assistant","content":[{"type":"tool_use","input":{"cache_control":1}}]}]',
        '"messages": [{"role":"user","content":[{"type":"text","text":"x","cache_control": null}]}]',
        '"cache_control": null',
    ],
)
def test_words_that_only_look_like_a_mark_are_none(said: str) -> None:
    made = marked(f'{{"system": "Be kind.", {said}}}')
    assert json.loads(made["system"]) == [{"type": "text", "text": "Be kind.", "cache_control": MARK}]


def test_a_block_that_says_it_has_no_mark_gets_one_and_not_two() -> None:
    made = marked('{"system": [{"type":"text","text":"one","cache_control":null}]}')
    assert made["system"].count(b"cache_control") == 1
    assert json.loads(made["system"])[0]["cache_control"] == MARK


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (None, True),
        (b"null", True),
        (b"{}", True),
        (b'{"cache": "auto"}', True),
        (b'{"cache": false}', False),
        (b'{"cache": 0}', True),
    ],
)
def test_only_false_turns_it_off(options: bytes | None, wanted: bool) -> None:
    assert is_wanted(None if options is None else msgspec.Raw(options)) is wanted
