"""Videos and jobs by the client, against scripted servers and the gateway."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

from hypereal_lab import errors
from hypereal_lab.client import AsyncHypereal, Hypereal

KEY = "ck_canary_0123456789"
Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Remembers requests and gives one answer."""

    def __init__(self, code: int = 200, headers: dict[str, str] | None = None, **body: object) -> None:
        self.seen: list[httpx.Request] = []
        self.answer = httpx.Response(code, json=body, headers=headers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self.answer

    def client(self, base_url: str = "http://server") -> AsyncHypereal:
        return AsyncHypereal(KEY, base_url, environ={}, transport=httpx.MockTransport(self))


async def test_an_order_is_priced_before_and_sent_with_a_key_of_its_own() -> None:
    server = Server(202, jobId="j", status="processing", pollUrl="/v1/jobs/j", creditsUsed=70)
    async with server.client() as hypereal:
        call = hypereal.videos.generate("a fox", model="gemini_omni_flash", duration=7, last_image="https://e.x/l.png")
        assert call.estimate().expected is not None
        assert call.estimate().expected.decimal == 70
        assert not server.seen
        answer = await call
    assert (answer.id, answer.state, answer.credits_used) == ("j", "running", Decimal(70))
    sent = server.seen[0]
    assert sent.url.path == "/api/v1/videos/generate"
    assert sent.headers["idempotency-key"]
    assert json.loads(sent.content) == {
        "model": "gemini_omni_flash", "prompt": "a fox", "duration": 7, "last_image_url": "https://e.x/l.png",
    }  # fmt: skip


async def test_models_of_older_pages_get_the_nested_body() -> None:
    server = Server(202, jobId="j", status="processing")
    async with server.client() as hypereal:
        await hypereal.videos.generate("a fox", model="veo-3-1-i2v", image="https://e.x/a.png", last_image="b")
    assert json.loads(server.seen[0].content) == {
        "model": "veo-3-1-i2v", "input": {"prompt": "a fox", "image": "https://e.x/a.png", "last_image": "b"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("poll_url", "asked"),
    [
        ("/v1/jobs/j?model=m&type=video", "http://server/api/v1/jobs/j?model=m&type=video"),
        ("/api/v1/jobs/j?type=video", "http://server/api/v1/jobs/j?type=video"),
        ("http://server/elsewhere/j", "http://server/elsewhere/j"),
        ("http://server.evil/v1/jobs/j", "http://server/api/v1/jobs/j?model=m&type=video"),
        ("https://server/v1/jobs/j", "http://server/api/v1/jobs/j?model=m&type=video"),
        ("http://server:99/v1/jobs/j", "http://server/api/v1/jobs/j?model=m&type=video"),
        ("//evil/v1/jobs/j", "http://server/api/v1/jobs/j?model=m&type=video"),
        ("http://[", "http://server/api/v1/jobs/j?model=m&type=video"),
        (None, "http://server/api/v1/jobs/j?model=m&type=video"),
    ],
)
async def test_the_poll_url_is_followed_on_the_same_server_only(poll_url: str | None, asked: str) -> None:
    server = Server(jobId="j", status="completed")
    async with server.client() as hypereal:
        await hypereal.jobs.get("j", poll_url=poll_url, model="m")
    assert [str(one.url) for one in server.seen] == [asked]
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


async def test_an_answer_says_when_to_ask_again() -> None:
    server = Server(headers={"retry-after": "5"}, word="x")
    async with server.client() as hypereal:
        answer = await hypereal.jobs.get("job/with?odd#signs")
    assert (answer.retry_after, answer.id, answer.state) == (5.0, "job/with?odd#signs", "unknown")
    assert server.seen[0].url.raw_path.startswith(b"/api/v1/jobs/job%2Fwith%3Fodd%23signs?")


async def test_jobs_are_listed_and_cancelled() -> None:
    server = Server(jobs=[{"jobId": "a", "status": "failed", "error": {"message": "no"}}], nextCursor="a")
    async with server.client() as hypereal:
        page = await hypereal.jobs.list(1, cursor="b")
    assert (page.jobs[0].reason, page.next_cursor) == ("no", "a")
    assert dict(server.seen[0].url.params) == {"limit": "1", "cursor": "b"}
    server = Server(jobId="a", status="cancelled", creditsUsed=0)
    async with server.client() as hypereal:
        assert (await hypereal.jobs.cancel("a")).state == "cancelled"
    assert (server.seen[0].method, server.seen[0].url.path) == ("POST", "/api/v1/jobs/a/cancel")


async def test_a_missing_job_raises() -> None:
    async with Server(404, error="Job not found").client() as hypereal:
        with pytest.raises(errors.NotFound, match="Job not found"):
            await hypereal.jobs.get("j")


def test_the_sync_face_has_the_same_names() -> None:
    server = Server(jobId="j", status="completed", outputUrl="u")
    with Hypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(server)) as hypereal:
        assert hypereal.videos.generate("a fox", model="kling-v3").id == "j"
        assert hypereal.jobs.get("j").output == "u"
        assert hypereal.jobs.cancel("j").id == "j"
        assert hypereal.jobs.list().jobs == []


async def test_a_look_may_wait_for_what_differs_from_an_earlier_answer() -> None:
    headers = {"etag": '"a"', "x-hypereal-wait": "60", "retry-after": "2"}
    server = Server(200, headers, jobId="j", status="processing", progress=0.5)
    async with server.client() as hypereal:
        first = await hypereal.jobs.get("j", poll_url="/v1/jobs/j?model=m&type=video")
        assert (first.longest_wait, first.tag, first.retry_after) == (60, '"a"', 2.0)
        server.answer = httpx.Response(304, headers={**headers, "retry-after": "3"})
        again = await hypereal.jobs.get("j", poll_url="/v1/jobs/j?model=m&type=video", wait=20, since=first)
    assert (again.progress, again.state, again.retry_after, again.tag) == (0.5, "running", 3.0, '"a"')
    sent = server.seen[1]
    assert dict(sent.url.params) == {"model": "m", "type": "video", "wait": "20"}
    assert sent.headers["if-none-match"] == '"a"'
    assert "wait" not in server.seen[0].url.params and "if-none-match" not in server.seen[0].headers


async def test_events_of_a_job_are_read_until_its_end() -> None:
    body = (
        b'event: state\nid: a\ndata: {"jobId":"j","status":"processing","position":2,"eta":30}\n\n: keep-alive\n\n'
        b'event: end\nid: b\ndata: {"jobId":"j","status":"completed","outputUrl":"https://e.x/v.mp4"}\n\n'
    )
    seen: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=body if len(seen) == 1 else body[:100], headers={"content-type": "x"})

    async with AsyncHypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(serve)) as hypereal:
        told = [event async for event in hypereal.jobs.events("j")]
        assert [event.name for event in told] == ["state", "end"]
        assert (told[0].job.position, told[0].job.eta, told[1].job.output) == (2, 30, "https://e.x/v.mp4")
        assert seen[0].url.path == "/api/v1/jobs/j/events"
        with pytest.raises(errors.ConnectionFailed, match="listen again"):
            async for _ in hypereal.jobs.events("j"):
                pass
