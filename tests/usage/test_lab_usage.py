"""The lab's own calls, those of the account, a frame's accessor, and the shell."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from hypereal_lab import Credits, Lab
from hypereal_lab.cli import main
from hypereal_lab.errors import InputError
from hypereal_lab.lab.history import History
from hypereal_lab.usage import reconcile
from tests.labs import KEY

LOGS = [
    {"id": "c1", "createdAt": "2026-03-01T12:00:00.500Z", "endpoint": "/v1/images/generations", "model": "gemini-3-1-flash-t2i",
     "statusCode": 200, "latencyMs": 1500, "units": 1, "credits": 4.000001, "apiKeyId": "k"},
    {"id": "c2", "createdAt": "2026-03-01T12:01:00.000Z", "endpoint": "/v1/images/generations", "model": "gone",
     "statusCode": 500, "latencyMs": 10, "credits": 0, "error": "no"},
]  # fmt: skip


def test_the_journal_is_read_again_only_when_something_was_written(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    calls = History.calls

    def counted(self: History, *runs: Any) -> Any:
        read.append(1)
        return calls(self, *runs)

    monkeypatch.setattr(History, "calls", counted)
    lab.images.generate("a fox").run()
    assert lab.usage.total() == lab.usage.by_model()["credits"].sum() == 4
    native = lab.usage.rows().to_native()
    native.loc[0, "credits_micros"] = 0
    assert lab.usage.total() == 4 and len(read) == 1
    with closing(Lab(KEY, "http://server", home=tmp_path / "home", environ={})) as other:
        (run,) = other.journal.runs()
        other.journal.correct(run.id, Credits.of(-1))
    assert lab.usage.total() == 3 and len(read) == 2
    lab.images.generate("a fox").run()  # a replay
    assert len(lab.usage.frame()) == 2 and len(read) == 3


@pytest.fixture
def account(tmp_path: Path) -> Any:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"logs": LOGS, "costByModel": []})

    lab = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=httpx.MockTransport(answer))
    yield lab, asked
    lab.close()


def test_the_account_has_the_same_views_as_the_lab(account: Any) -> None:
    lab, asked = account
    remote = lab.usage.remote(days=7)
    assert remote.total() == Decimal("4.000001")
    assert list(remote.by_model().columns) == list(lab.usage.by_model().columns)
    assert list(remote.errors()["error"]) == ["no"]
    assert dict(asked[0].url.params) == {"days": "7", "limit": "1000"}
    (row,) = reconcile(lab.usage, remote).query("server == server and difference != 0").to_dict("records")
    assert "outside this lab" in row["cause"]


def test_an_account_of_many_calls_is_read_page_by_page(tmp_path: Path) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        at = int(request.url.params.get("cursor", "0"))
        count = min(int(request.url.params["limit"]), 2500 - at)
        logs = [LOGS[0] | {"id": f"c{at + i}"} for i in range(count)]
        return httpx.Response(200, json={"logs": logs, "nextCursor": str(at + 1000) if at < 2000 else None})

    transport = httpx.MockTransport(answer)
    with closing(Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=transport)) as lab:
        assert len(lab.usage.remote().frame()) == 2500
        assert [page.get("cursor") for page in asked] == [None, "1000", "2000"]
        asked.clear()
        assert len(lab.usage.remote(limit=1200).frame()) == 1200
        assert [page["limit"] for page in asked] == ["1000", "200"]


def test_days_beyond_what_the_server_keeps_are_refused_before_it_is_asked(account: Any) -> None:
    lab, asked = account
    with pytest.raises(InputError, match="days is a whole number from 1 to 90"):
        lab.usage.remote(days=365)
    assert not asked


async def test_tags_and_stars_of_a_call_are_in_its_row(lab: Lab) -> None:
    with lab.tag("b", "a"):
        picture = await lab.images.generate("a cat")
    lab.shelf.rate(picture.digest, 5)
    (row,) = lab.usage.frame().to_dict("records")
    assert (row["tags"], row["rating"]) == ("a,b", 5)
    (keeper,) = lab.usage.per_keeper().to_dict("records")
    assert keeper["per_keeper"] == Decimal(4)
    assert lab.usage.where(tag="a,b").total() == 4


def test_a_frame_of_usage_has_the_views_as_an_accessor() -> None:
    frame = pd.DataFrame({"time": ["2026-03-01T12:00:00Z"], "model": ["a"], "credits": ["4"]})
    assert list(frame.hypereal.by_model()["credits"]) == [Decimal(4)]
    assert list(frame.hypereal.by("model")["credits"]) == [Decimal(4)]
    assert list(frame.hypereal.daily()["day"]) == ["2026-03-01"]
    assert list(frame.hypereal.top(1)["model"]) == ["a"]
    assert frame.hypereal.usage.total() == 4


@pytest.fixture
def calls(tmp_path: Path) -> str:
    path = tmp_path / "calls.csv"
    path.write_text('time,model,credits\n2026-03-01T12:00:00Z,"=1+1",4.5\n2026-03-02T12:00:00Z,b,\n')
    return str(path)


def test_the_shell_prints_exact_json(calls: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["usage", calls, "--format", "json"]) == 0
    rows = {row["model"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["=1+1"]["credits"], rows["b"]["credits"], rows["b"]["unknown"]) == ("4.5", None, 1)


def test_the_shell_prints_csv_that_no_spreadsheet_runs(calls: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["usage", calls, "--format", "csv"]) == 0
    header, first, *_ = list(csv.reader(capsys.readouterr().out.splitlines()))
    assert first[header.index("model")] == "'=1+1"


def test_the_shell_prints_a_table_by_day_and_refuses_what_it_cannot_group_by(
    calls: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["usage", calls, "--by", "day", "--zone", "Europe/Vilnius"]) == 0
    assert "2026-03-01" in capsys.readouterr().out
    assert main(["usage", calls]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told if line] == ["model", "=1+1", "b", "4.5"]
    assert "unknown" in told[2].split() and "100.0%" in told[1]
    assert told[-1] == "4.5 credits together; 1 call of unknown price in no sum"
    assert main(["usage", calls, "--by", "colour"]) == 1
    assert "by is one or more of" in capsys.readouterr().err


def test_the_shell_tells_of_this_users_lab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HYPEREAL_LAB_HOME", str(tmp_path))
    assert main(["usage"]) == 0
    assert "nothing was called yet" in capsys.readouterr().out
