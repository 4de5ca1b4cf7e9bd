"""Tokens are counted as OpenAI's own tokeniser counts them, whatever the text."""

from __future__ import annotations

import hashlib
import json
import lzma
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiktoken_ext import openai_public

import hypereal_lab
from hypereal_lab.engines.text import tokens, vocabulary
from hypereal_lab.engines.text.remembered import Remembered
from hypereal_lab.engines.text.tokens import IMAGE, beginning, count, count_prompt, pieces, windows
from hypereal_lab.engines.text.vocabulary import Vocabulary

PACKED = Path(hypereal_lab.__file__).parent / "engines" / "text" / "data" / "o200k_base.tiktoken.xz"
WHOLE = Vocabulary().encoding.encode_ordinary
ANY = st.text(st.characters(codec=None) | st.sampled_from("ab \n\t/!'😀é中\ud83d\ude00"), max_size=200)
"""With halves of characters, as JSON may bring them."""


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What tiktoken says of the vocabulary, without the file that it would fetch."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(
        openai_public, "load_tiktoken_bpe", lambda address, expected_hash: asked.update(hash=expected_hash)
    )
    return {**openai_public.o200k_base(), **asked}


def test_the_vocabulary_is_the_published_one(upstream: dict[str, object]) -> None:
    assert hashlib.sha256(lzma.decompress(PACKED.read_bytes())).hexdigest() == upstream["hash"]
    assert upstream["pat_str"] == vocabulary._PATTERN


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("hello world", [24912, 2375]),
        ("tiktoken is great!", [83, 8251, 2488, 382, 2212, 0]),
        ("antidisestablishmentarianism", [493, 129901, 376, 160388, 21203, 2367]),
        ("2 + 2 = 4", [17, 659, 220, 17, 314, 220, 19]),
        ("お誕生日おめでとう", [8930, 9697, 243, 128225, 8930, 17693, 4344, 48669]),
    ],
)
def test_published_examples_have_their_published_tokens(text: str, tokens: list[int]) -> None:
    """The cookbook of OpenAI, "How to count tokens with tiktoken", prints these for o200k_base."""
    assert WHOLE(text) == tokens
    assert count(text) == len(tokens)


@pytest.mark.parametrize("text", ["<|endoftext|>", "<|endofprompt|>", "a<|endoftext|>b"])
def test_special_tokens_in_a_text_are_text(text: str) -> None:
    assert count(text) > 3 and "".join(pieces(text)) == text


@settings(deadline=None, max_examples=300)
@given(ANY)
@example("😀" * 40)
@example("a\ud83d\ude00b")
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(cut) == text and all(cut)
    assert len(cut) <= count(text)
    assert (count(text) == 0) == (text == "")


def test_a_character_of_several_tokens_is_one_piece() -> None:
    assert count("🪁") == 3 and list(pieces("🪁🪁")) == ["🪁", "🪁"]


@settings(deadline=None, max_examples=300)
@given(ANY, st.integers(0, 30))
def test_a_beginning_keeps_its_limit(text: str, limit: int) -> None:
    kept = beginning(text, limit)
    assert text.startswith(kept) and count(kept) <= limit
    assert (kept == text) == (count(text) <= limit)


def test_a_beginning_has_no_half_of_a_character() -> None:
    assert [beginning("a🪁b", limit) for limit in range(6)] == ["", "a", "a", "a", "a🪁", "a🪁b"]


WORDS = st.lists(
    st.sampled_from(
        ["The", " quick", "don't", " ", "  ", "\n", "\r\n", " \n ", "\t", "x_y", "1234567", "...", "//", "/\n/", "'s", "'",
         "naïve", "e\u0301", "中文", "。", "、", "日本", "مرحبا", "😀", "+=", "(a)", "{\"k\": 1}", "\u00a0", "\u2028", "²", "Ⅷ", "-", "_"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=1000)
@given(WORDS, st.integers(12, 40))
def test_windows_have_as_many_tokens_as_the_whole(text: str, size: int) -> None:
    parts = list(windows(text, size))
    assert "".join(parts) == text and max(map(len, parts)) <= size
    if all(tokens._BREAK.match(text, place) for place in cuts(parts)):
        assert sum(len(WHOLE(part)) for part in parts) == len(WHOLE(text))


def cuts(parts: list[str]) -> list[int]:
    """Where a text was cut."""
    return [sum(map(len, parts[:number])) for number in range(1, len(parts))]


def test_a_long_ordinary_text_has_just_the_tokens_of_the_whole() -> None:
    source = "".join(path.read_text() for path in sorted(Path(hypereal_lab.__file__).parent.glob("gateway/*.py")))
    text = source + "今日は良い天気です。散歩に行きましょう、公園まで。" * 500
    assert len(text) > 100_000 and count(text) == len(WHOLE(text))


@pytest.mark.parametrize("one", ["a", " ", "\n", "!", "😀", "\ud800", "!\n/", "é", "中", "e\u0301", "1"])
def test_a_very_long_run_is_counted_and_cut(one: str) -> None:
    text = one * (1_000_000 // len(one.encode("utf-8", "surrogatepass")))
    assert len(text) / 200 < count(text) <= 2 * len(text)
    assert text.startswith(beginning(text, 1000)) and count(beginning(text, 1000)) <= 1000
    assert sum(map(len, pieces(text))) == len(text)


def test_nothing_is_fetched_or_written() -> None:
    code = """
import json, sys
seen = []
def look(event, args):
    if event.startswith(("socket.", "subprocess.", "os.mkdir", "os.remove", "os.rename")) or (event == "open" and args[1] and set(args[1]) & set("wax+")):
        seen.append(event)
sys.dont_write_bytecode = True
sys.addaudithook(look)
from hypereal_lab.engines.text.tokens import count
print(json.dumps([count("hello world"), seen]))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [2, []]


def test_threads_that_ask_at_once_share_one_vocabulary() -> None:
    shared, found = Vocabulary(), []
    threads = [threading.Thread(target=lambda: found.append(shared.encoding)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(map(id, found))) == 1


def test_a_text_that_comes_again_is_not_counted_again() -> None:
    asked: list[str] = []
    remembered = Remembered(lambda text: asked.append(text) or len(text), most_bytes=2 * 256)  # type: ignore[func-returns-value]
    assert [remembered(text) for text in ("a", "bb", "a", "ccc", "a", "bb")] == [1, 2, 1, 3, 1, 2]
    assert asked == ["a", "bb", "ccc", "bb"]  # two are kept: with ccc the one asked for longest ago went
    assert len(remembered) == 2
    assert remembered("\ud800") == 1


def test_a_prompt_counts_what_stands_between_the_messages_and_its_images() -> None:
    assert count_prompt([(["Hello"], 0)]) == 3 + 4 + 1
    assert count_prompt([(["Hello"], 2), (["a", "b"], 0)]) == 3 + 4 + 1 + 2 * IMAGE + 4 + 2
