"""Crowns, gems and rings."""

from __future__ import annotations

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun

__all__ = ["crown", "gem", "jewel_ring"]


@noun("crown", "tiara")
def crown(kit: Kit) -> None:
    """Eight points with pearls, jewels below."""
    kit.add("body", "e8b64a", "metal", kit.hoop([(0.085, 0.0), (0.092, 0.0), (0.097, 0.045), (0.09, 0.045)], 64))
    for at in range(8):
        angle = 45 * at
        point = kit.slab([(-0.036, 0.0), (0.036, 0.0), (0.004, 0.075), (-0.004, 0.075)], 0.006, 0.002)
        kit.add("body", "e8b64a", "metal", point.turn("x", 5).move(y=0.04, z=0.0925).turn("y", angle))
        kit.add("pearl", "f7f2ea", "glossy", kit.ball(0.0085, around=20).move(y=0.121, z=0.1).turn("y", angle))
        colour = ("b3243b", "2f6fc0")[at % 2]
        kit.add("jewel", colour, "glossy", kit.ball(0.0085, 0.0105, 0.005, 20).move(y=0.023, z=0.0955).turn("y", angle))
    kit.add(
        "rim",
        "e8b64a",
        "metal",
        kit.ring(0.09, 0.0045, 64, 10).move(y=0.003),
        kit.ring(0.0945, 0.004, 64, 10).move(y=0.044),
    )
    kit.add("cushion", "8a2342", "matte", kit.ball(0.084, 0.06, 0.084).move(y=0.02))


@noun("gem", "diamond", "crystal", "jewel")
def gem(kit: Kit) -> None:
    """A brilliant cut."""
    cut = kit.lathe([(0.0, 0.0), (0.05, 0.055), (0.052, 0.06), (0.033, 0.08)], 0, 8)
    kit.add("body", "58b8e0", "glass", cut)


@noun("ring")
def jewel_ring(kit: Kit) -> None:
    """With a stone."""
    kit.add("body", "e8b64a", "metal", kit.ring(0.0095, 0.0012, 64, 16).turn("x", 90).move(y=0.0107))
    kit.add("body", "e8b64a", "metal", kit.cone(0.0012, 0.0032, 0.002, 0.0002, 24).move(y=0.0205))
    stone = kit.lathe([(0.0, 0.0), (0.0034, 0.0028), (0.0034, 0.0032), (0.0021, 0.0044)], 0, 8)
    kit.add("jewel", "7fd6ee", "glass", stone.move(y=0.0216))
