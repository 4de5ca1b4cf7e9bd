"""`POST /3d/generate` and `/api/media/generate`: words or one picture become a GLB that can be opened."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from hypereal_lab.media import probe
from hypereal_lab.wire.money import Credits
from tests.engines.test_mesh_hull import view
from tests.gateway.conftest import Gateway, read
from tests.gateway.providers import png

PATHS = ("/v1/3d/generate", "/api/v1/3d/generate", "/api/media/generate")
WORDS, IMAGE = "meshy6-text-to-3d", "hunyuan3d-v2-base"
VIEWS = ("tripo3d-multiview-to-3d", "hunyuan3d-v2-multiview")
DATA = "data:image/png;base64," + base64.b64encode(png(64, 48)).decode()


def link_of(side: str) -> str:
    return "data:image/png;base64," + base64.b64encode(view(side, 160)).decode()


async def order(gateway: Gateway, model: str | None, path: str = PATHS[0], headers: Any = None, **given: Any):
    body = {"input": given} if model is None else {"model": model, "input": given}
    return await gateway.http.post(path, json=body, headers=headers)


async def refusal(gateway: Gateway, model: str | None, path: str = PATHS[0], **given: Any) -> dict[str, Any]:
    before = gateway.books()
    answer = await order(gateway, model, path, **given)
    assert answer.status_code == 400, answer.text
    assert gateway.books() == before
    return read(answer)["error"]


@pytest.mark.parametrize("path", PATHS)
async def test_words_become_a_glb_behind_a_link(gateway: Gateway, path: str) -> None:
    answer = await order(gateway, WORDS, path, prompt="a red mug")
    assert answer.status_code == 200, answer.text
    body = read(answer)
    assert (body["success"], body["creditsUsed"], body["model"]) == (True, 84, WORDS)
    assert body["outputUrl"].endswith("/model.glb")
    model = await gateway.http.get(body["outputUrl"])
    assert model.headers["content-type"] == "model/gltf-binary"
    assert probe(model.content).kind == "model3d"
    assert gateway.balance == Credits.of(916)


async def test_a_picture_becomes_a_glb_for_45_credits(gateway: Gateway) -> None:
    body = read(await order(gateway, IMAGE, image=DATA))
    assert body["creditsUsed"] == 45
    assert probe((await gateway.http.get(body["outputUrl"])).content).triangles > 100
    assert gateway.calls() == [(200, 1, 45_000_000, None)]


async def test_what_this_gateway_made_can_be_the_picture(gateway: Gateway) -> None:
    made = read(await gateway.make())["data"][0]["url"]
    assert (await order(gateway, IMAGE, image=made)).status_code == 200


async def test_flat_fields_are_taken_too(gateway: Gateway) -> None:
    answer = await gateway.http.post(PATHS[0], json={"model": WORDS, "prompt": "a die"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("model", "given", "field"),
    [
        (WORDS, {}, "prompt"),
        (WORDS, {"prompt": "x" * 601}, "prompt"),
        (WORDS, {"prompt": "a mug", "image": DATA}, "image"),
        (WORDS, {"prompt": "a mug", "art_style": "cubist"}, "art_style"),
        (WORDS, {"prompt": "a mug", "topology": "quad"}, "topology"),
        (WORDS, {"prompt": "a mug", "target_polycount": 3}, "target_polycount"),
        (IMAGE, {}, "image"),
        (IMAGE, {"image": DATA, "prompt": "a mug"}, "prompt"),
        (IMAGE, {"image": DATA, "enable_pbr": True}, "enable_pbr"),
        (IMAGE, {"image": "data:image/png;base64,AAAA"}, "image"),
        (IMAGE, {"image": "http://127.0.0.1/a.png"}, "image"),
    ],
)
async def test_refusals_name_the_field_and_cost_nothing(
    gateway: Gateway, model: str, given: dict[str, Any], field: str
) -> None:
    assert (await refusal(gateway, model, **given))["param"] == field
    assert gateway.calls()[-1][0] == 400


@pytest.mark.parametrize("model", VIEWS)
@pytest.mark.parametrize("path", PATHS)
async def test_views_from_several_sides_become_a_glb_for_45_credits(gateway: Gateway, model: str, path: str) -> None:
    sides = {f"{side}_image_url": link_of(side) for side in ("front", "back", "left", "right")}
    answer = await order(gateway, model, path, **sides, target_polycount=2_000)
    assert answer.status_code == 200, answer.text
    assert read(answer)["creditsUsed"] == 45
    facts = probe((await gateway.http.get(read(answer)["outputUrl"])).content)
    assert 500 < facts.triangles <= 2_000


async def test_the_short_names_of_the_sides_are_taken_too(gateway: Gateway) -> None:
    sides = {side: link_of(side) for side in ("front", "back", "left")}
    assert (await order(gateway, VIEWS[0], **sides)).status_code == 200


@pytest.mark.parametrize(
    ("model", "given", "field"),
    [
        ("multi", {}, "front_image_url"),
        ("multi", {"left_image_url": DATA}, "front_image_url"),
        ("multi", {"front_image_url": DATA, "back_image_url": DATA}, "left_image_url"),
        ("multi", {"front": DATA, "left": "data:image/png;base64,AAAA"}, "left"),
        ("multi", {"front": DATA, "left": DATA, "image": DATA}, "image"),
        ("multi", {"front": DATA, "left": DATA, "prompt": "a mug"}, "prompt"),
        ("multi", {"front": DATA, "left": DATA, "target_polycount": 5}, "target_polycount"),
        (IMAGE, {"image": DATA, "front_image_url": DATA}, "front_image_url"),
        (WORDS, {"prompt": "a mug", "back": DATA}, "back"),
    ],
)
async def test_views_that_do_not_fit_are_named_and_cost_nothing(
    gateway: Gateway, model: str, given: dict[str, Any], field: str
) -> None:
    assert (await refusal(gateway, VIEWS[0] if model == "multi" else model, **given))["param"] == field


async def test_a_view_without_a_plain_ground_costs_nothing_and_is_named(gateway: Gateway) -> None:
    answer = await order(gateway, VIEWS[0], front=DATA, left=DATA)
    assert answer.status_code >= 400
    assert "front" in read(answer)["error"]["message"]
    assert gateway.balance == Credits.of(1000)


async def test_a_missing_an_unknown_and_a_strange_model_are_refused(gateway: Gateway) -> None:
    assert (await refusal(gateway, None, prompt="a mug"))["code"] == "model_required"
    assert "meshy6-text-to-3d?" in (await refusal(gateway, "meshy6-text-to3d", prompt="a mug"))["message"]
    assert "/audio/" in (await refusal(gateway, "audio-tts", prompt="a mug"))["message"]


async def test_a_repeat_under_the_same_key_is_made_and_charged_once(gateway: Gateway) -> None:
    key = {"idempotency-key": "one"}
    answers = await asyncio.gather(*(order(gateway, WORDS, headers=key, prompt="a die") for _ in range(3)))
    assert len({answer.content for answer in answers}) == 1
    assert gateway.balance == Credits.of(916)


async def test_equal_orders_are_equal_models_and_other_seeds_are_not(gateway: Gateway) -> None:
    links = [read(await order(gateway, WORDS, prompt="a dream", seed=seed))["outputUrl"] for seed in (1, 1, 2)]
    first, same, other = [(await gateway.http.get(link)).content for link in links]
    assert first == same != other


async def test_a_thin_purse_is_refused_before_anything_is_made(gateway: Gateway) -> None:
    poor = await gateway.new_key(10)
    answer = await order(gateway, WORDS, headers={"authorization": f"Bearer {poor.key}"}, prompt="a mug")
    assert answer.status_code == 402
    assert read(answer)["required"] == 84
