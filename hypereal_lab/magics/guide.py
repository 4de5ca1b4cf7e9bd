"""What `%hypereal help` answers: text as the cell's value, nothing printed."""

from __future__ import annotations

from collections.abc import Mapping

from hypereal_lab.errors import InputError
from hypereal_lab.magics.options import KINDS, OPTIONS, Option, options_of
from hypereal_lab.magics.python import as_python
from hypereal_lab.magics.reading import parse
from hypereal_lab.magics.words import nearest

__all__ = ["COMMANDS", "Guide", "guide_of", "guide_to", "overview"]

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "cost": (
        "[--by model|kind|day|notebook|cell] [--days N]",
        "what was spent, as a table; days are those of this machine's time zone",
        "lab.usage.by_model()",
    ),
    "budget": (
        "[CREDITS] [--per session|notebook|month] [--tag TAG]",
        "set a budget (of this session, if nothing else is said), or show those in force",
        "lab.budget(CREDITS, per='session')",
    ),
    "jobs": ("[resume]", "calls under way; `resume` goes on with those of ended kernels", "lab.jobs.resume()"),
    "models": (
        "[KIND] [WORDS]",
        "models with their price and its basis, those whose id has all the words",
        "lab.models.cards(KIND)",
    ),
    "nest": ("", "let a pasted asyncio.run(...) work in a cell", "hypereal_lab.nested_loop()"),
    "help": ("[WORD]", "about a subcommand, a kind or an option", "help(lab.images.generate)"),
}
"""Each subcommand of `%hypereal`: its words, what it does, the plain Python."""

_EXAMPLES = {
    "image": ("image -o fox --aspect-ratio 3:2", "a red fox in the snow"),
    "edit": ("edit -o night --image fox", "the same at night"),
    "video": ("video -o clip --image fox --detach", "the fox turns its head"),
    "chat": ("chat --max-tokens 200", "Three titles for a picture of a fox."),
    "speech": ("speech -o hello --allow-unknown-price", "(happy) Good morning!"),
    "model3d": ("model3d -o mug", "a blue mug"),
}


class Guide:
    """Text for a person, shown as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def overview() -> Guide:
    """Everything on one page."""
    lines = ["%%hypereal " + "|".join(KINDS) + " [options]     the prompt begins on the second line", ""]
    for name, (words, about, _) in COMMANDS.items():
        lines += [f"%hypereal {name} {words}".rstrip(), f"    {about}"]
    lines += ["", "{{name}} in a prompt is replaced by the variable; every other brace stays as it is.", ""]
    return Guide("\n".join(lines + _listed(OPTIONS)))


def guide_to(word: str) -> Guide:
    """About one subcommand, kind or option. Raises `InputError` with words that look alike."""
    if word in COMMANDS:
        words, about, python = COMMANDS[word]
        return Guide(f"%hypereal {word} {words}".rstrip() + f"\n    {about}\n\nIn Python:\n    {python}")
    if word in KINDS:
        line, prompt = _EXAMPLES[word]
        example = f"%%hypereal {line}\n{prompt}"
        return Guide(f"{example}\n\n{guide_of(word, as_python(parse(line), prompt)).text}")
    for option in OPTIONS:
        if word in option.flags or word == option.name:
            return Guide(f"{option.usage}\n    {option.about} ({', '.join(option.kinds)}){_keyword(option.name)}")
    known = [*COMMANDS, *KINDS, *(flag for option in OPTIONS for flag in option.flags)]
    raise InputError(f"There is no help on {word!r}.{nearest(word, known)}", field="word")


def guide_of(kind: str, python: str) -> Guide:
    """The plain Python of a cell, and the options it could have had."""
    return Guide("In Python:\n\n" + python + "\n\nOptions:\n" + "\n".join(_listed(options_of(kind))))


def _keyword(name: str) -> str:
    if next(option for option in OPTIONS if option.name == name).own:
        line = {"output": "NAME = await ...", "dry_run": "with lab.dry_run(): ...", "detach": "....submit()"}.get(name)
        return f"\n\nIn Python:\n    {line}" if line else ""
    return f"\n\nIn Python:\n    {name}=..."


def _listed(options: tuple[Option, ...]) -> list[str]:
    return [f"  {option.usage:<34}{option.about}" for option in options]
