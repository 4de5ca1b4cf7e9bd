"""Cars, rockets, boats, aeroplanes."""

from __future__ import annotations

import math

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve

__all__ = ["boat", "car", "plane", "rocket", "train"]


def _wheel(kit: Kit, radius: float, width: float, x: float, z: float) -> None:
    kit.add("wheel", "2b2d33", "matte", kit.plate(radius, width, radius * 0.12, 36).move(x, radius, z))
    kit.add("rim", "c2cad4", "metal", kit.plate(radius * 0.58, width * 1.06, radius * 0.05, 28).move(x, radius, z))


@noun("car", "taxi", "automobile", "van")
def car(kit: Kit) -> None:
    """A friendly small car that drives to the right."""
    below = [(-1.95, 0.3), (1.9, 0.3), (2.0, 0.5), (1.95, 0.72), (1.1, 0.9), (-1.8, 0.92), (-2.0, 0.75), (-2.02, 0.45)]
    kit.add("body", "c8453c", "glossy", kit.slab(below, 1.66, 0.1))
    kit.add(
        "body",
        "c8453c",
        "glossy",
        kit.slab([(-1.55, 0.85), (0.95, 0.85), (0.3, 1.42), (0.1, 1.48), (-1.0, 1.48), (-1.2, 1.42)], 1.4, 0.1),
    )
    kit.add(
        "window", "2f3d4c", "glossy", kit.slab([(-1.3, 0.95), (-0.4, 0.95), (-0.4, 1.36), (-1.08, 1.36)], 1.46, 0.02)
    )
    kit.add(
        "window", "2f3d4c", "glossy", kit.slab([(-0.3, 0.95), (0.68, 0.95), (0.22, 1.36), (-0.3, 1.36)], 1.46, 0.02)
    )
    screen = kit.box(0.03, 0.62, 1.2, 0.01).turn("z", 49).move(0.64, 1.16)
    kit.add("window", "2f3d4c", "glossy", screen, kit.box(0.03, 0.5, 1.2, 0.01).turn("z", -31).move(-1.42, 1.13))
    for x in (-1.2, 1.22):
        for z in (-0.76, 0.76):
            _wheel(kit, 0.36, 0.24, x, z)
    for z in (-0.58, 0.58):
        kit.add("light", "fff4c8", "glow", kit.ball(0.06, 0.12, 0.14, 20).move(1.94, 0.62, z))
        kit.add("stripe", "a02a26", "glossy", kit.box(0.06, 0.14, 0.26, 0.02).move(-2.0, 0.66, z))
    for x in (-2.02, 2.0):
        kit.add("rim", "c2cad4", "metal", kit.box(0.1, 0.13, 1.62, 0.04).move(x, 0.4))
    for z in (-0.84, 0.84):
        kit.add("rim", "c2cad4", "metal", kit.box(0.16, 0.03, 0.03, 0.01).move(-0.3, 0.8, z))


@noun("rocket", "spaceship", "spacecraft")
def rocket(kit: Kit) -> None:
    """As in old stories: three fins, a porthole, a flame."""
    hull = curve([(0.5, 0.8), (0.82, 1.6), (0.88, 2.8), (0.66, 4.3), (0.42, 5.1)], 8)
    kit.add("body", "eceff3", "glossy", kit.lathe(hull, 0, 56))
    kit.add("tip", "c8453c", "glossy", kit.lathe(curve([(0.425, 5.09), (0.25, 5.65), (0.0, 6.2)], 8), 0.01, 56))
    kit.add("stripe", "c8453c", "glossy", kit.hoop([(0.5, 1.3), (0.715, 1.3), (0.8, 1.5), (0.5, 1.5)], 56))
    fin = [(0.4, 1.9), (0.7, 1.9), (1.35, 0.9), (1.5, 0.0), (1.3, 0.0), (1.0, 0.6), (0.4, 0.95)]
    for at in range(3):
        kit.add("fin", "c8453c", "glossy", kit.slab(fin, 0.14, 0.04).turn("y", 120 * at - 60))
    kit.add("rim", "8d939b", "metal", kit.cone(0.46, 0.36, 0.35, 0.02).move(y=0.5))
    for height, size in ((3.5, 0.27), (2.5, 0.2)):
        depth = 0.79 if height > 3 else 0.855
        kit.add("rim", "8d939b", "metal", kit.ring(size, 0.055, 36, 12).turn("x", 90).move(y=height, z=depth))
        kit.add("window", "6fc3e6", "glossy", kit.plate(size, 0.1, 0.02, 32).move(y=height, z=depth - 0.01))
    kit.add("flame", "ffb43a", "glow", kit.lathe(curve([(0.0, -0.7), (0.2, 0.05), (0.34, 0.45)], 6), 0, 28))


@noun("boat", "ship", "sailboat")
def boat(kit: Kit) -> None:
    """With a mast and two sails."""
    import numpy as np

    sheer = curve([(-1.6, 0.0), (-1.2, 0.42), (0.0, 0.62), (1.2, 0.4), (2.0, 0.0)], 6)
    outline = [*sheer, *[(x, -z) for x, z in reversed(sheer[1:-1])]]
    hull = kit.slab(outline, 0.8, 0.05).turn("x", -90).move(y=0.4)
    depth = np.clip((0.8 - hull.points[:, 1]) / 0.8, 0, 1)
    hull.points[:, 2] *= 1 - 0.55 * depth**1.5
    hull.points[:, 0] *= 1 - 0.16 * depth
    hull.points[:, 1] += 0.16 * np.clip(np.abs(hull.points[:, 0] - 0.1) / 1.9, 0, 1) ** 2 * (1 - depth)
    kit.add("body", "8e3a3a", "plain", hull)
    deck = kit.slab([(x * 0.9, z * 0.86) for x, z in outline], 0.06, 0.01).turn("x", -90).move(0.02, 0.83)
    kit.add("deck", "d3ad78", "matte", deck)
    kit.add(
        "trunk",
        "7a5236",
        "matte",
        kit.cone(0.06, 0.035, 3.4, 0, 14).move(0.15, 0.7),
        kit.tube([(0.15, 1.1, 0), (-1.35, 1.1, 0)], 0.035, 10),
    )
    kit.add(
        "sail",
        "fbf3e0",
        "matte",
        kit.slab([(0.05, 1.18), (0.05, 3.95), (-1.3, 1.18)], 0.03, 0.008),
        kit.slab([(0.28, 1.1), (1.75, 0.98), (0.28, 3.7)], 0.03, 0.008),
    )
    kit.add("flag", "c8453c", "plain", kit.slab([(0, 0), (0.5, 0.12), (0, 0.26)], 0.02).move(0.17, 3.86))


@noun("plane", "airplane", "aeroplane", "aircraft", "jet")
def plane(kit: Kit) -> None:
    """A propeller plane with a bubble over the pilot."""
    hull = kit.lathe(
        curve([(0.0, -2.2), (0.14, -2.1), (0.34, -0.8), (0.5, 0.6), (0.46, 1.5), (0.3, 1.95)], 8), 0.02, 40
    )
    kit.add("body", "3f78b8", "glossy", hull.turn("z", -90).move(y=1.1))
    wing = [(-0.35, -3.0), (0.15, -3.0), (0.55, 0.0), (0.15, 3.0), (-0.35, 3.0), (-0.45, 0.0)]
    kit.add("fin", "e9eef4", "glossy", kit.slab(wing, 0.12, 0.05).turn("x", 90).move(0.45, 1.0))
    tail = [(-0.25, -1.0), (0.05, -1.0), (0.3, 0.0), (0.05, 1.0), (-0.25, 1.0)]
    kit.add("fin", "e9eef4", "glossy", kit.slab(tail, 0.08, 0.03).turn("x", 90).move(-1.85, 1.2))
    kit.add(
        "fin",
        "e9eef4",
        "glossy",
        kit.slab([(-0.35, 0.0), (0.4, 0.0), (-0.05, 0.95), (-0.4, 0.95)], 0.09, 0.03).move(-1.8, 1.2),
    )
    kit.add("window", "9fd4ea", "glossy", kit.ball(0.5, 0.34, 0.3, 28).move(0.3, 1.5))
    kit.add(
        "tip",
        "c8453c",
        "glossy",
        kit.lathe(curve([(0.2, 0.0), (0.15, 0.22), (0.0, 0.34)], 6), 0, 28).turn("z", -90).move(1.93, 1.1),
    )
    for angle in (30, 150, 270):
        kit.add("rim", "33363c", "plain", kit.box(0.05, 0.95, 0.13, 0.02).move(y=0.5).turn("x", angle).move(2.05, 1.1))
    for z in (-0.7, 0.7):
        kit.add("rim", "33363c", "plain", kit.tube([(0.7, 0.95, z), (0.75, 0.3, z)], 0.05, 10))
        _wheel(kit, 0.26, 0.16, 0.75, z)


@noun("train", "locomotive")
def train(kit: Kit) -> None:
    """A steam engine."""
    kit.add("body", "2f6b4a", "glossy", kit.lathe([(0.62, 0.0), (0.62, 2.6)], 0.05, 40).turn("z", -90).move(-0.6, 1.5))
    kit.add(
        "rim",
        "33363c",
        "metal",
        kit.lathe([(0.65, 2.6), (0.65, 2.8), (0.4, 2.86)], 0.03, 40).turn("z", -90).move(-0.6, 1.5),
    )
    kit.add("body", "2f6b4a", "glossy", kit.box(1.3, 1.9, 1.5, 0.06).move(-1.15, 1.7))
    kit.add("roof", "c8453c", "glossy", kit.box(1.6, 0.14, 1.8, 0.05).move(-1.15, 2.7))
    for z in (-0.74, 0.74):
        kit.add("window", "a8d3e6", "glossy", kit.box(0.7, 0.6, 0.06, 0.02).move(-1.15, 2.1, z))
    kit.add("base", "8e2f2a", "plain", kit.box(4.2, 0.3, 1.3, 0.05).move(0.25, 0.75))
    kit.add(
        "chimney", "33363c", "metal", kit.lathe([(0.16, 2.0), (0.17, 2.7), (0.28, 2.95), (0.26, 3.0)], 0.02).move(1.6)
    )
    kit.add("jewel", "e3bf62", "metal", kit.ball(0.24, 0.26, 0.24).move(0.7, 2.14))
    for x, size in ((-1.2, 0.52), (0.0, 0.52), (1.05, 0.36), (1.85, 0.36)):
        for z in (-0.66, 0.66):
            _wheel(kit, size, 0.14, x, z)
    cow = [(0.0, 0.0), (0.75, 0.0), (0.0, 0.62)]
    kit.add("stripe", "c8453c", "plain", kit.slab(cow, 1.2, 0.05).move(2.3, 0.12))
    kit.add("light", "fff4c8", "glow", kit.plate(0.16, 0.2, 0.03).turn("y", 90).move(2.28, 1.95))
    kit.add(
        "rod",
        "c2cad4",
        "metal",
        *(kit.box(1.5, 0.09, 0.05, 0.02).move(-0.6, 0.52, 0.77 * math.copysign(1, z)) for z in (-1, 1)),
    )
