"""Every dialect that the gateway speaks about text."""

from __future__ import annotations

from tests.gateway.texts.chat import ChatWay, OlderChatWay
from tests.gateway.texts.gemini import GeminiWay
from tests.gateway.texts.messages import MessagesWay
from tests.gateway.texts.responses import ResponsesWay
from tests.gateway.texts.way import Way

WAYS: tuple[Way, ...] = (ChatWay(), OlderChatWay(), MessagesWay(), ResponsesWay(), GeminiWay())
