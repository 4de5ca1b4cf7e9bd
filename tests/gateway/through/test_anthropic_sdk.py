"""Everything that `test_anthropic_sdk` promises, through two gateways."""

from __future__ import annotations

from tests.gateway.test_anthropic_sdk import *  # noqa: F403
