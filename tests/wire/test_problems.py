"""One error body is written; all that were ever sent are read."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import errors
from hypereal_lab.wire.problems import Problem, read_problem


def test_facts_stand_inside_and_beside_the_error() -> None:
    problem = Problem(
        status=402, type="insufficient_credits", message="Too little.", facts={"required": 8, "available": 3}
    )
    body = msgspec.json.decode(problem.body("req_1"))
    assert body["type"] == "error"
    assert body["error"]["required"] == body["required"] == 8
    assert body["error"]["available"] == body["available"] == 3
    assert body["request_id"] == "req_1"


def test_the_newest_body_is_read() -> None:
    error = read_problem(401, b'{"error":{"type":"authentication_error","message":"No such key"}}').exception("req_2")
    assert isinstance(error, errors.AuthenticationError)
    assert error.message == "No such key"
    assert "req_2" in str(error)


def test_the_older_body_is_read() -> None:
    error = read_problem(402, b'{"error":"Insufficient credits","required":4,"available":1}').exception()
    assert isinstance(error, errors.InsufficientCredits)
    assert error.facts == {"required": 4, "available": 1}


def test_an_unknown_model_lists_those_there_are() -> None:
    problem = Problem(status=400, type="invalid_request", message="?", facts={"available_models": ["a", "b"]})
    error = read_problem(400, problem.body()).exception()
    assert isinstance(error, errors.UnknownModel)
    assert error.available_models == ["a", "b"]


@pytest.mark.parametrize(
    "body", [b"", b"<html>gone</html>", b"[1]", b'"text"', b"null", b"\xff\xfe", b'{"error":null}']
)
def test_a_body_that_is_no_problem_still_becomes_an_error(body: bytes) -> None:
    error = read_problem(502, body).exception()
    assert isinstance(error, errors.UpstreamError)
    assert error.message


@given(st.binary(max_size=200), st.sampled_from([400, 401, 418, 500, 599]))
def test_reading_a_problem_never_raises(body: bytes, status: int) -> None:
    assert read_problem(status, body).status == status


def test_each_word_has_one_exception_and_each_exception_one_word() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.APIError)]
    assert sorted(errors.BY_TYPE) == sorted(kind.type for kind in kinds)
    assert len({kind.type for kind in kinds}) == len(kinds)


def test_the_tree_at_the_top_of_the_file_names_every_error() -> None:
    named = {name for name in errors.__all__ if name in (errors.__doc__ or "")}
    assert named == set(errors.__all__)
