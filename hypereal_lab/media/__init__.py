"""Bytes to facts and back: what a file is, a small picture of it, where it came from, and how it travels as text."""

from hypereal_lab.media.animations import animation
from hypereal_lab.media.credentials import Credentials, sign, verify
from hypereal_lab.media.data_urls import parse_data_url
from hypereal_lab.media.digests import digest
from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.facts import MediaFacts, probe
from hypereal_lab.media.fragmented import Fragments, fragments
from hypereal_lab.media.frames import film_strip, frame_at
from hypereal_lab.media.glance import Glance, glance
from hypereal_lab.media.levels import loudness
from hypereal_lab.media.masks import check_mask_size, probe_mask
from hypereal_lab.media.pictures import ImageFacts, probe_image
from hypereal_lab.media.posters import poster
from hypereal_lab.media.provenance import (
    can_embed,
    content_digest,
    embed,
    extract,
    hamming,
    perceptual_hash,
    sidecar_path,
    strip,
)
from hypereal_lab.media.samples import Recording, probe_recording, read_samples
from hypereal_lab.media.spectrograms import spectrogram
from hypereal_lab.media.thumbnails import thumbnail
from hypereal_lab.media.types import MEDIA_TYPES, ending
from hypereal_lab.media.waveform import peaks

__all__ = [
    "MEDIA_TYPES",
    "Credentials",
    "Fragments",
    "Glance",
    "ImageFacts",
    "MediaError",
    "MediaFacts",
    "Recording",
    "animation",
    "can_embed",
    "check_mask_size",
    "content_digest",
    "digest",
    "embed",
    "ending",
    "extract",
    "film_strip",
    "fragments",
    "frame_at",
    "glance",
    "hamming",
    "loudness",
    "parse_data_url",
    "peaks",
    "perceptual_hash",
    "poster",
    "probe",
    "probe_image",
    "probe_mask",
    "probe_recording",
    "read_samples",
    "sidecar_path",
    "sign",
    "spectrogram",
    "strip",
    "thumbnail",
    "verify",
]
