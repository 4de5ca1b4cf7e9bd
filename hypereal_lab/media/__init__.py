"""Bytes to facts and back: what a picture is, a small one of it, and the text forms it travels in."""

from hypereal_lab.media.data_urls import parse_data_url
from hypereal_lab.media.digests import digest
from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.pictures import ImageFacts, probe_image
from hypereal_lab.media.thumbnails import thumbnail

__all__ = ["ImageFacts", "MediaError", "digest", "parse_data_url", "probe_image", "thumbnail"]
