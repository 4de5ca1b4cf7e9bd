"""Houses, castles, lighthouses."""

from __future__ import annotations

import math

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.shaping import rough

__all__ = ["castle", "house", "lighthouse", "windmill"]


@noun("house", "cottage", "hut", "cabin", "home")
def house(kit: Kit) -> None:
    """A house with a gable roof, door, windows and chimney."""
    walls = [(-3.5, 0.0), (3.5, 0.0), (3.5, 3.4), (0.0, 6.2), (-3.5, 3.4)]
    kit.add("body", "efe3cd", "matte", kit.slab(walls, 7.4, 0.06))
    for side in (-1, 1):
        length = math.hypot(4.1, 3.28)
        roof = kit.box(length, 0.28, 8.3, 0.06).move(-length / 2).turn("z", math.degrees(math.atan2(2.8, 3.5)))
        kit.add("roof", "b3503c", "matte", (roof if side < 0 else roof.turn("y", 180)).move(y=6.42))
    kit.add("chimney", "9a5b48", "matte", kit.box(0.8, 2.6, 0.8, 0.06).move(1.9, 5.9, -1.6))
    kit.add("door", "5d4030", "plain", kit.box(1.3, 2.3, 0.16, 0.03).move(0, 1.15, 3.72))
    kit.add("label", "e3bf62", "metal", kit.ball(0.09).move(0.42, 1.1, 3.85))
    for x in (-2.2, 2.2):
        _window(kit, x, 1.7, 3.72)
    _window(kit, 0.0, 4.35, 3.72)
    for z in (-1.8, 1.8):
        kit.add("window", "a8d3e6", "glossy", kit.box(0.14, 1.2, 1.3, 0.02).move(3.52, 1.8, z))
        kit.add("frame", "fbf6ea", "matte", kit.box(0.1, 1.4, 1.5, 0.03).move(3.5, 1.8, z))
    kit.add("step", "b8b4aa", "matte", kit.box(1.9, 0.25, 0.9, 0.04).move(0, 0.12, 4.0))


def _window(kit: Kit, x: float, y: float, z: float) -> None:
    kit.add("frame", "fbf6ea", "matte", kit.box(1.35, 1.35, 0.1, 0.03).move(x, y, z))
    kit.add("window", "a8d3e6", "glossy", kit.box(1.12, 1.12, 0.14, 0.02).move(x, y, z))
    bars = kit.box(0.07, 1.2, 0.18, 0.01).move(x, y, z), kit.box(1.2, 0.07, 0.18, 0.01).move(x, y, z)
    kit.add("frame", "fbf6ea", "matte", *bars)


@noun("castle", "fortress", "tower")
def castle(kit: Kit) -> None:
    """Four round towers, walls with battlements, a gate."""
    for x in (-5, 5):
        for z in (-5, 5):
            kit.add("body", "b9b3a6", "matte", kit.cone(1.75, 1.6, 8.0, 0.08, 28).move(x, 0, z))
            kit.add(
                "body", "b9b3a6", "matte", kit.lathe([(1.65, 7.8), (1.95, 8.3), (1.95, 9.0)], 0.06, 28).move(x, 0, z)
            )
            kit.add("roof", "4f6f9c", "matte", kit.cone(2.15, 0.02, 3.6, 0, 28).move(x, 9.0, z))
    for angle in (0, 90, 180, 270):
        wall = [kit.box(8.0, 5.2, 1.0, 0.08).move(0, 2.6, 5.0)]
        wall += [kit.box(0.8, 0.8, 1.0, 0.08).move(-3.2 + 1.6 * at, 5.55, 5.0) for at in range(5)]
        kit.add("body", "b9b3a6", "matte", *(one.turn("y", angle) for one in wall))
    arch = [
        (-1.1, 0.0),
        (1.1, 0.0),
        (1.1, 2.0),
        *((1.1 * math.cos(t), 2.0 + 1.1 * math.sin(t)) for t in (0.52, 1.05, 1.57, 2.09, 2.62)),
        (-1.1, 2.0),
    ]
    kit.add("door", "5b4030", "matte", kit.slab(arch, 0.3, 0.04).move(z=5.5))
    kit.add("body", "b9b3a6", "matte", kit.box(4.0, 7.6, 4.0, 0.1).move(y=3.8, z=-1.5))
    kit.add("roof", "4f6f9c", "matte", kit.lathe([(3.1, 0.0), (0.02, 3.4)], 0, 4).turn("y", 45).move(y=7.6, z=-1.5))
    kit.add("flag", "c8453c", "matte", kit.slab([(0, 0), (1.3, 0.35), (0, 0.7)], 0.05).move(0.06, 12.2, -1.5))
    kit.add("stem", "6b4a34", "matte", kit.disc(0.06, 2.2, 0, 10).move(0, 10.8, -1.5))


@noun("lighthouse")
def lighthouse(kit: Kit) -> None:
    """Striped, on a rock."""
    kit.add("base", "7d7a74", "matte", rough(kit.chance, kit.ball(4.2, 1.5, 4.2, 18), 0.22))
    for at in range(5):
        below, above = 2.0 - 0.17 * at, 2.0 - 0.17 * (at + 1)
        role, colour = ("stripe", "c8453c") if at % 2 else ("body", "f4f2ec")
        kit.add(role, colour, "plain", kit.cone(below, above, 2.4, 0, 36).move(y=1.0 + 2.4 * at))
    kit.add(
        "roof", "3a3f47", "plain", kit.disc(1.7, 0.25, 0.05).move(y=13.0), kit.cone(1.35, 0.05, 1.2, 0).move(y=14.9)
    )
    kit.add("window", "ffe9a0", "glow", kit.disc(0.95, 1.7, 0.05).move(y=13.2))
    kit.add(
        "roof",
        "3a3f47",
        "plain",
        kit.ring(1.6, 0.06).move(y=13.9),
        *(kit.disc(0.04, 0.7, 0, 8).move(1.6).turn("y", 45 * at).move(y=13.2) for at in range(8)),
    )
    kit.add("door", "5d4030", "plain", kit.box(0.9, 1.7, 0.2, 0.04).move(0, 2.1, 1.96))


@noun("windmill", "mill")
def windmill(kit: Kit) -> None:
    """With four sails."""
    kit.add("body", "efe8d8", "matte", kit.cone(2.4, 1.6, 6.0, 0.08, 10))
    kit.add("roof", "8f4a36", "matte", kit.lathe([(1.9, 6.0), (1.7, 6.5), (0.9, 7.5), (0.0, 7.9)], 0.05, 28))
    kit.add("door", "5d4030", "plain", kit.box(1.0, 1.9, 0.3, 0.04).move(0, 0.95, 2.2))
    kit.add("stem", "5a4433", "matte", kit.plate(0.22, 1.4, 0.04).move(y=6.4, z=1.7))
    for at in range(4):
        arm = kit.box(0.14, 4.6, 0.1, 0.02).move(y=2.4)
        cloth = kit.box(0.9, 3.4, 0.05, 0.01).move(0.5, 2.9)
        kit.add("stem", "5a4433", "matte", arm.turn("z", 45 + 90 * at).move(y=6.4, z=2.35))
        kit.add("sail", "fbf3e0", "matte", cloth.turn("z", 45 + 90 * at).move(y=6.4, z=2.33))
