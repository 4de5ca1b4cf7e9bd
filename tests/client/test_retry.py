"""A paid request is never sent twice blindly."""

from __future__ import annotations

import pytest

from hypereal_lab.client.retry import LONGEST, TRIES, Failure, pause


@pytest.mark.parametrize("status", [408, 500, 502, 504, None])
def test_a_lost_answer_is_asked_for_again_only_where_repeating_is_free(status: int | None) -> None:
    lost = Failure(status=status)
    assert pause(lost, attempt=1, repeatable=True, chance=0.5) is not None
    assert pause(lost, attempt=1, repeatable=False, chance=0.5) is None


@pytest.mark.parametrize("proof", [Failure(unsent=True), Failure(status=429), Failure(status=503)])
def test_an_attempt_that_did_nothing_may_be_repeated(proof: Failure) -> None:
    assert pause(proof, attempt=1, repeatable=False, chance=0.5) is not None


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 410, 413])
def test_a_refusal_is_final(status: int) -> None:
    assert pause(Failure(status=status), attempt=1, repeatable=True, chance=0.5) is None


def test_the_server_sets_the_pause_unless_it_is_too_long() -> None:
    assert pause(Failure(status=429, retry_after=3.0), attempt=1, repeatable=False, chance=0.5) == 3.0
    assert pause(Failure(status=429, retry_after=LONGEST + 1), attempt=1, repeatable=False, chance=0.5) is None


def test_pauses_grow_and_tries_end() -> None:
    pauses = [pause(Failure(unsent=True), attempt=n, repeatable=True, chance=0.5) for n in range(1, TRIES + 1)]
    assert pauses[-1] is None
    assert pauses[0] < pauses[1] < pauses[2]  # type: ignore[operator]
