"""What the text engine answers."""

from __future__ import annotations

import json

import jsonschema
import pytest

from hypereal_lab.engines.text import Ask, Turn, write


def say(words: str, **options: object) -> str:
    return write(Ask((Turn("user", words),), **{"temperature": 0, **options})).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ["Who are you?", "What model are you?", "are you ChatGPT?", "Please introduce yourself."]
)
@pytest.mark.parametrize("seed", range(4))
def test_it_says_what_it_is(words: str, seed: int) -> None:
    told = say(words, seed=seed, temperature=1)
    assert "offline" in told and "language model" in told and "text engine" in told


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("What is 12 * (3 + 4)?", "12 × (3 + 4) = 84"),
        ("what's 15% of 80", "15 % × 80 = 12"),
        ("2^10 - 24", "2 ^ 10 - 24 = 1,000"),
        ("-2^2", "- 2 ^ 2 = -4"),
        ("2^3^2", "2 ^ 3 ^ 2 = 512"),
        ("1/3 + 1/6", "1 / 3 + 1 / 6 = 0.5"),
        ("0.1 + 0.2", "0.1 + 0.2 = 0.3"),
        ("10 / 3", "10 / 3 = about 3.3333333333"),
        ("Can you tell me what 7 times 8 is?", "7 × 8 = 56"),
        ("Calculate 1,200 divided by 7 minus 1", "1200 / 7 - 1 = about 170.4285714286"),
        ("square root of 144", "√ 144 = 12"),
        ("5 squared plus 3", "5 ^ 2 + 3 = 28"),
        ("What is 1 / 0?", "That divides by zero, which has no value."),
        ("average of 3, 4 and 8", "The average is 5."),
        ("What is the sum of 1, 2 and 3.5?", "The sum is 6.5."),
        ("largest of 3, 9, 4", "The largest is 9."),
    ],
)
def test_it_does_sums_exactly(words: str, answer: str) -> None:
    assert say(words) == answer


@pytest.mark.parametrize(
    "words", ["9^9^9^9", "9" * 150 + "^99", "(" * 90 + "1" + ")" * 90 + " + 1", "1 + ", "2 + two hats"]
)
def test_what_is_no_sum_or_too_large_a_one_is_said_to_be_beyond_it(words: str) -> None:
    assert "small offline engine" in say(words)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("convert 5 km to miles", "5 km = about 3.1068559612 miles"),
        ("how many grams are in 2 pounds?", "2 pounds = 907.18474 grams"),
        ("How many minutes are there in a week?", "1 week = 10,080 minutes"),
        ("100 C in F", "100 °C = 212 °F"),
        ("-40 fahrenheit to celsius", "-40 °F = -40 °C"),
        ("-300 c in k", "-300 °C is below absolute zero; there is no such temperature."),
        ("36 km/h in m/s", "36 km/h = 10 m/s"),
        ("250 credits in dollars", "250 credits = 2.5 dollars"),
        ("5 kg in km", "kg is a unit of mass and km one of length; one cannot be said in the other."),
    ],
)
def test_it_converts_units(words: str, answer: str) -> None:
    assert say(words) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("What day of the week is 2026-03-04?", "4 March 2026 is a Wednesday."),
        (
            "how many days are between 2026-01-01 and Jan 2, 2026?",
            "1 day lies between Thursday 1 January 2026 and Friday 2 January 2026.",
        ),
        ("What is 90 days after March 1, 2026?", "It is Saturday 30 May 2026."),
        ("one month after 2024-01-31", "It is Thursday 29 February 2024."),
        ("2 years before 29 February 2024", "It is Monday 28 February 2022."),
        ("is 1900 a leap year?", "1900 is no leap year."),
        ("what day is 2026-02-30", "There is no such day in the calendar: 2026-02-30."),
        ("9999 years after 2026-01-01, which day?", "There is no such day in the calendar: 2026-01-01."),
    ],
)
def test_it_knows_the_calendar(words: str, answer: str) -> None:
    assert say(words) == answer


def test_it_has_no_clock_and_says_so() -> None:
    assert "no clock" in say("What is today's date?")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("repeat after me: I like kites", "I like kites"),
        ('Say "hello world" 3 times', "hello world\nhello world\nhello world"),
        ("reverse hello", "olleh"),
        ("reverse the words: one two three", "three two one"),
        ("Put this in upper case: hello there", "HELLO THERE"),
        ('Rewrite "Hello World" in lower case', "hello world"),
        ("uppercase: straße", "STRASSE"),
        ("sort: pear, apple, fig", "apple, fig, pear"),
        ("sort 10, 9, 100", "9, 10, 100"),
        ("count from 3 to 6", "3, 4, 5, 6"),
        ("count from three to one", "3, 2, 1"),
        ('how many words are in "one two three"?', "3 words."),
        ("count the characters in: abc", "3 characters."),
        ("How many r's are in strawberry?", "3 times: the letter r in “strawberry”."),
    ],
)
def test_it_rewrites(words: str, answer: str) -> None:
    assert say(words) == answer


def test_that_means_the_last_answer() -> None:
    turns = Turn("user", "x"), Turn("assistant", "a quiet lake"), Turn("user", "Put that in upper case")
    assert write(Ask(turns)).text == "A QUIET LAKE"


def test_it_lists_what_it_knows_in_order_where_that_means_something() -> None:
    assert say("Name the first 3 planets").startswith("1. Mercury") or say("name the planets").startswith("1. Mercury")
    assert say("List five animals").count("\n") == 4
    assert say("list 30 seasons").endswith("That is all I know: 4 of 30.")


def test_it_varies_a_theme() -> None:
    told = say("Give me 4 ideas for a poster about kites").splitlines()
    assert len(told) == 4 and all("kites" in line for line in told)


LONG = (
    "Kites are old. The first kites were flown in China more than two thousand years ago. "
    "Wind lifts a kite because its surface turns the wind downwards. My aunt had a hat. "
    "A kite needs a line, and the line holds the kite against the wind. It was a Tuesday. "
)


def test_it_summarises_by_the_sentences_that_carry_the_words() -> None:
    told = say(f"Summarise in two sentences: {LONG}")
    assert told.count(".") == 2 and "wind" in told and "hat" not in told
    assert all(sentence.strip(" .") in LONG for sentence in told.split(". "))


def test_a_long_text_is_summarised_unasked() -> None:
    told = say(LONG * 6)
    assert len(told) < 300 and told.split(". ")[0] in LONG


def test_points_are_asked_for_as_points() -> None:
    assert [line[:2] for line in say(f"Give me 3 key points: {LONG}").splitlines()] == ["- "] * 3


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("What is Hypereal Lab?", "creative workbench"),
        ("How much does a call cost in Hypereal?", "call.estimate()"),
        ("What is a budget?", "set aside"),
        ("How do I create an API key?", "keys create"),
        ("what is the sandbox?", "play credits"),
        ("How does replay work?", "recipe"),
        ("how many dollars is a credit worth?", "100 credits"),
        ("What happens to the hold when a call fails in the gateway?", "given back"),
    ],
)
def test_it_knows_the_house(words: str, has: str) -> None:
    assert has in say(words)


def test_a_picture_prompt_is_the_prompt_alone() -> None:
    told = say("Suggest a prompt for a lighthouse in a storm")
    assert told.startswith("A lighthouse in a storm") and told.count(",") >= 3 and "\n" not in told


def test_it_does_not_add_a_style_or_an_hour_that_was_said() -> None:
    told = say("write an image prompt for a harbour at night, pixel art")
    assert (
        told.startswith("A harbour at night, pixel art, ") and "golden hour" not in told and "watercolour" not in told
    )


def test_several_picture_prompts_differ() -> None:
    told = say("Suggest three image prompts about a red fox").splitlines()
    assert len({line[3:] for line in told}) == 3 and all("red fox" in line for line in told)


@pytest.mark.parametrize("words", ["What is the capital of France?", "Write a novel.", "Où est la gare ?", "🪁"])
def test_what_it_cannot_do_it_says_in_a_sentence(words: str) -> None:
    told = say(words)
    assert "offline engine" in told and "language model" in told


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Say banana", "banana"),
        ('Say the word "hello" and nothing else.', "hello"),
        ("Reply with exactly: PONG", "PONG"),
        ("Respond with only the word OK", "OK"),
        ("Answer with one word: yes", "yes"),
        ("Just say hi", "hi"),
        ("What is 2+2? Answer with just the number.", "4"),
        ("Write the numbers from 1 to 3, one per line", "1\n2\n3"),
        ("List three primary colors as a comma separated list", "red, yellow, blue"),
        ("Make a bullet list of apples, pears and plums", "- apples\n- pears\n- plums"),
        ("Spell strawberry backwards", "yrrebwarts"),
        ("ping", "pong"),
        ("What is the longest word in: the quick elephant jumps", "elephant"),
        ("Extract the email from: write to ann@example.org today.", "ann@example.org"),
        ("List all numbers in: 3 hens, 2.5 eggs", "3\n2.5"),
        ("Find the dates in: from 2026-01-02 on", "2026-01-02"),
        ("Extract the links from: nothing here", "There is no link in it."),
        ('Give me a JSON object with name "Ada" and age 36', '{"name": "Ada", "age": 36}'),
        ('Return JSON: {"status": "ok", "count": 3}', '{"status": "ok", "count": 3}'),
        ("List 3 seasons as a JSON array", '["spring", "summer", "autumn"]'),
    ],
)
def test_it_follows_simple_instructions(words: str, answer: str) -> None:
    assert say(words) == answer


def test_a_schema_in_the_words_is_kept() -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city", "days"],
    }
    told = say(f"Give me JSON for this schema: {json.dumps(schema)} Oslo for 3 days")
    jsonschema.validate(json.loads(told), schema)
