"""The ways in which clients speak about text, each read into one neutral conversation and written from it."""

from __future__ import annotations

from hypereal_lab.gateway.dialects.answer import (
    Arguments,
    Called,
    Calling,
    Delta,
    Finish,
    Opened,
    Piece,
    Thought,
    Told,
    Usage,
)
from hypereal_lab.gateway.dialects.conversation import (
    Choice,
    Conversation,
    Form,
    Image,
    Message,
    Part,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolResult,
)

__all__ = [
    "Arguments",
    "Called",
    "Calling",
    "Choice",
    "Conversation",
    "Delta",
    "Finish",
    "Form",
    "Image",
    "Message",
    "Opened",
    "Part",
    "Piece",
    "Text",
    "Thinking",
    "Thought",
    "Told",
    "Tool",
    "ToolCall",
    "ToolResult",
    "Usage",
]
