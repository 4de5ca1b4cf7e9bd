"""How a file carries its own recipe: a note that travels inside, and names by what is seen or heard.

Nothing is encoded again: pixels, samples and frames stay as they are, bit for bit. A note can be forged by anyone who
writes files; `hypereal_lab.media.credentials` is what says who wrote it.
"""

from hypereal_lab.media.provenance.content import content_digest
from hypereal_lab.media.provenance.looks import hamming, perceptual_hash
from hypereal_lab.media.provenance.notes import MOST_PAYLOAD
from hypereal_lab.media.provenance.recipes import can_embed, embed, extract, strip
from hypereal_lab.media.provenance.sidecar import sidecar_path

__all__ = [
    "MOST_PAYLOAD",
    "can_embed",
    "content_digest",
    "embed",
    "extract",
    "hamming",
    "perceptual_hash",
    "sidecar_path",
    "strip",
]
