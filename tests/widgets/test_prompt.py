from __future__ import annotations

import base64
import errno
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Lab
from hypereal_lab.catalog import Estimate
from hypereal_lab.errors import InputError
from hypereal_lab.widgets import facts
from hypereal_lab.widgets.pictures import PIECE_BYTES
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.references import UPLOAD_BYTES
from hypereal_lab.wire.money import Credits
from tests.widgets.conftest import KEY, Server, picture
from tests.widgets.page import Page

MODEL = "gemini-3-1-flash-t2i"


def form(prompt: str = "a fox", model: str = MODEL, references: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "model": model,
        "fields": fields,
        "references": list(references),
        "seen": list(references),
    }


@pytest.fixture
def prompt(lab: Lab) -> Prompt:
    return Prompt(lab)


@pytest.fixture
def page(prompt: Prompt) -> Page:
    return Page(prompt)


def upload(page: Page, data: bytes, name: str = "blue.png", key: str = "k") -> dict[str, Any]:
    """Send a file as the browser does and give back the last answer."""
    offset: int | None = 0
    answer: dict[str, Any] = {}
    while offset is not None:
        piece = data[offset : offset + PIECE_BYTES]
        answer = page.ask("upload", [piece], key=key, name=name, size=len(data), offset=offset)
        offset = answer["value"]["next"] if answer["ok"] else None
    return answer


# Construction


@pytest.mark.parametrize(
    ("word", "meant"), [("aspectratio", "aspect_ratio"), ("resolutoin", "resolution"), ("sed", "seed")]
)
def test_an_unknown_keyword_is_refused_with_advice(lab: Lab, word: str, meant: str) -> None:
    with pytest.raises(TypeError, match=f"unknown keyword '{word}'; did you mean .*'{meant}'"):
        Prompt(lab, **{word: 1})


def test_a_prompt_knows_its_price_before_anything_is_sent(lab: Lab, server: Server) -> None:
    made = Prompt(lab, prompt="a fox", resolution="1K", n=3)
    assert made.price["expected"] == "12" and made.price["known"]
    assert made.price["basis"] and made.price["version"]
    assert server.made == []


def test_setting_the_value_prices_it_anew(prompt: Prompt) -> None:
    prompt.value = {"prompt": "a fox", "model": MODEL, "fields": {"n": 2}}
    assert prompt.price["expected"] == "8"


def test_the_repr_is_short_and_has_the_price(lab: Lab) -> None:
    said = repr(Prompt(lab, prompt="a very long prompt " * 100))
    assert len(said) < 140 and "4 credits" in said


def test_the_call_on_the_form_can_be_taken_in_python(lab: Lab) -> None:
    made = Prompt(lab, prompt="a fox", aspect_ratio="16:9")
    assert made.call.recipe["inputs"] == {
        "prompt": "a fox",
        "aspect_ratio": "16:9",
        "resolution": "1K",
        "n": 1,
    }
    assert made.call.state == "never sent"


def test_no_key_and_no_link_is_in_the_shared_state(lab: Lab, prompt: Prompt) -> None:
    Page(prompt).value("hello")
    assert KEY not in json.dumps(prompt.get_state(), default=str)
    assert KEY not in repr(prompt) + prompt._twin()


# The price


def test_a_quote_is_the_price_of_what_is_on_the_screen(prompt: Prompt, page: Page) -> None:
    said = page.value("quote", form=form("a fox", n=4))
    assert said["text"] == "16 credits"
    assert prompt.price == said
    assert prompt.value == {"prompt": "a fox", "kind": "image", "model": MODEL, "fields": {"n": 4}}


def test_a_form_without_words_has_a_price(page: Page) -> None:
    assert page.value("quote", form=form(""))["expected"] == "4"


def test_a_form_the_model_does_not_take_is_a_problem_and_no_price(prompt: Prompt, page: Page) -> None:
    said = page.value("quote", form=form(aspect_ratio="5:1"))
    assert said["problem"]["field"] == "aspect_ratio" and not said["known"]
    assert prompt.last_error is None


def test_balance_and_what_would_be_left_are_told(prompt: Prompt, page: Page) -> None:
    page.value("hello")
    assert (prompt.balance, prompt.price["after"], prompt.price["enough"]) == ("100", "96", True)


def test_a_balance_too_low_is_seen_before(page: Page, server: Server, prompt: Prompt) -> None:
    server.balance = 3
    page.value("hello")
    assert (prompt.price["after"], prompt.price["enough"]) == ("-1", False)


def test_a_balance_that_cannot_be_read_is_told_in_the_widget(prompt: Prompt, page: Page, server: Server) -> None:
    server.refused = True
    page.value("hello")
    assert prompt.balance is None
    assert prompt.last_error is not None
    assert prompt.last_error["message"].startswith("No such key.") and prompt.last_error["next"]


# References


def test_a_dropped_picture_gets_a_slot_with_a_small_thumbnail(prompt: Prompt, page: Page) -> None:
    entry = upload(page, picture())["value"]["entry"]
    assert prompt.references == [entry]
    assert (entry["name"], entry["width"], entry["height"]) == ("blue.png", 64, 48)
    assert len(entry["thumb"]) < 4_200


def test_a_large_picture_arrives_in_pieces(prompt: Prompt, page: Page) -> None:
    data = picture(size=(3000, 2000)) + b"\0" * (2 * PIECE_BYTES)
    assert upload(page, data)["ok"]
    assert prompt.lab.shelf.asset(prompt.references[0]["digest"]).data == data


@pytest.mark.parametrize("data", [b"<html>hello</html>", b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(prompt: Prompt, page: Page, data: bytes) -> None:
    answer = upload(page, data, "page.html")
    assert not answer["ok"] and answer["error"]["message"]
    assert prompt.references == []
    assert prompt.last_error == answer["error"]


def test_a_file_over_the_limit_is_refused_before_it_is_sent(page: Page) -> None:
    said = page.error("upload", [b""], key="k", name="big.png", size=UPLOAD_BYTES + 1, offset=0)
    assert "50 MB" in said["message"] and said["field"] == "references"


def test_a_gap_in_an_upload_is_seen_and_the_next_try_is_clean(page: Page, prompt: Prompt) -> None:
    data = picture()
    assert page.error("upload", [data[10:]], key="k", name="b.png", size=len(data), offset=10)["message"]
    assert upload(page, data)["ok"]


def test_the_limit_of_the_page_is_the_limit_of_python() -> None:
    source = Path(__file__).resolve().parents[2] / "widgets/src/prompt/uploads.ts"
    assert f"UPLOAD_BYTES = {UPLOAD_BYTES:_}" in source.read_text()


def test_slots_are_reordered_and_removed_by_the_form(prompt: Prompt, page: Page) -> None:
    one, two = (upload(page, picture((c, 0, 0)), key=str(c))["value"]["entry"]["digest"] for c in (1, 2))
    page.value("quote", form=form(references=(two, one)))
    assert [entry["digest"] for entry in prompt.references] == [two, one]
    page.value("quote", form={**form(references=(two,)), "seen": [one, two]})
    assert [entry["digest"] for entry in prompt.references] == [two]


def test_a_slot_the_page_has_not_seen_yet_survives_an_older_form(prompt: Prompt, page: Page) -> None:
    digest = upload(page, picture())["value"]["entry"]["digest"]
    page.value("quote", form=form(references=()))
    assert [entry["digest"] for entry in prompt.references] == [digest]


def test_more_references_than_the_model_takes_stay_and_are_a_problem(prompt: Prompt, page: Page) -> None:
    digests = [upload(page, picture((c, 0, 0)), key=str(c))["value"]["entry"]["digest"] for c in range(5)]
    said = page.value("quote", form=form(references=tuple(digests)))
    assert len(prompt.references) == 5
    assert said["problem"]["field"]


def test_the_same_picture_has_one_slot(prompt: Prompt, page: Page) -> None:
    upload(page, picture(), key="a")
    upload(page, picture(), key="b")
    assert len(prompt.references) == 1


def test_a_picture_of_the_shelf_becomes_a_reference_of_the_call(prompt: Prompt, page: Page, lab: Lab) -> None:
    asset = lab.images.generate("a fox").run()
    page.value("from_shelf", digest=asset.digest)
    prompt.value = {"prompt": "again", "model": MODEL, "fields": {}}
    assert prompt.call.recipe["references"] == [{"digest": asset.digest}]


def test_references_are_given_in_python_too(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(picture())
    made = Prompt(lab, references=[path, picture((9, 9, 9))])
    made.use(picture((8, 8, 8)))
    assert [entry["name"] for entry in made.references][0] == "cat.png"
    assert len(made.references) == 3


# Making it


def test_generate_shows_the_picture_its_cost_and_the_new_balance(prompt: Prompt, page: Page, server: Server) -> None:
    page.value("generate", form=form("a fox", n=2))
    page.until("done")
    page.value("hello")
    assert prompt.result["cost"] == "8" and len(prompt.result["items"]) == 2
    assert prompt.balance == "92"
    assert prompt.asset is not None and prompt.asset.prompt == "a fox"
    assert len(server.made) == 1


def test_the_shared_state_holds_no_picture(prompt: Prompt, page: Page) -> None:
    upload(page, picture(size=(2000, 2000)))
    page.value("generate", form=form("a fox", n=4))
    page.until("done")
    state = {name: value for name, value in prompt.get_state().items() if name not in ("_esm", "models")}
    assert len(json.dumps(state, default=str)) < 12_000
    assert len(json.dumps(prompt.models)) < 24_000


def test_a_failure_is_shown_with_the_next_step_and_the_form_is_free_again(
    prompt: Prompt, page: Page, server: Server
) -> None:
    server.answer = lambda body: httpx.Response(
        402, json={"error": {"message": "Too little.", "type": "insufficient_credits"}, "required": 4, "available": 2}
    )
    page.value("generate", form=form())
    page.until("failed")
    assert prompt.last_error is not None
    assert prompt.last_error["message"].startswith("Too little.") and prompt.last_error["next"]
    assert prompt.exception is not None and prompt.result is None
    server.answer = server.make
    page.value("generate", form=form())
    page.until("done")
    assert prompt.last_error is None


def test_a_full_disk_is_said_and_the_next_press_fetches_what_was_paid_for(
    prompt: Prompt, page: Page, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("hypereal_lab.lab.files.os.fsync", full)
        page.value("generate", form=form())
        page.until("failed")
        assert prompt.last_error is not None
        assert "No space left on device" in prompt.last_error["message"]
        assert "Free some space and make the same call again" in prompt.last_error["message"]
    page.value("generate", form=form())
    page.until("done")
    assert prompt.last_error is None and prompt.asset is not None
    keys = {request.headers["idempotency-key"] for request in server.made}
    assert len(keys) == 1, "it was ordered once"


def test_an_empty_prompt_is_refused_at_its_field(prompt: Prompt, page: Page, server: Server) -> None:
    assert page.error("generate", form=form("  "))["field"] == "prompt"
    assert prompt.state == "idle" and server.made == []


def test_an_unknown_price_is_said_and_never_zero() -> None:
    said = facts.price(Estimate.unknown("no source tells it"), Credits.of(100))
    assert said["text"] == "price unknown" and not said["known"]
    assert said["expected"] is said["after"] is None


# What is on the shelf, what asks, and budgets


def make(page: Page, words: str = "a fox", **more: Any) -> None:
    page.value("generate", form=form(words), **more)
    page.until("done")


def test_what_was_made_before_is_said_before_anything_is_sent(prompt: Prompt, page: Page) -> None:
    assert page.value("quote", form=form("a fox"))["kept"] is None
    make(page)
    said = page.value("quote", form=form("a fox"))
    assert said["kept"]["cost"] == "4" and prompt.asset is not None
    assert said["kept"]["made"] == prompt.asset.created * 1000
    assert page.value("quote", form=form("another fox"))["kept"] is None
    assert page.value("quote", form=form(""))["kept"] is None


def test_what_is_made_elsewhere_is_known_at_once(lab: Lab, page: Page, prompt: Prompt) -> None:
    page.value("quote", form=form("a fox"))
    lab.images.generate("a fox").run()
    page.value("hello")
    assert prompt.price["kept"]


def test_a_replay_costs_nothing_and_says_what_it_saved(prompt: Prompt, page: Page, server: Server) -> None:
    make(page)
    assert (prompt.result["replayed"], prompt.result["saved"]) == (False, None)
    first = prompt.asset
    prompt.state = "idle"
    make(page)
    assert (prompt.result["replayed"], prompt.result["saved"]) == (True, "4")
    assert prompt.asset == first and len(server.made) == 1
    assert "replayed, saved 4 credits" in prompt._twin()


def test_another_one_takes_the_smallest_number_that_is_free(prompt: Prompt, page: Page, server: Server) -> None:
    make(page)
    prompt.lab.images.generate("a fox", take=3).run()
    takes = []
    for _ in range(2):
        prompt.state = "idle"
        make(page, another=True)
        assert prompt.asset is not None and not prompt.result["replayed"]
        takes.append(prompt.asset.recipe["take"])
    assert takes == [2, 4] and len(server.made) == 4


def test_above_the_limit_the_price_asks_and_the_word_goes_along(prompt: Prompt, page: Page, server: Server) -> None:
    prompt.lab.confirm_above(4)
    assert not page.value("quote", form=form("a fox"))["asks"]
    assert page.value("quote", form=form("a fox", n=2))["asks"]
    page.value("generate", form=form("a fox", n=2), confirm=True)
    page.until("done")
    assert len(server.made) == 1


def test_a_call_that_has_to_ask_after_all_asks_the_next_time(prompt: Prompt, page: Page, server: Server) -> None:
    page.value("quote", form=form("a fox"))
    prompt.lab.confirm_above(3)
    page.value("generate", form=form("a fox"))
    page.until("failed")
    assert prompt.last_error is not None and "asks first" in prompt.last_error["message"]
    assert "next press" in prompt.last_error["next"]
    prompt.lab.confirm_above(None)
    assert page.value("quote", form=form("a fox"))["asks"] and server.made == []


def test_a_budget_that_is_passed_is_said_in_the_widget(prompt: Prompt, page: Page, server: Server) -> None:
    prompt.lab.budget(3, per="session")
    page.value("generate", form=form("a fox"))
    page.until("failed")
    assert prompt.last_error is not None
    assert "budget of this session allows 3 credits" in prompt.last_error["message"]
    assert "raise the budget" in prompt.last_error["message"] and server.made == []


@pytest.mark.parametrize("word", [False, True])
def test_the_users_word_goes_along_with_the_call(
    prompt: Prompt, page: Page, word: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    make = prompt.lab.images.generate

    def generate(words: str, **keywords: Any) -> Any:
        given.append(keywords["allow_unknown_price"])
        return make(words, **keywords)

    monkeypatch.setattr(prompt.lab.images, "generate", generate)
    page.value("generate", form=form(), spend_anyway=word)
    page.until("done")
    assert any(given) is word


def test_one_press_makes_one_call(prompt: Prompt, page: Page, server: Server) -> None:
    release = threading.Event()
    server.answer = lambda body: (release.wait(20), server.make(body))[1]
    # the scripted server blocks the loop, so a second question is read only after the first call is on its way
    page.value("generate", form=form())
    release.set()
    page.until("done")
    assert len(server.made) == 1


def test_stopping_to_wait_leaves_the_picture_to_the_shelf(lab: Lab, server: Server) -> None:
    prompt = Prompt(lab)
    page = Page(prompt)
    kept = threading.Event()
    lab.subscribe(lambda event: kept.set() if event == "asset" else None)
    page.value("generate", form=form())
    page.value("stop_waiting")
    assert prompt.state in ("idle", "done")
    assert kept.wait(20)
    assert len(lab.shelf.assets()) == 1


def test_the_form_and_the_result_are_copied_as_code(prompt: Prompt, page: Page) -> None:
    assert page.value("code", form=form("a fox"), language="python").startswith("await lab.images.generate(")
    assert "curl" in page.value("code", form=form("a fox"), language="curl")
    assert page.error("result_code")["message"]
    page.value("generate", form=form("a fox"))
    page.until("done")
    assert "'a fox'" in page.value("result_code", language="python")
    curl = page.value("result_code", language="curl")
    assert "$HYPEREAL_API_KEY" in curl and KEY not in curl


# What stays


def test_the_twin_shows_picture_price_and_recipe(prompt: Prompt, page: Page) -> None:
    assert "4 credits" in prompt._twin()
    page.value("generate", form=form("a <b>fox</b>"))
    page.until("done")
    made = prompt._twin()
    assert prompt.asset is not None
    assert base64.b64encode(prompt.asset.thumbnail).decode() in made
    assert "4 credits" in made and "lab.images.generate" in made
    assert "<b>" not in made and len(made) < 20_000


def test_the_newest_prompt_of_a_lab_is_known(lab: Lab) -> None:
    assert Prompt.latest(lab) is None
    Prompt(lab)
    second = Prompt(lab)
    assert Prompt.latest(lab) is second


def test_the_form_of_a_call_is_refused_in_python_as_well(lab: Lab) -> None:
    with pytest.raises(InputError):
        _ = Prompt(lab).call
