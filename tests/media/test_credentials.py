from __future__ import annotations

import contextlib
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from hypereal_lab.media import (
    MediaError,
    can_embed,
    content_digest,
    credentials,
    embed,
    extract,
    probe,
    sign,
    verify,
)
from hypereal_lab.media.certificates import SIGNER, local_identity
from tests.media.files import CARRIERS, carriers, model, opened, sound, video
from tests.media.pictures import encode, noise

RECIPE = '{"prompt": "Ein Bär 🐻", "seed": 7}'.encode()
LOCAL = "local certificate, not on a trust list"
SIGNED = tuple(name for name in CARRIERS if name != "glb")


@cache
def folder() -> Path:
    return Path(mkdtemp()) / "keys"


@cache
def signed(name: str) -> bytes:
    return made(embed(carriers()[name], RECIPE))


def made(data: bytes) -> bytes:
    return sign(data, folder=folder(), title="A bear", model="bear-1", payload=RECIPE)


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_file_says_who_made_it_and_how(name: str) -> None:
    found = verify(signed(name))
    assert (found.state, found.signer, found.problems) == ("valid", SIGNER, (LOCAL,))
    assert found.claims == {
        "title": "A bear",
        "generator": "Hypereal Lab",
        "model": "bear-1",
        "recipe": RECIPE.decode(),
        "source_type": "trainedAlgorithmicMedia",
    }


@pytest.mark.parametrize("name", SIGNED)
def test_the_recipe_and_the_content_stay_as_they_were(name: str) -> None:
    before = carriers()[name]
    assert extract(signed(name)) == RECIPE
    assert content_digest(signed(name)) == content_digest(before)
    assert probe(signed(name)) == probe(before)
    if "old tag" not in name:
        assert opened(signed(name), name) == opened(before, name)


@pytest.mark.parametrize("name", SIGNED)
def test_one_changed_byte_is_noticed(name: str) -> None:
    data, content = signed(name), embed(carriers()[name], RECIPE)[-2_000:-1_900]
    places = [data.index("Bär".encode()), data.rindex("Bär".encode()), data.find(content) + 50]
    for at in places if content in data else places[:2]:
        changed = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        found = verify(changed)
        assert found.state == "invalid"
        assert found.problems


@pytest.mark.parametrize("name", ["gif", "flac"])
def test_two_kinds_are_signed_that_carry_no_recipe_besides(name: str) -> None:
    before = encode(noise(), "GIF") if name == "gif" else sound("flac", "flac")
    data = made(before)
    assert verify(data).state == "valid"
    assert verify(data).claims["recipe"] == RECIPE.decode()
    assert content_digest(data) == content_digest(before)
    assert probe(data) == probe(before)
    assert not can_embed(probe(data).media_type)


@pytest.mark.parametrize("name", SIGNED)
def test_a_file_without_credentials_says_so(name: str) -> None:
    assert verify(carriers()[name]).state == "absent"


def test_some_kinds_have_no_place_for_credentials() -> None:
    for data in (model(), sound("ogg", "libopus"), video("webm", "libvpx"), b"text"):
        assert verify(data).state == "unsupported"
        with pytest.raises(MediaError) as caught:
            made(data)
        assert caught.value.why == "unsupported"


def test_a_file_that_is_signed_again_has_the_new_credentials() -> None:
    again = sign(signed("png"), folder=folder(), title="Another", model="bear-2", payload=b"{}")
    found = verify(again)
    assert (found.state, found.claims["title"], found.claims["recipe"]) == ("valid", "Another", "{}")


@pytest.mark.parametrize("name", ["png", "jpeg", "mp4", "mp3", "wav", "webp"])
def test_broken_files_are_answered(name: str) -> None:
    data = signed(name)
    for end in range(20, len(data), 1 + len(data) // 60):
        with contextlib.suppress(MediaError):
            assert verify(data[:end]).state in ("invalid", "absent")
    with pytest.raises(MediaError):
        made(carriers()[name][:30])


def test_the_key_is_for_its_owner_only_and_made_once(tmp_path: Path) -> None:
    first = local_identity(tmp_path / "a" / "b")
    (file,) = (tmp_path / "a" / "b").iterdir()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert local_identity(tmp_path / "a" / "b") == first
    assert "PRIVATE" not in repr(first) + str(first)


def test_many_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: local_identity(tmp_path), range(8)))
    assert len(set(found)) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_files_are_signed_and_checked_side_by_side() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert {verify(data).state for data in pool.map(made, [carriers()["png"]] * 12)} == {"valid"}


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "content-credentials.pem").write_text("rubbish")
    with pytest.raises(MediaError, match="delete it"):
        sign(carriers()["png"], folder=tmp_path, title="", model="", payload=b"{}")


def test_without_the_extra_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    for work in (lambda: made(carriers()["png"]), lambda: verify(carriers()["png"])):
        with pytest.raises(MediaError, match=r"pip install hypereal-lab\[provenance\]") as caught:
            work()
        assert caught.value.why == "missing_extra"


def test_only_texts_are_signed_as_recipes() -> None:
    with pytest.raises(MediaError) as caught:
        sign(carriers()["png"], folder=folder(), title="", model="", payload=b"\xff")
    assert caught.value.why == "bad_provenance"


def test_nothing_is_asked_of_the_network() -> None:
    assert credentials._SETTINGS["verify"] == {"remote_manifest_fetch": False, "ocsp_fetch": False}
