"""A file that came out of the lab, dropped back in, tells how it was made."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from hypereal_lab import Credits, Lab, errors, media
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.provenance import Provenance, read_provenance
from hypereal_lab.lab.recipe import Recipe
from tests.lab.conftest import KEY, picture
from tests.lab.servers import Studio, lab_at
from tests.media import files
from tests.media.pictures import encode, png_bomb

WORDS = 'a chrome teapot, "caf\u00e9" {braces}\nand \\ more'


def photo(seed: int = 1) -> Image.Image:
    """A picture with a look of its own: soft shapes, as encoders like them."""
    small = Image.effect_noise((9, 7), 90).convert("RGB") if seed == 0 else Image.new("RGB", (9, 7))
    for x in range(9):
        for y in range(7):
            small.putpixel((x, y), ((x * 83 * seed + y * 29) % 256, (y * 71 + seed * 40) % 256, (x * y * 37) % 256))
    return small.resize((360, 280), Image.Resampling.BICUBIC)


class Everything(Studio):
    """Makes one file of every format; each call sets which."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def make(self, body: dict[str, Any]) -> httpx.Response:
        text = base64.b64encode(self.data).decode()
        return httpx.Response(200, json={"data": [{"b64_json": text}], "creditsUsed": 4.25})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.file = lambda: httpx.Response(200, content=self.data)
        if "/audio/" in request.url.path or "/3d/" in request.url.path:
            self.requests.append(request)
            return httpx.Response(200, json={"data": [{"url": "http://files/made"}], "creditsUsed": 4.25})
        return super().__call__(request)


FORMATS = ("png", "jpg", "webp", "mp4", "wav", "mp3", "glb")


def data_of(ending: str) -> bytes:
    if ending in ("png", "jpg", "webp"):
        return encode(photo(), {"jpg": "JPEG"}.get(ending, ending.upper()))
    return {"mp4": files.video, "wav": files.wav, "mp3": lambda: files.carriers()["mp3"], "glb": files.model}[ending]()


def call_of(lab: Lab, ending: str) -> Any:
    if ending == "mp4":
        return lab.videos.generate(f"{WORDS} as {ending}", duration=8, seed=5)
    if ending in ("wav", "mp3"):
        return lab.audio.speak(f"{WORDS} as {ending}", format=ending, speed=1.2, allow_unknown_price=True)
    if ending == "glb":
        return lab.models3d.generate(f"{WORDS} as {ending}", allow_unknown_price=True)
    return lab.images.generate(f"{WORDS} as {ending}", seed=5, aspect_ratio="16:9", take=2)


@pytest.fixture
def studio() -> Everything:
    return Everything()


@pytest.fixture
def lab(tmp_path: Path, studio: Everything) -> Iterator[Lab]:
    with lab_at(tmp_path / "home", studio) as made:
        yield made


@pytest.fixture
def stranger(tmp_path: Path, studio: Everything) -> Iterator[Lab]:
    """Another person's lab, which made nothing."""
    with lab_at(tmp_path / "elsewhere", studio) as made:
        yield made


async def made(lab: Lab, studio: Everything, ending: str) -> Asset:
    studio.data = data_of(ending)
    asset: Asset = await call_of(lab, ending)
    return asset


@pytest.mark.parametrize("ending", FORMATS)
async def test_a_saved_file_tells_a_stranger_its_recipe_and_cost(
    lab: Lab, stranger: Lab, studio: Everything, tmp_path: Path, ending: str
) -> None:
    asset = await made(lab, studio, ending)
    file = asset.save(tmp_path / f"out.{ending}")
    assert file.read_bytes() != studio.data
    for who in (lab, stranger):
        found = who.recall(file)
        assert (found.how, found.problem) == ("notes in the file", None)
        assert found.recipe_hash == asset.recipe_hash
        assert found.cost == asset.cost == Credits.of(69 if ending == "mp4" else "4.25")
        assert found.price_version == asset.price_version
        assert found.asset == (asset if who is lab else None)
        assert WORDS.splitlines()[0][:16] in found.to_python()
        assert "$HYPEREAL_API_KEY" in found.to_curl()
        assert "stranger" in found._repr_mimebundle_()["text/html"]
    assert lab.recall(file.read_bytes()).recipe_hash == asset.recipe_hash
    assert lab.recall(str(file)).recipe_hash == asset.recipe_hash


@pytest.mark.parametrize("ending", FORMATS)
async def test_from_asset_to_recall_to_python_to_the_same_recipe(
    lab: Lab, stranger: Lab, studio: Everything, tmp_path: Path, ending: str
) -> None:
    asset = await made(lab, studio, ending)
    source = lab.recall(asset.save(tmp_path / f"out.{ending}")).to_python()
    assert source == asset.to_python() == lab.recall(asset).to_python()
    for who in (lab, stranger):
        again = eval(source.removeprefix("await "), {"lab": who})
        assert again.recipe_hash == asset.recipe_hash
    before = len(studio.requests)
    allowed = source.replace("\n)", "\n    allow_unknown_price=True,\n)")
    replayed = await eval(allowed.removeprefix("await "), {"lab": lab})
    assert replayed.replayed and replayed == asset
    assert len(studio.requests) == before


async def test_references_come_back_with_the_recipe(lab: Lab, studio: Everything, tmp_path: Path) -> None:
    studio.data = data_of("png")
    call = lab.images.generate("like this", references=[picture((9, 9, 9)), "https://example.org/a.png"])
    asset = await call
    found = lab.recall(asset.save(tmp_path / "out.png"))
    again = eval(found.to_python().removeprefix("await "), {"lab": lab})
    assert again.recipe_hash == call.recipe_hash
    studio.data = files.video()
    film = lab.videos.generate("go", image=picture((1, 2, 3)), last_image=picture((3, 2, 1)))
    shown = lab.recall((await film).save(tmp_path / "out.mp4"))
    assert eval(shown.to_python().removeprefix("await "), {"lab": lab}).recipe_hash == film.recipe_hash


@pytest.mark.parametrize("ending", FORMATS)
async def test_without_its_notes_a_file_is_known_by_its_bytes(
    lab: Lab, stranger: Lab, studio: Everything, tmp_path: Path, ending: str
) -> None:
    asset = await made(lab, studio, ending)
    bare = asset.save(tmp_path / f"out.{ending}", story=False)
    assert bare.read_bytes() == studio.data
    found = lab.recall(bare)
    assert (found.how, found.recipe_hash, found.asset) == ("same bytes", asset.recipe_hash, asset)
    with pytest.raises(errors.InputError, match="Nothing tells how this file was made"):
        stranger.recall(bare)


@pytest.mark.parametrize("ending", FORMATS)
async def test_a_sidecar_tells_where_the_file_cannot(
    lab: Lab, stranger: Lab, studio: Everything, tmp_path: Path, ending: str
) -> None:
    asset = await made(lab, studio, ending)
    bare = asset.save(tmp_path / f"out.{ending}", story=False, sidecar=True)
    found = stranger.recall(bare)
    assert (found.how, found.recipe_hash, found.cost) == ("sidecar file", asset.recipe_hash, asset.cost)


@pytest.mark.parametrize("ending", ["png", "webp"])
async def test_a_picture_that_was_saved_anew_without_loss_is_known_by_its_content(
    lab: Lab, studio: Everything, tmp_path: Path, ending: str
) -> None:
    studio.data = encode(photo(), ending.upper(), **({"lossless": True} if ending == "webp" else {}))
    asset = await call_of(lab, ending)
    file = tmp_path / "again.png"
    asset.image.save(file, compress_level=1)
    found = lab.recall(file)
    assert (found.how, found.asset, found.recipe_hash) == ("same content", asset, asset.recipe_hash)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: encode(image.convert("RGB"), "JPEG", quality=70),
        lambda image: encode(image.convert("RGB"), "JPEG", quality=30),
        lambda image: encode(image.resize((180, 140)), "PNG"),
        lambda image: encode(image.convert("RGB").resize((720, 560)), "JPEG", quality=80),
        lambda image: encode(image.convert("RGB"), "WEBP", quality=50),
    ],
    ids=["JPEG", "bad JPEG", "half", "double", "WebP"],
)
async def test_a_picture_that_was_encoded_or_scaled_again_is_known_by_its_looks(
    lab: Lab, studio: Everything, change: Any
) -> None:
    for seed in (2, 3):
        studio.data = encode(photo(seed), "PNG")
        await lab.images.generate(f"another {seed}")
    asset = await made(lab, studio, "png")
    found = lab.recall(change(asset.image))
    assert (found.how, found.asset) == ("looks the same", asset)


async def test_a_picture_that_nobody_made_here_is_not_taken_for_one(lab: Lab, studio: Everything) -> None:
    await made(lab, studio, "png")
    with pytest.raises(errors.InputError, match="Nothing tells"):
        lab.recall(encode(photo(7), "PNG"))


async def test_a_reference_that_was_only_given_was_made_by_no_call(lab: Lab) -> None:
    kept = lab.shelf.keep_reference(picture())
    for given in (kept, picture()):
        with pytest.raises(errors.InputError):
            lab.recall(given)


# notes that lie


def told(**changes: Any) -> bytes:
    recipe = Recipe.of("image", "m", {"prompt": "never made"})
    body = json.loads(Provenance(recipe=recipe, credits=Credits.of(4)).to_bytes())
    return json.dumps({**body, **changes}).encode()


LIES = {
    "no JSON": b"{",
    "another thing": b'{"parameters": "masterpiece"}',
    "no recipe": told(recipe=None),
    "a hash of another recipe": told(recipe_hash="0" * 64),
    "a newer version": told(recipe={"kind": "image", "model": "m", "inputs": {}, "version": 99}, recipe_hash=None),
    "a bomb": told(x="x" * 300_000),
    "a deep bomb": b'{"hypereal": 1, "recipe": ' + b'{"inputs":' * 5000 + b"1" + b"}" * 5001,
    "a link with a key": told(
        recipe={"kind": "image", "model": "m", "inputs": {}, "references": [{"url": "https://a/b?key=1"}]},
        recipe_hash=None,
    ),
    "another recipe": told(),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
async def test_notes_that_lie_are_ignored_and_said_where_the_lab_knows_better(
    lab: Lab, studio: Everything, tmp_path: Path, lie: bytes
) -> None:
    asset = await made(lab, studio, "png")
    try:
        forged = media.embed(asset.original, lie)
    except media.MediaError:
        forged = media.embed(asset.original, LIES["no JSON"])
    found = lab.recall(forged)
    assert (found.how, found.recipe_hash, found.asset) == ("same bytes", asset.recipe_hash, asset)
    assert found.problem


@pytest.mark.parametrize("lie", [lie for name, lie in LIES.items() if name != "another recipe"])
def test_notes_that_lie_tell_nothing_to_a_stranger(stranger: Lab, lie: bytes, tmp_path: Path) -> None:
    with pytest.raises(errors.RecipeError):
        read_provenance(lie)
    file = tmp_path / "out.png"
    file.write_bytes(picture((200, 1, 1)))
    media.sidecar_path(file).write_bytes(lie)
    with pytest.raises(errors.InputError, match="The notes in it were not used"):
        stranger.recall(file)


async def test_a_lying_sidecar_does_not_hide_what_the_lab_knows(lab: Lab, studio: Everything, tmp_path: Path) -> None:
    asset = await made(lab, studio, "png")
    bare = asset.save(tmp_path / "out.png", story=False)
    media.sidecar_path(bare).write_bytes(b"{")
    found = lab.recall(bare)
    assert (found.how, found.asset) == ("same bytes", asset)
    assert found.problem


@pytest.mark.parametrize(
    "value",
    [
        {"credits": "1e9"},
        {"credits": "NaN"},
        {"credits": "-4"},
        {"made": "0001-01-01T00:00:00"},
        {"made": "9999-12-31T23:59:59+00:00"},
        {"position": -3},
        {"model": "\u202eevil\x1b[31m" + "x" * 500},
    ],
)
def test_odd_values_beside_the_recipe_are_left_out_or_cut(value: dict[str, Any]) -> None:
    story = read_provenance(told(**value))
    if "credits" in value:
        assert story.credits is None
    assert story.position >= 0
    assert story.model is None or (len(story.model) <= 80 and story.model.isprintable())


def test_a_hostile_recipe_is_shown_as_text_and_never_as_code(stranger: Lab) -> None:
    ran: list[str] = []
    evil = {
        "prompt": '"); boom("',
        "x=boom('name')": 1,
        "class": 2,
        "style": "''' + boom('value') + '''",
        "\n)\nboom('line')\n(": 3,
    }
    recipe = Recipe.of("image", 'm"); boom("', evil)
    found = stranger.recall(media.embed(picture(), Provenance(recipe=recipe).to_bytes()))
    source = found.to_python().removeprefix("await ")

    class Anything:
        def __getattr__(self, name: str) -> Any:
            return self

        def __call__(self, *_: Any, **given: Any) -> dict[str, Any]:
            return given

    given = eval(source, {"lab": Anything(), "boom": ran.append})
    assert not ran
    assert {name: given[name] for name in evil if name != "prompt"} == {n: v for n, v in evil.items() if n != "prompt"}
    assert "<script" not in found._repr_mimebundle_()["text/html"]


def test_a_recipe_without_a_request_is_still_shown(stranger: Lab) -> None:
    recipe = Recipe.of("derived", "still", {"text": "hi"})
    found = stranger.recall(media.embed(picture(), Provenance(recipe=recipe).to_bytes()))
    assert "derived" in found._repr_mimebundle_()["text/plain"]
    with pytest.raises(errors.InputError):
        found.to_curl()


@pytest.mark.parametrize(
    "given", [b"", b"\x00" * 50, png_bomb(60_000, 60_000), picture()[:30], 7, None, "no/such/file.png", Path("/")]
)
def test_what_is_no_file_of_a_lab_is_an_input_error(stranger: Lab, given: Any) -> None:
    with pytest.raises(errors.InputError):
        stranger.recall(given)


def test_a_picture_with_a_huge_note_is_read_without_taking_it(stranger: Lab) -> None:
    kept = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("hypereal", "x" * 2_000_000, zip=True)
    Image.new("RGB", (8, 8)).save(kept, "PNG", pnginfo=notes)
    with pytest.raises(errors.InputError):
        stranger.recall(kept.getvalue())


# what must be nowhere


async def test_the_key_is_in_no_file_row_repr_or_log(
    lab: Lab, studio: Everything, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(lab)]
    for ending in FORMATS:
        asset = await made(lab, studio, ending)
        saved = asset.save(tmp_path / f"home/saved.{ending}", sidecar=True)
        found = lab.recall(saved)
        call = call_of(lab, ending)
        for one in (asset, found, call, call.submit(), lab.jobs, lab.budget(credits=100)):
            shown += [repr(one), *one._repr_mimebundle_().values()]  # type: ignore[attr-defined]
        await call
        shown += [asset.to_python(), found.to_curl(), call.to_curl()]
    studio.answer = lambda _: httpx.Response(401, json={"error": "bad key"})
    with pytest.raises(errors.AuthenticationError) as refused:
        await lab.images.generate("refused")
    shown += [str(refused.value), repr(refused.value), repr(lab.journal.runs()), lab.usage.frame().to_string()]
    lab.close()
    everything = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert len(everything) > 20
    for secret in (KEY, KEY.removeprefix("ck_"), base64.b64encode(KEY.encode()).decode()):
        assert not any(secret.encode() in data for data in everything)
        assert secret not in "\n".join(shown) + caplog.text
    assert all(KEY in request.headers.get("authorization", KEY) for request in studio.requests)


async def test_signed_links_and_local_paths_are_in_no_saved_file(lab: Lab, studio: Everything, tmp_path: Path) -> None:
    folder = tmp_path / "secret-folder"
    folder.mkdir()
    (folder / "me.png").write_bytes(picture((5, 5, 5)))
    studio.data = data_of("png")
    asset = await lab.images.generate(
        "like these",
        references=[folder / "me.png", "https://me:password@example.org/a.png?signature=secret&x=1#token"],
    )
    file = asset.save(tmp_path / "out.png", sidecar=True)
    for data in (file.read_bytes(), media.sidecar_path(file).read_bytes(), asset.to_python().encode()):
        for word in (b"secret", b"password", b"token", b"me.png", str(tmp_path).encode()):
            assert word not in data
    await asyncio.sleep(0)
