"""How clients speak as Google has it, and what they may get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.gateway.conftest import Gateway
from tests.gateway.texts.way import Way, Wrong

MODEL = "gemini-2.5-flash-official"
INPUT, OUTPUT = 30, 250
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "parts": [{"text": "Hello"}]}]
MODELS = "/v1beta/models"
TOOL = {"name": "get_weather", "description": "The weather of a city.", "parameters": {"type": "OBJECT"}}
CALLS = [
    {"functionCall": {"id": "call_1", "name": "get_weather", "args": {"city": "Oslo"}}},
    {"functionCall": {"id": "call_2", "name": "get_time", "args": {}}},
]
WORKED = [
    {"text": "They want the weather.", "thought": True, "thoughtSignature": "c2VhbA=="},
    {"text": "I look it up."},
    *CALLS,
]
"""The work as parts."""


async def ask(
    gateway: Gateway,
    action: str = "generateContent",
    headers: dict[str, str] | None = None,
    model: str = MODEL,
    models: str = MODELS,
    **body: Any,
) -> httpx.Response:
    """POST a body; contents have a default, and a field of None is left out."""
    sent = {name: value for name, value in {"contents": HELLO, **body}.items() if value is not None}
    return await gateway.http.post(f"{models}/{model}:{action}", json=sent, headers=headers)


async def stream(gateway: Gateway, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    return await ask(gateway, "streamGenerateContent?alt=sse", headers, **body)


def user(*parts: Any) -> list[Any]:
    return [{"role": "user", "parts": list(parts)}]


def parts(told: list[Any]) -> list[Any]:
    """What a reader puts together of a stream: texts of one kind in a row are one."""
    made: list[Any] = []
    for part in [part for chunk in told for part in chunk["candidates"][0]["content"]["parts"]]:
        if part.get("text") == "":
            continue
        if made and "text" in part and "text" in made[-1] and part.get("thought") == made[-1].get("thought"):
            made[-1] |= {**part, "text": made[-1]["text"] + part["text"]}
        else:
            made.append(dict(part))
    return made


def config(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": fields}


def function(**fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [TOOL, fields]}]}


def calling(**fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [TOOL]}], "toolConfig": {"functionCallingConfig": fields}}


PART, FUNCTION, CALLING = "contents[0].parts[0]", "tools[0].functionDeclarations[1]", "toolConfig.functionCallingConfig"
WRONG: Wrong = {
    "no contents": ({"contents": None}, "contents"),
    "empty contents": ({"contents": []}, "contents"),
    "contents of another type": ({"contents": 5}, "contents"),
    "a content as text": ({"contents": ["hello"]}, "contents[0]"),
    "a wrong role": ({"contents": [*HELLO, {"role": "system", "parts": [{"text": "x"}]}]}, "contents[1].role"),
    "no parts": ({"contents": [{"role": "user"}]}, "contents[0].parts"),
    "parts as text": ({"contents": [{"role": "user", "parts": "hello"}]}, "contents[0].parts"),
    "a part as text": ({"contents": user({"text": "x"}, "hello")}, "contents[0].parts[1]"),
    "an empty part": ({"contents": user({"text": "x"}, {})}, "contents[0].parts[1]"),
    "a part of another kind": ({"contents": user({"executableCode": {"code": "1"}})}, PART),
    "a text of another type": ({"contents": user({"text": 5})}, f"{PART}.text"),
    "a signature of another type": (
        {"contents": user({"text": "x", "thoughtSignature": 5})},
        f"{PART}.thoughtSignature",
    ),
    "data as text": ({"contents": user({"inlineData": "iVBO"})}, f"{PART}.inlineData"),
    "data without a type": ({"contents": user({"inlineData": {"data": "iVBO"}})}, f"{PART}.inlineData.mimeType"),
    "data that is no picture": (
        {"contents": user({"inline_data": {"mime_type": "audio/wav", "data": "iVBO"}})},
        f"{PART}.inline_data.mime_type",
    ),
    "data that is missing": ({"contents": user({"inlineData": {"mimeType": "image/png"}})}, f"{PART}.inlineData.data"),
    "a file that is no link": ({"contents": user({"fileData": {"fileUri": "gs://a/b"}})}, f"{PART}.fileData.fileUri"),
    "a call without a name": ({"contents": user({"functionCall": {"args": {}}})}, f"{PART}.functionCall.name"),
    "a call with a text": (
        {"contents": user({"functionCall": {"name": "x", "args": "{}"}})},
        f"{PART}.functionCall.args",
    ),
    "a response of nobody": (
        {"contents": user({"functionResponse": {"response": {}}})},
        f"{PART}.functionResponse.name",
    ),
    "a response as text": (
        {"contents": user({"functionResponse": {"name": "x", "response": "y"}})},
        f"{PART}.functionResponse.response",
    ),
    "an instruction of another type": ({"systemInstruction": 5}, "systemInstruction"),
    "an instruction with a picture": (
        {"systemInstruction": {"parts": [{"inlineData": {}}]}},
        "systemInstruction.parts[0].text",
    ),
    "a tool as text": ({"tools": ["get_weather"]}, "tools[0]"),
    "functions as text": ({"tools": [{"functionDeclarations": "x"}]}, "tools[0].functionDeclarations"),
    "a function without a name": (function(description="x"), f"{FUNCTION}.name"),
    "a schema as text": (function(name="x", parameters="y"), f"{FUNCTION}.parameters"),
    "an unknown mode": (calling(mode="MAYBE"), f"{CALLING}.mode"),
    "a must without functions": ({"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}, f"{CALLING}.mode"),
    "a function that is not offered": (
        calling(mode="ANY", allowedFunctionNames=["get_weather", "x"]),
        f"{CALLING}.allowedFunctionNames[1]",
    ),
    "allowed functions as text": (calling(mode="ANY", allowedFunctionNames="x"), f"{CALLING}.allowedFunctionNames"),
    "too hot": (config(temperature=2.1), "generationConfig.temperature"),
    "a temperature as text": (config(temperature="x"), "generationConfig.temperature"),
    "too wide": (config(top_p=1.1), "generationConfig.top_p"),
    "no tokens": (config(maxOutputTokens=0), "generationConfig.maxOutputTokens"),
    "half a token": (config(maxOutputTokens=1.5), "generationConfig.maxOutputTokens"),
    "a seed as text": (config(seed="x"), "generationConfig.seed"),
    "two answers": (config(candidateCount=2), "generationConfig.candidateCount"),
    "an empty stop": (config(stopSequences=[""]), "generationConfig.stopSequences"),
    "too many stops": (config(stopSequences=["x"] * 17), "generationConfig.stopSequences"),
    "a picture as answer": (config(responseModalities=["TEXT", "IMAGE"]), "generationConfig.responseModalities"),
    "an unknown form": (config(responseMimeType="text/xml"), "generationConfig.responseMimeType"),
    "words that keep a schema": (
        config(responseMimeType="text/plain", responseSchema={}),
        "generationConfig.responseMimeType",
    ),
    "a schema that is none": (config(responseSchema="x"), "generationConfig.responseSchema"),
    "thinking as text": (config(thinkingConfig="x"), "generationConfig.thinkingConfig"),
    "no config": ({"generationConfig": 5}, "generationConfig"),
}


class GeminiWay(Way):
    name = "gemini"
    model = MODEL
    rates = (INPUT, OUTPUT)
    hello: Mapping[str, Any] = {"contents": HELLO}
    limits = (
        ({}, 8192),
        (config(maxOutputTokens=None), 8192),
        (config(maxOutputTokens=5), 5),
        (config(maxOutputTokens=10**12), 131_072),
    )
    others = (config(seed=7), {"model": "gemini-2.5-pro"})
    says: Mapping[int, Mapping[str, Any]] = {
        400: {"code": 400, "status": "INVALID_ARGUMENT"},
        401: {"status": "UNAUTHENTICATED"},
        402: {"status": "FAILED_PRECONDITION", "type": "insufficient_credits"},
        409: {"status": "ABORTED"},
        429: {"status": "RESOURCE_EXHAUSTED"},
        502: {"code": 502, "status": "UNAVAILABLE", "reason": "provider_failed"},
    }
    wrong = WRONG
    worked = WORKED
    action = "streamGenerateContent?alt=sse"

    def request(self, *, streamed: bool = False, **body: Any) -> tuple[str, dict[str, Any]]:
        _, sent = super().request(**body)
        return f"{MODELS}/{sent.pop('model')}:{self.action if streamed else 'generateContent'}", sent

    def refused(self, answer: httpx.Response, status: int) -> dict[str, Any]:
        error = super().refused(answer, status)
        assert error.get("param") is None or status != 400 or error["param"] in error["message"]
        return error

    def events(self, text: str) -> list[Any]:
        told = text.removesuffix("\n\n").split("\n\n")
        return [json.loads(one.removeprefix("data: ")) for one in told if not one.startswith(":")]

    def usage(self, answer: Any) -> tuple[int, int]:
        usage = answer["usageMetadata"]
        return usage["promptTokenCount"], usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]

    def content(self, answer: Any) -> Any:
        (candidate,) = answer["candidates"]
        return candidate["content"]["parts"]

    def rebuilt(self, told: list[Any]) -> Any:
        return parts(told)

    def bill(self, told: list[Any]) -> Any:
        return told[-1]

    def failure(self, text: str) -> dict[str, Any]:
        first, last = self.events(text)
        assert parts([first]) == [{"text": "A kite"}] and "finishReason" not in first["candidates"][0]
        assert next(iter(last)) == "error"  # Google's libraries look no further
        assert (last["error"]["code"], last["error"]["status"]) == (502, "UNAVAILABLE")
        return last["error"]


WAY = GeminiWay()
told, asked = WAY.told, WAY.asked
