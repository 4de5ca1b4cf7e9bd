"""Gemini calls: the body of `generateContent`, its whole answer and the chunks of a stream, as Google has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = [
    "DEFAULT_TOKENS",
    "GeminiAnswer",
    "GeminiBody",
    "GeminiCandidate",
    "GeminiModel",
    "GeminiModels",
    "GeminiTokens",
    "GeminiUsage",
]


DEFAULT_TOKENS = 8192
"""Tokens that may be written where the caller does not say how many: agents of this dialect never do."""


class GeminiBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What is posted to `models/{model}:generateContent` (API pages, Gemini route; else as Google has it).

    Every name is also read in snake_case, as some clients write it. Fields that are not named here are no error: they
    are meant for the model behind and are passed on to it.
    """

    model: str | None = None
    """Only where the path names none."""
    stream: bool | None = None
    """Only where the path names no action."""
    contents: Any = None
    """Objects of `role` and `parts`; each is checked by the gateway, which names the place of what is wrong."""
    system_instruction: Any = None
    """A text, or an object of `parts`."""
    generation_config: dict[str, Any] | None = None
    tools: list[Any] | None = None
    """Objects of `functionDeclarations`."""
    tool_config: dict[str, Any] | None = None
    """`{"functionCallingConfig": {"mode", "allowedFunctionNames"}}`."""
    generate_content_request: dict[str, Any] | None = None
    """Of `countTokens`: the whole request whose tokens are to be counted."""
    snake_system: Any = msgspec.field(default=None, name="system_instruction")
    snake_config: dict[str, Any] | None = msgspec.field(default=None, name="generation_config")
    snake_tools: dict[str, Any] | None = msgspec.field(default=None, name="tool_config")
    snake_request: dict[str, Any] | None = msgspec.field(default=None, name="generate_content_request")

    @property
    def system(self) -> Any:
        """What stands above the conversation, in whichever spelling."""
        return self.snake_system if self.system_instruction is None else self.system_instruction

    @property
    def system_field(self) -> str:
        """How the caller spells it."""
        return "systemInstruction" if self.snake_system is None else "system_instruction"

    @property
    def config(self) -> dict[str, Any]:
        """How to write, in whichever spelling."""
        return self.generation_config or self.snake_config or {}

    @property
    def calling(self) -> dict[str, Any]:
        """Whether tools are to be used, in whichever spelling."""
        return self.tool_config or self.snake_tools or {}

    @property
    def counted(self) -> dict[str, Any] | None:
        """The request inside this one, in whichever spelling."""
        return self.generate_content_request or self.snake_request


class GeminiCandidate(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The answer, or what a chunk adds to it."""

    content: dict[str, Any] = {}
    """`{"role": "model", "parts": [...]}`."""
    finish_reason: str | msgspec.UnsetType = msgspec.UNSET
    """`STOP`, `MAX_TOKENS`, `SAFETY` or `MALFORMED_FUNCTION_CALL`; in the last chunk."""
    index: int = 0


class GeminiUsage(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Tokens read and written. Thoughts are not among those of the candidates."""

    prompt_token_count: int = 0
    candidates_token_count: int = 0
    thoughts_token_count: int = 0
    cached_content_token_count: int = 0
    """Part of those read."""
    total_token_count: int = 0
    prompt_tokens_details: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    """`{"modality", "tokenCount"}`, where not all of them stand for text."""
    candidates_tokens_details: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    estimated: bool | msgspec.UnsetType = msgspec.UNSET
    """True where the provider told nothing and the gateway counted for it (ours)."""


class GeminiAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """The whole answer, or one chunk of a stream; all of a stream share `response_id`."""

    candidates: list[GeminiCandidate] = []
    usage_metadata: GeminiUsage | msgspec.UnsetType = msgspec.UNSET
    """In the last chunk."""
    model_version: str = ""
    response_id: str = ""
    credits_used: Decimal | msgspec.UnsetType = msgspec.UNSET
    """What this call was charged (ours); in the last chunk."""


class GeminiTokens(Answer, frozen=True, kw_only=True, rename="camel"):
    """How long a request is."""

    total_tokens: int = 0


class GeminiModel(Answer, frozen=True, kw_only=True, rename="camel"):
    """One model as Google's list names it."""

    name: str = ""
    """`models/{id}`."""
    base_model_id: str = ""
    version: str = ""
    display_name: str = ""
    output_token_limit: int = 0
    supported_generation_methods: list[str] = []
    max_temperature: float = 2.0


class GeminiModels(Answer, frozen=True, kw_only=True):
    """All models, in the order of ids."""

    models: list[GeminiModel] = []
