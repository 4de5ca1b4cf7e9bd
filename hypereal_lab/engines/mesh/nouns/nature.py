"""Trees, fruit, snowmen, rocks."""

from __future__ import annotations

import math

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve
from hypereal_lab.engines.mesh.shaping import lumpy, ribbed, rough

__all__ = ["apple", "cactus", "flower", "mushroom", "pine", "pumpkin", "rock", "snowman", "tree"]


@noun("tree", "oak", "maple")
def tree(kit: Kit) -> None:
    """A trunk with boughs and a crown of leaves."""
    kit.add(
        "trunk",
        "7a5236",
        "matte",
        kit.tube(curve([(0, 0, 0), (0.06, 1.0, 0.02), (0.0, 2.6, 0)], 6), [0.34 - 0.016 * at for at in range(13)], 16),
    )
    for angle, rise in ((20, 2.9), (140, 2.7), (260, 3.0)):
        bough = kit.tube([(0, 1.7, 0), (0.5, 2.3, 0), (0.95, rise, 0)], [0.16, 0.12, 0.08], 10)
        kit.add("trunk", "7a5236", "matte", bough.turn("y", angle))
    places = [
        (0.0, 4.0, 0.0, 1.25),
        (1.0, 3.3, 0.2, 0.95),
        (-0.6, 3.25, 0.85, 0.95),
        (-0.5, 3.3, -0.85, 0.95),
        (0.35, 3.15, 0.95, 0.8),
    ]
    for x, y, z, size in places:
        crown = lumpy(kit.chance, kit.ball(size, size * 0.88, size, 26), 0.16)
        kit.add("leaf" if "leaf" in kit.wish.roles else "body", "5c9a4c", "matte", crown.move(x, y, z))


@noun("pine", "fir", "spruce", "christmastree")
def pine(kit: Kit) -> None:
    """Tiers of branches."""
    kit.add("trunk", "6b4630", "matte", kit.cone(0.2, 0.16, 1.0, 0.02, 16))
    for at in range(4):
        width, low = 1.35 - 0.3 * at, 0.7 + 0.95 * at
        tier = kit.lathe([(width * 0.55, low + 0.12), (width, low), (0.03, low + 1.55)], 0.05, 28)
        kit.add("leaf" if "leaf" in kit.wish.roles else "body", "3c7a4e", "matte", tier)


@noun("mushroom", "toadstool")
def mushroom(kit: Kit) -> None:
    """Red with white dots."""
    stem = curve([(0.032, 0.0), (0.028, 0.02), (0.02, 0.07), (0.024, 0.1)], 6)
    kit.add("stem", "f3ead6", "matte", kit.lathe(stem, 0.002, 32))
    cap = curve([(0.018, 0.088), (0.06, 0.084), (0.078, 0.092), (0.066, 0.13), (0.032, 0.156), (0.0, 0.162)], 7)
    kit.add("body", "cf3f36", "glossy", kit.lathe(cap, 0, 48))
    outside = cap[15:-3]
    for at in range(13):
        place = at * 7 % (len(outside) - 1)
        (radius, height), (further, higher) = outside[place], outside[place + 1]
        tilt, size = math.degrees(math.atan2(radius - further, higher - height)), 0.0105 - 0.0003 * at
        dot = kit.ball(size, 0.0035, size, 20).turn("z", tilt - 90)
        kit.add("pip", "fbf6ea", "matte", dot.move(radius, height).turn("y", at * 137.5))


@noun("cactus")
def cactus(kit: Kit) -> None:
    """In a pot, with two arms."""
    kit.add(
        "pot",
        "c2693f",
        "matte",
        kit.lathe(
            [(0.06, 0.0), (0.085, 0.11), (0.095, 0.11), (0.095, 0.14), (0.08, 0.14), (0.078, 0.12), (0.0, 0.12)],
            0.003,
            40,
        ),
    )
    kit.add(
        "body",
        "5d9a58",
        "plain",
        ribbed(
            kit.lathe([*curve([(0.05, 0.11), (0.058, 0.2), (0.055, 0.34), (0.035, 0.4), (0.0, 0.415)], 7)], 0, 60),
            10,
            0.06,
        ),
    )
    for side, height in ((-1, 0.2), (1, 0.25)):
        path = curve(
            [
                (0.03 * side, height, 0),
                (0.1 * side, height + 0.005, 0),
                (0.115 * side, height + 0.05, 0),
                (0.112 * side, height + 0.13, 0),
            ],
            6,
        )
        kit.add("body", "5d9a58", "plain", kit.tube(path, 0.026, 20))
    for at in range(5):
        petal = kit.ball(0.018, 0.007, 0.01, 12).move(0.014).turn("z", 30).turn("y", 72 * at)
        kit.add("petal", "ec8fae", "plain", petal.move(y=0.413))


@noun("apple")
def apple(kit: Kit) -> None:
    """With stem and leaf."""
    skin = curve(
        [(0.0, 0.008), (0.016, 0.0), (0.032, 0.014), (0.041, 0.046), (0.032, 0.072), (0.014, 0.074), (0.0, 0.064)], 8
    )
    kit.add("body", "c8342f", "glossy", kit.lathe(skin, 0, 48))
    kit.add(
        "stem",
        "6b4630",
        "matte",
        kit.tube([(0, 0.062, 0), (0.002, 0.075, 0), (0.007, 0.09, 0)], [0.002, 0.0017, 0.0022], 10),
    )
    leaf = curve([(0.0, 0.0), (0.012, 0.008), (0.026, 0.003)], 5)
    outline = [*leaf, *[(x, -y) for x, y in reversed(leaf[1:-1])]]
    kit.add("leaf", "5c9a4c", "plain", kit.slab(outline, 0.0016, 0.0004).turn("x", 80).turn("z", 25).move(0.004, 0.08))


@noun("pumpkin")
def pumpkin(kit: Kit) -> None:
    """Ribbed, with a stalk."""
    skin = curve([(0.0, 0.02), (0.06, 0.0), (0.14, 0.05), (0.155, 0.12), (0.11, 0.19), (0.04, 0.205), (0.0, 0.185)], 8)
    kit.add("body", "e07b2e", "plain", ribbed(kit.lathe(skin, 0, 80), 10, 0.07))
    kit.add(
        "stem",
        "6f7f3f",
        "matte",
        kit.tube(
            curve([(0, 0.18, 0), (0.0, 0.22, 0), (0.03, 0.25, 0.01)], 5), [0.022 - 0.0008 * at for at in range(11)], 10
        ),
    )


@noun("flower", "rose", "tulip", "daisy", "sunflower")
def flower(kit: Kit) -> None:
    """Ten petals on a stalk."""
    kit.add("stem", "4f8a48", "plain", kit.tube(curve([(0, 0, 0), (0.012, 0.12, 0), (0, 0.26, 0.01)], 6), 0.0055, 12))
    for side in (-1, 1):
        leaf = kit.ball(0.05, 0.004, 0.018, 20).move(0.05 * side).turn("z", 35 * side)
        kit.add("leaf", "5c9a4c", "plain", leaf.move(0.006, 0.09 + 0.02 * side))
    for at in range(10):
        petal = kit.ball(0.04, 0.006, 0.018, 20).move(0.05).turn("z", 12).turn("y", 36 * at)
        kit.add(
            "petal" if "petal" in kit.wish.roles else "body",
            "f2a6c0",
            "plain",
            petal.turn("x", 55).move(0, 0.265, 0.012),
        )
    kit.add("jewel", "f2c53d", "matte", kit.ball(0.026, 0.014, 0.026).turn("x", 55).move(0, 0.268, 0.018))


@noun("snowman")
def snowman(kit: Kit) -> None:
    """Three balls, hat, scarf, carrot."""
    for height, size in ((0.36, 0.38), (0.92, 0.28), (1.35, 0.2)):
        kit.add("body", "f6f8fb", "matte", kit.ball(size, size * 0.95, size).move(y=height))
    kit.add(
        "nose", "e8833a", "matte", kit.lathe([(0.032, 0.0), (0.004, 0.2)], 0.004, 20).turn("x", 90).move(0, 1.35, 0.18)
    )
    for x in (-0.07, 0.07):
        kit.add("eye", "22252b", "glossy", kit.ball(0.024).move(x, 1.41, 0.176))
    for at in range(5):
        x = -0.08 + 0.04 * at
        kit.add("eye", "22252b", "glossy", kit.ball(0.014).move(x, 1.255 + 1.6 * x * x, 0.17))
    for height in (0.84, 0.94, 1.04):
        kit.add("eye", "22252b", "glossy", kit.ball(0.024).move(0, height, 0.27 - 1.2 * (height - 0.94) ** 2))
    kit.add("scarf", "c8453c", "matte", kit.ring(0.165, 0.05, 40, 14, 0.8).move(y=1.175))
    kit.add(
        "scarf", "c8453c", "matte", kit.box(0.09, 0.34, 0.04, 0.015).turn("z", 8).turn("x", -12).move(0.11, 1.02, 0.24)
    )
    kit.add(
        "hat",
        "2b2d33",
        "plain",
        kit.disc(0.24, 0.025, 0.006).move(y=1.5),
        kit.cone(0.15, 0.16, 0.24, 0.012).move(y=1.51),
    )
    kit.add("ribbon", "b8434a", "plain", kit.hoop([(0.14, 1.53), (0.155, 1.53), (0.157, 1.58), (0.14, 1.58)]))
    for side in (-1, 1):
        arm = kit.tube(
            [(0.22 * side, 0.98, 0), (0.45 * side, 1.12, 0.04), (0.64 * side, 1.28, 0.03)], [0.02, 0.016, 0.01], 10
        )
        twig = kit.tube([(0.52 * side, 1.18, 0.035), (0.66 * side, 1.19, 0.05)], [0.011, 0.007], 8)
        kit.add("trunk", "6b4630", "matte", arm, twig)


@noun("rock", "boulder", "stone")
def rock(kit: Kit) -> None:
    """A large one and two small ones."""
    for x, z, size in ((0.0, 0.0, 0.5), (0.52, 0.25, 0.2), (-0.42, 0.38, 0.15)):
        lump = kit.ball(size * 1.2, size * 0.8, size, 18)
        lump = rough(kit.chance, lumpy(kit.chance, lump, 0.34), size * 0.025)
        kit.add("body", "8f8d86", "matte", lump.move(x, size * 0.55, z))
