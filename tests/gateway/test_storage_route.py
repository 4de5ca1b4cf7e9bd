"""Storage: ticket, bytes, end, list, links, delete, and everything that must not pass."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from pathlib import Path

import httpx
import pytest

from hypereal_lab.gateway.storage import TICKET, FolderBackend
from hypereal_lab.gateway.storage.files import SETTLING
from hypereal_lab.gateway.storage.rows import MOST_WAITING
from tests.gateway.conftest import FakeClock, Gateway, listening, running
from tests.gateway.stored import WORDS, bearer, begin, complete, digest_header, keep, ranged, refusal

SHA256 = hashlib.sha256(WORDS).hexdigest()


def bytes_on_disk(gateway: Gateway) -> list[Path]:
    return [path for path in (gateway.parts.store.data_dir / "storage").rglob("*") if path.is_file()]


@pytest.mark.parametrize("prefix", ["/v1", "/api/v1"])
async def test_a_file_goes_up_in_two_steps_and_comes_back_by_its_link(gateway: Gateway, prefix: str) -> None:
    asked = {"filename": "words.txt", "contentType": "text/plain", "kind": "dataset", "size": len(WORDS)}
    ticket = (await gateway.http.post(f"{prefix}/storage/upload", json=asked)).json()
    assert ticket["method"] == "PUT"
    assert ticket["headers"] == {"content-type": "text/plain"}
    assert ticket["expiresAt"] == gateway.clock.now + TICKET
    stranger = httpx.AsyncClient(transport=gateway.http._transport)  # a signed link needs no key
    sent = await stranger.put(ticket["uploadUrl"], content=WORDS, headers=ticket["headers"])
    assert sent.json() == {"id": ticket["id"], "received": len(WORDS), "size": len(WORDS)}
    done = (await gateway.http.post(f"{prefix}/storage/{ticket['id']}/complete")).json()
    assert (done["key"], done["kind"], done["size"]) == (ticket["key"], "dataset", len(WORDS))
    assert (done["contentType"], done["sha256"]) == ("text/plain", SHA256)
    found = (await gateway.http.get(f"{prefix}/storage/{ticket['id']}")).json()
    opened = await stranger.get(found["url"])
    assert opened.content == WORDS
    assert opened.headers["content-disposition"] == "attachment; filename*=UTF-8''words.txt"
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert (await stranger.get(found["url"], headers={"range": "bytes=2-5"})).content == WORDS[2:6]


async def test_completing_twice_changes_nothing(gateway: Gateway) -> None:
    kept = await keep(gateway)
    again = await complete(gateway, kept)
    assert again.json()["sha256"] == kept["sha256"]
    assert len((await gateway.http.get("/v1/storage")).json()["objects"]) == 1


async def test_parts_follow_each_other_and_an_upload_is_gone_on_with(gateway: Gateway) -> None:
    ticket = await begin(gateway, sha256=SHA256)
    first, second = WORDS[:10], WORDS[10:]
    put = gateway.http.put
    assert (await put(ticket["uploadUrl"], content=first, headers=ranged(0, first))).json()["received"] == 10
    assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == 10
    await put(ticket["uploadUrl"], content=second, headers=ranged(10, second) | digest_header(second))
    assert (await complete(gateway, ticket)).json()["sha256"] == SHA256


async def test_what_came_outlasts_the_gateway(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock) as gateway:
        ticket, key = await begin(gateway), gateway.key.key
        await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers=ranged(0, WORDS[:10]))
    async with running(tmp_path, clock) as gateway:
        await gateway.http.put(ticket["uploadUrl"], content=WORDS[10:], headers=ranged(10, WORDS[10:]))
        path = f"/v1/storage/{ticket['id']}/complete"
        assert (await gateway.http.post(path, headers=bearer(key))).json()["sha256"] == SHA256


@pytest.mark.parametrize("first", [5, 11, 30])
async def test_a_part_out_of_order_is_told_where_to_begin(gateway: Gateway, first: int) -> None:
    ticket = await begin(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers=ranged(0, WORDS[:10]))
    late = await gateway.http.put(ticket["uploadUrl"], content=WORDS[first:], headers=ranged(first, WORDS[first:]))
    assert refusal(late, 409, "out_of_order")["received"] == 10
    assert refusal(await complete(gateway, ticket), 409, "out_of_order")["received"] == 10


@pytest.mark.parametrize(
    "says", ["bytes 0-9", "bytes 9-0/38", "bytes 0-38/38", "bytes 0-9/99", "bytes */38", "items 0-9/38", "bytes 0-9/*"]
)
async def test_a_content_range_that_does_not_fit_is_refused(gateway: Gateway, says: str) -> None:
    ticket = await begin(gateway)
    answer = await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers={"content-range": says})
    assert refusal(answer, 400, "invalid_value")["param"] == "content-range"


@pytest.mark.parametrize("data", [WORDS[:-1], WORDS + b"!"], ids=["shorter", "longer"])
async def test_a_body_of_another_length_is_refused_before_it_is_read(gateway: Gateway, data: bytes) -> None:
    ticket = await begin(gateway)
    refusal(await gateway.http.put(ticket["uploadUrl"], content=data), 400, "wrong_length")
    assert bytes_on_disk(gateway) == []


@pytest.mark.parametrize(("data", "code"), [(WORDS[:9], "too_few_bytes"), (WORDS * 2, "too_many_bytes")])
async def test_a_stream_that_lies_about_its_length_leaves_the_upload_as_it_was(
    gateway: Gateway, data: bytes, code: str
) -> None:
    ticket = await begin(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers=ranged(0, WORDS[:10]))

    async def stream():
        yield data[:3]
        yield data[3:]

    lied = await gateway.http.put(ticket["uploadUrl"], content=stream(), headers=ranged(10, WORDS[10:]))
    refusal(lied, 400, code)
    assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == 10


async def test_a_broken_connection_keeps_what_came(gateway: Gateway) -> None:
    data = bytes(range(256)) * 1200
    ticket = await begin(gateway, len(data))
    async with listening(gateway) as base:
        host, port = base.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        path = ticket["uploadUrl"].removeprefix("http://gateway")
        writer.write(f"PUT {path} HTTP/1.1\r\nhost: gateway\r\ncontent-length: {len(data)}\r\n\r\n".encode())
        writer.write(data[:200_000])
        await writer.drain()
        assert await came(gateway, ticket, 100_000)
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(10):
            while ticket["id"] in gateway.parts.objects._busy:
                await asyncio.sleep(0.01)
    at = await came(gateway, ticket, 100_000)
    await gateway.http.put(ticket["uploadUrl"], content=data[at:], headers=ranged(at, data[at:], len(data)))
    assert (await complete(gateway, ticket, sha256=hashlib.sha256(data).hexdigest())).status_code == 200


async def came(gateway: Gateway, ticket: dict, least: int) -> int:
    """How many bytes came, once that is at least so many."""
    async with asyncio.timeout(10):
        while (received := (await gateway.http.get(ticket["uploadUrl"])).json()["received"]) < least:
            await asyncio.sleep(0.01)
    return received


async def test_a_wrong_checksum_of_a_part_undoes_the_part_alone(gateway: Gateway) -> None:
    ticket = await begin(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers=ranged(0, WORDS[:10]))
    headers = ranged(10, WORDS[10:]) | digest_header(b"something else")
    refusal(await gateway.http.put(ticket["uploadUrl"], content=WORDS[10:], headers=headers), 400, "checksum_mismatch")
    assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == 10


@pytest.mark.parametrize("says", ["md5=:AAAA:", "sha-256=:AAAA:", "sha-256=:" + "!" * 44 + ":", ""])
async def test_a_digest_that_cannot_be_read_is_refused(gateway: Gateway, says: str) -> None:
    ticket = await begin(gateway)
    answer = await gateway.http.put(ticket["uploadUrl"], content=WORDS, headers={"content-digest": says})
    assert refusal(answer, 400, "invalid_value")["param"] == "content-digest"


@pytest.mark.parametrize("at_begin", [True, False], ids=["in the ticket", "at the end"])
async def test_a_wrong_checksum_of_the_whole_asks_for_the_bytes_again(gateway: Gateway, at_begin: bool) -> None:
    wrong = {"sha256": hashlib.sha256(b"other").hexdigest()}
    ticket = await begin(gateway, **(wrong if at_begin else {}))
    await gateway.http.put(ticket["uploadUrl"], content=WORDS)
    refusal(await complete(gateway, ticket, **({} if at_begin else wrong)), 400, "checksum_mismatch")
    assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == 0
    assert (await gateway.http.get("/v1/storage")).json()["objects"] == []


async def test_bytes_after_the_time_of_the_ticket_are_refused(gateway: Gateway) -> None:
    ticket = await begin(gateway)
    gateway.clock.forward(TICKET)
    refusal(await gateway.http.put(ticket["uploadUrl"], content=WORDS), 410, "expired")
    refusal(await complete(gateway, ticket), 410, "expired")
    assert bytes_on_disk(gateway) == []


async def test_bytes_for_what_is_complete_are_refused(gateway: Gateway) -> None:
    ticket = await begin(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS)
    await complete(gateway, ticket)
    refusal(await gateway.http.put(ticket["uploadUrl"], content=WORDS), 409, "already_stored")


async def test_a_link_ends_and_cannot_be_prolonged_or_turned_to_another_use(gateway: Gateway) -> None:
    kept, ticket = await keep(gateway), await begin(gateway)
    url = (await gateway.http.get(f"/v1/storage/{kept['id']}?expiresIn=60")).json()["url"]
    later = url.replace(str(int(gateway.clock.now) + 60), str(int(gateway.clock.now) + 6000))
    refusal(await gateway.http.get(later), 403, "bad_signature")
    refusal(await gateway.http.get(url.replace(kept["id"], ticket["id"])), 403, "bad_signature")
    query = ticket["uploadUrl"].partition("?")[2]
    refusal(await gateway.http.get(f"/stored/{ticket['id']}/words.txt?{query}"), 403, "bad_signature")
    refusal(await gateway.http.get(f"/stored/{kept['id']}/words.txt"), 403, "bad_signature")
    gateway.clock.forward(60)
    refusal(await gateway.http.get(url), 410, "expired")


@pytest.mark.parametrize("seconds", ["0", "604801", "-1", "soon"])
async def test_a_link_opens_for_a_week_at_most(gateway: Gateway, seconds: str) -> None:
    kept = await keep(gateway)
    answer = await gateway.http.get(f"/v1/storage/{kept['id']}?expiresIn={seconds}")
    assert refusal(answer, 400, "invalid_value")["param"] == "expiresIn"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"kind": "picture"}, "kind"),
        ({"size": 0}, "size"),
        ({"size": -1}, "size"),
        ({"size": "big"}, "size"),
        ({"size": 1.5}, "size"),
        ({"contentType": "text"}, "contentType"),
        ({"contentType": "text/html\r\nset-cookie: a=b"}, "contentType"),
        ({"sha256": "abc"}, "sha256"),
        ({"colour": "red"}, "colour"),
        ({"filename": ""}, "filename"),
        ({"filename": "a" * 201}, "filename"),
        *(
            ({"filename": name}, "filename")
            for name in ("../secret", "/etc/passwd", "..", ".", "a\\b", "c:x", "a\x00b", "a\nb", "\u202egpj.exe", " a")
        ),
    ],
)
async def test_a_ticket_that_cannot_be_given_names_the_field(gateway: Gateway, change: dict, param: str) -> None:
    asked = {"filename": "words.txt", "kind": "dataset", "size": len(WORDS), **change}
    answer = await gateway.http.post("/v1/storage/upload", json=asked)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["param"] == param
    assert gateway.parts.objects.rows.used(gateway.key.account) == 0


@pytest.mark.parametrize("left_out", ["filename", "size"])
async def test_a_ticket_without_name_or_size_names_the_field(gateway: Gateway, left_out: str) -> None:
    asked = {"filename": "words.txt", "size": 3}
    del asked[left_out]
    answer = await gateway.http.post("/v1/storage/upload", json=asked)
    assert refusal(answer, 400, "invalid_value")["param"] == left_out


async def test_a_name_of_any_script_comes_back_whole(gateway: Gateway) -> None:
    kept = await keep(gateway, filename='夏 "の" 湖?#%.txt')
    assert kept["filename"] == '夏 "の" 湖?#%.txt'
    opened = await gateway.http.get(kept["url"])
    assert opened.content == WORDS
    assert "夏" not in opened.headers["content-disposition"]


async def test_the_quota_counts_what_is_under_way_and_loses_nothing(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock, storage_quota=100) as gateway:
        kept, ticket = await keep(gateway), await begin(gateway)
        full = await gateway.http.post("/v1/storage/upload", json={"filename": "more", "size": 25})
        error = refusal(full, 413, "quota_exceeded")
        assert (error["quota"], error["used"]) == (100, 2 * len(WORDS))
        assert (await gateway.http.get(kept["url"])).content == WORDS
        await gateway.http.put(ticket["uploadUrl"], content=WORDS)
        assert (await complete(gateway, ticket)).status_code == 200
        await gateway.http.delete(f"/v1/storage/{kept['id']}")
        await begin(gateway, 25)


async def test_the_quota_holds_when_many_ask_at_once(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock, storage_quota=100) as gateway:
        body = {"filename": "words", "size": 30}
        answers = await asyncio.gather(*(gateway.http.post("/v1/storage/upload", json=body) for _ in range(20)))
        assert sorted(one.status_code for one in answers) == [201] * 3 + [413] * 17


async def test_the_quota_of_one_account_is_not_that_of_another(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock, storage_quota=40) as gateway:
        await keep(gateway)
        other = await gateway.new_key()
        await keep(gateway, headers=bearer(other.key))


async def test_uploads_that_never_come_are_bounded(gateway: Gateway) -> None:
    account = gateway.key.account
    sql = (
        "INSERT INTO objects (id, wallet, kind, name, media_type, size, created, expires)"
        " VALUES (?, ?, 'other', 'n', 'text/plain', 1, 0, ?)"
    )
    rows = [(str(one), account, gateway.clock.now + 9) for one in range(MOST_WAITING)]
    await gateway.parts.store.writer.submit(lambda db: db.executemany(sql, rows))
    full = await gateway.http.post("/v1/storage/upload", json={"filename": "more", "size": 1})
    refusal(full, 409, "too_many_uploads")
    gateway.clock.forward(10)
    await begin(gateway)


async def test_another_account_sees_nothing_of_an_object(gateway: Gateway) -> None:
    kept, other = await keep(gateway), bearer((await gateway.new_key()).key)
    http, path = gateway.http, f"/v1/storage/{kept['id']}"
    for answer in (
        await http.get(path, headers=other),
        await http.delete(path, headers=other),
        await http.post(f"{path}/complete", headers=other),
    ):
        refusal(answer, 404, "object_not_found")
    assert (await http.get("/v1/storage", headers=other)).json() == {"objects": [], "nextCursor": None}
    assert (await http.get(kept["url"])).content == WORDS


@pytest.mark.parametrize("path", ["/v1/storage", "/v1/storage/obj_1"])
async def test_storage_needs_a_key(gateway: Gateway, path: str) -> None:
    assert (await gateway.http.get(path, headers={"authorization": ""})).status_code == 401


async def test_pages_follow_each_other_also_when_something_is_deleted_between(gateway: Gateway) -> None:
    ids = [(await keep(gateway, kind=kind))["id"] for kind in ("lora", "dataset", "lora", "lora")]
    await begin(gateway, kind="lora")  # not stored, so not listed
    first = (await gateway.http.get("/v1/storage?kind=lora&limit=2")).json()
    assert [one["id"] for one in first["objects"]] == [ids[3], ids[2]]
    await gateway.http.delete(f"/v1/storage/{ids[2]}")
    second = (await gateway.http.get(f"/v1/storage?kind=lora&limit=2&cursor={first['nextCursor']}")).json()
    assert [one["id"] for one in second["objects"]] == [ids[0]]
    assert second["nextCursor"] is None


async def test_a_cursor_of_another_account_or_of_nobody_is_refused(gateway: Gateway) -> None:
    await keep(gateway)
    await keep(gateway)
    cursor = (await gateway.http.get("/v1/storage?limit=1")).json()["nextCursor"]
    other = bearer((await gateway.new_key()).key)
    changed = "9" + cursor
    for asked, headers in ((cursor, other), (changed, None), ("", None), ("1", None), ("x.y", None), ("é.é", None)):
        answer = await gateway.http.get("/v1/storage", params={"cursor": asked}, headers=headers)
        assert refusal(answer, 400, "invalid_value")["param"] == "cursor"


@pytest.mark.parametrize(("query", "param"), [("limit=0", "limit"), ("limit=101", "limit"), ("kind=x", "kind")])
async def test_a_list_that_cannot_be_given_names_the_field(gateway: Gateway, query: str, param: str) -> None:
    answer = await gateway.http.get(f"/v1/storage?{query}")
    assert refusal(answer, 400, "invalid_value")["param"] == param


async def test_what_is_deleted_is_gone_from_disk_and_by_its_link(gateway: Gateway) -> None:
    kept = await keep(gateway)
    path = f"/v1/storage/{kept['id']}"
    assert (await gateway.http.delete(path)).json() == {"id": kept["id"], "deleted": True}
    refusal(await gateway.http.delete(path), 404, "object_not_found")
    refusal(await gateway.http.get(kept["url"]), 404, "object_not_found")
    assert bytes_on_disk(gateway) == []
    assert gateway.parts.objects.rows.used(gateway.key.account) == 0


async def test_an_upload_under_way_is_left_alone_by_others(gateway: Gateway) -> None:
    ticket, going = await begin(gateway), asyncio.Event()
    coming = asyncio.Event()

    async def slowly():
        yield WORDS[:5]
        coming.set()
        await going.wait()
        yield WORDS[5:]

    headers = {"content-length": str(len(WORDS))}
    first = asyncio.create_task(gateway.http.put(ticket["uploadUrl"], content=slowly(), headers=headers))
    await coming.wait()
    refusal(await gateway.http.put(ticket["uploadUrl"], content=WORDS), 409, "busy")
    refusal(await complete(gateway, ticket), 409, "busy")
    refusal(await gateway.http.delete(f"/v1/storage/{ticket['id']}"), 409, "busy")
    going.set()
    assert (await first).json()["received"] == len(WORDS)


async def test_uploads_that_were_never_completed_are_swept(gateway: Gateway) -> None:
    ticket, kept = await begin(gateway), await keep(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS)
    gateway.clock.forward(TICKET)
    await gateway.parts.sweep()
    assert [path.name for path in bytes_on_disk(gateway)] == [kept["id"]]
    refusal(await gateway.http.get(f"/v1/storage/{ticket['id']}"), 404, "object_not_found")
    assert (await gateway.http.get(f"/v1/storage/{kept['id']}")).status_code == 200


async def test_what_a_crash_left_in_the_spool_is_swept(gateway: Gateway) -> None:
    kept = await keep(gateway)
    left = gateway.parts.objects._spool.path(kept["id"])
    shutil.copyfile(next(path for path in bytes_on_disk(gateway) if path.name == kept["id"]), left)
    gateway.clock.now = left.stat().st_mtime + SETTLING + 1
    await gateway.parts.sweep()
    assert not left.exists()


class FullDisk(FolderBackend):
    """Has no room until it is told so."""

    full = True

    async def keep(self, object_id: str, source: Path, media_type: str) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        await super().keep(object_id, source, media_type)

    async def remove(self, object_id: str) -> None:
        if self.full:
            raise OSError(5, "Input/output error")
        await super().remove(object_id)


async def test_a_full_disk_loses_nothing_that_was_sent(tmp_path: Path, clock: FakeClock) -> None:
    disk = FullDisk(tmp_path / "objects")
    async with running(tmp_path / "data", clock, storage=disk) as gateway:
        ticket = await begin(gateway)
        await gateway.http.put(ticket["uploadUrl"], content=WORDS)
        refusal(await complete(gateway, ticket), 503, "storage_failed")
        refusal(await gateway.http.get(f"/v1/storage/{ticket['id']}"), 409, "not_complete")
        disk.full = False
        assert (await complete(gateway, ticket, sha256=SHA256)).status_code == 200


async def test_bytes_that_cannot_be_deleted_now_are_deleted_later(tmp_path: Path, clock: FakeClock) -> None:
    disk = FullDisk(tmp_path / "objects")
    disk.full = False
    async with running(tmp_path / "data", clock, storage=disk) as gateway:
        kept = await keep(gateway)
        disk.full = True
        assert (await gateway.http.delete(f"/v1/storage/{kept['id']}")).status_code == 200
        refusal(await gateway.http.get(kept["url"]), 404, "object_not_found")
        assert await disk.size(kept["id"]) == len(WORDS)
        disk.full = False
        await gateway.parts.sweep()
        assert await disk.size(kept["id"]) is None


async def test_a_full_disk_in_the_middle_of_the_bytes_is_a_503_and_the_upload_goes_on(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await begin(gateway)
    await gateway.http.put(ticket["uploadUrl"], content=WORDS[:10], headers=ranged(0, WORDS[:10]))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("hypereal_lab.gateway.storage.spool._write", full)
        answer = await gateway.http.put(ticket["uploadUrl"], content=WORDS[10:], headers=ranged(10, WORDS[10:]))
    refusal(answer, 503, "storage_failed")
    await gateway.http.put(ticket["uploadUrl"], content=WORDS[10:], headers=ranged(10, WORDS[10:]))
    assert (await complete(gateway, ticket)).json()["sha256"] == SHA256
