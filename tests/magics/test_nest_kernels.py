"""`%hypereal nest` in real kernels: ipykernel 6, 7.0 and the one installed here.

CI has one ipykernel, so the other two get small environments of their own (`python_with`), kept between runs.
They are not optional: a kernel that loses messages does so in silence.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.magics.kernels import Kernel
from tests.pythons import python_with

HERE = "installed"
OTHERS = ("6.31.0", "7.0.1")

SNIPPET = """
import asyncio

async def main():
    await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(3)))
    return "snippet ran"

print(asyncio.run(main()))
"""

COMM = """
import asyncio, time
from comm import create_comm
got = []
comm = create_comm(target_name="tested", comm_id="c1")

@comm.on_msg
def _(message):
    got.append(message["content"]["data"])
    comm.send({"answer": got[-1]})
"""


@pytest.fixture(params=[*OTHERS, HERE], scope="module")
def kernel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    python = Path(sys.executable) if request.param == HERE else python_with(request.param)
    folder = tmp_path_factory.mktemp("kernel")
    made = Kernel(python, {"IPYTHONDIR": str(folder), "HYPEREAL_LAB_HOME": str(folder / "home")})
    if request.param != HERE:
        assert made.run("import ipykernel; print(ipykernel.__version__)").text.strip() == request.param
    yield made
    made.close()


def test_a_pasted_snippet_runs_after_nest_and_no_message_is_lost(kernel: Kernel) -> None:
    kernel.run("%load_ext hypereal_lab")
    kernel.run(COMM)
    kernel.run("from hypereal_lab.client.loop import LoopThread; ours = LoopThread(); ours.wait(asyncio.sleep(0))")
    refused = kernel.run(SNIPPET).error
    assert refused is not None
    assert "running event loop" in refused

    assert "Nested by nest_asyncio2" in kernel.run("%hypereal nest").text
    assert kernel.run(SNIPPET).text.strip() == "snippet ran"

    def busy() -> None:
        for number in range(5):
            time.sleep(0.1)
            kernel.comm("c1", number)
        kernel.send("print('next cell ran')")

    nested = kernel.run("asyncio.run(asyncio.sleep(1.2)); print('end of nested')", busy)
    later = kernel.run("print('got', got)")
    assert nested.error is None
    assert "Exception" not in nested.text + later.text
    assert "end of nested" in nested.text
    assert "next cell ran" in later.text
    assert "got [0, 1, 2, 3, 4]" in later.text
    assert sorted(one["answer"] for one in nested.comms + later.comms) == [0, 1, 2, 3, 4]

    assert kernel.run("await asyncio.sleep(0.01); print('awaited')").text == "awaited\n"
    assert "already" in kernel.run("%hypereal nest").text
    assert kernel.run("print(ours.wait(asyncio.sleep(0.01, 'ours goes on')))").text == "ours goes on\n"
    assert kernel.run("asyncio.run(asyncio.sleep(0, 1/0))").error == "ZeroDivisionError: division by zero"
    assert kernel.run(SNIPPET).text.strip() == "snippet ran"


def test_a_patch_that_loses_messages_is_refused(tmp_path: Path) -> None:
    made = Kernel(Path(sys.executable), {"IPYTHONDIR": str(tmp_path)})
    try:
        made.run("%load_ext hypereal_lab\nimport asyncio; asyncio._nest_patched = True  # as nest_asyncio leaves it")
        said = made.run("%hypereal nest")
        assert said.error is not None
        assert said.error.startswith("NestingRefused: On ipykernel 7")
        assert "loses messages" in said.error
        assert made.run("print(asyncio.run.__module__)").text.strip() == "asyncio.runners"
    finally:
        made.close()
