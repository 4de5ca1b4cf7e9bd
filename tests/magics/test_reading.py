"""The first line of a cell: one table of options, and errors that help."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab.maker import SPENDING
from hypereal_lab.magics import KINDS, OPTIONS, parse
from hypereal_lab.magics.cell import call_of
from hypereal_lab.magics.guide import COMMANDS, guide_to, overview
from hypereal_lab.magics.options import options_of
from hypereal_lab.magics.python import as_python
from hypereal_lab.magics.words import split

READ: list[tuple[str, dict[str, Any]]] = [
    ("image", {}),
    ("image -m gpt-image-2 --size 1024x1024", {"model": "gpt-image-2", "size": "1024x1024"}),
    ("image --model=gpt-image-2 -n=2", {"model": "gpt-image-2", "n": 2}),
    ("image --reference a b.png -r c", {"references": ["a", "b.png", "c"]}),
    ("image --reference 'my file.png' --seed 4", {"references": ["my file.png"], "seed": 4}),
    (r"image -r C:\pictures\fox.png", {"references": [r"C:\pictures\fox.png"]}),
    ("video --image fox --last-image end.png --duration 5", {"image": "fox", "last_image": "end.png", "duration": 5}),
    ('chat --system "be short" --max-tokens 20 --temperature .5', {"system": "be short", "max_tokens": 20, "temperature": 0.5}),
    ("image --max-cost 4.2 --confirm --fresh --take 2", {"max_cost": "4.2", "confirm": True, "fresh": True, "take": 2}),
    ("image --seed {{i}}", {"seed": "{{i}}"}),
    ("chat --system=a=b", {"system": "a=b"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "given"), READ, ids=lambda one: one if isinstance(one, str) else "")
def test_a_line_is_read(line: str, given: dict[str, Any]) -> None:
    assert parse(line).given == given


def test_what_is_about_the_cell_is_kept_apart() -> None:
    read = parse("video -o clip --detach")
    assert (read.kind, read.given, read.output, read.detach, read.dry_run) == ("video", {}, "clip", True, False)
    assert parse("image --dry-run").dry_run


@pytest.mark.parametrize(
    ("line", "said", "field"),
    [
        ("", "image, edit, video, chat, speech, model3d; it is missing", "kind"),
        ("imgae", "Did you mean image?", "kind"),
        ("-m x image", "there is no '-m'", "kind"),
        ("image --modle x", "Did you mean --model?", "--modle"),
        ("image --duration 5", "--duration is for video, not for image", "duration"),
        ("chat --size 4x4", "--size is for image and edit, not for chat", "size"),
        ("image a red fox", "begins on the second line", "prompt"),
        ("image -n two", "-n is a whole number, not 'two'", "n"),
        ("chat --temperature hot", "is a number", "temperature"),
        ("image -o 2fast", "a name for a variable", "output"),
        ("image -o class", "a name for a variable", "output"),
        ("image --model", "--model needs MODEL after it", "model"),
        ("image --model --fresh", "--model needs MODEL after it", "model"),
        ("image --seed 1 --seed 2", "said twice", "seed"),
        ("image --fresh=yes", "takes no value", "fresh"),
        ("image --dry-run --detach", "leave one out", "detach"),
        ("image --system 'open", "never closed", "line"),
        ("image --mod x", "no option --mod", "--mod"),
    ],
)
def test_what_cannot_be_read_is_named(line: str, said: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(line)
    assert said in str(refused.value)
    assert refused.value.field == field


_ONLY_IN_PYTHON = {"spending", "response_format", "returns", "tools", "tool_choice", "stream", "webhook_url"}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_options_are_the_arguments_of_the_method(kind: str, lab: Lab) -> None:
    method = {
        "image": lab.images.generate,
        "video": lab.videos.generate,
        "chat": lab.chat.__call__,
        "speech": lab.audio.speak,
        "model3d": lab.models3d.generate,
        "edit": lab.images.edit,
    }[kind]
    first, *arguments = inspect.signature(method).parameters
    offered = {option.name for option in options_of(kind) if not option.own}
    known = (set(arguments) - _ONLY_IN_PYTHON) | set(SPENDING)
    assert offered == known


def test_every_flag_is_written_once_for_a_kind() -> None:
    for kind in KINDS:
        flags = [flag for option in options_of(kind) for flag in option.flags]
        assert len(flags) == len(set(flags))
        assert all(flag.startswith("-") for flag in flags)


@pytest.mark.parametrize(
    ("line", "prompt"),
    [
        ("image", "a fox"),
        ("image -o fox --aspect-ratio 3:2 --seed 4 --take 2", 'a {{word}} fox: {"a": 1}\n\\frac{1}{2}'),
        ("image --seed {{number}} --max-cost 5", "a 'fox'"),
        ("chat --system 'be {{word}}' --max-tokens 20", "{{word}}"),
        ("image -m gpt-image-2 --size 1024x1024 -n 2", "two"),
    ],
)
def test_the_plain_python_is_the_same_call(line: str, prompt: str, lab: Lab) -> None:
    names: dict[str, Any] = {"word": "quick", "number": 7}
    read = parse(line)
    python = as_python(read, prompt).removeprefix(f"{read.output} = ").removeprefix("await ")
    again = eval(python, {**names, "lab": lab})
    assert again.recipe_hash == call_of(read, prompt, names, lab).recipe_hash


def test_the_plain_python_says_how_the_cell_is_sent() -> None:
    assert as_python(parse("video -o clip --image fox --detach"), "turn") == (
        "clip = lab.videos.generate(\n    'turn',\n    image=fox,\n).submit()"
    )
    assert as_python(parse("image -r fox b.png --dry-run"), "x") == (
        "with lab.dry_run():\n    await lab.images.generate(\n        'x',\n        references=[fox, 'b.png'],\n    )"
    )


def test_help_has_every_option_and_every_subcommand() -> None:
    text = overview().text
    for option in OPTIONS:
        assert option.usage in text
        assert option.about in text
    for name in COMMANDS:
        assert f"%hypereal {name}" in text
        assert "In Python:" in guide_to(name).text
    for kind, method in KINDS.items():
        assert method in guide_to(kind).text
    assert "max_cost=" in guide_to("--max-cost").text
    with pytest.raises(InputError, match="Did you mean budget"):
        guide_to("bugdet")


def test_words_are_split_like_a_line_and_not_like_a_shell() -> None:
    assert split(r"""a "b c" 'd e' C:\x\y # {z} $v""") == ["a", "b c", "d e", r"C:\x\y", "#", "{z}", "$v"]
