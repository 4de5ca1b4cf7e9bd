"""Nouns by name: who builds them."""

from __future__ import annotations

from collections.abc import Callable

from hypereal_lab.engines.mesh.kit import Kit

__all__ = ["NOUNS", "noun"]

Build = Callable[[Kit], None]

NOUNS: dict[str, Build] = {}
"""By noun and by its other names."""


def noun(*names: str) -> Callable[[Build], Build]:
    """Make a function known as what builds these nouns."""

    def known(build: Build) -> Build:
        NOUNS.update(dict.fromkeys(names, build))
        return build

    return known
