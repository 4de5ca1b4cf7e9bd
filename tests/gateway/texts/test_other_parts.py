"""Parts that only some providers read: refused here, and passed on untouched to those who take the dialect."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Message, Other, Text, ToolResult
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

CHAT, _, MESSAGES, RESPONSES, GEMINI = WAYS


class Reads(Scripted):
    """Takes every request of these dialects untouched."""

    dialects: tuple[str, ...] = ("chat", "messages", "responses", "gemini")

    def takes(self, card: Card, dialect: str) -> bool:
        return dialect in self.dialects


@pytest.fixture
def writer() -> Reads:
    return Reads()


def user(part: Any) -> list[Any]:
    return [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, part]}]


def items(part: Any) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": [{"type": "input_text", "text": "What?"}, part]}], "store": False}


def contents(part: Any) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": "What is this?"}, part]}]}


DOCUMENT = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}}
PARTS = [
    (
        CHAT,
        {"messages": user({"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}})},
        "input_audio",
    ),
    (CHAT, {"messages": user({"type": "file", "file": {"file_id": "file_1"}})}, "file"),
    (MESSAGES, {"messages": user(DOCUMENT)}, "document"),
    (MESSAGES, {"messages": user({"type": "search_result", "content": []})}, "search_result"),
    (RESPONSES, items({"type": "input_file", "file_id": "file_1"}), "input_file"),
    (RESPONSES, items({"type": "input_audio", "input_audio": {}}), "input_audio"),
    (GEMINI, contents({"inlineData": {"mimeType": "audio/mp3", "data": "SUQz"}}), "audio/mp3"),
    (GEMINI, contents({"fileData": {"mimeType": "application/pdf", "fileUri": "files/1"}}), "application/pdf"),
    (GEMINI, contents({"executableCode": {"language": "PYTHON", "code": "1"}}), "executableCode"),
    (GEMINI, contents({"toolCall": {"id": "1"}}), "toolCall"),
]
EACH = pytest.mark.parametrize(("way", "body", "kind"), PARTS, ids=str)


@EACH
async def test_who_takes_the_dialect_is_given_it_as_it_came(
    gateway: Gateway, writer: Reads, way: Way, body: dict[str, Any], kind: str
) -> None:
    heard = await way.asked(gateway, writer, **body)
    assert [one.kind for one in heard.others] == [kind]
    asked = writer.orders[-1].asked
    path, sent = way.request(**body)
    assert asked is not None
    assert asked.raw == gateway.http.build_request("POST", path, json=sent).content


@EACH
async def test_it_is_refused_by_name_where_somebody_else_may_answer(
    gateway: Gateway, writer: Reads, way: Way, body: dict[str, Any], kind: str
) -> None:
    writer.dialects = ()
    error = await way.refusal(gateway, **body)
    assert "not read here" in error["message"]
    assert error["param"].startswith(("messages[0].content[1]", "input[0].content[1]", "contents[0].parts[1]"))
    assert writer.orders == []


async def test_a_response_that_is_kept_here_cannot_hold_it(gateway: Gateway) -> None:
    body = {**items({"type": "input_file", "file_id": "file_1"}), "store": True}
    assert (await RESPONSES.refusal(gateway, **body))["param"] == "input[0].content[1].type"


async def test_it_counts_for_nothing(gateway: Gateway, writer: Reads) -> None:
    with_it = await MESSAGES.asked(gateway, writer, messages=user(DOCUMENT))
    without = await MESSAGES.asked(gateway, writer, messages=[{"role": "user", "content": "What is this?"}])
    assert with_it.count() == without.count()


async def test_what_a_server_tool_gave_stands_in_the_turn_of_the_model(gateway: Gateway, writer: Reads) -> None:
    used = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}}
    gave = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
    said = [*user(DOCUMENT), {"role": "assistant", "content": [used, gave, {"type": "text", "text": "Rain."}]}]
    heard = await MESSAGES.asked(gateway, writer, messages=[*said, {"role": "user", "content": "And now?"}])
    assert [one.kind for one in heard.others] == ["document", "server_tool_use", "web_search_tool_result"]
    assert heard.messages[1].parts[-1] == Text("Rain.")


async def test_a_tool_may_give_a_document(gateway: Gateway, writer: Reads) -> None:
    result = {"type": "tool_result", "tool_use_id": "a", "content": [{"type": "text", "text": "Here."}, DOCUMENT]}
    (message,) = (await MESSAGES.asked(gateway, writer, messages=[{"role": "user", "content": [result]}])).messages
    assert message == Message("tool", (ToolResult("a", "Here."), message.parts[1]))
    assert isinstance(message.parts[1], Other)


@pytest.mark.parametrize("part", [{"type": "thinking"}, {"type": 5}, "text", {}], ids=str)
async def test_a_known_part_in_a_wrong_place_is_refused_all_the_same(gateway: Gateway, part: Any) -> None:
    assert (await MESSAGES.refusal(gateway, messages=user(part)))["param"] == "messages[0].content[1].type"


async def test_tokens_are_not_counted_for_what_cannot_be_read(gateway: Gateway) -> None:
    counted = await MESSAGES.ask(gateway, "/v1/messages/count_tokens", messages=user(DOCUMENT))
    assert (counted.status_code, read(counted)["error"]["param"]) == (400, "messages[0].content[1].type")
    path = f"/v1beta/models/{GEMINI.model}:countTokens"
    counted = await gateway.http.post(path, json=contents({"executableCode": {}}))
    assert (counted.status_code, read(counted)["error"]["param"]) == (400, "contents[0].parts[1]")
