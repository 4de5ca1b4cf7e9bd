"""`lab.images.edit`: a picture, perhaps with a mask, changed by words."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from hypereal_lab import Credits, Lab, errors
from tests.labs import KEY, Server, picture

LINKS_ONLY = "nano-banana-edit"


def mask(size: tuple[int, int] = (64, 48), *, hole: bool = True, mode: str = "RGBA") -> Image.Image:
    """Its right half is to be made anew."""
    made = Image.new("RGBA", size, (0, 0, 0, 255))
    if hole:
        made.paste((0, 0, 0, 0), (size[0] // 2, 0, *size))
    return made.convert(mode)


def png(made: Image.Image) -> bytes:
    kept = io.BytesIO()
    made.save(kept, "PNG")
    return kept.getvalue()


def url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def test_an_edit_is_priced_before_it_is_sent_and_goes_with_picture_and_mask(lab: Lab, server: Server) -> None:
    call = lab.images.edit("a red balloon", image=picture(), mask=mask(), n=2, seed=5)
    assert call.estimate().expected == Credits.of(8)
    assert not server.requests
    made = call.run()
    (request,) = server.made
    assert request.url.path == "/api/v1/images/edit"
    assert json.loads(request.content) == {
        "model": "gemini-3-1-flash-t2i",
        "prompt": "a red balloon",
        "n": 2,
        "seed": 5,
        "aspect_ratio": "4:3",
        "resolution": "1K",
        "image_urls": [url(picture())],
        "mask": url(png(mask())),
    }
    assert (len(made.all), sum(one.cost or Credits(0) for one in made.all)) == (2, Credits.of(8))


@pytest.mark.parametrize(
    ("model", "size", "asked", "shape"),
    [
        (None, (300, 200), {}, {"aspect_ratio": "3:2", "resolution": "1K"}),
        (None, (90, 160), {"resolution": "2K"}, {"aspect_ratio": "9:16", "resolution": "2K"}),
        (None, (300, 200), {"aspect_ratio": "1:1"}, {"aspect_ratio": "1:1", "resolution": "1K"}),
        ("gpt-image-2", (300, 200), {}, {"size": "1536x1024"}),
        ("gpt-image-2", (200, 210), {}, {"size": "1024x1024"}),
        ("gpt-image-2", (200, 300), {"size": "2048x2048"}, {"size": "2048x2048"}),
        (LINKS_ONLY, (210, 90), {}, {"aspect_ratio": "21:9"}),
    ],
)
def test_an_edit_keeps_the_shape_of_its_picture_as_near_as_the_model_can(
    lab: Lab, model: str | None, size: tuple[int, int], asked: dict[str, Any], shape: dict[str, str]
) -> None:
    inputs = lab.images.edit("a balloon", image=picture(size=size), model=model, **asked).recipe["inputs"]
    assert {name: inputs[name] for name in ("size", "aspect_ratio", "resolution") if name in inputs} == shape


@pytest.mark.parametrize("form", ["path", "bytes", "pillow", "asset", "file"])
def test_a_mask_comes_in_any_form_and_is_one_recipe(lab: Lab, tmp_path: Path, form: str) -> None:
    data = png(mask())
    (tmp_path / "m.png").write_bytes(data)
    given: Any = {
        "path": tmp_path / "m.png",
        "bytes": data,
        "pillow": Image.open(io.BytesIO(data)),
        "asset": lab.shelf.keep_reference(data, None),
        "file": io.BytesIO(data),
    }[form]
    first = lab.images.edit("a balloon", image=picture(), mask=data)
    assert lab.images.edit("a balloon", image=picture(), mask=given).recipe == first.recipe


def test_the_recipe_names_picture_and_mask_by_content_alone(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "private name.png"
    path.write_bytes(png(mask()))
    call = lab.images.edit("a balloon", image=picture(), mask=path)
    assert call.recipe["kind"] == "edit"
    assert [one.get("role") for one in call.recipe["references"]] == [None, "mask"]
    assert all(set(one) <= {"digest", "role"} for one in call.recipe["references"])
    assert "private" not in json.dumps(call.recipe)
    other = lab.images.edit("a balloon", image=picture())
    assert call.recipe_hash != other.recipe_hash != lab.images.generate("a balloon", references=picture()).recipe_hash


def test_an_equal_edit_is_replayed_and_recalled_from_its_file(lab: Lab, server: Server, tmp_path: Path) -> None:
    first = lab.images.edit("a balloon", image=picture(), mask=mask()).run()
    again = lab.images.edit("a balloon", image=picture(), mask=mask()).run()
    assert (again.replayed, again.digest, len(server.made)) == (True, first.digest, 1)
    found = lab.recall(first.save(tmp_path / "balloon.png"))
    assert found.story.recipe.hash == first.recipe_hash
    assert "/images/edit" in found.to_curl() and '"mask"' in found.to_curl()


def test_the_source_makes_the_same_call(lab: Lab) -> None:
    call = lab.images.edit("a balloon", image=[picture(), picture((1, 2, 3))], mask=mask(), seed=3, take=2)
    for one in (call, lab.images.edit("a balloon", image=picture())):
        again = eval(one.to_python().removeprefix("await "), {"lab": lab})
        assert again.recipe_hash == one.recipe_hash
    assert "lab.images.edit(" in call.to_python() and "mask=lab.shelf.asset(" in call.to_python()


def test_a_budget_that_is_too_small_refuses_an_edit(lab: Lab, server: Server) -> None:
    with lab.budget(3), pytest.raises(errors.BudgetExceeded):
        lab.images.edit("a balloon", image=picture()).run()
    assert not server.made


def test_a_dry_run_gives_a_placeholder_that_can_be_edited_in_turn(lab: Lab, server: Server) -> None:
    with lab.dry_run() as dry:
        first = lab.images.generate("a lake").run()
        second = lab.images.edit("a balloon", image=first, mask=mask()).run()
    assert second.dry and second.kind == "image"
    assert len(dry.lines) == 2
    assert not server.requests


async def test_a_sweep_edits_every_picture_in_every_way(lab: Lab, server: Server) -> None:
    sweep = lab.sweep("edit", prompt=["at night", "in fog"], image=[picture(), picture((9, 9, 9))], mask=mask())
    assert sweep.estimate().expected == Credits.of(16)
    await sweep
    assert len(server.made) == 4


def test_links_go_as_they_are_and_are_left_to_the_server(lab: Lab, server: Server) -> None:
    there = "https://example.org/{}.png".format
    lab.images.edit("a balloon", image=there("a"), mask=there("m"), model=LINKS_ONLY).run()
    body = json.loads(server.made[0].content)
    assert (body["images"], body["mask"]) == ([there("a")], there("m"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (mask((63, 48)), r"63x48 pixels and the first picture 64x48"),
        (mask(hole=False), "[Nn]othing in the mask is transparent"),
        (mask(mode="RGB"), "no alpha channel"),
        (mask(mode="L"), "no alpha channel"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text"),
        (png(mask())[:60], "cut off"),
        (b"", "empty"),
        (7, "path"),
    ],
)
def test_a_mask_that_will_not_do_is_refused_by_name_and_nothing_is_sent(
    lab: Lab, server: Server, given: Any, says: str
) -> None:
    with pytest.raises(errors.InputError, match=says) as caught:
        lab.images.edit("a balloon", image=picture(), mask=given)
    assert caught.value.field == "mask"
    assert not server.requests


@pytest.mark.parametrize("given", [[], b"", b"<html></html>", 7])
def test_an_edit_without_a_picture_is_refused_by_name(lab: Lab, given: Any) -> None:
    with pytest.raises(errors.InputError) as caught:
        lab.images.edit("a balloon", image=given)
    assert caught.value.field == "image"


def test_a_model_that_takes_no_pictures_is_refused(lab: Lab) -> None:
    with pytest.raises(errors.InputError) as caught:
        lab.images.edit("a balloon", image=picture(), model="gpt-4o-image")
    assert caught.value.field in ("image", "references")


def test_an_edit_whose_answer_was_lost_is_asked_for_again_with_its_mask(server: Server, tmp_path: Path) -> None:
    lost = [True]

    def answer(request: httpx.Request) -> httpx.Response:
        found = server(request)
        found.headers["x-hypereal-idempotency"] = "86400"
        if request.method == "POST" and lost:
            lost.pop()
            raise httpx.ReadError("gone", request=request)
        return found

    def opened() -> Lab:
        return Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=httpx.MockTransport(answer))

    lab = opened()
    with pytest.raises(errors.HyperealError):
        lab.images.edit("a balloon", image=picture(), mask=mask()).run()
    lab.close()
    later = opened()
    made = later.images.edit("a balloon", image=picture(), mask=mask()).run()
    later.close()
    first, again = server.made
    assert (first.content, first.headers["idempotency-key"]) == (again.content, again.headers["idempotency-key"])
    assert made.kind == "image"


def test_the_own_gateway_keeps_what_the_mask_covers_for_a_model_that_takes_only_links(tmp_path: Path) -> None:
    lab = Lab(home=tmp_path / "own", environ={})
    try:
        lake = lab.images.generate("a lake at noon", seed=1).run()
        size = lake.width or 0, lake.height or 0
        cover = mask(size)
        call = lab.images.edit("a red balloon", image=lake.original, mask=cover, model=LINKS_ONLY)
        assert call.notice.startswith("1 file goes to the server's storage first")
        made = call.run()
        before, after = (one.image.convert("RGB").resize(size) for one in (lake, made))
        left, right = (8, 8, size[0] // 2 - 8, size[1] - 8), (size[0] // 2, 0, *size)
        assert _distance(before.crop(left), after.crop(left)) < 3 < _distance(before.crop(right), after.crop(right))
        assert "hypereal-lab" not in json.dumps(made.recipe) and "stored" not in json.dumps(made.recipe)
    finally:
        lab.close()


def _distance(one: Image.Image, other: Image.Image) -> float:
    from PIL import ImageChops, ImageStat

    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)
