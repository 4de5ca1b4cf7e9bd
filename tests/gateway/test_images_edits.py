"""`POST /images/edits` and `/images/edit`: pictures come as files of a form or as links, and a mask keeps a part."""

from __future__ import annotations

import base64
import io
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

from hypereal_lab.engines.picture import PictureOrder, draw
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import GPT, Gateway, read
from tests.gateway.providers import png

PATHS = ("/v1/images/edits", "/api/v1/images/edits", "/v1/images/edit", "/api/v1/images/edit")
EDIT = "nano-banana-edit"


def mask_of(width: int = 8, height: int = 8, *, hole: bool = True) -> bytes:
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 255))
    if hole:
        picture.paste((0, 0, 0, 0), (width // 2, 0, width, height))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


async def send(
    gateway: Gateway, files: Any = None, path: str = PATHS[0], headers: Any = None, **fields: str
) -> httpx.Response:
    data = {"model": GPT, "prompt": "make it blue", **fields}
    found = [("image", ("a.png", png()))] if files is None else files
    return await gateway.http.post(path, data=data, files=found, headers=headers)


async def refused(gateway: Gateway, files: Any = None, **fields: str) -> dict[str, Any]:
    before = gateway.books()
    answer = await send(gateway, files, **fields)
    assert answer.status_code == 400, answer.text
    assert gateway.books() == before
    assert not gateway.provider.orders
    assert gateway.calls()[-1][0] == 400
    return read(answer)["error"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_form_with_a_picture_becomes_an_edit(gateway: Gateway, path: str) -> None:
    answer = await send(gateway, path=path, n="2", seed="5")
    assert answer.status_code == 200, answer.text
    (order,) = gateway.provider.orders
    assert (order.references, order.n, order.seed, order.mask) == ((png(),), 2, 5, None)
    assert gateway.balance == Credits.of(1000) - Credits.of(8)
    assert all(one["url"] for one in read(answer)["data"])


async def test_link_and_bytes_are_both_returned_and_show_the_same_picture(gateway: Gateway) -> None:
    (item,) = read(await send(gateway))["data"]
    assert base64.b64decode(item["b64_json"]) == (await gateway.http.get(item["url"])).content


async def test_several_pictures_keep_their_order(gateway: Gateway) -> None:
    pictures = [png(colour=(level, 0, 0)) for level in (10, 20, 30)]
    await send(gateway, [("image[]", (f"{at}.png", one)) for at, one in enumerate(pictures)])
    assert gateway.provider.orders[0].references == tuple(pictures)


async def test_a_mask_goes_with_the_first_picture(gateway: Gateway) -> None:
    answer = await send(gateway, [("image", ("a.png", png())), ("mask", ("m.png", mask_of()))])
    assert answer.status_code == 200, answer.text
    assert gateway.provider.orders[0].mask == mask_of()


async def test_json_with_data_urls_is_taken_too(gateway: Gateway) -> None:
    first = read(await gateway.make())["data"][0]["url"]
    mask = "data:image/png;base64," + base64.b64encode(mask_of()).decode()
    answer = await gateway.make(PATHS[0], model=GPT, image=first, mask=mask)
    assert answer.status_code == 200, answer.text
    assert gateway.provider.orders[1].mask == mask_of()


async def test_an_edit_model_takes_links_under_images(gateway: Gateway) -> None:
    first = read(await gateway.make())["data"][0]["url"]
    answer = await gateway.make(PATHS[2], model=EDIT, images=[first])
    assert answer.status_code == 200, answer.text
    assert (read(answer)["creditsUsed"], read(answer)["resultId"][:4]) == (4, "res_")


@pytest.mark.parametrize(
    ("files", "fields", "param"),
    [
        ([("other", ("a.png", png()))], {}, "other"),
        ([("prompt", ("a.png", png()))], {}, "prompt"),
        ([("image", ("a.png", b""))], {}, "image"),
        ([("image", ("a.png", b"<svg/>"))], {}, "image"),
        ([("image", ("a.png", png()[:40]))], {}, "image"),
        ([("image[]", ("a.png", png()))] * 5, {}, "image"),
        ([("mask", ("m.png", mask_of()))], {}, "image"),
        ([("image", ("a.png", png())), ("mask", ("m.png", mask_of(9, 8)))], {}, "mask"),
        ([("image", ("a.png", png())), ("mask", ("m.png", mask_of(hole=False)))], {}, "mask"),
        ([("image", ("a.png", png())), ("mask", ("m.png", png()))], {}, "mask"),
        (None, {"n": "many"}, "n"),
        (None, {"stream": "true"}, "stream"),
        (None, {"size": "7x7"}, "size"),
        (None, {"model": "gpt-4o-image"}, "image"),
        (None, {"response_format": "tiff"}, "response_format"),
        (None, {"image": "https://example.com/a.png"}, "image"),
        (None, {"prompt": " "}, "prompt"),
    ],
)
async def test_refusals_name_the_field_and_cost_nothing(
    gateway: Gateway, files: Any, fields: dict[str, str], param: str
) -> None:
    assert (await refused(gateway, files, **fields))["param"] == param


async def test_a_body_that_is_no_form_is_refused(gateway: Gateway) -> None:
    answer = await gateway.http.post(PATHS[0], content=b"x", headers={"content-type": "multipart/form-data"})
    assert (answer.status_code, read(answer)["error"]["code"]) == (400, "invalid_form")


async def test_the_same_key_and_files_give_the_same_answer_whatever_the_boundary(gateway: Gateway) -> None:
    headers = {"idempotency-key": "one"}
    first, again = await send(gateway, headers=headers), await send(gateway, headers=headers)
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert first.content == again.content
    assert len(gateway.provider.orders) == 1
    other = await send(gateway, [("image", ("a.png", png(9, 9)))], headers=headers)
    assert other.status_code == 409


async def test_the_openai_sdk_edits_with_a_mask_and_gets_both_forms(gateway: Gateway, base_url: str) -> None:
    async with openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{base_url}/v1", max_retries=0) as sdk:
        made = await sdk.images.edit(
            model=GPT,
            image=[("a.png", png()), ("b.png", png(4, 4))],
            mask=("m.png", mask_of()),
            prompt="a kite",
            n=2,
            size="auto",
            quality="high",
        )
        assert made.data is not None and len(made.data) == 2
        assert all(one.url and base64.b64decode(one.b64_json or "")[:4] == b"\x89PNG" for one in made.data)
        assert gateway.provider.orders[0].references == (png(), png(4, 4))
        with pytest.raises(openai.BadRequestError) as caught:
            await sdk.images.edit(model=GPT, image=("a.png", png()), mask=("m.png", mask_of(4, 4)), prompt="a kite")
        assert caught.value.param == "mask"
        single = await sdk.images.edit(model=EDIT, image=png(), prompt="a kite", response_format="b64_json")
        assert single.data is not None and single.data[0].url is None


def test_what_the_mask_covers_is_kept_and_the_rest_is_new() -> None:
    kept = draw(PictureOrder("a lake at noon", 320, 320, 3))
    made = draw(PictureOrder("a red balloon", 320, 320, 3, references=(kept,), mask=mask_of(320, 320)))
    before, after = (Image.open(io.BytesIO(one)).convert("RGB") for one in (kept, made))
    left, right = (0, 0, 160, 320), (160, 0, 320, 320)
    assert before.crop(left).tobytes() == after.crop(left).tobytes()
    assert before.crop(right).tobytes() != after.crop(right).tobytes()
    again = draw(PictureOrder("a red balloon", 320, 320, 3, references=(kept,), mask=mask_of(320, 320)))
    assert again == made


@pytest.mark.parametrize("mask", [b"no picture", mask_of(hole=False)])
def test_a_mask_that_will_not_do_is_named(mask: bytes) -> None:
    with pytest.raises(ValueError, match="mask"):
        draw(PictureOrder("a balloon", 64, 64, references=(png(),), mask=mask))


def test_a_mask_needs_a_picture() -> None:
    with pytest.raises(ValueError, match="mask"):
        PictureOrder("a balloon", 64, 64, mask=mask_of())
