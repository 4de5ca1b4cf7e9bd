"""The magics in a real IPython shell: what they bind, show and raise, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import hypereal_lab
from hypereal_lab import Lab, workbench
from hypereal_lab.errors import BudgetExceeded, CostAboveLimit, HyperealError, InputError, NestingRefused
from hypereal_lab.lab import session
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.job import Job
from tests.lab.conftest import Server


def run(shell: InteractiveShell, code: str) -> Any:
    """One cell; raises what it raised."""
    with capture_output():
        done = shell.run_cell(code)
    done.raise_error()
    return done.result


@pytest.fixture
def mine(shell: InteractiveShell, lab: Lab) -> Lab:
    shell.user_ns["lab"] = lab
    return lab


def test_a_cell_makes_binds_and_shows_its_result(shell: InteractiveShell, mine: Lab, server: Server) -> None:
    shell.user_ns["season"] = "autumn"
    shown = run(shell, '%%hypereal image -o fox --max-cost 5\n\na fox in {{season}}, {"json": {}} \\frac{1}{2}\n\n')
    assert isinstance(shown, Asset)
    assert shell.user_ns["fox"] == shown
    assert shown.prompt == 'a fox in autumn, {"json": {}} \\frac{1}{2}'
    assert len(server.made) == 1


def test_the_same_cell_again_is_replayed_unless_it_asks_for_another(
    shell: InteractiveShell, mine: Lab, server: Server
) -> None:
    first = run(shell, "%%hypereal image\na fox")
    assert run(shell, "%%hypereal image\na fox").replayed
    assert run(shell, "%%hypereal image --take 2\na fox") != first
    assert run(shell, "%%hypereal image --fresh\na fox") != first
    assert len(server.made) == 3


def test_a_reference_is_a_variable_or_a_path(
    shell: InteractiveShell, mine: Lab, server: Server, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fox = run(shell, "%%hypereal image -o fox\na fox")
    fox.save(tmp_path / "kept.png")
    monkeypatch.chdir(tmp_path)
    shell.user_ns["pair"] = [fox, tmp_path / "kept.png"]
    night = run(shell, "%%hypereal image --reference fox kept.png pair\nimg 1 at night")
    assert len(night.recipe["references"]) == 4
    with pytest.raises(InputError, match=r"no variable here and no file. Did you mean fox\?"):
        run(shell, "%%hypereal image -r fxo\nx")
    with pytest.raises(InputError, match="takes one picture"):
        run(shell, "%%hypereal video --image pair\nx")


def test_a_dry_run_shows_the_price_binds_a_placeholder_and_sends_nothing(
    shell: InteractiveShell, mine: Lab, server: Server
) -> None:
    with capture_output() as caught:
        done = shell.run_cell("%%hypereal image -o fox --dry-run\na fox")
    assert done.success
    (price,) = (output.data for output in caught.outputs if "4-4 credits" in output.data["text/plain"])
    assert "Dry run" in price["text/html"]
    assert shell.user_ns["fox"].dry
    assert server.made == []
    run(shell, "%%hypereal image\na fox")
    assert len(server.made) == 1


def test_a_detached_cell_binds_the_job(shell: InteractiveShell, mine: Lab) -> None:
    job = run(shell, "%%hypereal image -o going --detach\na fox")
    assert isinstance(job, Job)
    assert shell.user_ns["going"] is job
    assert job.result(20).prompt == "a fox"


@pytest.mark.parametrize("detach", ["", " --detach"])
def test_what_the_guard_refuses_raises_and_binds_nothing(shell: InteractiveShell, mine: Lab, detach: str) -> None:
    with pytest.raises(CostAboveLimit):
        run(shell, f"%%hypereal image -o fox --max-cost 1{detach}\na fox")
    with mine.budget(credits=1), pytest.raises(BudgetExceeded):
        run(shell, f"%%hypereal image -o fox{detach}\na fox")
    assert "fox" not in shell.user_ns


def test_what_the_server_refuses_raises_and_binds_nothing(shell: InteractiveShell, mine: Lab, server: Server) -> None:
    server.answer = lambda _: httpx.Response(400, json={"error": {"type": "invalid_request", "message": "no"}})
    with pytest.raises(HyperealError, match="no"):
        run(shell, "%%hypereal image -o fox\na fox")
    assert "fox" not in shell.user_ns


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%hypereal image\na {{sesaon}}", "Did you mean season"),
        ("%%hypereal image\n  \n", "prompt is empty"),
        ("%%hypereal image --seed {{season}}\nx", "--seed is a whole number, not 'autumn'"),
        ("%%hypereal image -m gpt-imag-2\nx", "no model 'gpt-imag-2'"),
        ("%hypereal cots", "Did you mean cost"),
        ("%hypereal image", "begins with %%hypereal image"),
        ("%hypereal cost --by colour", "model, kind, day, notebook, cell"),
        ("%hypereal cost --bye day", "Did you mean --by"),
        ("%hypereal cost --days 0", "1 or more"),
        ("%hypereal cost now", "does not know what to do with 'now'"),
        ("%hypereal budget --per session", "Say how many credits"),
        ("%hypereal budget lots", "not 'lots'"),
        ("%hypereal jobs stop", "takes only `resume`"),
        ("%hypereal models zzzz", "No model has 'zzzz'"),
    ],
)
def test_mistakes_raise_with_the_next_step(
    shell: InteractiveShell, mine: Lab, server: Server, cell: str, said: str
) -> None:
    shell.user_ns["season"] = "autumn"
    with pytest.raises(InputError) as refused:
        run(shell, cell)
    assert said in str(refused.value)
    assert server.made == []


def test_ipython_expands_nothing_in_the_line(shell: InteractiveShell, mine: Lab) -> None:
    shell.user_ns["season"] = "autumn"
    assert run(shell, "%%hypereal chat --system '{season} $season' --help\nx").text.count("{season} $season") == 1


def test_help_of_a_cell_shows_its_python_and_sends_nothing(shell: InteractiveShell, mine: Lab, server: Server) -> None:
    guide = run(shell, "%%hypereal image -o fox -r pic.png --help\na {{missing}} fox")
    assert "fox = await lab.images.generate(\n    f'a {missing} fox',\n    references=['pic.png'],\n)" in guide.text
    assert server.requests == []


def test_cost_is_a_table_by_what_is_asked(shell: InteractiveShell, mine: Lab) -> None:
    for prompt in ("a fox", "a fox", "a hare"):
        run(shell, f"%%hypereal image\n{prompt}")
    assert run(shell, "%hypereal cost")["credits"].tolist() == [8]
    for by in ("kind", "day", "notebook", "cell"):
        table = run(shell, f"%hypereal cost --by {by} --days 1")
        assert table.columns[0] == by
        assert (table["calls"].sum(), table["replayed"].sum(), table["credits"].sum()) == (2, 1, 8)


def test_budgets_are_set_and_shown(shell: InteractiveShell, mine: Lab) -> None:
    assert run(shell, "%hypereal budget 5").cap == run(shell, "%hypereal budget 5 --per session").cap
    run(shell, "%hypereal budget 7.5 --tag foxes")
    assert run(shell, "%hypereal budget")["budget"].tolist() == ["budget of this session", "budget of tag 'foxes'"]
    run(shell, "%%hypereal image\na fox")
    with pytest.raises(BudgetExceeded):
        run(shell, "%%hypereal image\na hare")


def test_jobs_and_models_answer_with_what_there_is(shell: InteractiveShell, mine: Lab) -> None:
    assert run(shell, "%hypereal jobs") is mine.jobs
    assert run(shell, "%hypereal jobs resume") == []
    table = run(shell, "found = %hypereal models image flash\nfound")
    assert set(table["kind"]) == {"image"}
    assert table["model"].str.contains("flash").all()
    every = run(shell, "%hypereal models")
    assert set(every.loc[every["basis"].isna(), "price"]) <= {"unknown"}


def test_nest_is_refused_where_no_loop_runs(shell: InteractiveShell) -> None:
    with pytest.raises(NestingRefused, match="works as it is"):
        run(shell, "%hypereal nest")


def test_the_lab_is_the_variable_else_the_last_one_made_else_a_new_one(
    shell: InteractiveShell, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYPEREAL_API_KEY", "ck_canary_abcdef0123456789")
    assert run(shell, "%hypereal jobs") is lab.jobs
    shell.user_ns["lab"] = "something else"
    assert run(shell, "%hypereal jobs") is lab.jobs
    with Closing(Lab()) as second:
        assert run(shell, "%hypereal jobs") is second.jobs
    assert run(shell, "%hypereal jobs") is lab.jobs
    monkeypatch.setattr(session, "_open", [])
    with Closing(workbench.current_lab()) as kept:
        assert workbench.current_lab() is kept
    assert kept not in workbench._kept


class Closing:
    """Closes a lab at the end of the block."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab

    def __enter__(self) -> Lab:
        return self.lab

    def __exit__(self, *_: object) -> None:
        self.lab.close()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%hypereal ", {"cost", "budget", "jobs", "models", "nest", "help"}),
        ("%hypereal cost --by ", {"model", "kind", "day", "notebook", "cell"}),
        ("%hypereal budget 5 --per n", {"notebook"}),
        ("%%hypereal v", {"video"}),
        ("%%hypereal image --se", {"--seed"}),
        ("%%hypereal chat -m gpt-5.4-n", {"gpt-5.4-nano"}),
        ("%%hypereal image -r foxy", {"foxyyy"}),
    ],
)
def test_the_tabulator_offers_what_fits(shell: InteractiveShell, line: str, offered: set[str]) -> None:
    shell.user_ns["foxyyy"] = 1
    with provisionalcompleter():  # what kernels use
        found = {line[: one.start] + one.text for one in shell.Completer.completions(line, len(line))}
    before = line if line.endswith(" ") else line.rpartition(" ")[0] + " "
    assert {before + word for word in offered} <= found


def test_unloading_takes_the_magics_away(shell: InteractiveShell) -> None:
    hypereal_lab.unload_ipython_extension(shell)
    assert shell.find_magic("hypereal") is None
    assert shell.find_cell_magic("hypereal") is None


LOOK = """
import asyncio, asyncio.events, asyncio.tasks, asyncio.runners, asyncio.base_events, builtins, json, sys, threading
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
config = Config(); config.HistoryManager.enabled = False
shell = InteractiveShell.instance(config=config)
PLACES = {"asyncio": asyncio, "events": asyncio.events, "tasks": asyncio.tasks, "runners": asyncio.runners,
          "loop": asyncio.SelectorEventLoop, "base": asyncio.BaseEventLoop, "builtins": builtins, "hook": sys,
          "thread": threading, "shell": InteractiveShell}
def look():
    return {f"{place}.{name}": id(value) for place, thing in PLACES.items() for name, value in vars(thing).items()
            if callable(value)}
before = look()
import hypereal_lab
shell.run_line_magic("load_ext", "hypereal_lab")
shell.run_line_magic("hypereal", "help")
after = look()
print(json.dumps({"changed": [name for name in before if after.get(name) != before[name]],
                  "nest": [name for name in sys.modules if name.startswith("nest_asyncio")]}))
"""


def test_importing_and_loading_patch_nothing() -> None:
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout.splitlines()[-1]) == {"changed": [], "nest": []}
