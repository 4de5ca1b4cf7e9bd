"""Public means: in an `__all__`, sorted, and there."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import hypereal_lab

MODULES = ["hypereal_lab", *(m.name for m in pkgutil.walk_packages(hypereal_lab.__path__, "hypereal_lab."))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_all_is_sorted_and_true(name: str) -> None:
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None)
    if listed is None:
        public = [n for n, v in vars(module).items() if not n.startswith("_") and getattr(v, "__module__", "") == name]
        assert not public, f"{name} defines {public} and has no __all__"
        return
    assert list(listed) == sorted(listed, key=_as_ruff_sorts)
    for one in listed:
        assert getattr(module, one) is not None


def test_the_front_door_says_what_it_has() -> None:
    assert set(dir(hypereal_lab)) == set(hypereal_lab.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lab_'"):
        hypereal_lab.lab_


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)
