"""Things one holds, gives or plays with."""

from __future__ import annotations

import math

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve

__all__ = ["ball", "die", "gift", "hammer", "heart", "pawn", "robot", "star", "sword"]


@noun("sword", "dagger", "katana")
def sword(kit: Kit) -> None:
    """Upright, its point above."""
    blade = [(-0.028, 0.0), (0.028, 0.0), (0.022, 0.74), (0.0, 0.84), (-0.022, 0.74)]
    kit.add(
        "blade" if "blade" in kit.wish.roles else "body", "cfd6de", "metal", kit.slab(blade, 0.012, 0.0055).move(y=0.25)
    )
    kit.add("blade", "9aa3ae", "metal", kit.box(0.009, 0.6, 0.0132, 0.003).move(y=0.56))
    bar = curve([(-0.12, 0.262, 0), (-0.07, 0.245, 0), (0, 0.24, 0), (0.07, 0.245, 0), (0.12, 0.262, 0)], 4)
    kit.add(
        "guard",
        "d0a24a",
        "metal",
        kit.tube(bar, 0.013, 16),
        kit.ball(0.018).move(-0.125, 0.264),
        kit.ball(0.018).move(0.125, 0.264),
    )
    kit.add("grip", "5a3526", "matte", kit.lathe([(0.013, 0.06), (0.0165, 0.15), (0.0135, 0.235)], 0.002, 24))
    kit.add("grip", "5a3526", "matte", *(kit.ring(0.0145, 0.0025, 24, 8).move(y=0.08 + 0.02 * at) for at in range(8)))
    kit.add("guard", "d0a24a", "metal", kit.ball(0.026, 0.026, 0.018).move(y=0.034))
    kit.add("jewel", "b3243b", "glossy", kit.ball(0.01).move(0, 0.034, 0.014))


@noun("ball", "football", "basketball", "sphere")
def ball(kit: Kit) -> None:
    """A ball with seams."""
    kit.add("body", "e07b39", "plain", kit.ball(0.12, around=56))
    for axis, angle in (("x", 0), ("x", 90), ("z", 90)):
        kit.add("stripe", "2b2d33", "matte", kit.ring(0.1195, 0.0034, 64, 8).turn(axis, angle))
    for side in (-1, 1):
        seam = kit.ring(0.0925, 0.0034, 48, 8).move(y=0.076 * side)
        kit.add("stripe", "2b2d33", "matte", seam.turn("z", 90))


@noun("die", "dice", "cube")
def die(kit: Kit) -> None:
    """With its pips; one looks up, opposite sides make seven."""
    kit.add("body", "f4f1e8", "glossy", kit.box(0.016, 0.016, 0.016, 0.0016))
    across = 0.0042
    spots = {1: [(0, 0)], 2: [(-1, -1), (1, 1)], 3: [(-1, -1), (0, 0), (1, 1)], 4: [(-1, -1), (1, 1), (-1, 1), (1, -1)]}
    spots[5], spots[6] = [*spots[4], (0, 0)], [*spots[4], (-1, 0), (1, 0)]
    sides = {1: ("x", -90), 2: ("y", 0), 3: ("y", 90), 4: ("y", -90), 5: ("y", 180), 6: ("x", 90)}
    for number, (axis, angle) in sides.items():
        for x, y in spots[number]:
            pip = kit.ball(0.0014, 0.0014, 0.0005, 16).move(x * across, y * across, 0.0081)
            kit.add("pip", "2b2d33", "matte", pip.turn(axis, angle))


@noun("hammer", "mallet")
def hammer(kit: Kit) -> None:
    """Standing on its handle's end."""
    kit.add(
        "handle" if "handle" in kit.wish.roles else "grip",
        "a9744a",
        "matte",
        kit.lathe([(0.013, 0.0), (0.016, 0.06), (0.012, 0.2), (0.011, 0.31)], 0.003, 24),
    )
    head = kit.lathe(
        [(0.019, -0.062), (0.021, -0.055), (0.014, -0.038), (0.016, -0.02), (0.016, 0.02), (0.011, 0.035)], 0.0015, 32
    )
    kit.add("body", "8d939b", "metal", head.turn("z", 90).move(y=0.295))
    for side in (-1, 1):
        claw = curve([(0, 0.295, 0.005 * side), (-0.05, 0.296, 0.008 * side), (-0.085, 0.275, 0.012 * side)], 5)
        kit.add("body", "8d939b", "metal", kit.tube(claw, [0.0095 - 0.0007 * at for at in range(len(claw))], 12))


@noun("pawn", "chess")
def pawn(kit: Kit) -> None:
    """Of a chess set."""
    side = curve([(0.012, 0.014), (0.009, 0.03), (0.008, 0.038)], 6)
    kit.add(
        "body",
        "e6d3ae",
        "glossy",
        kit.lathe(
            [
                (0.017, 0.0),
                (0.0175, 0.006),
                (0.0145, 0.009),
                (0.0145, 0.013),
                *side,
                (0.0125, 0.039),
                (0.0125, 0.042),
                (0.006, 0.043),
            ],
            0.0008,
            48,
        ),
    )
    kit.add("body", "e6d3ae", "glossy", kit.ball(0.0105).move(y=0.051))


@noun("heart")
def heart(kit: Kit) -> None:
    """Upright and full."""
    outline = []
    for at in range(48):
        t = 2 * math.pi * (at + 0.5) / 48
        outline.append(
            (
                0.016 * 16 * math.sin(t) ** 3 / 4,
                0.004 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
            )
        )
    kit.add("body", "d5403a", "glossy", kit.puff([(x, y + 0.006) for x, y in outline], 0.075))


@noun("star")
def star(kit: Kit) -> None:
    """Five points, raised to the middle."""
    outline = []
    for at in range(10):
        radius, angle = 0.1 if at % 2 == 0 else 0.044, math.pi / 2 + math.pi * at / 5
        outline.append((radius * math.cos(angle), radius * math.sin(angle)))
    kit.add("body", "f2c53d", "glossy", kit.puff(outline, 0.07, full=False))


@noun("gift", "present", "box", "parcel")
def gift(kit: Kit) -> None:
    """With a ribbon and a bow."""
    kit.add(
        "body",
        "c8453c",
        "plain",
        kit.box(0.2, 0.15, 0.2, 0.004).move(y=0.075),
        kit.box(0.214, 0.045, 0.214, 0.005).move(y=0.155),
    )
    kit.add(
        "ribbon",
        "f2d57a",
        "glossy",
        kit.box(0.034, 0.152, 0.204, 0.002).move(y=0.076),
        kit.box(0.204, 0.152, 0.034, 0.002).move(y=0.076),
    )
    kit.add(
        "ribbon",
        "f2d57a",
        "glossy",
        kit.box(0.034, 0.048, 0.218, 0.002).move(y=0.1555),
        kit.box(0.218, 0.048, 0.034, 0.002).move(y=0.1555),
    )
    for side in (-1, 1):
        bow = (
            kit.ring(0.032, 0.009, 36, 12)
            .scale(1.25, 1, 0.7)
            .turn("x", 90)
            .turn("z", 28 * side)
            .move(0.038 * side, 0.205)
        )
        kit.add("ribbon", "f2d57a", "glossy", bow)
    kit.add("ribbon", "f2d57a", "glossy", kit.ball(0.016).move(y=0.188))


@noun("robot", "android")
def robot(kit: Kit) -> None:
    """A tin toy."""
    kit.add(
        "body",
        "7fa8b8",
        "metal",
        kit.box(0.13, 0.15, 0.09, 0.014).move(y=0.185),
        kit.box(0.11, 0.085, 0.085, 0.014).move(y=0.32),
    )
    kit.add(
        "rim", "5a6670", "metal", kit.disc(0.022, 0.03, 0.002).move(y=0.256), kit.disc(0.004, 0.05, 0, 12).move(y=0.36)
    )
    kit.add("light", "ff6a4a", "glow", kit.ball(0.0115).move(y=0.415))
    for side in (-1, 1):
        kit.add("eye", "fff1a8", "glow", kit.plate(0.017, 0.012, 0.002).move(0.026 * side, 0.33, 0.043))
        kit.add("rim", "5a6670", "metal", kit.ring(0.018, 0.003, 32, 8).turn("x", 90).move(0.026 * side, 0.33, 0.046))
        kit.add(
            "rim",
            "5a6670",
            "metal",
            kit.tube(
                curve([(0.065 * side, 0.235, 0), (0.1 * side, 0.215, 0), (0.102 * side, 0.15, 0.02)], 5), 0.012, 14
            ),
        )
        kit.add("hand", "c8453c", "glossy", kit.ball(0.02).move(0.102 * side, 0.14, 0.024))
        kit.add("leg", "5a6670", "metal", kit.box(0.036, 0.1, 0.044, 0.006).move(0.034 * side, 0.07))
        kit.add("hand", "c8453c", "glossy", kit.box(0.05, 0.028, 0.08, 0.01).move(0.036 * side, 0.014, 0.01))
    kit.add(
        "mark",
        "33404a",
        "plain",
        *(kit.box(0.007, 0.018, 0.004, 0.001).move(-0.024 + 0.012 * at, 0.297, 0.0425) for at in range(5)),
    )
    kit.add("stripe", "e3bf62", "plain", kit.box(0.08, 0.05, 0.006, 0.003).move(0, 0.205, 0.045))
    for at, colour in enumerate(("c8453c", "4c9a5b", "3a6fc4")):
        kit.add("light", colour, "glossy", kit.ball(0.008).move(-0.022 + 0.022 * at, 0.205, 0.049))
