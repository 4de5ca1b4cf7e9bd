"""`hypereal-lab estimate` and `hypereal-lab diff` on small notebooks, and the bills behind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from hypereal_lab import Lab
from hypereal_lab.bills import Bill, Item, bill_lines, diff
from hypereal_lab.cli import main
from hypereal_lab.wire.money import Credits

FOX = "%%hypereal image -o fox\na red fox"


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("HYPEREAL_API_KEY", "ck_canary_abcdef0123456789")
    monkeypatch.setenv("HYPEREAL_BASE_URL", "http://127.0.0.1:9")  # nobody listens: anything sent would fail


def notebook(path: Path, *cells: str) -> str:
    first = new_code_cell("from hypereal_lab import Lab\nlab = Lab()\n%load_ext hypereal_lab")
    nbformat.write(new_notebook(cells=[new_markdown_cell("# title"), first, *map(new_code_cell, cells)]), path)
    return str(path)


def test_a_notebook_is_priced_without_sending_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words.txt").write_text("a hare")
    path = notebook(
        tmp_path / "a.ipynb",
        FOX,
        "hare = await lab.images.generate(open('words.txt').read(), references=[fox], n=2)",
        "Lab().images.generate('a red fox').run()",  # another lab, the same recipe: paid once
        "await lab.chat('odd', model='gpt-5.3', allow_unknown_price=True)",
    )
    before = Path(path).read_bytes()
    assert main(["estimate", path]) == 0
    told = capsys.readouterr()
    assert "Running the code of" in told.err
    head, fox, hare, odd, total = told.out.splitlines()[:5]
    assert head.split() == ["model", "kind", "calls", "low", "expected", "high", "basis", "prompt"]
    assert fox.split()[2:6] == ["2", "4", "4", "4"]
    assert hare.split()[2:6] == ["1", "8", "8", "8"]
    assert total.split()[0] == "total"
    assert len({line.index(word) for line, word in ((fox, "a red fox"), (hare, "a hare"))}) == 1
    assert odd.split()[:6] == ["gpt-5.3", "chat", "1", "unknown", "unknown", "unknown"]
    assert "1 item without a known price, in no sum." in told.out
    assert Path(path).read_bytes() == before


def test_the_bill_as_json_is_exact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(tmp_path / "a.ipynb", FOX, "await lab.chat('hello', max_tokens=10)")
    assert main(["estimate", path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["kind"] for item in told["items"]] == ["image", "chat"]
    assert all(isinstance(told["total"][name], str) for name in ("low", "expected", "high"))
    assert (told["unknown"], told["error"]) == (0, None)


def test_a_cell_that_raises_is_named_with_what_was_priced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = notebook(tmp_path / "a.ipynb", FOX, "import math\nmath.sqrt(-1)", "lab.images.generate('never').run()")
    assert main(["estimate", path]) == 1
    told = capsys.readouterr()
    assert "cell 4 (import math) raised ValueError: math domain error" in told.err
    assert "Priced before that: 1 item, 4 credits expected" in told.err
    assert "a red fox" in told.out
    assert "never" not in told.out


def test_an_edit_is_priced_with_its_sign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = notebook(tmp_path / "a.ipynb", FOX, "lab.images.generate('a hare').run()")
    new = notebook(tmp_path / "b.ipynb", FOX, "lab.images.generate('an owl', n=3).run()")
    assert main(["diff", old, new]) == 0
    told = capsys.readouterr()
    added, removed = told.out.splitlines()[1:3]
    assert added.startswith("+ ")
    assert added.endswith("an owl")
    assert removed.startswith("- ")
    assert removed.endswith("a hare")
    assert "1 added, 1 removed, 1 unchanged." in told.out
    assert "+8 credits expected, +8 low, +8 high" in told.out
    assert told.err.count("Running the code of") == 2


@pytest.mark.parametrize("content", [None, "not json", "[]"])
def test_what_is_no_notebook_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_text(content)
    assert main(["estimate", str(path)]) == 1
    assert str(path) in capsys.readouterr().err


def test_a_kernel_that_is_not_here_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = new_notebook(metadata={"kernelspec": {"name": "fortran", "display_name": "F", "language": "f"}})
    nbformat.write(read, tmp_path / "f.ipynb")
    assert main(["estimate", str(tmp_path / "f.ipynb")]) == 1
    assert "wants the kernel 'fortran'" in capsys.readouterr().err


def item(recipe: str, amount: str | None, **more: Any) -> Item:
    credits = None if amount is None else Credits.of(amount)
    facts: dict[str, Any] = {"kind": "image", "model": "m", "prompt": recipe, "calls": 1, "replayed": False}
    amounts = {"low": credits, "expected": credits, "high": credits}
    return Item(**{**facts, **amounts, "basis": "list", "recipe_hash": recipe, **more})


def test_bills_are_joined_by_recipe_and_fresh_ones_counted() -> None:
    before = Bill((item("a", "4"), item("a", "4"), item("b", "2"), item("odd", None)))
    after = Bill((item("a", "4"), item("c", "0.5"), item("odd", None), item("odder", None)))
    step = diff(before, after)
    assert [one.recipe_hash for one in step.removed] == ["a", "b"]
    assert [one.recipe_hash for one in step.added] == ["c", "odder"]
    assert [one.recipe_hash for one in step.unchanged] == ["a", "odd"]
    assert step.change() == Credits.of("-5.5")
    assert step.unknown == 1
    assert diff(before, before).change() == Credits.of(0)


def test_a_price_known_in_part_is_in_no_sum_and_zero_is_a_price() -> None:
    half = item("half", None, low=Credits.of("0.1"))
    free = item("free", "0", replayed=True, high=Credits.of("3"))
    bill = Bill((half, free))
    assert [bill.total(name) for name in ("low", "expected", "high")] == [Credits(0), Credits(0), Credits.of(3)]
    text = "\n".join(bill_lines(bill))
    assert "1 item without a known price" in text
    assert "1 item would be replayed" in text


def test_labs_of_one_process_write_one_bill_and_an_inner_dry_run_ends_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"sent {request.url}")

    written = tmp_path / "bill.json"
    monkeypatch.setenv("HYPEREAL_LAB_BILL", str(written))
    labs = [Lab(home=tmp_path / str(number), transport=httpx.MockTransport(refuse)) for number in range(2)]
    try:
        labs[0].images.generate("a fox").run()
        labs[1].images.generate("a hare").run()
        with labs[0].dry_run() as inner:
            labs[0].images.generate("not part of what it costs").run()
        labs[0].images.generate("an owl").run()
    finally:
        for lab in labs:
            lab.close()
    assert [row["prompt"] for row in json.loads(written.read_bytes())] == ["a fox", "a hare", "an owl"]
    assert len(inner.lines) == 1
