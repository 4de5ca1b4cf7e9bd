"""Furniture: chairs, tables, lamps, books."""

from __future__ import annotations

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve

__all__ = ["bed", "book", "chair", "clock", "lamp", "sofa", "stool", "table"]


@noun("chair")
def chair(kit: Kit) -> None:
    """Four legs, a seat, a back of three boards."""
    for x in (-0.19, 0.19):
        kit.add(
            "leg" if "leg" in kit.wish.roles else "body",
            "a9744a",
            "matte",
            kit.cone(0.016, 0.021, 0.44, 0.003, 20).move(x, 0, 0.18),
        )
        post = kit.tube(curve([(x, 0.0, -0.19), (x, 0.45, -0.185), (x, 0.92, -0.25)], 6), 0.02, 16)
        kit.add("leg" if "leg" in kit.wish.roles else "body", "a9744a", "matte", post)
    kit.add(
        "seat" if "seat" in kit.wish.roles else "body", "a9744a", "matte", kit.box(0.45, 0.04, 0.43, 0.014).move(y=0.45)
    )
    for height, back in ((0.6, -0.207), (0.73, -0.222), (0.86, -0.24)):
        board = kit.box(0.38, 0.065, 0.018, 0.006).turn("x", -7).move(y=height, z=back)
        kit.add("seat" if "seat" in kit.wish.roles else "body", "a9744a", "matte", board)
    if "cushion" in kit.wish.roles or "cushion" in kit.wish.words:
        kit.add("cushion", "b8434a", "matte", kit.box(0.4, 0.05, 0.38, 0.024).move(y=0.49))


@noun("stool")
def stool(kit: Kit) -> None:
    """Round, on three legs."""
    kit.add("body", "b98350", "matte", kit.disc(0.17, 0.04, 0.012, 48).move(y=0.42))
    for angle in (90, 210, 330):
        leg = kit.tube([(0.11, 0.42, 0), (0.14, 0.21, 0), (0.18, 0.0, 0)], [0.02, 0.018, 0.015]).turn("y", angle)
        kit.add("leg", "8a5a3c", "matte", leg)
    kit.add("leg", "8a5a3c", "matte", kit.ring(0.15, 0.008, 40, 10).move(y=0.15))


@noun("table", "desk")
def table(kit: Kit) -> None:
    """A board on four legs, with an apron."""
    kit.add(
        "seat" if "seat" in kit.wish.roles else "body", "a5703f", "matte", kit.box(1.4, 0.045, 0.8, 0.012).move(y=0.73)
    )
    for z in (-0.31, 0.31):
        kit.add("apron", "8f5e35", "matte", kit.box(1.22, 0.09, 0.025, 0.004).move(y=0.665, z=z))
    for x in (-0.61, 0.61):
        kit.add("apron", "8f5e35", "matte", kit.box(0.025, 0.09, 0.62, 0.004).move(x, 0.665))
        for z in (-0.32, 0.32):
            leg = kit.lathe([(0.022, 0.0), (0.034, 0.5), (0.04, 0.71)], 0.004, 20).move(x, 0, z)
            kit.add("leg" if "leg" in kit.wish.roles else "body", "a5703f", "matte", leg)


@noun("lamp", "lantern")
def lamp(kit: Kit) -> None:
    """A table lamp that is on."""
    foot = curve(
        [(0.085, 0.0), (0.08, 0.015), (0.03, 0.03), (0.055, 0.1), (0.05, 0.15), (0.016, 0.21), (0.012, 0.3)], 6
    )
    foot_role = "body" if kit.wish.material and "base" not in kit.wish.roles else "base"
    kit.add(foot_role, "3f6f78", "glossy", kit.lathe(foot, 0.002, 48))
    shade = [(0.15, 0.25), (0.09, 0.44), (0.086, 0.44), (0.146, 0.25)]
    kit.add("shade" if "shade" in kit.wish.roles else "body", "f3dfb4", "matte", kit.hoop(shade, 56))
    kit.add("base", "3f6f78", "glossy", kit.disc(0.012, 0.06, 0.002, 20).move(y=0.29), kit.ring(0.1, 0.003).move(y=0.4))
    kit.add("bulb", "fff1c4", "glow", kit.ball(0.04, 0.05, 0.04, 28).move(y=0.34))


@noun("sofa", "couch", "armchair")
def sofa(kit: Kit) -> None:
    """For two or three."""
    kit.add("body", "5c7f8f", "matte", kit.box(1.8, 0.3, 0.8, 0.05).move(y=0.27))
    kit.add("body", "5c7f8f", "matte", kit.box(1.8, 0.55, 0.22, 0.08).turn("x", -8).move(y=0.6, z=-0.33))
    for x in (-0.9, 0.9):
        kit.add("body", "5c7f8f", "matte", kit.box(0.2, 0.5, 0.84, 0.08).move(x, 0.38, 0.01))
    for x in (-0.4, 0.4):
        kit.add("cushion", "6f95a6", "matte", kit.box(0.77, 0.14, 0.62, 0.05).move(x, 0.47, 0.08))
    for x in (-0.82, 0.82):
        for z in (-0.32, 0.32):
            kit.add("leg", "4a3226", "matte", kit.cone(0.02, 0.03, 0.13, 0.004, 16).move(x, 0, z))


@noun("bed")
def bed(kit: Kit) -> None:
    """Frame, mattress, blanket and pillows."""
    kit.add(
        "body",
        "8a5a3c",
        "matte",
        kit.box(1.5, 0.18, 2.05, 0.02).move(y=0.28),
        kit.box(1.56, 0.85, 0.07, 0.02).move(y=0.52, z=-1.03),
    )
    kit.add("sheet", "f2efe8", "matte", kit.box(1.42, 0.2, 1.95, 0.07).move(y=0.46))
    kit.add("blanket", "5f86b8", "matte", kit.box(1.47, 0.2, 1.3, 0.07).move(y=0.485, z=0.36))
    for x in (-0.35, 0.35):
        kit.add("pillow", "fbf8f0", "matte", kit.ball(0.3, 0.09, 0.2).move(x, 0.6, -0.72))
    for x in (-0.7, 0.7):
        for z in (-0.95, 0.95):
            kit.add("leg", "6b4630", "matte", kit.box(0.08, 0.2, 0.08, 0.01).move(x, 0.1, z))


@noun("book")
def book(kit: Kit) -> None:
    """Lying, closed."""
    kit.add(
        "body",
        "8e3a3a",
        "plain",
        kit.box(0.15, 0.004, 0.21, 0.001).move(y=0.002),
        kit.box(0.15, 0.004, 0.21, 0.001).move(y=0.034),
    )
    kit.add("body", "8e3a3a", "plain", kit.box(0.005, 0.036, 0.21, 0.002).move(-0.0735, 0.018))
    kit.add("page", "f4ecd8", "matte", kit.box(0.142, 0.028, 0.2, 0.0008).move(-0.001, 0.018))
    kit.add("label", "e3bf62", "metal", kit.box(0.08, 0.001, 0.012, 0.0002).move(0.005, 0.0365, -0.04))
    kit.add("label", "e3bf62", "metal", kit.box(0.05, 0.001, 0.007, 0.0002).move(0.005, 0.0365, -0.015))


@noun("clock", "watch")
def clock(kit: Kit) -> None:
    """A round alarm clock at ten past ten."""
    kit.add("body", "c8453c", "glossy", kit.plate(0.075, 0.045, 0.008, 48).move(y=0.095))
    kit.add("face", "f8f4ea", "matte", kit.plate(0.065, 0.004, 0.001, 48).move(y=0.095, z=0.0225))
    for hour in range(12):
        mark = kit.box(0.003, 0.009 if hour % 3 else 0.013, 0.002, 0.0004).move(y=0.055).turn("z", -30 * hour)
        kit.add("mark", "33363c", "matte", mark.move(y=0.095, z=0.0255))
    for length, width, angle in ((0.034, 0.005, 55), (0.048, 0.0035, -58)):
        hand = kit.box(width, length, 0.002, 0.0004).move(y=length / 2).turn("z", angle)
        kit.add("mark", "22252b", "matte", hand.move(y=0.095, z=0.0275))
    for side in (-1, 1):
        kit.add("leg", "b9c0c8", "metal", kit.tube([(0.05 * side, 0.035, 0), (0.068 * side, 0.002, 0)], 0.006))
        kit.add("leg", "b9c0c8", "metal", kit.ball(0.024, 0.018, 0.02).turn("z", -35 * side).move(0.045 * side, 0.17))
