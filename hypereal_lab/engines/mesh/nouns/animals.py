"""Animals as figurines that look to the front: +Z."""

from __future__ import annotations

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve

__all__ = ["bear", "cat", "dog", "duck", "elephant", "fish", "penguin", "rabbit", "turtle"]

_INK, _WHITE = "1f1d22", "f4f0e8"


def _eyes(kit: Kit, apart: float, height: float, ahead: float, size: float) -> None:
    for side in (-1, 1):
        kit.add("eye", _INK, "glossy", kit.ball(size, size, size, 14).move(side * apart, height, ahead))


def _seated(kit: Kit, colour: str, light: str) -> None:
    """Body, chest, fore legs and haunches of whoever sits; half a metre high with the head."""
    body = kit.lathe(curve([(0.0, 0.0), (0.13, 0.01), (0.155, 0.09), (0.115, 0.22), (0.075, 0.32), (0.0, 0.35)], 6))
    kit.add("body", colour, "plain", body.scale(1, 1, 1.12))
    kit.add("chest", light, "plain", kit.ball(0.07, 0.11, 0.05, 24).move(0, 0.2, 0.085))
    for side in (-1, 1):
        leg = kit.tube([(side * 0.055, 0.24, 0.1), (side * 0.06, 0.12, 0.15), (side * 0.06, 0.02, 0.16)], 0.036, 14)
        paw = kit.ball(0.042, 0.028, 0.058, 18).move(side * 0.06, 0.028, 0.185)
        haunch = kit.ball(0.07, 0.09, 0.1, 22).move(side * 0.115, 0.08, 0.03)
        kit.add("body", colour, "plain", leg, paw, haunch)


@noun("cat", "kitten", "kitty")
def cat(kit: Kit) -> None:
    """Sits, its tail around it."""
    _seated(kit, "e0934a", _WHITE)
    kit.add("body", "e0934a", "plain", kit.ball(0.105, 0.092, 0.095, 30).move(0, 0.4, 0.05))
    for side in (-1, 1):
        ear = kit.cone(0.04, 0.004, 0.09, 0.002, 18).scale(1, 1, 0.6).turn("z", -side * 14)
        inner = kit.cone(0.024, 0.003, 0.06, 0.001, 14).scale(1, 1, 0.5).turn("z", -side * 14)
        kit.add("body", "e0934a", "plain", ear.move(side * 0.062, 0.46, 0.04))
        kit.add("ear", "e8a5a0", "matte", inner.move(side * 0.063, 0.468, 0.056))
        kit.add("muzzle", _WHITE, "plain", kit.ball(0.033, 0.026, 0.03, 18).move(side * 0.022, 0.375, 0.135))
    kit.add("nose", "d9807c", "glossy", kit.ball(0.012, 0.009, 0.009, 12).move(0, 0.396, 0.157))
    _eyes(kit, 0.043, 0.418, 0.132, 0.016)
    tail = curve([(0.0, 0.04, -0.14), (0.16, 0.035, -0.14), (0.24, 0.035, 0.02), (0.15, 0.035, 0.19)], 6)
    kit.add("tail", "c97b38", "plain", kit.tube(tail, 0.028, 14))


@noun("dog", "puppy", "hound")
def dog(kit: Kit) -> None:
    """Sits, its ears hanging."""
    _seated(kit, "b9854f", _WHITE)
    kit.add("body", "b9854f", "plain", kit.ball(0.095, 0.1, 0.1, 30).move(0, 0.41, 0.05))
    kit.add("muzzle", _WHITE, "plain", kit.ball(0.055, 0.045, 0.065, 22).move(0, 0.38, 0.15))
    kit.add("nose", _INK, "glossy", kit.ball(0.022, 0.017, 0.017, 14).move(0, 0.405, 0.21))
    kit.add("collar", "c8402f", "plain", kit.ring(0.082, 0.014, 36, 12).move(0, 0.315, 0.02))
    for side in (-1, 1):
        ear = kit.ball(0.022, 0.085, 0.05, 20).turn("z", side * 14)
        kit.add("ear", "7d5430", "plain", ear.move(side * 0.105, 0.4, 0.03))
    _eyes(kit, 0.04, 0.435, 0.135, 0.015)
    kit.add(
        "tail", "b9854f", "plain", kit.tube([(0, 0.07, -0.13), (0.05, 0.14, -0.22), (0.04, 0.24, -0.25)], 0.025, 12)
    )


@noun("bear", "teddy", "teddybear", "panda")
def bear(kit: Kit) -> None:
    """Sits with its feet ahead."""
    kit.add("body", "96653c", "matte", kit.ball(0.15, 0.17, 0.135, 34).move(0, 0.17, 0))
    kit.add("belly", "d9b98c", "matte", kit.ball(0.1, 0.115, 0.05, 26).move(0, 0.165, 0.1))
    kit.add("body", "96653c", "matte", kit.ball(0.12, 0.108, 0.11, 32).move(0, 0.41, 0.01))
    kit.add("muzzle", "d9b98c", "matte", kit.ball(0.055, 0.043, 0.05, 22).move(0, 0.385, 0.105))
    kit.add("nose", _INK, "glossy", kit.ball(0.021, 0.015, 0.014, 14).move(0, 0.402, 0.151))
    for side in (-1, 1):
        limbs = [
            kit.ball(0.045, 0.045, 0.025, 20).move(side * 0.095, 0.5, 0),
            kit.tube([(side * 0.12, 0.28, 0.02), (side * 0.19, 0.2, 0.05), (side * 0.2, 0.14, 0.09)], 0.046, 14),
            kit.ball(0.072, 0.075, 0.115, 24).move(side * 0.11, 0.075, 0.12),
        ]
        kit.add("body", "96653c", "matte", *limbs)
        kit.add("paw", "d9b98c", "matte", kit.ball(0.046, 0.05, 0.012, 18).move(side * 0.11, 0.08, 0.233))
    _eyes(kit, 0.045, 0.435, 0.1, 0.014)


@noun("rabbit", "bunny", "hare")
def rabbit(kit: Kit) -> None:
    """Sits, its ears up."""
    _seated(kit, "c9b8a4", _WHITE)
    kit.add("body", "c9b8a4", "matte", kit.ball(0.085, 0.085, 0.09, 28).move(0, 0.4, 0.06))
    for side in (-1, 1):
        ear = kit.ball(0.028, 0.115, 0.018, 20).turn("z", -side * 10).move(side * 0.045, 0.57, 0.03)
        inner = kit.ball(0.016, 0.085, 0.01, 16).turn("z", -side * 10).move(side * 0.045, 0.57, 0.042)
        kit.add("body", "c9b8a4", "matte", ear)
        kit.add("ear", "e6b3ac", "matte", inner)
        kit.add("muzzle", _WHITE, "matte", kit.ball(0.026, 0.022, 0.024, 16).move(side * 0.018, 0.38, 0.14))
    kit.add("nose", "d9807c", "glossy", kit.ball(0.011, 0.009, 0.009, 12).move(0, 0.4, 0.157))
    kit.add("tail", _WHITE, "matte", kit.ball(0.05, 0.05, 0.05, 20).move(0, 0.07, -0.17))
    _eyes(kit, 0.05, 0.425, 0.125, 0.014)


@noun("penguin")
def penguin(kit: Kit) -> None:
    """Upright, its wings at its sides."""
    body = curve([(0.0, 0.02), (0.12, 0.03), (0.15, 0.14), (0.135, 0.28), (0.1, 0.4), (0.09, 0.48), (0.0, 0.56)], 6)
    kit.add("body", "2c3440", "plain", kit.lathe(body, 0, 40))
    kit.add("belly", _WHITE, "plain", kit.ball(0.108, 0.18, 0.06, 30).move(0, 0.2, 0.1))
    for side in (-1, 1):
        wing = kit.ball(0.024, 0.13, 0.06, 20).turn("z", side * 14)
        kit.add("body", "2c3440", "plain", wing.move(side * 0.16, 0.25, 0))
        kit.add("belly", _WHITE, "plain", kit.ball(0.034, 0.04, 0.02, 18).move(side * 0.038, 0.455, 0.078))
        kit.add("foot", "ee9a33", "plain", kit.ball(0.055, 0.02, 0.08, 20).move(side * 0.07, 0.02, 0.08))
    kit.add("beak", "ee9a33", "glossy", kit.cone(0.03, 0.003, 0.08, 0.002, 18).turn("x", 90).move(0, 0.42, 0.085))
    _eyes(kit, 0.036, 0.462, 0.096, 0.011)


@noun("duck", "duckling", "rubberduck")
def duck(kit: Kit) -> None:
    """As it swims in a bath."""
    kit.add("body", "f3c53c", "glossy", kit.ball(0.13, 0.09, 0.17, 36).move(0, 0.09, 0))
    tail = kit.cone(0.06, 0.008, 0.12, 0.004, 20).turn("x", -58).move(0, 0.11, -0.12)
    kit.add("body", "f3c53c", "glossy", tail, kit.ball(0.082, 0.08, 0.082, 30).move(0, 0.23, 0.1))
    for side in (-1, 1):
        wing = kit.ball(0.03, 0.055, 0.095, 22).turn("z", -side * 12)
        kit.add("wing", "e6b12c", "glossy", wing.move(side * 0.118, 0.11, -0.02))
    kit.add("beak", "ee7d2b", "glossy", kit.ball(0.042, 0.013, 0.05, 22).move(0, 0.212, 0.195))
    _eyes(kit, 0.036, 0.255, 0.166, 0.012)


@noun("elephant", "mammoth")
def elephant(kit: Kit) -> None:
    """Its trunk hangs to the ground and turns up."""
    kit.add("body", "8f959d", "matte", kit.ball(0.42, 0.42, 0.6, 40).move(0, 0.85, 0))
    kit.add("body", "8f959d", "matte", kit.ball(0.28, 0.3, 0.27, 32).move(0, 1.1, 0.66))
    trunk = curve([(0, 1.05, 0.85), (0, 0.7, 1.02), (0, 0.32, 1.05), (0, 0.2, 1.2), (0, 0.3, 1.3)], 5)
    kit.add("body", "8f959d", "matte", kit.tube(trunk, [0.14 - 0.004 * at for at in range(len(trunk))], 18))
    for side in (-1, 1):
        ear = kit.ball(0.06, 0.32, 0.26, 28).turn("y", side * 28).move(side * 0.34, 1.1, 0.5)
        kit.add("ear", "7e848d", "matte", ear)
        for ahead in (-0.33, 0.33):
            kit.add("body", "8f959d", "matte", kit.cone(0.145, 0.16, 0.75, 0.02, 26).move(side * 0.23, 0, ahead))
            kit.add("foot", "d8d2c4", "matte", kit.ball(0.12, 0.035, 0.05, 16).move(side * 0.23, 0.035, ahead + 0.115))
        tusk = [(side * 0.13, 0.95, 0.85), (side * 0.17, 0.78, 1.02), (side * 0.15, 0.76, 1.2)]
        kit.add("tusk", _WHITE, "glossy", kit.tube(tusk, [0.05, 0.04, 0.015], 14))
    kit.add("tail", "7e848d", "matte", kit.tube([(0, 1.0, -0.55), (0, 0.75, -0.72), (0, 0.5, -0.72)], 0.03, 10))
    _eyes(kit, 0.17, 1.2, 0.86, 0.032)


@noun("fish", "goldfish", "shark")
def fish(kit: Kit) -> None:
    """Swims to the front on a small stand."""
    kit.add("body", "ef8a35", "glossy", kit.ball(0.085, 0.13, 0.22, 36).move(0, 0.3, 0))
    tail = [(-0.02, 0.0), (-0.2, 0.14), (-0.16, 0.0), (-0.2, -0.14)]
    kit.add("fin", "f6b25e", "glossy", kit.slab(tail, 0.024, 0.006).turn("y", -90).move(0, 0.3, -0.18))
    top = [(-0.1, 0.0), (-0.06, 0.11), (0.06, 0.07), (0.1, 0.0)]
    kit.add("fin", "f6b25e", "glossy", kit.slab(top, 0.02, 0.005).turn("y", -90).move(0, 0.41, 0.0))
    for side in (-1, 1):
        fin = kit.ball(0.014, 0.045, 0.075, 18).turn("z", side * 35).move(side * 0.095, 0.25, 0.03)
        kit.add("fin", "f6b25e", "glossy", fin)
        kit.add("eye", _WHITE, "glossy", kit.ball(0.03, 0.03, 0.03, 18).move(side * 0.052, 0.34, 0.14))
        kit.add("eye", _INK, "glossy", kit.ball(0.016, 0.018, 0.018, 14).move(side * 0.072, 0.342, 0.153))
    kit.add("base", "6b8f9c", "plain", kit.disc(0.12, 0.03, 0.008), kit.disc(0.014, 0.2, 0.0, 14))


@noun("turtle", "tortoise")
def turtle(kit: Kit) -> None:
    """Walks with its head up."""
    kit.add("shell", "5d7a3c", "plain", kit.ball(0.22, 0.15, 0.26, 36).move(0, 0.14, 0))
    kit.add("rim", "c9b06a", "plain", kit.ring(0.215, 0.035, 44, 14, 0.6).scale(1, 1, 1.18).move(0, 0.11, 0))
    for x, ahead in ((0, 0), (0.12, 0.08), (-0.12, 0.08), (0.12, -0.1), (-0.12, -0.1), (0, 0.16), (0, -0.17)):
        height = 0.14 + 0.148 * (1 - (x / 0.22) ** 2 - (ahead / 0.26) ** 2) ** 0.5
        kit.add("plate", "48602e", "plain", kit.ball(0.055, 0.014, 0.055, 16).move(x, height - 0.002, ahead))
    kit.add("body", "8fae62", "plain", kit.tube([(0, 0.1, 0.2), (0, 0.15, 0.32)], 0.05, 16))
    kit.add("body", "8fae62", "plain", kit.ball(0.068, 0.06, 0.08, 26).move(0, 0.19, 0.36))
    for side in (-1, 1):
        for ahead in (-0.15, 0.17):
            kit.add("body", "8fae62", "plain", kit.ball(0.055, 0.07, 0.07, 20).move(side * 0.17, 0.065, ahead))
    _eyes(kit, 0.045, 0.21, 0.405, 0.012)
