"""Things that hold something: mugs, pots, bottles, vases."""

from __future__ import annotations

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.outlines import curve

__all__ = ["bottle", "bowl", "candle", "mug", "teapot", "trophy", "vase"]


@noun("mug", "cup")
def mug(kit: Kit) -> None:
    """A straight mug with a handle and something to drink."""
    wall = [(0.034, 0.0), (0.040, 0.004), (0.041, 0.092), (0.0365, 0.092), (0.0355, 0.008), (0.0, 0.008)]
    kit.add("body", "e9e2d3", "glossy", kit.lathe(wall, 0.0018, 56))
    bow = curve(
        [
            (0.038, 0.075, 0),
            (0.058, 0.076, 0),
            (0.069, 0.06, 0),
            (0.067, 0.037, 0),
            (0.052, 0.022, 0),
            (0.038, 0.02, 0),
        ],
        7,
    )
    kit.add("handle" if "handle" in kit.wish.roles else "body", "e9e2d3", "glossy", kit.tube(bow, 0.0056))
    kit.add("drink", "4a2c1c", "glossy", kit.disc(0.036, 0.003, 0.001, 48).move(y=0.076))


@noun("teapot", "kettle")
def teapot(kit: Kit) -> None:
    """Round, with spout, handle and lid."""
    belly = curve([(0.05, 0.0), (0.075, 0.012), (0.098, 0.06), (0.084, 0.112), (0.052, 0.13)], 7)
    kit.add("body", "b8563e", "glossy", kit.lathe([*belly, (0.046, 0.134)], 0.002, 56))
    spout = curve([(0.07, 0.04, 0), (0.115, 0.055, 0), (0.135, 0.09, 0), (0.15, 0.132, 0)], 6)
    widths = [0.022 - 0.0115 * at / (len(spout) - 1) for at in range(len(spout))]
    kit.add("handle" if "handle" in kit.wish.roles else "body", "b8563e", "glossy", kit.tube(spout, widths, 20))
    bow = curve([(-0.066, 0.112, 0), (-0.115, 0.118, 0), (-0.14, 0.085, 0), (-0.122, 0.045, 0), (-0.084, 0.036, 0)], 6)
    kit.add("handle" if "handle" in kit.wish.roles else "body", "b8563e", "glossy", kit.tube(bow, 0.0085))
    lid = curve(
        [(0.055, 0.13), (0.05, 0.14), (0.03, 0.15), (0.008, 0.154), (0.012, 0.166), (0.01, 0.176), (0.0, 0.179)], 5
    )
    kit.add("lid" if "lid" in kit.wish.roles else "body", "b8563e", "glossy", kit.lathe(lid, 0.001, 48))


@noun("vase", "urn", "amphora")
def vase(kit: Kit) -> None:
    """A slender one, open above."""
    outside = curve([(0.055, 0.0), (0.075, 0.02), (0.1, 0.12), (0.07, 0.22), (0.038, 0.28), (0.055, 0.33)], 7)
    inside = curve([(0.05, 0.33), (0.033, 0.28), (0.064, 0.22), (0.092, 0.12), (0.06, 0.03), (0.0, 0.02)], 7)
    kit.add("body", "3f7f9c", "glossy", kit.lathe([*outside, *inside], 0.002, 56))
    for height, radius in ((0.12, 0.1), (0.2, 0.0785)):
        kit.add("stripe", "f0e2c2", "glossy", kit.ring(radius - 0.002, 0.0045, 56, 10).move(y=height))


@noun("bowl", "dish")
def bowl(kit: Kit) -> None:
    """Half a ball that is hollow, on a foot."""
    outside = curve([(0.035, 0.006), (0.07, 0.018), (0.1, 0.05), (0.112, 0.09)], 7)
    inside = curve([(0.107, 0.09), (0.094, 0.052), (0.064, 0.024), (0.0, 0.014)], 7)
    kit.add("body", "d9c9a8", "glossy", kit.lathe([(0.04, 0.0), *outside, *inside], 0.002, 56))


@noun("bottle", "flask")
def bottle(kit: Kit) -> None:
    """A wine bottle with label and cap."""
    side = [
        (0.036, 0.0),
        (0.038, 0.004),
        (0.038, 0.19),
        *curve([(0.037, 0.2), (0.022, 0.23), (0.0145, 0.25)], 6),
        (0.0145, 0.31),
    ]
    kit.add("body", "2f5d3a", "glossy", kit.lathe(side, 0.002, 48))
    kit.add("label", "f1e8d2", "matte", kit.hoop([(0.036, 0.06), (0.0394, 0.06), (0.0394, 0.15), (0.036, 0.15)], 48))
    kit.add("lid", "8e2f36", "plain", kit.lathe([(0.016, 0.285), (0.016, 0.318)], 0.002, 32))


@noun("trophy", "goblet", "chalice", "grail")
def trophy(kit: Kit) -> None:
    """A cup with two ears on a stand."""
    cup = curve([(0.02, 0.14), (0.06, 0.17), (0.085, 0.24), (0.09, 0.32)], 7)
    hollow = curve([(0.082, 0.32), (0.076, 0.24), (0.05, 0.185), (0.0, 0.17)], 6)
    stem = curve([(0.055, 0.07), (0.024, 0.085), (0.016, 0.115)], 6)
    kit.add("body", "e8b64a", "metal", kit.lathe([*stem, *cup, *hollow], 0.002, 56))
    for side in (-1, 1):
        path = [(0.082, 0.3, 0.0), (0.13, 0.305, 0.0), (0.14, 0.25, 0.0), (0.1, 0.205, 0.0), (0.068, 0.2, 0.0)]
        ear = curve([(x * side, y, z) for x, y, z in path], 6)
        kit.add("handle" if "handle" in kit.wish.roles else "body", "e8b64a", "metal", kit.tube(ear, 0.008))
    kit.add("base", "4a3226", "glossy", kit.box(0.15, 0.07, 0.15, 0.008).move(y=0.035))
    kit.add("label", "d8c08a", "metal", kit.box(0.08, 0.03, 0.006, 0.001).move(y=0.035, z=0.075))


@noun("candle")
def candle(kit: Kit) -> None:
    """In a holder, burning."""
    kit.add(
        "base", "b9954f", "metal", kit.lathe([(0.06, 0.0), (0.066, 0.008), (0.045, 0.012), (0.03, 0.016)], 0.002, 48)
    )
    kit.add("body", "f3ead8", "matte", kit.lathe([(0.024, 0.014), (0.0235, 0.16), (0.019, 0.163), (0.0, 0.158)], 0.002))
    kit.add("wick", "2c2824", "matte", kit.tube([(0, 0.155, 0), (0, 0.168, 0), (0.002, 0.178, 0)], 0.0016, 8))
    flame = curve([(0.0, 0.168), (0.0085, 0.18), (0.0075, 0.194), (0.0, 0.222)], 6)
    kit.add("flame", "ffb43a", "glow", kit.lathe(flame, 0, 24))
