"""`lab.storage`, and local pictures for models that take only links, through the embedded gateway."""

from __future__ import annotations

import contextlib
import io
import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from hypereal_lab import Lab
from hypereal_lab.catalog import Card
from hypereal_lab.errors import HyperealError, NotFound
from hypereal_lab.lab import Call
from hypereal_lab.lab.maker import Maker
from tests.labs import KEY, Server, picture

LINKS_ONLY = "gpt-image-2"


class Keeper(Server):
    """A server with storage beside its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, dict[str, object]] = {}
        self.uploads = 0
        self.links = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/storage/upload"):
            self.uploads += 1
            name = f"obj_{self.uploads}"
            self.kept[name] = {"id": name, **json.loads(request.content)}
            return httpx.Response(201, json={"id": name, "uploadUrl": f"http://server/put/{name}?s=canary"})
        if path.startswith("/put/"):
            self.kept[path.rpartition("/")[2]]["data"] = request.content
            return httpx.Response(200)
        if "/storage/" in path:
            return self.tell(path.removesuffix("/complete").rpartition("/")[2])
        return super().__call__(request)

    def tell(self, name: str) -> httpx.Response:
        if name not in self.kept:
            return httpx.Response(404, json={"error": {"type": "not_found", "message": "gone"}})
        self.links += 1
        return httpx.Response(200, json={"id": name, "url": f"https://store.example/{name}?n={self.links}&s=canary"})

    @property
    def bodies(self) -> list[dict[str, list[str]]]:
        return [json.loads(one.content) for one in self.made if "/images/" in one.url.path]


class Reading(httpx.MockTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await super().handle_async_request(request)


@pytest.fixture
def server() -> Keeper:
    return Keeper()


@pytest.fixture
def lab(server: Keeper, tmp_path: Path) -> Iterator[Lab]:
    made = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=Reading(server))
    yield made
    made.close()


def test_a_local_picture_is_uploaded_and_the_model_gets_the_link_and_the_call_says_so(
    lab: Lab, server: Keeper, tmp_path: Path
) -> None:
    (tmp_path / "my holiday.png").write_bytes(picture())
    call = lab.images.generate("a kite", model=LINKS_ONLY, references=[tmp_path / "my holiday.png"])
    assert (
        call.notice
        == f"1 file goes to the server's storage first: {LINKS_ONLY} takes only links, and gets signed ones."
    )
    assert call.notice in repr(call)
    assert "storage first" in call._repr_mimebundle_()["text/html"]
    assert server.uploads == 0
    call.run()
    (sent,) = [link for links in server.bodies[0].values() if isinstance(links, list) for link in links]
    assert sent.startswith("https://store.example/obj_1?")
    assert server.kept["obj_1"]["data"] == picture()
    assert "holiday" not in str(server.kept["obj_1"]["filename"])


def test_a_picture_is_uploaded_once_and_gets_a_fresh_link_each_time(lab: Lab, server: Keeper) -> None:
    for words in ("a kite", "a heron"):
        lab.images.generate(words, model=LINKS_ONLY, references=[picture()]).run()
    assert server.uploads == 1
    assert json.dumps(server.bodies[0]) != json.dumps(server.bodies[1])
    assert server.links >= 2


def test_a_picture_that_was_deleted_there_is_uploaded_again(lab: Lab, server: Keeper) -> None:
    lab.images.generate("a kite", model=LINKS_ONLY, references=[picture()]).run()
    server.kept.clear()
    lab.images.generate("a heron", model=LINKS_ONLY, references=[picture()]).run()
    assert server.uploads == 2


def test_no_signed_link_gets_into_the_records(lab: Lab, server: Keeper, tmp_path: Path) -> None:
    asset = lab.images.generate("a kite", model=LINKS_ONLY, references=[picture()]).run()
    assert asset.recipe
    lab.close()
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or b"canary&" not in path.read_bytes() and b"store.example" not in path.read_bytes()


def test_an_upload_that_fails_charges_nothing_and_sends_nothing(lab: Lab, server: Keeper) -> None:
    server.tell = lambda name: httpx.Response(404, json={"error": {"type": "not_found", "message": "no"}})  # type: ignore[method-assign]
    call = lab.images.generate("a kite", model=LINKS_ONLY, references=[picture()])
    with pytest.raises(NotFound):
        call.run()
    assert call.state == "failed"
    assert server.bodies == []
    assert not lab.jobs.unresolved()


def test_a_model_that_takes_files_gets_the_file(lab: Lab, server: Keeper) -> None:
    call = lab.images.generate("a kite", model="gemini-3-1-flash-t2i", references=[picture()])
    assert call.notice == ""
    call.run()
    assert server.uploads == 0


def test_a_dry_run_uploads_nothing(lab: Lab, server: Keeper) -> None:
    with lab.dry_run():
        lab.images.generate("a kite", model=LINKS_ONLY, references=[picture()]).run()
    assert server.requests == []


MAKERS: dict[str, Callable[[Lab], Call]] = {
    "image": lambda lab: lab.images.generate("a kite", references=[picture()]),
    "edit": lambda lab: lab.images.edit("a kite", image=picture()),
    "video": lambda lab: lab.videos.generate("a kite", image=picture()),
    "clone": lambda lab: lab.audio.clone("Hello.", voice=sound(12.0)),
    "transcript": lambda lab: lab.audio.transcribe(sound(12.0)),
    "model3d": lambda lab: lab.models3d.generate(image=picture()),
    "views": lambda lab: lab.models3d.generate(images=[picture(), picture((1, 2, 3))]),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_uploads_for_a_model_that_takes_only_links(
    lab: Lab, server: Keeper, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = Maker._card

    def only_links(maker: Maker, model: str) -> Card:
        card = known(maker, model)
        return msgspec.structs.replace(card, limits=msgspec.structs.replace(card.limits, reference_forms=("https",)))

    monkeypatch.setattr(Maker, "_card", only_links)
    call = MAKERS[kind](lab)
    count = 2 if kind == "views" else 1
    assert call.notice.startswith("1 file goes" if count == 1 else "2 files go")
    with contextlib.suppress(HyperealError):  # the server answers every call with a picture
        call.run()
    assert server.uploads == count
    sent = next(one for one in server.made if "/storage/" not in one.url.path).content
    assert sent.count(b"https://store.example/obj_") == count
    assert b"data:" not in sent
    assert "store.example" not in json.dumps(call.recipe)


def sound(seconds: float) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(range(200)) * int(seconds * 8000 * 2 / 200))
    return kept.getvalue()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(home=tmp_path / "own", environ={})
    yield lab
    lab.close()


def test_a_lab_stores_lists_gets_and_deletes_in_its_own_gateway(own: Lab, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_bytes(b"a,b\n1,2\n")
    kept = own.storage.upload(path, kind="dataset")
    asset = own.images.generate("a red kite", references=[]).run()
    drawn = own.storage.upload(asset, kind="output")
    assert [one.id for one in own.storage.list()] == [drawn.id, kept.id]
    assert [one.id for one in own.storage.list(kind="dataset")] == [kept.id]
    link = own.storage.get(drawn, expires_in=60).url
    assert link is not None
    assert httpx.get(link).content == asset.original
    own.storage.delete(kept)
    with pytest.raises(NotFound):
        own.storage.get(kept.id)


def test_the_own_gateway_draws_from_a_local_picture_with_a_model_that_takes_only_links(own: Lab) -> None:
    with_it = own.images.generate("a red kite", model=LINKS_ONLY, references=[picture()])
    assert "storage first" in with_it.notice
    first = with_it.run()
    assert first.digest != own.images.generate("a red kite", model=LINKS_ONLY).run().digest
    assert len(own.storage.list()) == 1
