"""Keys: shown once, kept as a keyed hash, and refused from the next look on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hypereal_lab.gateway.accounts import Keys, NewKey, create_key
from hypereal_lab.gateway.ledger import Ledger, verify
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock


class Bunch:
    """Keys over a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.keys = Keys(store)

    async def create(self, credits: int | str = 5, rate_limit: int | None = None) -> NewKey:
        return await self.keys.create("mine", credits=Credits.of(credits), rate_limit=rate_limit)


@pytest.fixture
async def bunch(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Bunch]:
    made = Bunch(Store(tmp_path / "data", clock=clock))
    yield made
    await made.store.close()


async def test_a_new_key_has_an_account_of_its_own_with_its_credits(bunch: Bunch) -> None:
    one, two = await bunch.create("4.5", rate_limit=7), await bunch.create(0)
    assert one.account != two.account
    ledger = Ledger(bunch.store)
    assert ledger.balance(one.account).available == Credits.of("4.5")
    assert ledger.balance(two.account).available == ZERO
    verify(bunch.store.reader)
    found = bunch.keys.find(one.key)
    assert found is not None
    assert (found.id, found.name, found.wallet, found.rate_limit) == (one.id, "mine", one.account, 7)


async def test_a_key_has_a_public_id_and_256_bits_of_secret(bunch: Bunch) -> None:
    made = await bunch.create()
    prefix, public, secret = made.key.split("_")
    assert (prefix, public, len(public), len(secret)) == ("ck", made.id, 16, 64)
    assert len({(await bunch.create(0)).key for _ in range(20)}) == 20


async def test_the_secret_stands_in_no_file_and_no_repr(bunch: Bunch) -> None:
    made = await bunch.create()
    secret = made.key.split("_")[2]
    await bunch.keys.disable(made.id)
    await bunch.store.close()
    bunch.__init__(Store(bunch.store.data_dir))
    for path in bunch.store.data_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert secret.encode() not in data and bytes.fromhex(secret) not in data, path
    assert secret not in repr(made)


async def test_pepper_and_folder_are_for_the_eyes_of_the_owner(bunch: Bunch) -> None:
    assert (bunch.store.data_dir / "pepper").stat().st_mode & 0o077 == 0
    assert bunch.store.data_dir.stat().st_mode & 0o077 == 0


async def test_the_database_without_its_pepper_opens_nothing(bunch: Bunch) -> None:
    made = await bunch.create()
    (bunch.store.data_dir / "pepper").write_bytes(bytes(32))
    assert Keys(bunch.store).find(made.key) is None


async def test_a_damaged_pepper_is_said_and_not_made_anew(bunch: Bunch) -> None:
    (bunch.store.data_dir / "pepper").write_bytes(b"short")
    with pytest.raises(RuntimeError, match="damaged"):
        Keys(bunch.store)


async def test_unknown_wrong_disabled_and_expired_keys_are_alike(bunch: Bunch, clock: FakeClock) -> None:
    good, disabled, expired = [await bunch.create() for _ in range(3)]
    await bunch.keys.disable(disabled.id)
    await bunch.keys.expire(expired.id, clock.now + 10)
    assert bunch.keys.find(expired.key) is not None
    clock.forward(10)
    prefix, public, secret = good.key.split("_")
    swapped = f"ck_{public}_{expired.key.split('_')[2]}"
    strangers = [
        *("", "ck_", "ck__", "ck_x", f"ck_{public}", f"ck_{public}_", f"ck_{public}_{secret[:-1]}", good.key + "0"),
        *(
            f"ck_{'0' * 16}_{secret}",
            good.key.upper(),
            f"{public}_{secret}x",
            swapped,
            "ck_' OR 1=1 --_x",
            "ck_\x00_\x00",
        ),
        *("ck_é_ü", "ck_\xff_\xff"),
    ]
    for text in (disabled.key, expired.key, *strangers):
        assert bunch.keys.find(text) is None, text
    assert bunch.keys.find(good.key) is not None


@pytest.mark.parametrize("change", ["disable", "expire"])
async def test_an_unknown_id_cannot_be_changed(bunch: Bunch, change: str) -> None:
    with pytest.raises(LookupError, match="no key"):
        await (bunch.keys.disable("nobody") if change == "disable" else bunch.keys.expire("nobody", 0.0))


async def test_a_key_made_beside_a_running_gateway_is_seen_at_once(bunch: Bunch) -> None:
    folder = bunch.store.data_dir
    made = await create_key(folder, name="beside", credits=Credits.of(3), rate_limit=None)
    assert bunch.keys.find(made.key) is not None
    assert Ledger(bunch.store).balance(made.account).available == Credits.of(3)


CREATE = """
import asyncio, sys
from pathlib import Path
from hypereal_lab.gateway.accounts import create_key
from hypereal_lab.wire.money import Credits
print(asyncio.run(create_key(Path(sys.argv[1]), name="other", credits=Credits.of(3), rate_limit=None)).key)
"""


async def test_two_processes_that_make_the_first_keys_of_a_folder_share_its_pepper(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CREATE, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    texts = [process.communicate(timeout=60)[0].strip() for process in both]
    store = Store(tmp_path)
    assert all(Keys(store).find(text) is not None for text in texts)
    verify(store.reader)
    await store.close()
