"""Requests that no well-meaning client sends, to every route: no failure, no key let through, no secret told."""

from __future__ import annotations

import copy
import itertools
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.gateway.conftest import Gateway, read
from tests.gateway.described import ALL, DISTINCT, DOCUMENT, FORMS, KEYED, POSTED, Described, choices, whole_gateway

MIB = 2**20
KINDS: list[Any] = [None, True, 1, 1.5, "a", [], ["a"], [1], {}, {"a": 1}]
KEY_PLACES = ["authorization", "x-api-key", "x-goog-api-key", "?key="]
BAD = ["ck_0123456789abcdef_" + "f" * 40, "sk-of-somebody-else", "ck_", "ck_0123456789abcdef"]
ODD = ["1e400", "-1", str(2**63), str(10**400), "1e-400"]
Place = tuple[str | int, ...]


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with whole_gateway(tmp_path) as made:
        made.http.headers.pop("authorization")
        yield made


def bearer(gateway: Gateway) -> dict[str, str]:
    return {"authorization": f"Bearer {gateway.key.key}"}


def sent_as(form: str, key: str, url: str) -> dict[str, Any]:
    if form == "?key=":
        return {"url": f"{url}?key={key}"}
    return {"url": url, "headers": {form: f"Bearer {key}" if form == "authorization" else key}}


@pytest.mark.parametrize("form", KEY_PLACES)
@pytest.mark.parametrize("key", BAD)
async def test_a_bad_key_is_a_401_on_every_route(gateway: Gateway, form: str, key: str) -> None:
    for one in KEYED:
        answer = await gateway.http.request(one.method, json={}, **sent_as(form, key, one.url))
        assert answer.status_code == 401, f"{one}: {answer.text}"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert key not in answer.text.replace("Bearer", "").replace("ck_ key", "").replace("with ck_;", "")
    assert gateway.calls() == []


async def test_no_key_is_a_401_on_every_route_but_those_that_need_none(gateway: Gateway) -> None:
    for one in ALL:
        answer = await gateway.http.request(one.method, one.url)
        assert (answer.status_code == 401) == one.keyed, f"{one}: {answer.text}"


async def test_a_key_in_the_url_is_told_by_no_log_and_no_answer(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = gateway.key.key.rpartition("_")[2]
    for one in ALL:
        for key in (gateway.key.key, f"ck_0123456789abcdef_{secret[::-1]}"):
            bodies: list[Any] = [body for _, body in one.good] or [None]
            for body in (*bodies, {"model": 5}):
                answer = await gateway.http.request(one.method, f"{one.url}?k%65y={key}&key=again", json=body)
                told = f"{answer.text} {dict(answer.headers)}"
                assert secret not in told and secret[::-1] not in told, str(one)
                assert answer.status_code < 500
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert len(ours) > len(ALL)
    logged = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in ours)
    assert secret not in logged and secret[::-1] not in logged and "again" not in logged


@pytest.mark.parametrize("one", POSTED, ids=str)
async def test_what_is_no_json_object_is_a_400(gateway: Gateway, one: Described) -> None:
    whole = json.dumps(one.good[0][1]).encode()
    broken = [
        b"",
        b" ",
        b"{",
        b"null",
        b"1",
        b'"a"',
        b"[]",
        b"[{}]",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"{'a': 1}",
        b"{}{}",
    ]
    broken += [whole[:-1], whole + b"x", b"[" + whole + b"]", whole.replace(b"}", b",}"), whole.replace(b":", b"=", 1)]
    broken += [whole.replace(b'"', b'"\\ud800', 1), whole.replace(b'"model"', b'"model\xff"'), b"{" * 10_000]
    for body in broken:
        if body == whole:
            continue
        answer = await gateway.http.post(one.url, content=body, headers=bearer(gateway))
        assert answer.status_code == 400, f"{body[:80]!r}: {answer.text[:300]}"
        assert read(answer)["error"]["message"]


@pytest.mark.parametrize("one", POSTED, ids=str)
async def test_ten_thousand_levels_are_no_failure(gateway: Gateway, one: Described) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")):
        deep = opening * 10_000 + b"1" + closing * 10_000
        for component, body in one.good:
            for name in (*DOCUMENT["components"]["schemas"][component]["properties"], "unknown"):
                fields = {key: value for key, value in body.items() if key != name}
                start = json.dumps(fields).encode().removesuffix(b"}") + (b", " if fields else b"")
                content = start + json.dumps(name).encode() + b": " + deep + b"}"
                answer = await gateway.http.post(one.url, content=content, headers=bearer(gateway))
                assert answer.status_code < 500, f"{name}: {answer.text[:300]}"


@pytest.mark.parametrize("one", POSTED, ids=str)
async def test_prompts_of_five_megabytes_are_no_failure(gateway: Gateway, one: Described) -> None:
    for _, body in one.good:
        content = json.dumps(body).replace("What is 6 * 7?", "a" * 5 * MIB).encode()
        content = content if len(content) > MIB else json.dumps({**body, "prompt": "a" * 5 * MIB}).encode()
        answer = await gateway.http.post(one.url, content=content, headers=bearer(gateway))
        assert answer.status_code < 500, answer.text[:300]
        assert len(answer.content) < MIB or answer.status_code == 200


@pytest.mark.parametrize("one", FORMS, ids=str)
async def test_forms_that_are_none_are_a_400(gateway: Gateway, one: Described) -> None:
    form = one.good_form or {}
    files = {name: value for name, value in form.items() if isinstance(value, bytes)}
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    good = gateway.http.build_request("POST", one.url, data=texts, files=files, headers=bearer(gateway))
    whole, kind = await good.aread(), good.headers["content-type"]
    answer = await gateway.http.post(one.url, content=whole, headers={**bearer(gateway), "content-type": kind})
    assert answer.status_code == 200, answer.text
    mark = kind.partition("boundary=")[2].encode()
    broken = [b"", b"{}", whole[: len(whole) // 2], whole.replace(b"name=", b"nam="), whole.replace(mark, b"other")]
    broken += [b"--" + mark + b"--\r\n", whole.replace(b'"model"', b'"m\xffdel"'), whole.replace(b"\r\n\r\n", b"\r\n")]
    broken += [whole.replace(texts["model"].encode(), b"\xff\xfe")]
    for body in broken:
        answer = await gateway.http.post(one.url, content=body, headers={**bearer(gateway), "content-type": kind})
        assert answer.status_code == 400, f"{body[:80]!r}: {answer.text[:300]}"
        assert read(answer)["error"]["message"]
    for odd in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a"):
        answer = await gateway.http.post(one.url, content=whole, headers={**bearer(gateway), "content-type": odd})
        assert answer.status_code == 400, f"{odd}: {answer.text[:300]}"


@pytest.mark.parametrize("one", FORMS, ids=str)
async def test_an_odd_field_of_a_form_is_a_400_that_names_it(gateway: Gateway, one: Described) -> None:
    form = one.good_form or {}
    files = {name: value for name, value in form.items() if isinstance(value, bytes)}
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    (named,) = files
    odd: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("model", {**texts, "model": "nothing"}, files),
        ("stream", {**texts, "stream": "true"}, files),
        ("response_format", {**texts, "response_format": "x"}, files),
        ("unknown", {**texts, "unknown": "a"}, files),
        ("model", {}, {**files, "model": b"a"}),
        (named, texts, {named: b"no file of that kind"}),
        (named, texts, {named: b""}),
        (named, texts, {"mask" if named == "image" else "prompt": b"x"}),
    ]
    for field, data, sent in odd:
        answer = await gateway.http.post(one.url, data=data, files=sent, headers=bearer(gateway))
        assert answer.status_code == 400, f"{field}: {answer.status_code} {answer.text[:300]}"
        assert field in str(read(answer)["error"]["param"]) or field == named, f"{field}: {answer.text[:300]}"


def wrong_fields(schema: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every documented field, with each value that its schema does not allow."""
    for choice in choices(schema):
        for name, field in choice.get("properties", {}).items():
            valid = Draft202012Validator({**field, "components": DOCUMENT["components"]})
            yield from [((*place, name), value) for value in KINDS if not valid.is_valid(value)]
            yield from wrong_fields(field, (*place, name))
        if "items" in choice and choice["items"] is not True:
            yield from wrong_fields(choice["items"], (*place, 0))


def sample(schema: Any) -> Any:
    """The plainest value that it allows."""
    schema = next(choices(schema))
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required", ())}
    return {"string": "a", "integer": 1, "number": 1, "boolean": True}[kind]


def put(schema: Any, body: Any, place: Place, value: Any) -> Any:
    """The body with this value at its place; what is missing on the way is made as plain as it may be."""
    name, rest = place[0], place[1:]
    if isinstance(name, int):
        items = next(one["items"] for one in choices(schema) if "items" in one)
        first = body[0] if isinstance(body, list) and body else sample(items)
        return [put(items, first, rest, value) if rest else value]
    holder = next(one for one in choices(schema) if name in one.get("properties", {}))
    made = copy.deepcopy(body) if isinstance(body, dict) else sample(holder)
    field = holder["properties"][name]
    made[name] = put(field, made.get(name), rest, value) if rest else value
    return made


@pytest.mark.parametrize("one", POSTED, ids=str)
async def test_a_wrong_type_is_a_400_that_names_its_field(gateway: Gateway, one: Described) -> None:
    missed = []
    for component, body in one.good:
        schema = DOCUMENT["components"]["schemas"][component]
        good = await gateway.http.post(one.url, json=body, headers=bearer(gateway))
        assert good.status_code in (200, 201, 202), good.text
        for place, value in wrong_fields(schema):
            answer = await gateway.http.post(one.url, json=put(schema, body, place, value), headers=bearer(gateway))
            param = str(read(answer).get("error", {}).get("param")) if answer.status_code == 400 else ""
            name = next(part for part in reversed(place) if isinstance(part, str))
            if name not in param:
                missed.append(f"{place} = {value!r}: {answer.status_code} {param} {answer.text[:150]}")
    assert missed == [], "\n".join(missed)


@pytest.mark.parametrize("one", [one for one in POSTED if "402" in one.told["responses"]], ids=str)
async def test_two_accounts_with_equal_words_and_equal_keys_see_nothing_of_each_other(
    gateway: Gateway, one: Described
) -> None:
    other = await gateway.new_key(1000)
    for number, (_, body) in enumerate(one.good):
        said = []
        for key in (gateway.key, other, gateway.key, other):
            headers = {"authorization": f"Bearer {key.key}", "idempotency-key": f"same {number}"}
            answer = await gateway.http.post(one.url, json=body, headers=headers)
            assert answer.status_code in (200, 202), answer.text
            said.append((answer.content, answer.headers.get("idempotency-replayed")))
        first, second, *again = said
        assert (first[1], second[1]) == (None, None)
        assert first[0] != second[0]
        assert again == [(first[0], "true"), (second[0], "true")]
    paid = gateway.parts.store.reader.execute("SELECT DISTINCT wallet FROM calls").fetchall()
    accounts = {gateway.key.account, other.account}
    ordered = {one for one in accounts if gateway.parts.ledger.balance(one).held}  # films are paid when they are done
    assert {wallet for (wallet,) in paid} | ordered == accounts
    for name in ("/v1/jobs", "/api/api-usage?limit=1000"):
        lists = [
            (await gateway.http.get(name, headers={"authorization": f"Bearer {key.key}"})).json()
            for key in (gateway.key, other)
        ]
        ids = [{row.get("jobId") or row["id"] for row in found.get("jobs", found.get("logs"))} for found in lists]
        assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize(
    "amount", ['"NaN"', '"sNaN"', '"-NaN"', '"Infinity"', "-1", "1e400", '"1e999999"', "1e-400", '"1e-999999"', "1e11"]
)
async def test_odd_amounts_are_no_failure(gateway: Gateway, amount: str) -> None:
    for field in ("max_credits", "input_tokens", "references"):
        content = f'{{"intent": "chat-fast", "{field}": {amount}}}'.encode()
        answer = await gateway.http.post("/v1/route/explain", content=content, headers=bearer(gateway))
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 400:
            assert read(answer)["error"]["param"] == field


@pytest.mark.parametrize("one", [one for one in POSTED if one in DISTINCT], ids=str)
async def test_odd_numbers_are_no_failure(gateway: Gateway, one: Described) -> None:
    for component, body in one.good:
        schema = DOCUMENT["components"]["schemas"][component]
        for place, number in itertools.product(numbers(schema), ODD):
            content = json.dumps(put(schema, body, place, "<here>")).replace('"<here>"', number).encode()
            answer = await gateway.http.post(one.url, content=content, headers=bearer(gateway))
            assert answer.status_code in (200, 201, 202, 400, 413), f"{place}: {answer.text}"
            if answer.status_code >= 400:
                param = str(read(answer)["error"]["param"])
                assert str(place[0]) in param or str(place[-1]) in param, f"{place}: {answer.text}"


def numbers(schema: Any, place: Place = ()) -> Iterator[Place]:
    """Every documented field that may be a number."""
    for choice in choices(schema):
        for name, field in choice.get("properties", {}).items():
            if Draft202012Validator({**field, "components": DOCUMENT["components"]}).is_valid(1):
                yield (*place, name)
            yield from numbers(field, (*place, name))
