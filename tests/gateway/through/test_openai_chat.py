"""Everything that `test_openai_chat` promises, through two gateways."""

from __future__ import annotations

from tests.gateway.test_openai_chat import *  # noqa: F403
