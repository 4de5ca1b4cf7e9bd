"""From the words of a request to one model, its size and its price."""

from __future__ import annotations

from hypereal_lab.gateway.routing.audio import (
    SpeechPlan,
    audio_card,
    check_heard,
    check_voice,
    plan_clone,
    plan_speech,
    plan_transcript,
)
from hypereal_lab.gateway.routing.candidates import Candidates, kinds_of
from hypereal_lab.gateway.routing.chat import chat_cards, choose_chat_model
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.gemini import choose_gemini_model, gemini_cards, gemini_named
from hypereal_lab.gateway.routing.images import choose_image_model
from hypereal_lab.gateway.routing.intents import CHAT_INTENTS, choose_by_intent
from hypereal_lab.gateway.routing.messages import choose_messages_model, claude_named
from hypereal_lab.gateway.routing.models3d import Model3dPlan, plan_model3d
from hypereal_lab.gateway.routing.plan import ImagesPlan, Planner
from hypereal_lab.gateway.routing.references import Reference, references_of
from hypereal_lab.gateway.routing.rules import no_price, one_of
from hypereal_lab.gateway.routing.videos import VideosPlan, plan_video

__all__ = [
    "CHAT_INTENTS",
    "Candidates",
    "Choice",
    "ImagesPlan",
    "Model3dPlan",
    "Planner",
    "Reference",
    "SpeechPlan",
    "VideosPlan",
    "audio_card",
    "chat_cards",
    "check_heard",
    "check_voice",
    "choose_by_intent",
    "choose_chat_model",
    "choose_gemini_model",
    "choose_image_model",
    "choose_messages_model",
    "claude_named",
    "gemini_cards",
    "gemini_named",
    "kinds_of",
    "no_price",
    "one_of",
    "plan_clone",
    "plan_model3d",
    "plan_speech",
    "plan_transcript",
    "plan_video",
    "references_of",
]
