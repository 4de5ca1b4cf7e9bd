"""What a program was told of its usage is what the ledger took, once."""

from __future__ import annotations

from hypereal_lab.catalog import load
from hypereal_lab.gateway.dialects import Usage
from hypereal_lab.wire.money import Credits
from tests.agents.wire import Wire
from tests.gateway.conftest import Gateway

__all__ = ["messages_usage", "paid_once"]


def paid_once(gateway: Gateway, wire: Wire, model: str, usage: Usage) -> None:
    """Every request has one row in the log, and all of them cost what the tokens told cost."""
    calls = gateway.calls()
    assert [status for status, *_ in calls] == wire.statuses == [200] * len(calls)
    assert sum(units for _, units, *_ in calls) == usage.prompt + usage.completion
    assert gateway.books().charged == _cost(model, usage)
    assert Credits.of(1000) - gateway.balance == _cost(model, usage)


def messages_usage(wire: Wire) -> Usage:
    """What all streams of Anthropic's form told at their ends."""
    told = [event["usage"] for one in wire.asked for event in one.events if event["type"] == "message_delta"]
    plain, written = (sum(one[name] for one in told) for name in ("input_tokens", "output_tokens"))
    cached, stored = (sum(one[f"cache_{name}_input_tokens"] for one in told) for name in ("read", "creation"))
    return Usage(plain + cached + stored, written, cached=cached, cache_written=stored)


def _cost(model: str, usage: Usage) -> Credits:
    price = load().card(model).price
    assert price is not None and price.input is not None and price.output is not None
    read, stored = price.cache_read or price.input, price.cache_write or price.input
    plain = usage.prompt - usage.cached - usage.cache_written
    micros = plain * price.input + usage.cached * read + usage.cache_written * stored + usage.completion * price.output
    assert micros == int(micros), "rates are whole millionths for a token"
    return Credits(int(micros))
