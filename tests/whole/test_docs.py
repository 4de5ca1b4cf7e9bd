"""The words say what is true today."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

import pytest

import hypereal_lab
from hypereal_lab import errors
from hypereal_lab.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md", "docs/gateway.md"]


def commands(parser: argparse.ArgumentParser, before: str = "") -> list[str]:
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                deeper = commands(inner, f"{before}{name} ")
                found += deeper or [f"{before}{name}"]
    return found


def test_the_readme_names_every_command() -> None:
    for command in commands(_parser()):
        assert f"hypereal-lab {command}" in README or command == "open"


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    described = re.findall(r"^([a-z]+):.*## ", makefile, re.M)
    assert sorted(phony.split()) == sorted(described)


def test_the_python_of_the_readme_parses() -> None:
    for block in re.findall(r"```python\n(.*?)```", README, re.S):
        compile(block, "README", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / link).exists(), link


def test_the_changelog_begins_with_this_version() -> None:
    (first, *_) = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert first == hypereal_lab.__version__


def test_every_setting_of_the_environment_is_in_the_readme() -> None:
    used = {
        name
        for path in (ROOT / "hypereal_lab").rglob("*.py")
        for name in re.findall(r'"(HYPEREAL_[A-Z_]+)"', path.read_text())
    }
    assert used
    for name in used:
        assert name in README


def test_every_error_has_words() -> None:
    for name in errors.__all__:
        assert getattr(errors, name).__doc__
