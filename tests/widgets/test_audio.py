from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import traitlets
from PIL import Image

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.keeping import Made
from hypereal_lab.widgets import AudioPlayer, VideoPlayer
from hypereal_lab.widgets.spoken import guessed
from hypereal_lab.wire.money import Credits
from tests.lab.servers import Studio, lab_at
from tests.media import files
from tests.widgets.conftest import KEY
from tests.widgets.page import Page
from tests.widgets.test_gallery import keep

HEARD = {
    "text": "Good day. <b>Bye</b>",
    "segments": [{"text": "Good day.", "start": 0.0, "end": 0.6}, {"text": "<b>Bye</b>", "start": 0.7, "end": 1.0}],
    "words": [
        {"word": "Good", "start": 0.0, "end": 0.3},
        {"word": "day.", "start": 0.3, "end": 0.6},
        {"word": "<b>Bye</b>", "start": 0.7, "end": 1.0},
    ],
    "duration": 1.0,
}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A lab with a speech that cost 4 credits and lasts a second."""
    with lab_at(tmp_path / "home", Studio()) as made:
        keep(made, "speech", Made(files.wav()), text="(happy) Good day! Come in.")
        charge(made, "speech")
        yield made


def charge(lab: Lab, run: str) -> None:
    """Let a call have cost 4 credits."""
    lab._records.write(("UPDATE runs SET credits = ? WHERE id = ?", (Credits.of(4).micros, run)))


@pytest.fixture
def sound(lab: Lab) -> Asset:
    return lab.shelf.assets("audio")[0]


def transcript(lab: Lab) -> Asset:
    keep(lab, "transcript", Made(msgspec.json.encode(HEARD), media_type="application/json"))
    return lab.shelf.assets("text")[0]


def test_the_lab_chooses_the_player_by_kind(lab: Lab, sound: Asset) -> None:
    assert isinstance(lab.player(sound), AudioPlayer)
    keep(lab, "video", Made(files.video(frames=3)), prompt="a fox")
    assert isinstance(lab.player(lab.shelf.assets("video")[0]), VideoPlayer)
    with pytest.raises(InputError, match=r"a sound is played here. lab.player\(asset\) chooses"):
        AudioPlayer(lab, lab.shelf.assets("video")[0])


def test_cost_and_cost_per_minute_are_told(lab: Lab, sound: Asset) -> None:
    (told,) = Page(AudioPlayer(lab, sound)).value("look")
    assert (told["cost"], told["rate"], told["seconds"]) == ("4", "240 credits a minute", 1.0)


def test_a_file_of_ones_own_is_played_without_a_price(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "<img onerror=alert(1)>.mp3"
    file.write_bytes(files.sound("mp3", "libmp3lame"))
    (told,) = Page(AudioPlayer(lab, file)).value("look")
    assert (told["cost"], told["rate"], told["alt"]) == (None, "", file.name)
    assert "<img onerror" not in AudioPlayer(lab, file)._twin()


def test_peaks_and_tones_come_as_bytes_beside_the_answer(lab: Lab, sound: Asset) -> None:
    page = Page(AudioPlayer(lab, sound))
    assert page.value("peaks", digest=sound.digest, count=50) is None
    assert len(page.buffers[0]) == 50 and max(page.buffers[0]) > 200
    page.value("spectrogram", digest=sound.digest)
    with Image.open(io.BytesIO(page.buffers[0])) as tones:
        assert tones.format == "WEBP" and tones.width == 960


def test_two_takes_have_their_loudness(lab: Lab, sound: Asset) -> None:
    page = Page(AudioPlayer(lab, sound, files.sound("mp3", "libmp3lame")))
    first, second = page.value("loudness")
    assert first is not None and second is not None and first != second


def test_without_a_transcript_the_words_it_was_made_of_are_guessed_in_time(lab: Lab, sound: Asset) -> None:
    page = Page(AudioPlayer(lab, sound))
    said = page.value("transcript", side=0)
    assert [[word for word, *_ in line] for line in said["lines"]] == [["Good", "day!"], ["Come", "in."]]
    assert said["exact"] is False and said["lines"][-1][-1][2] == pytest.approx(1.0)
    assert page.value("captions", side=0, form="txt") == "Good day!\nCome in.\n"
    assert "press Write down first" in page.error("captions", side=0, form="srt")["message"]


def test_nothing_is_guessed_of_a_sound_without_words(lab: Lab) -> None:
    page = Page(AudioPlayer(lab, files.wav(samples=9_600)))
    assert page.value("transcript", side=0) is None
    assert "press Write down" in page.error("captions", side=0, form="txt")["message"]
    assert guessed("hello", None) is None and guessed(" (happy) ", 3.0) is None


def test_a_transcript_gives_its_words_and_captions(lab: Lab, sound: Asset) -> None:
    page = Page(AudioPlayer(lab, sound, transcript=transcript(lab)))
    said = page.value("transcript", side=0)
    assert said == {
        "lines": [[["Good", 0.0, 0.3], ["day.", 0.3, 0.6]], [["<b>Bye</b>", 0.7, 1.0]]],
        "exact": True,
    }
    assert page.value("captions", side=0, form="srt").startswith("1\n00:00:00,000 --> 00:00:00,600\nGood day.\n")
    assert "&lt;b&gt;Bye" in page.value("captions", side=0, form="vtt")
    assert "take srt, vtt, txt" in page.error("captions", side=0, form="exe")["message"]


def test_another_text_is_no_transcript(lab: Lab, sound: Asset) -> None:
    keep(lab, "chat", Made(b"hello", media_type="text/plain"), messages=[{"role": "user", "content": "a fox"}])
    with pytest.raises(InputError, match="no transcript"):
        AudioPlayer(lab, sound, transcript=lab.shelf.assets("text")[0])


def test_writing_down_shows_its_price_and_then_goes_the_labs_way(
    lab: Lab, sound: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = AudioPlayer(lab, sound)
    page = Page(player)
    price = page.value("write_price", side=0)
    assert price["text"] == lab.audio.transcribe(sound).estimate().show()
    made = transcript(lab)
    sent: list[dict[str, Any]] = []

    class Sent:
        async def submit(self) -> Asset:
            return made

    def transcribe(given: Asset, **spending: Any) -> Sent:
        sent.append(spending)
        return Sent()

    monkeypatch.setattr(lab.audio, "transcribe", transcribe)
    done: list[bool] = []

    over = threading.Event()
    player.observe(lambda change: (done.append(change["new"]), over.set() if not change["new"] else None), "writing")
    page.value("write_down", side=0)
    assert over.wait(10)
    assert done == [True, False]
    assert sent == [{"confirm": True, "allow_unknown_price": False}]
    assert player.transcripts == [made.digest] and page.value("transcript", side=0)["exact"]


def test_a_failure_of_writing_down_is_shown_with_the_next_step(
    lab: Lab, sound: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = AudioPlayer(lab, sound)
    page = Page(player)

    class Failing:
        async def submit(self) -> Asset:
            raise InputError("The balance is too low; top it up.", field="balance")

    monkeypatch.setattr(lab.audio, "transcribe", lambda *_, **__: Failing())

    failed = threading.Event()
    player.observe(lambda change: failed.set() if change["new"] else None, "last_error")
    page.value("write_down", side=0)
    assert failed.wait(10)
    assert player.writing is False and "top it up" in str(player.exception)


@pytest.mark.parametrize("loop", [(2.0, 1.0), (1.0, 1.01), (-1.0, 3.0)])
def test_a_loop_that_cannot_be_played_is_refused(lab: Lab, sound: Asset, loop: tuple[float, float]) -> None:
    player = AudioPlayer(lab, sound)
    with pytest.raises(traitlets.TraitError, match="give a start and an end"):
        player.loop = loop


def test_traits_are_set_from_python_and_from_the_page(lab: Lab, sound: Asset) -> None:
    player = AudioPlayer(lab, sound, position=0.5, speed=1.5, loop=(0.2, 0.8), muted=True)
    page = Page(player)
    player.set_state({"position": 0.7, "loop": [0.1, 0.4], "playing": True})
    assert (player.position, player.loop, player.playing) == (0.7, (0.1, 0.4), True)
    assert "position" not in page.comm.state or page.comm.state["position"] == 0.7
    with pytest.raises(traitlets.TraitError):
        player.speed = 3.0


def test_other_takes_begin_at_their_start(lab: Lab, sound: Asset) -> None:
    player = AudioPlayer(lab, sound, position=0.5, loop=(0.1, 0.4))
    other = lab.shelf.keep_reference(files.wav(samples=9_600), "other.wav")
    player.digests = [other.digest, sound.digest]
    assert (player.position, player.loop, player.transcripts) == (0.0, None, ["", ""])
    assert player.takes == [other, sound]
    with pytest.raises(traitlets.TraitError, match="one or two"):
        player.digests = []


def test_a_sound_that_was_deleted_says_so(lab: Lab, sound: Asset) -> None:
    page = Page(AudioPlayer(lab, sound))
    lab.shelf.delete(sound, confirm=True)
    assert "no asset on this shelf" in page.error("look")["message"]


def test_the_twin_has_waveform_price_and_words_and_no_key(lab: Lab, sound: Asset) -> None:
    made = AudioPlayer(lab, sound, transcript=transcript(lab))._twin()
    assert "240 credits a minute" in made and "Good day." in made and "<img " in made
    assert KEY not in made and str(sound.path) not in made and "<b>Bye" not in made
    assert len(made) < 25_000


def test_the_state_is_small(lab: Lab, sound: Asset) -> None:
    state = str({name: value for name, value in AudioPlayer(lab, sound).get_state().items() if name != "_esm"})
    assert len(state) < 2_000 and KEY not in state


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab, sound: Asset) -> None:
    with pytest.raises(TypeError, match="did you mean 'speed'"):
        AudioPlayer(lab, sound, sped=2)
