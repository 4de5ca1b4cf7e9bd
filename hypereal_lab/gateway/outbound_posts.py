"""JSON to links of users, such as webhooks: the same checks as for files that are fetched, and no redirects."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

import aiohttp
from yarl import URL

from hypereal_lab.gateway.addresses import AllowPrivate
from hypereal_lab.gateway.outbound_links import Link, OutboundRefused, read_link
from hypereal_lab.gateway.outbound_names import CheckedNames, Resolve, SystemNames
from hypereal_lab.gateway.outbound_session import Dial, OutboundSession, translated

__all__ = ["Posted", "Posts"]

_HEADERS = {"Content-Type": "application/json", "User-Agent": "hypereal-lab-gateway"}
_NAMES_AT_ONCE = 64
"""Names asked for at the same time: slow name servers of some must not hold up the others."""


class Posted(NamedTuple):
    """What a server answered; its words are not read."""

    status: int
    retry_after: str | None


class Posts:
    """Sends for users. Counts nothing: whoever uses it says how many at the same time."""

    def __init__(
        self,
        *,
        allow_private: AllowPrivate = False,
        timeout: float = 20.0,
        resolve: Resolve | None = None,
        dial: Dial | None = None,
    ) -> None:
        """`timeout` in seconds is for everything, from the name to the headers of the answer.

        `allow_private` opens private addresses, other ports and plain http, for development. `resolve` and `dial` are
        for tests: a name server and a socket of their own.
        """
        self._allow_private = allow_private
        self._timeout = timeout
        self._system_names = SystemNames(_NAMES_AT_ONCE)
        self._session = OutboundSession(
            CheckedNames(resolve or self._system_names, allow_private=allow_private),
            allow_private=allow_private,
            timeout=aiohttp.ClientTimeout(total=None),
            headers=_HEADERS,
            dial=dial,
        )

    def check(self, url: str) -> Link:
        """The link, as far as it can be judged without asking a name server. Raises `OutboundRefused`."""
        link = read_link(url, allow_private=self._allow_private)
        if link.scheme != "https" and not self._allow_private:
            raise OutboundRefused("The link must start with https://; give such a link.", why="scheme")
        return link

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Send the bytes as they are. A redirect is an answer like others. Raises `OutboundRefused`."""
        link = self.check(url)
        with translated():
            try:
                async with asyncio.timeout(self._timeout):
                    answer = await self._session.open().post(
                        URL(link.url, encoded=True), data=body, headers=headers, allow_redirects=False
                    )
            except TimeoutError:
                words = f"The server of the link did not answer within {self._timeout:g} s."
                raise OutboundRefused(words, why="timeout") from None
            answer.close()
            return Posted(answer.status, answer.headers.get("Retry-After"))

    async def close(self) -> None:
        """Close the connections; a request under way fails, and none can begin."""
        await self._session.close()
        self._system_names.close()
