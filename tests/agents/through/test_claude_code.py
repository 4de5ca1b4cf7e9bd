"""What matters most of `test_claude_code`, through two gateways."""

from __future__ import annotations

import pytest

from tests.agents.test_claude_code import (
    test_it_runs_a_command_and_reads_what_it_said,
    test_the_second_call_reads_from_the_cache,
    test_the_title_and_the_answer_are_made_at_once,
    test_the_usage_that_it_tells_is_what_the_ledger_took,
    test_too_few_credits_end_it_at_once_with_what_to_do,
)

pytestmark = pytest.mark.slow

__all__ = [
    "test_it_runs_a_command_and_reads_what_it_said",
    "test_the_second_call_reads_from_the_cache",
    "test_the_title_and_the_answer_are_made_at_once",
    "test_the_usage_that_it_tells_is_what_the_ledger_took",
    "test_too_few_credits_end_it_at_once_with_what_to_do",
]
