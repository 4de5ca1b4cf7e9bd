"""Google's SDK, pointed at the gateway, talking to its own text engine."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from google import genai
from google.genai import errors, types

from hypereal_lab.engines.text.tokens import IMAGE
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FakeClock, Gateway, listening, running
from tests.gateway.writers import Scripted

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
"""The SDK does what its own HTTP library advises against."""

MODEL = "gemini-2.5-flash"
SUM = "What is 6 * 7?"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)
BASES = ["", "/api", "/api/v1/gemini", "/v1/gemini"]
WEATHER = types.FunctionDeclaration(
    name="get_weather",
    description="The weather of a city.",
    parameters=types.Schema(
        type=types.Type.OBJECT,
        properties={
            "city": types.Schema(type=types.Type.STRING),
            "days": types.Schema(type=types.Type.INTEGER, minimum=1),
        },
        required=["city", "days"],
    ),
)
TOOLS: list[types.ToolUnion] = [types.Tool(function_declarations=[WEATHER])]


def client(key: str, url: str, **options: object) -> genai.Client:
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url, **options))  # type: ignore[arg-type]


@pytest.fixture
async def sdk(gateway: Gateway, base_url: str) -> AsyncIterator[genai.client.AsyncClient]:
    async with client(gateway.key.key, base_url).aio as made:
        yield made


@pytest.mark.parametrize("version", ["v1", "v1beta"])
@pytest.mark.parametrize("base", BASES)
async def test_it_has_an_answer_at_every_base(gateway: Gateway, base_url: str, base: str, version: str) -> None:
    async with client(gateway.key.key, base_url + base, api_version=version).aio as sdk:
        made = await sdk.models.generate_content(model=MODEL, contents=SUM)
        assert made.text == "6 × 7 = 42"
        told = [chunk.text async for chunk in await sdk.models.generate_content_stream(model=MODEL, contents=SUM)]
        assert "".join(text or "" for text in told) == "6 × 7 = 42"
        names = [model.name async for model in await sdk.models.list()]
        assert "models/gemini-2.5-flash-official" in names and "models/gpt-5.5" not in names


async def test_an_answer_has_its_usage(sdk: genai.client.AsyncClient, gateway: Gateway) -> None:
    made = await sdk.models.generate_content(
        model=MODEL, contents=SUM, config=types.GenerateContentConfig(temperature=0, max_output_tokens=50, top_k=40)
    )
    usage = made.usage_metadata
    assert usage is not None and made.candidates is not None
    assert made.candidates[0].finish_reason == types.FinishReason.STOP
    assert (made.model_version, bool(made.response_id)) == ("gemini-2.5-flash-official", True)
    read, written = usage.prompt_token_count or 0, usage.candidates_token_count or 0
    assert usage.total_token_count == read + written
    assert Credits.of(1000) - gateway.balance == Credits(read * 30 + written * 250)


async def test_a_stream_and_a_whole_answer_are_the_same(sdk: genai.client.AsyncClient) -> None:
    config = types.GenerateContentConfig(seed=5, system_instruction="Be brief.")
    whole = await sdk.models.generate_content(model=MODEL, contents="list 7 animals", config=config)
    stream = await sdk.models.generate_content_stream(model=MODEL, contents="list 7 animals", config=config)
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.text or "" for chunk in chunks) == whole.text
    assert len({chunk.response_id for chunk in chunks}) == 1
    assert chunks[-1].usage_metadata == whole.usage_metadata


async def test_a_chat_goes_on(sdk: genai.client.AsyncClient) -> None:
    chat = sdk.chats.create(model=MODEL)
    assert (await chat.send_message(SUM)).text == "6 × 7 = 42"
    told = [chunk.text async for chunk in await chat.send_message_stream("What is 7 * 8?")]
    assert "".join(text or "" for text in told) == "7 × 8 = 56"
    assert len(chat.get_history()) >= 4


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_a_forced_function_goes_round(sdk: genai.client.AsyncClient, streamed: bool) -> None:
    forced = types.ToolConfig(
        function_calling_config=types.FunctionCallingConfig(
            mode=types.FunctionCallingConfigMode.ANY, allowed_function_names=["get_weather"]
        )
    )
    said = [types.Content(role="user", parts=[types.Part(text="Oslo for 3 days, please")])]
    config = types.GenerateContentConfig(tools=TOOLS, tool_config=forced)
    call, content = await _called(sdk, said, config, streamed)
    assert call.name == "get_weather" and call.args is not None
    assert set(call.args) == {"city", "days"} and call.args["days"] == 3
    given = types.Part.from_function_response(name="get_weather", response={"result": "12 degrees and rain"})
    said += [content, types.Content(role="user", parts=[given])]
    made = await sdk.models.generate_content(
        model=MODEL, contents=list(said), config=types.GenerateContentConfig(tools=TOOLS)
    )
    assert "12 degrees and rain" in (made.text or "")


async def _called(
    sdk: genai.client.AsyncClient,
    said: list[types.Content],
    config: types.GenerateContentConfig,
    streamed: bool,
) -> tuple[types.FunctionCall, types.Content]:
    """The one call of an answer, and the content that it stands in."""
    if streamed:
        stream = await sdk.models.generate_content_stream(model=MODEL, contents=list(said), config=config)
        answers = [chunk async for chunk in stream]
    else:
        answers = [await sdk.models.generate_content(model=MODEL, contents=list(said), config=config)]
    (answer,) = [one for one in answers if one.function_calls]
    assert answer.function_calls and answer.candidates and answer.candidates[0].content
    return answer.function_calls[0], answer.candidates[0].content


async def test_its_own_loop_calls_python_functions(sdk: genai.client.AsyncClient) -> None:
    def get_weather(city: str, days: int) -> str:
        """The weather of a city."""
        return f"{days} days of rain in {city}"

    made = await sdk.models.generate_content(
        model=MODEL,
        contents="Get the weather in Oslo for 3 days",
        config=types.GenerateContentConfig(tools=[get_weather]),
    )
    assert "3 days of rain" in (made.text or "")


SCHEMAS = {
    "Google's": {
        "response_schema": types.Schema(
            type=types.Type.OBJECT, properties={"days": types.Schema(type=types.Type.INTEGER)}, required=["days"]
        )
    },
    "JSON": {
        "response_json_schema": {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}
    },
}


@pytest.mark.parametrize("form", SCHEMAS)
async def test_a_schema_is_kept(sdk: genai.client.AsyncClient, form: str) -> None:
    made = await sdk.models.generate_content(
        model=MODEL,
        contents="The weather in Oslo for 5 days",
        config=types.GenerateContentConfig(response_mime_type="application/json", **SCHEMAS[form]),  # type: ignore[arg-type]
    )
    assert json.loads(made.text or "") == {"days": 5}


async def test_a_picture_is_read_and_billed(sdk: genai.client.AsyncClient) -> None:
    picture = types.Part.from_bytes(data=PIXEL, mime_type="image/png")
    made = await sdk.models.generate_content(model=MODEL, contents=["What is this?", picture])
    bare = await sdk.models.generate_content(model=MODEL, contents="What is this?")
    assert made.text and made.usage_metadata and bare.usage_metadata
    assert made.usage_metadata.prompt_token_count == (bare.usage_metadata.prompt_token_count or 0) + IMAGE


async def test_thoughts_come_before_the_words_and_go_back(sdk: genai.client.AsyncClient) -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(include_thoughts=True))
    made = await sdk.models.generate_content(model=MODEL, contents=SUM, config=config)
    assert made.text == "6 × 7 = 42" and made.candidates and made.candidates[0].content
    thought, words = made.candidates[0].content.parts or ()
    assert (thought.thought, bool(thought.text), thought.thought_signature) == (True, True, b"sandbox")
    assert (words.thought, words.text) == (None, made.text)
    said = [types.UserContent(SUM), made.candidates[0].content, types.UserContent("What is 7 * 8?")]
    assert (await sdk.models.generate_content(model=MODEL, contents=list(said))).text == "7 × 8 = 56"


async def test_tokens_are_counted_for_nothing(sdk: genai.client.AsyncClient, gateway: Gateway) -> None:
    counted = await sdk.models.count_tokens(model=MODEL, contents=SUM)
    assert gateway.balance == Credits.of(1000)
    made = await sdk.models.generate_content(model=MODEL, contents=SUM)
    assert made.usage_metadata and counted.total_tokens == made.usage_metadata.prompt_token_count


async def test_a_model_is_found_by_its_name(sdk: genai.client.AsyncClient) -> None:
    found = await sdk.models.get(model=MODEL)
    assert (found.name, found.display_name) == ("models/gemini-2.5-flash-official", "gemini-2.5-flash-official")
    assert "generateContent" in (found.supported_actions or ())


async def test_its_errors_are_the_sdks_own(sdk: genai.client.AsyncClient, gateway: Gateway, base_url: str) -> None:
    for stream in (False, True):
        with pytest.raises(errors.ClientError) as caught:
            await _ask(sdk, "gemini-99-ultra", stream)
        assert (caught.value.code, caught.value.status) == (400, "INVALID_ARGUMENT")
        assert "gemini-2.5-flash-official" in caught.value.details["error"]["available_models"]
        async with client((await gateway.new_key(199)).key, base_url).aio as poor:
            with pytest.raises(errors.ClientError) as caught:
                await _ask(poor, MODEL, stream)
        assert (caught.value.code, caught.value.status) == (402, "FAILED_PRECONDITION")
        assert (caught.value.details["required"], caught.value.details["available"]) == (200, 199)
    async with client("ck_nobody", base_url).aio as nobody:
        with pytest.raises(errors.ClientError) as caught:
            await nobody.models.get(model=MODEL)
    assert (caught.value.code, caught.value.status) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("fails_at", [0, 1], ids=["at once", "in the middle"])
async def test_a_stream_that_fails_raises_the_sdks_own_error(tmp_path: Path, clock: FakeClock, fails_at: int) -> None:
    writer, told = Scripted(), []
    writer.fails_at = writer.waits_at = fails_at
    async with running(tmp_path / "other", clock, text=writer) as gateway, listening(gateway) as url:
        async with client(gateway.key.key, url).aio as sdk:
            if not fails_at:
                writer.may_go_on.set()
            with pytest.raises(errors.ServerError) as caught:
                async for chunk in await sdk.models.generate_content_stream(model=MODEL, contents=SUM):
                    told.append(chunk.text)
                    writer.may_go_on.set()
        assert (caught.value.code, caught.value.status) == (502, "UNAVAILABLE")
        assert gateway.balance == Credits.of(1000)
    assert told == ["A kite"][:fails_at]


async def _ask(sdk: genai.client.AsyncClient, model: str, stream: bool) -> None:
    if not stream:
        await sdk.models.generate_content(model=model, contents=SUM)
        return
    async for _ in await sdk.models.generate_content_stream(model=model, contents=SUM):
        pass
