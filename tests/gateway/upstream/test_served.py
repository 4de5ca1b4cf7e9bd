"""`serve --config`: the whole program in front of a provider."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from hypereal_lab.gateway.accounts import create_key
from hypereal_lab.wire.money import Credits
from tests.gateway.test_serve import Process
from tests.gateway.upstream.servers import Upstream, upstream, well

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

BODY = {"model": "gpt-5.5", "messages": [{"role": "user", "content": "Of what colour is the kite?"}]}


@pytest.fixture
async def far() -> AsyncIterator[Upstream]:
    async with upstream(well) as made:
        yield made


def serve(folder: Path, text: str) -> Process:
    config = folder / "gateway.toml"
    config.write_text(text, "utf-8")
    words = ["serve", "--port", "0", "--data-dir", str(folder / "data"), "--config", str(config)]
    return Process(*words, module="hypereal_lab.cli")


async def test_it_answers_with_the_words_of_its_provider(tmp_path: Path, far: Upstream) -> None:
    made = await create_key(tmp_path / "data", name="me", credits=Credits.of(300), rate_limit=None)
    (tmp_path / "secret").write_text("sk-of-the-operator\n")
    text = (
        f'[providers.far]\nkind = "openai"\nbase_url = "{far.url}"\napi_key = "file:{tmp_path / "secret"}"\n'
        '[models."gpt-5.5"]\ntargets = [{ provider = "far" }]\n'
    )
    process = serve(tmp_path, text)
    try:
        headers = {"authorization": f"Bearer {made.key}"}
        async with httpx.AsyncClient(base_url=process.base(), headers=headers, timeout=60) as http:
            answer = await http.post("/v1/chat/completions", json=BODY)
            assert answer.json()["choices"][0]["message"]["content"] == "A kite is red."
            assert answer.headers["x-hypereal-provider"] == "far"
            listed = [one["id"] for one in (await http.get("/v1/chat/completions")).json()["data"]]
            assert listed == ["gpt-5.5"]
            explained = (await http.post("/v1/route/explain", json={"model": "gpt-5.5"})).json()
            assert explained["candidates"][0]["targets"] == [{"provider": "far", "region": None, "health": "closed"}]
    finally:
        assert process.end() == 0
    assert far.received[0].headers["authorization"] == "Bearer sk-of-the-operator"
    assert "sk-of-the-operator" not in "\n".join(process.said + process.errors)


def test_a_config_that_cannot_be_used_ends_the_start_with_its_place(tmp_path: Path) -> None:
    process = serve(tmp_path, '[models."gpt-5.5"]\ntargets = [{ provider = "nobody" }]\n')
    assert process.status() == 4
    assert any('models."gpt-5.5".targets[0].provider' in line for line in process.errors)
    assert not (tmp_path / "data").exists(), "nothing was begun"


def test_a_secret_that_is_not_there_ends_the_start_too(tmp_path: Path) -> None:
    text = (
        '[providers.far]\nkind = "openai"\nbase_url = "http://127.0.0.1:9/v1"\napi_key = "env:NO_SUCH_SECRET"\n'
        '[models."gpt-5.5"]\ntargets = [{ provider = "far" }]\n'
    )
    process = serve(tmp_path, text)
    assert process.status() == 4
    assert any("NO_SUCH_SECRET is not set" in line for line in process.errors)
