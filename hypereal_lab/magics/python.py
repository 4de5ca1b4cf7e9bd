"""A cell's magic written as the plain Python that does the same."""

from __future__ import annotations

from typing import Any

from hypereal_lab.lab.template import Template
from hypereal_lab.magics.options import KINDS, OPTIONS, Option
from hypereal_lab.magics.reading import Settings
from hypereal_lab.magics.things import is_name

__all__ = ["as_python"]

_OF = {option.name: option for option in OPTIONS}


def as_python(settings: Settings, prompt: str) -> str:
    """The call of this cell; `lab` is a `Lab`. Names in the prompt become an f-string."""
    words = [Template(prompt).source()] if prompt else []
    words += [f"{name}={_value(_OF[name], value)}" for name, value in settings.given.items()]
    call = f"{KINDS[settings.kind]}(\n" + "".join(f"    {word},\n" for word in words) + ")"
    call = f"{call}.submit()" if settings.detach else f"await {call}"
    line = f"{settings.output} = {call}" if settings.output else call
    if not settings.dry_run:
        return line
    return "with lab.dry_run():\n" + "".join(f"    {one}\n" for one in line.splitlines()).rstrip("\n")


def _value(option: Option, value: Any) -> str:
    if option.names_things:
        words = [one if is_name(one) else repr(one) for one in (value if option.many else [value])]
        return f"[{', '.join(words)}]" if option.many else words[0]
    if not isinstance(value, str):
        return repr(value)
    template = Template(value)
    return template.names[0] if template.is_name else template.source()
