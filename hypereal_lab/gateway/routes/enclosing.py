"""Pictures of this gateway in a conversation."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace

from hypereal_lab.gateway.dialects import Conversation, Image, Message
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.routes.fetching import fetch_picture

__all__ = ["enclosed"]


async def enclosed(conversation: Conversation, parts: Parts) -> Conversation:
    """With the pictures themselves in place of links to files of this gateway, which others may not be able to open.

    The very same conversation where there are none. Raises a 400 that names `messages`.
    """
    pictures = [part for message in conversation.messages for part in message.parts if isinstance(part, Image)]
    links = {one.url for one in pictures if one.url[:5].lower() != "data:" and parts.is_own(one.url)}
    if not links:
        return conversation
    files = {link: await _data_url(link, parts) for link in links}
    return replace(conversation, messages=tuple(_with(message, files) for message in conversation.messages))


async def _data_url(link: str, parts: Parts) -> str:
    found = await fetch_picture(parts.outbound, "messages", link)
    return f"data:{found.facts.media_type};base64,{base64.b64encode(found.data).decode()}"


def _with(message: Message, files: Mapping[str, str]) -> Message:
    if not message.images:
        return message
    named = [Image(files.get(part.url, part.url)) if isinstance(part, Image) else part for part in message.parts]
    return message._replace(parts=tuple(named))
