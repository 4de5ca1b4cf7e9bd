"""All skills, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.skills.dates import dates
from hypereal_lab.engines.text.skills.finding import finding
from hypereal_lab.engines.text.skills.handbook import handbook
from hypereal_lab.engines.text.skills.json_texts import json_texts
from hypereal_lab.engines.text.skills.lists import lists
from hypereal_lab.engines.text.skills.manners import introduction, manners
from hypereal_lab.engines.text.skills.picture_prompts import picture_prompts
from hypereal_lab.engines.text.skills.rewriting import rewriting
from hypereal_lab.engines.text.skills.seeing import seeing
from hypereal_lab.engines.text.skills.summary import summary
from hypereal_lab.engines.text.skills.sums import sums
from hypereal_lab.engines.text.skills.units import units

__all__ = ["SKILLS", "Skill"]

Skill = Callable[[Ask, Chance], str | None]

SKILLS: tuple[Skill, ...] = (
    introduction,
    seeing,
    picture_prompts,
    json_texts,
    finding,
    rewriting,
    summary,
    dates,
    units,
    sums,
    handbook,
    lists,
    manners,
)
