"""Streams of chat completions as real servers send them."""

from __future__ import annotations

from tests.gateway.upstream.answers import stream

OPENAI = stream(
    '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5.5","service_tier":"default",'
    '"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,'
    '"finish_reason":null}],"usage":null,"obfuscation":"x"}',
    '{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"A"},"finish_reason":null}],"usage":null}',
    '{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":" kite"},"finish_reason":null}],"usage":null}',
    '{"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}',
    '{"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":12,"total_tokens":42,'
    '"prompt_tokens_details":{"cached_tokens":20,"audio_tokens":1},'
    '"completion_tokens_details":{"reasoning_tokens":8,"audio_tokens":2,"accepted_prediction_tokens":0}}}',
    "[DONE]",
)
OLLAMA = stream(
    '{"id":"chatcmpl-2","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"Hm."},'
    '"finish_reason":null}]}',
    '{"id":"chatcmpl-2","choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{"id":"call_a",'
    '"index":0,"type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},'
    '"finish_reason":null}]}',
    '{"id":"chatcmpl-2","choices":[{"index":0,"delta":{"role":"assistant","content":""},'
    '"finish_reason":"tool_calls"}]}',
    '{"id":"chatcmpl-2","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":0,"total_tokens":5}}',
    "[DONE]",
)
VLLM = stream(
    '{"id":"c3","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,'
    '"finish_reason":null}],"usage":{"prompt_tokens":9,"total_tokens":9,"completion_tokens":0}}',
    '{"id":"c3","choices":[{"index":0,"delta":{"reasoning_content":"So"},"finish_reason":null}],'
    '"usage":{"prompt_tokens":9,"total_tokens":10,"completion_tokens":1}}',
    '{"id":"c3","choices":[{"index":0,"delta":{"content":"Red"},"finish_reason":null}],'
    '"usage":{"prompt_tokens":9,"total_tokens":11,"completion_tokens":2}}',
    '{"id":"c3","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop","stop_reason":"END"}],'
    '"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3}}',
)
OPENROUTER = b": OPENROUTER PROCESSING\n\n" + stream(
    '{"id":"gen-4","provider":"X","choices":[{"index":0,"delta":{"role":"assistant","content":"Blue",'
    '"reasoning":null},"finish_reason":null,"native_finish_reason":null}]}',
    '{"id":"gen-4","provider":"X","choices":[{"index":0,"delta":{"role":"assistant","content":""},'
    '"finish_reason":"length","native_finish_reason":"max_tokens"}]}',
    '{"id":"gen-4","provider":"X","choices":[{"index":0,"delta":{"role":"assistant","content":""},'
    '"finish_reason":null}],"usage":{"prompt_tokens":6,"completion_tokens":2,"total_tokens":8,"cost":0.0000012,'
    '"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":4},"cost_details":{}}}',
    "[DONE]",
)
