"""Paths and wire shapes."""

from __future__ import annotations

from hypereal_lab.gateway.routes.account import Account
from hypereal_lab.gateway.routes.audio import Audio
from hypereal_lab.gateway.routes.chat import Chat
from hypereal_lab.gateway.routes.edits import ImageEdits
from hypereal_lab.gateway.routes.files import Files
from hypereal_lab.gateway.routes.gemini import Gemini
from hypereal_lab.gateway.routes.images import Images
from hypereal_lab.gateway.routes.jobs import Jobs
from hypereal_lab.gateway.routes.messages import Messages
from hypereal_lab.gateway.routes.models import Models
from hypereal_lab.gateway.routes.models3d import Models3d
from hypereal_lab.gateway.routes.oldest import Oldest
from hypereal_lab.gateway.routes.openai_speech import OpenaiSpeech
from hypereal_lab.gateway.routes.openai_transcriptions import OpenaiTranscriptions
from hypereal_lab.gateway.routes.openapi import OpenApi
from hypereal_lab.gateway.routes.responses import Responses
from hypereal_lab.gateway.routes.route import Route
from hypereal_lab.gateway.routes.storage import Storage
from hypereal_lab.gateway.routes.uploads import Uploads
from hypereal_lab.gateway.routes.usage import Usage
from hypereal_lab.gateway.routes.videos import Videos
from hypereal_lab.gateway.routes.webhooks import Webhooks

__all__ = [
    "Account",
    "Audio",
    "Chat",
    "Files",
    "Gemini",
    "ImageEdits",
    "Images",
    "Jobs",
    "Messages",
    "Models",
    "Models3d",
    "Oldest",
    "OpenApi",
    "OpenaiSpeech",
    "OpenaiTranscriptions",
    "Responses",
    "Route",
    "Storage",
    "Uploads",
    "Usage",
    "Videos",
    "Webhooks",
]
