"""What one plays and rides."""

from __future__ import annotations

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import circle, curve

__all__ = ["bicycle", "guitar"]

_STEEL, _INK = "c4cad0", "232328"


@noun("guitar", "ukulele", "acousticguitar")
def guitar(kit: Kit) -> None:
    """Upright, its strings to the front."""
    right = [
        (0.0, 0.0),
        (0.14, 0.015),
        (0.19, 0.1),
        (0.165, 0.2),
        (0.115, 0.27),
        (0.14, 0.36),
        (0.115, 0.44),
        (0.0, 0.47),
    ]
    side = curve(right, 5)
    outline = [*side, *((-x, y) for x, y in reversed(side[1:-1]))]
    kit.add("body", "c98542", "glossy", kit.slab(outline, 0.1, 0.012))
    kit.add("hole", _INK, "matte", kit.slab(circle(0.048, 30), 0.006).move(0, 0.3, 0.051))
    kit.add("rosette", "7a4a24", "plain", kit.ring(0.054, 0.006, 40, 10, 0.5).turn("x", 90).move(0, 0.3, 0.052))
    kit.add("bridge", "5a3820", "plain", kit.box(0.13, 0.022, 0.014, 0.004).move(0, 0.13, 0.056))
    kit.add("neck", "6a4326", "plain", kit.box(0.055, 0.46, 0.026, 0.006).move(0, 0.62, 0.056))
    kit.add("head", "5a3820", "plain", kit.box(0.078, 0.15, 0.024, 0.008).turn("x", -8).move(0, 0.915, 0.045))
    for fret in range(9):
        kit.add("fret", _STEEL, "metal", kit.box(0.056, 0.004, 0.004, 0.001).move(0, 0.46 + 0.042 * fret, 0.071))
    for number in range(6):
        x = -0.02 + 0.008 * number
        kit.add("string", "e6e2d4", "metal", kit.tube([(x, 0.13, 0.066), (x, 0.84, 0.076)], 0.0013, 6))
        peg, way = kit.ball(0.014, 0.01, 0.006, 12), 1 if number % 2 else -1
        kit.add("peg", _STEEL, "metal", peg.move(way * 0.05, 0.87 + 0.04 * (number // 2), 0.044))


@noun("bicycle", "bike", "cycle")
def bicycle(kit: Kit) -> None:
    """It rides to the right of whoever looks at its front side."""
    hub, crank, seat, head = 0.34, (0.0, 0.3), (-0.16, 0.78), (0.42, 0.8)
    for x in (-0.5, 0.52):
        kit.add("wheel", _INK, "matte", kit.ring(hub - 0.02, 0.022, 56, 14).turn("x", 90).move(x, hub, 0))
        kit.add("rim", _STEEL, "metal", kit.ring(hub - 0.047, 0.009, 56, 10).turn("x", 90).move(x, hub, 0))
        kit.add("rim", _STEEL, "metal", kit.plate(0.03, 0.1, 0.006, 20).move(x, hub, 0))
        for spoke in range(14):
            wire = kit.tube([(0, 0.02, 0), (0, hub - 0.05, 0)], 0.003, 6).turn("z", spoke * 360 / 14)
            kit.add("spoke", _STEEL, "metal", wire.move(x, hub, 0))
    bars = [
        (crank, seat),
        (seat, head),
        (crank, (0.45, 0.7)),
        (crank, (-0.5, hub)),
        (seat, (-0.5, hub)),
        (head, (0.52, hub)),
    ]
    for one, other in bars:
        kit.add("body", "1f7fa8", "glossy", kit.tube([(*one, 0.0), (*other, 0.0)], 0.021, 14))
    kit.add("post", _STEEL, "metal", kit.tube([(*seat, 0), (-0.185, 0.89, 0)], 0.015, 12))
    kit.add("post", _STEEL, "metal", kit.tube([(*head, 0), (0.385, 0.93, 0)], 0.017, 12))
    kit.add(
        "seat",
        _INK,
        "plain",
        kit.ball(0.13, 0.03, 0.07, 22).move(-0.2, 0.9, 0),
        kit.ball(0.09, 0.022, 0.03).move(-0.09, 0.9, 0),
    )
    grips = curve([(0.3, 0.95, -0.26), (0.4, 0.95, -0.12), (0.39, 0.94, 0.0), (0.4, 0.95, 0.12), (0.3, 0.95, 0.26)], 5)
    kit.add("handle", _INK, "plain", kit.tube(grips, 0.016, 12))
    kit.add("chain", _STEEL, "metal", kit.ring(0.085, 0.01, 36, 10).turn("x", 90).move(0, 0.3, 0.045))
    for side, way in ((0.07, 1), (-0.07, -1)):
        kit.add("pedal", _STEEL, "metal", kit.tube([(0, 0.3, side), (0.03 * way, 0.3 - 0.16 * way, side)], 0.012, 10))
        kit.add("pedal", _INK, "plain", kit.box(0.09, 0.02, 0.07, 0.006).move(0.03 * way, 0.3 - 0.16 * way, side * 1.7))
