"""What the text engine can do, one skill per file: each gives an answer, or None where it is not meant."""

from __future__ import annotations

from hypereal_lab.engines.text.skills.registry import SKILLS, Skill

__all__ = ["SKILLS", "Skill"]
