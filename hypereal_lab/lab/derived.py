"""What is taken out of an asset for nothing: a frame, a loop. The file and the shelf say from what."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab import media
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.provenance import story_of
from hypereal_lab.lab.shelf import Shelf

__all__ = ["keep_derived"]


def keep_derived(shelf: Shelf, source: Asset, data: bytes, name: str, **how: Any) -> Asset:
    """Keep what was cut out of `source`, named `name`, tagged `from:` and the beginning of the source's digest.

    The file carries the source's story and `derived`: the source's digest with `how` it was taken. Raises
    `media.MediaError` and `ShelfError`.
    """
    told: dict[str, Any] = msgspec.json.decode(story_of(source) or b'{"hypereal":1}')
    told["derived"] = {"from": source.digest, **how}
    asset = shelf.keep_reference(_with_story(data, msgspec.json.encode(told)), name)
    shelf.tag(asset, f"from:{source.digest[:12]}")
    return shelf.asset(asset.digest)


def _with_story(data: bytes, story: bytes) -> bytes:
    """A file that cannot carry one stays as it is; the shelf knows all the same."""
    try:
        told = media.embed(data, story)
        return told if media.strip(told) == data else data
    except media.MediaError:
        return data
