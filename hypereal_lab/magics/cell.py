"""`%%hypereal`: one cell, one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.dry_run import DryRun
from hypereal_lab.lab.job import Job
from hypereal_lab.lab.template import Template
from hypereal_lab.magics.guide import Guide, guide_of
from hypereal_lab.magics.options import OPTIONS, Option
from hypereal_lab.magics.python import as_python
from hypereal_lab.magics.reading import Settings, parse
from hypereal_lab.magics.things import things
from hypereal_lab.workbench import Lab

__all__ = ["call_of", "prompt_of", "run_cell"]

_REFUSED_WITHIN = 5.0
"""Seconds that a detached cell waits at most to see whether its call is let through; it takes milliseconds."""
_TICK = 0.005


def run_cell(
    line: str,
    body: str,
    namespace: MutableMapping[str, Any],
    lab: Callable[[], Lab],
    show: Callable[[DryRun], object],
) -> Asset | Job | Guide:
    """Make what the cell says and bind it; returns it for display. `show` displays the price of a dry run.

    Waiting blocks this thread only: the work runs on the lab's own loop, and an interrupt ends the waiting. Raises
    what the call raises, and then binds nothing.
    """
    settings, prompt = parse(line), prompt_of(body)
    if settings.help:
        return guide_of(settings.kind, as_python(settings, prompt))
    made = _made(settings, prompt, namespace, lab(), show)
    if settings.output is not None:
        namespace[settings.output] = made
    return made


def _made(
    settings: Settings, prompt: str, namespace: Mapping[str, Any], lab: Lab, show: Callable[[DryRun], object]
) -> Asset | Job:
    call = call_of(settings, prompt, namespace, lab)
    if settings.detach:
        return _submitted(call, lab)
    if not settings.dry_run:
        return call.run()
    with lab.dry_run() as dry:
        placeholder = call.run()
    show(dry)
    return placeholder


def _submitted(call: Call, lab: Lab) -> Job:
    """The job, once it is written down or over; raises what refused it, such as a budget."""
    job = call.submit()
    latest = time.monotonic() + _REFUSED_WITHIN
    while not job.done and time.monotonic() < latest and not _is_begun(job, lab):
        time.sleep(_TICK)
    if job.done and (error := job.exception()) is not None:
        raise error
    return job


def _is_begun(job: Job, lab: Lab) -> bool:
    try:
        lab.journal.run(job.id)
    except KeyError:
        return False
    return True


def call_of(settings: Settings, prompt: str, namespace: Mapping[str, Any], lab: Lab) -> Call:
    """The call of a cell, not yet sent. Raises `InputError` for what it cannot be."""
    given = _resolved(settings.given, namespace)
    if settings.kind == "edit" and "image" not in given:
        raise InputError("A picture to be edited is needed; name it with --image.", field="image")
    if not prompt and settings.kind not in ("video", "model3d"):
        raise InputError("The prompt is empty; write it from the second line of the cell on.", field="prompt")
    words = Template(prompt).fill(namespace) if prompt else None
    makers: Mapping[str, Callable[..., Call]] = {
        "image": lab.images.generate,
        "edit": lab.images.edit,
        "video": lab.videos.generate,
        "chat": lab.chat,
        "speech": lab.audio.speak,
        "model3d": lab.models3d.generate,
    }
    return makers[settings.kind](words, **given)


def prompt_of(body: str) -> str:
    """The words of the cell without the empty lines around them; everything between is as it was written."""
    return body.rstrip().lstrip("\r\n")


def _resolved(given: Mapping[str, Any], namespace: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(given)
    for option in OPTIONS:
        if option.name not in given:
            continue
        value = given[option.name]
        if option.names_things:
            listed = things(value if option.many else [value], namespace, option.name)
            found[option.name] = listed if option.many else _only(listed, option.name)
        elif isinstance(value, str) and Template(value).names:
            found[option.name] = _read(option, Template(value).fill(namespace))
    return found


def _read(option: Option, word: str) -> Any:
    try:
        return option.read(word)
    except ValueError as error:
        raise InputError(f"{option.flags[0]} is {error}, not {word!r}.", field=option.name) from None


def _only(listed: list[Any], name: str) -> Any:
    if len(listed) != 1:
        raise InputError(f"--{name.replace('_', '-')} takes one picture, not {len(listed)}.", field=name)
    return listed[0]
