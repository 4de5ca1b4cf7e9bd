"""`/v1/responses`: one is made, whole or streamed; one is asked for again; and the models that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.dialects import Conversation, Told
from hypereal_lab.gateway.dialects.dialect import Head, Request
from hypereal_lab.gateway.dialects.responses import ResponsesDialect, ResponsesRequest
from hypereal_lab.gateway.dialects.responses_events import response_id
from hypereal_lab.gateway.dialects.responses_listed import listed_items
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.remembered import Remembered
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.models import model_entry
from hypereal_lab.gateway.routes.queries import whole_number
from hypereal_lab.gateway.routes.text import TextRoute
from hypereal_lab.gateway.routing import chat_cards
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelsAnswer

__all__ = ["Responses"]

_ORDERS = ("desc", "asc")
_SHOWN = 60
"""Characters of a caller's own word that are worth repeating."""


class Responses:
    """OpenAI's newer dialect, with responses that are kept."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._list = encode(ModelsAnswer(data=[model_entry(card) for card in chat_cards(parts.catalog)]))
        self.create = TextRoute(parts, ResponsesDialect(), _Continued(parts.remembered)).answer

    async def one(self, visit: Visit) -> Reply:
        """A response of this account that was stored."""
        key = self._parts.gate.admit(visit)
        name = visit.place("response")
        body = self._parts.remembered.one(key.wallet, name)
        if body is None:
            raise _unknown(404, "not_found", name, "id")
        return Reply(body)

    async def delete(self, visit: Visit) -> Reply:
        """A response of this account, which cannot be asked for any more."""
        key = self._parts.gate.admit(visit)
        name = visit.place("response")
        if not await self._parts.remembered.forget(key.wallet, name):
            raise _unknown(404, "not_found", name, "id")
        return Reply(encode({"id": name, "object": "response", "deleted": True}))

    async def items(self, visit: Visit) -> Reply:
        """The input of a response of this account, page by page."""
        key = self._parts.gate.admit(visit)
        name = visit.place("response")
        page = _Page.of(visit)
        sent = self._parts.remembered.input(key.wallet, name)
        if sent is None:
            raise _unknown(404, "not_found", name, "id")
        return Reply(encode(page.cut(listed_items(name, sent))))

    async def models(self, visit: Visit) -> Reply:
        """Every model of this route, with its price. Needs no key: the pages check a connection by it."""
        return Reply(self._list)


class _Page(NamedTuple):
    """Which items of a list are wanted."""

    limit: int
    newest: bool
    """Whether the latest comes first."""
    after: str | None

    @classmethod
    def of(cls, visit: Visit) -> _Page:
        """Raises `Refused`: 400 that names the field."""
        asked = visit.query
        order = asked.get("order", _ORDERS[0])
        if order not in _ORDERS:
            raise bad_request(f"order must be one of {', '.join(_ORDERS)}.", param="order", allowed=list(_ORDERS))
        limit = whole_number(asked, "limit", usual=20, least=1, most=100)
        return cls(limit, order == _ORDERS[0], asked.get("after"))

    def cut(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        """The list as OpenAI has it. Raises `Refused`: 400 where `after` names none of the items."""
        found = items[::-1] if self.newest else items
        ids = [item["id"] for item in found]
        if self.after is not None and self.after not in ids:
            raise bad_request("after names no item of this list.", param="after", code="item_not_found")
        begin = 0 if self.after is None else ids.index(self.after) + 1
        page = found[begin : begin + self.limit]
        first, last = (page[0]["id"], page[-1]["id"]) if page else (None, None)
        more = begin + len(page) < len(found)
        return {"object": "list", "data": page, "first_id": first, "last_id": last, "has_more": more}


class _Continued:
    """What this dialect keeps from one call to the next."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def conversation(self, request: Request, wallet: str) -> Conversation:
        """With everything that was said and answered before. Raises `Refused`: 400."""
        assert isinstance(request, ResponsesRequest)
        earlier: list[Any] | None = []
        if request.previous is not None:
            earlier = self._remembered.said(wallet, request.previous)
        if earlier is None:
            raise _unknown(400, "invalid_request", request.previous or "", "previous_response_id")
        return request.conversation(earlier, self._items(request, wallet))

    def rows(self, request: Request, head: Head, told: Told, wallet: str) -> Sequence[Also]:
        """The response, where it is to be stored."""
        assert isinstance(request, ResponsesRequest)
        if not request.stored:
            return ()
        body = request.writer(head).whole(told)
        items = self._items(request, wallet)
        row = self._remembered.row(wallet, response_id(head), previous=request.previous, items=items, body=body)
        return (row,)

    def _items(self, request: ResponsesRequest, wallet: str) -> list[Any]:
        """The input, with those items that it only names."""
        return [self._opened(f"input[{number}]", item, wallet) for number, item in enumerate(request.items)]

    def _opened(self, place: str, item: Any, wallet: str) -> Any:
        if not isinstance(item, dict) or item.get("type") != "item_reference":
            return item
        found = self._remembered.item(wallet, str(item.get("id")))
        if found is None:
            words = f"{place}.id names no item of a stored response; send the item itself."
            raise bad_request(words, param=f"{place}.id", code="item_not_found")
        return found


def _unknown(status: int, kind: str, name: str, param: str) -> Refused:
    words = (
        f"There is no stored response {name[:_SHOWN]!r}; it may be older than 30 days, or was sent with store=false."
    )
    return refused(status, kind, words, code="previous_response_not_found" if status == 400 else None, param=param)
