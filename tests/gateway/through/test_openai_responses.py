"""Everything that `test_openai_responses` promises, through two gateways."""

from __future__ import annotations

from tests.gateway.test_openai_responses import *  # noqa: F403
