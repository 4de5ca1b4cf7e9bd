"""Where loops are nested and where that is refused, as one table; and that a refusal leaves asyncio alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from hypereal_lab import nested_loop
from hypereal_lab.errors import HyperealError, NestingRefused
from hypereal_lab.nesting import choose_package

BOTH = {"nest_asyncio2": (1, 7, 4), "nest_asyncio": (1, 6, 0)}
OLD = {"nest_asyncio": (1, 6, 0)}
FORMER = {"nest_asyncio2": (1, 7, 2)}

SAFE = [
    ((3, 11), (6, 31, 0), BOTH, "nest_asyncio2"),
    ((3, 11), (7, 0, 1), BOTH, "nest_asyncio2"),
    ((3, 11), (7, 1, 0), {"nest_asyncio2": (1, 7, 3)}, "nest_asyncio2"),
    ((3, 12), (7, 4, 0), BOTH, "nest_asyncio2"),
    ((3, 13), (7, 4, 0), {"nest_asyncio2": (1, 8)}, "nest_asyncio2"),
    ((3, 11), (6, 31, 0), OLD, "nest_asyncio"),
    ((3, 11), (7, 0, 1), OLD, "nest_asyncio"),
    ((3, 11), (6, 29, 0), FORMER, "nest_asyncio2"),
    ((3, 13), None, BOTH, "nest_asyncio2"),
    ((3, 11), None, OLD, "nest_asyncio"),
]

UNSAFE = [
    ((3, 11), (7, 4, 0), "none", BOTH, "works as it is"),
    ((3, 11), (7, 4, 0), "uvloop", BOTH, "is of uvloop"),
    ((3, 14), (7, 4, 0), "asyncio", BOTH, "Python 3.14"),
    ((3, 11), (7, 1, 0), "asyncio", OLD, "loses messages"),
    ((3, 11), (7, 4, 0), "asyncio", FORMER, "nest_asyncio2 1.7.2 loses messages"),
    ((3, 12), (6, 31, 0), "asyncio", OLD, "breaks asyncio.run"),
    ((3, 11), (8, 0, 0), "asyncio", BOTH, "not tested on ipykernel 8.0.0"),
    ((3, 11), (5, 5, 6), "asyncio", BOTH, "not tested on ipykernel 5.5.6"),
    ((3, 11), (7, 4, 0), "asyncio", {}, "is installed"),
]


@pytest.mark.parametrize(("python", "ipykernel", "installed", "package"), SAFE)
def test_where_it_is_safe_it_says_by_what(
    python: tuple[int, ...], ipykernel: tuple[int, ...] | None, installed: Mapping[str, tuple[int, ...]], package: str
) -> None:
    assert choose_package(python, ipykernel, "asyncio", installed) == package


@pytest.mark.parametrize(("python", "ipykernel", "loop", "installed", "said"), UNSAFE)
def test_where_it_is_not_it_says_why_and_what_instead(
    python: tuple[int, ...],
    ipykernel: tuple[int, ...] | None,
    loop: str,
    installed: Mapping[str, tuple[int, ...]],
    said: str,
) -> None:
    with pytest.raises(NestingRefused) as refused:
        choose_package(python, ipykernel, loop, installed)
    assert said in str(refused.value)
    assert "asyncio.run" in str(refused.value)
    assert isinstance(refused.value, HyperealError)


def test_without_a_loop_there_is_nothing_to_nest() -> None:
    with pytest.raises(NestingRefused, match="works as it is"):
        nested_loop()


def test_a_foreign_loop_is_refused_and_asyncio_is_as_before() -> None:
    uvloop = pytest.importorskip("uvloop", reason="there is none on Windows")
    before = asyncio.run

    async def nest() -> None:
        nested_loop()

    with pytest.raises(NestingRefused, match="uvloop"):
        uvloop.run(nest())
    assert asyncio.run is before
    assert not hasattr(asyncio, "_nest_patched")
