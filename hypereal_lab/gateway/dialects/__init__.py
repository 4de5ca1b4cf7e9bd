"""The ways in which clients speak about text, each read into one neutral conversation and written from it."""

from __future__ import annotations

from hypereal_lab.gateway.dialects.conversation import (
    Conversation,
    Delta,
    Finish,
    Form,
    Image,
    Message,
    Part,
    Text,
    Usage,
)

__all__ = ["Conversation", "Delta", "Finish", "Form", "Image", "Message", "Part", "Text", "Usage"]
