"""Everything that `test_genai_sdk` promises, through two gateways."""

from __future__ import annotations

from tests.gateway.test_genai_sdk import *  # noqa: F403
