"""The gateway's description of itself: right in form, and true of every route."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.routing import Route

from hypereal_lab import __version__
from hypereal_lab.catalog import load
from hypereal_lab.gateway.app import build_routes
from hypereal_lab.gateway.openapi import build_document
from hypereal_lab.wire.images import EditsBody, ImagesBody
from hypereal_lab.wire.videos import VideosBody
from tests.gateway.conftest import FLASH, Gateway

DOCUMENT = build_document(load())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def described() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}


def served(route: Route) -> tuple[str, str]:
    methods = set(route.methods or ())
    method = methods - {"HEAD"} if "GET" in methods else methods
    return method.pop(), re.sub(r"\{(\w+):path\}", r"{\1}", route.path)


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*[refs(one) for one in node.values()])
    return set().union(*[refs(one) for one in node]) if isinstance(node, list) else set()


async def test_it_is_served_without_a_key(gateway: Gateway) -> None:
    answer = await gateway.http.get("/openapi.json", headers={"authorization": ""})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == DOCUMENT
    assert answer.json()["info"]["version"] == __version__


def test_it_is_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


async def test_it_has_every_route_of_the_app_and_no_other(gateway: Gateway) -> None:
    routes = [served(route) for route in build_routes(gateway.parts)]
    assert len(routes) == len(set(routes))
    assert set(routes) == described()


def test_every_component_is_used_and_every_name_is_one() -> None:
    used = {ref.rpartition("/")[2] for ref in refs(DOCUMENT)}
    apart = {"ChatChunk", "ChatChunkChoice", "ChatDelta"}  # in the events of streams, which no schema describes
    assert set(SCHEMAS) <= used | apart
    names = [one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_strict_bodies_allow_no_other_fields_and_the_others_do() -> None:
    assert SCHEMAS["ImagesBody"]["additionalProperties"] is False
    assert SCHEMAS["NestedAudioBody"]["additionalProperties"] is False
    assert "additionalProperties" not in SCHEMAS["ChatBody"]
    assert "additionalProperties" not in SCHEMAS["VideosBody"]
    assert set(SCHEMAS["ImagesBody"]["properties"]) == set(ImagesBody.__struct_fields__)
    assert set(SCHEMAS["VideosBody"]["properties"]) == set(VideosBody.__struct_fields__)


def test_no_field_is_left_without_a_schema() -> None:
    def open_ends(place: str, schema: Any) -> list[str]:
        if not isinstance(schema, dict):
            return []
        bare = not {"type", "anyOf", "enum", "const", "$ref"} & set(schema) or (
            "array" in str(schema.get("type")) and "items" not in schema
        )
        deeper = [(f"{place}.{name}", one) for name, one in schema.get("properties", {}).items()]
        deeper += [(place, one) for one in schema.get("anyOf", ())] + [(place, schema.get("items"))]
        return ([place] if bare else []) + [found for at, one in deeper for found in open_ends(at, one)]

    assert [at for name, one in SCHEMAS.items() if name != "File" for at in open_ends(name, one)] == []


def test_structs_and_fields_are_described_in_their_own_words() -> None:
    assert SCHEMAS["RouteBody"]["description"].endswith("Nothing is made and nothing is charged.")
    assert SCHEMAS["ImagesAnswer"]["properties"]["creditsUsed"]["description"] == "What this call was charged."
    assert SCHEMAS["NestedAudioBody"]["properties"]["speed"]["description"] == "1 is usual, 2 twice as fast."
    assert all("\n   " not in one.get("description", "") for one in SCHEMAS.values())


def test_amounts_are_numbers_and_the_models_of_a_body_are_named() -> None:
    assert {"type": "number"} in SCHEMAS["ImagesAnswer"]["properties"]["creditsUsed"]["anyOf"]
    assert SCHEMAS["CreditsAnswer"]["properties"]["balance"]["type"] == "number"
    assert FLASH in SCHEMAS["ImagesBody"]["properties"]["model"]["anyOf"][0]["enum"]
    assert FLASH not in SCHEMAS["ChatBody"]["properties"]["model"]["anyOf"][0]["enum"]


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/gemini"])
def test_streams_are_an_answer_of_their_own(path: str) -> None:
    assert set(DOCUMENT["paths"][path]["post"]["responses"]["200"]["content"]) == {
        "application/json",
        "text/event-stream",
    }


def test_what_needs_no_key_says_so() -> None:
    without = {
        path for path, methods in DOCUMENT["paths"].items() for one in methods.values() if one.get("security") == []
    }
    files, lists = {"/files/{token}/{name}"}, {"/v1/responses", "/api/v1/responses"}
    signed = {"/uploads/{object}", "/stored/{object}/{name}"}
    assert without == {"/", "/api", "/api/", "/healthz", "/openapi.json"} | files | lists | signed


@pytest.mark.parametrize("path", ["/v1/images/edits", "/v1/images/edit", "/v1/audio/transcriptions"])
def test_forms_with_files_are_a_body_of_their_own(path: str) -> None:
    content = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]
    form = SCHEMAS[content["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]]
    files = [one.get("items", one) for name, one in form["properties"].items() if name in ("file", "image", "mask")]
    assert files and all(one["format"] == "binary" for one in files)
    assert ("application/json" in content) == ("edit" in path)


def test_the_form_of_edits_has_no_field_that_the_route_does_not_read() -> None:
    assert set(SCHEMAS["EditsForm"]["properties"]) - {"stream", "partial_images"} <= set(EditsBody.__struct_fields__)


def test_bytes_are_sent_to_signed_links() -> None:
    put = DOCUMENT["paths"]["/uploads/{object}"]["put"]
    assert set(put["requestBody"]["content"]) == {"application/octet-stream"}
    assert {one["name"] for one in put["parameters"] if one.get("required")} == {"object", "expires", "signature"}
    assert "302" in DOCUMENT["paths"]["/stored/{object}/{name}"]["get"]["responses"]
    assert DOCUMENT["paths"]["/v1/storage/{object}/complete"]["post"]["requestBody"]["required"] is False
