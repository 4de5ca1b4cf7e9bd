"""One kernel among several on one home. Started by test_kernels: makes the calls of a list, twice over, then tells.

Arguments: home, address of the server, seed of the order of calls, how many recipes there are.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import Any

from hypereal_lab import Lab, errors
from tests.lab.conftest import KEY
from tests.lab.servers import patience


async def work(lab: Lab, seed: int, recipes: int) -> dict[str, int]:
    words = [f"recipe {number}" for number in range(recipes)] * 2
    random.Random(seed).shuffle(words)
    told = {"made": 0, "replayed": 0, "refused": 0}

    async def one(text: str) -> None:
        kind: Any = lab.videos if text.endswith("3") else lab.images
        try:
            asset = await kind.generate(text)
        except errors.BudgetExceeded:
            told["refused"] += 1
        else:
            told["replayed" if asset.replayed else "made"] += 1

    with lab.tag("hammer"):
        for start in range(0, len(words), 8):
            await asyncio.gather(*(one(text) for text in words[start : start + 8]))
    return told


def main() -> None:
    home, url, seed, recipes = sys.argv[1:]
    lab = Lab(KEY, url, home=home, environ={}, honours_idempotency=True, patience=patience())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    told = asyncio.run(work(lab, int(seed), int(recipes)))
    lab.close()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
