"""Content credentials (C2PA): who says that a file was made by a model, and whether it was changed since.

Everything happens on this computer: its own certificate, no time server, no trust list, no network. Needs the
`provenance` extra, which is loaded on first use.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeAlias

from hypereal_lab.media.certificates import local_identity
from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.provenance.notes import checked
from hypereal_lab.media.types import sniff

__all__ = ["Credentials", "State", "sign", "verify"]

State: TypeAlias = Literal["valid", "invalid", "absent", "unsupported"]

_TYPES = {
    "audio/flac",
    "audio/mp4",
    "audio/mpeg",
    "audio/wav",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
    "video/quicktime",
}
_RECIPE = "io.hypereal.recipe"
"""Label of our own assertion."""
_MADE_BY_MODEL = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_UNTRUSTED = "signingCredential.untrusted"
_LOCAL = "local certificate, not on a trust list"
_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the credentials inside a file say, and whether that can be believed."""

    state: State
    """`valid`: signed, and not a bit changed since. `absent`: no credentials. `unsupported`: no place for them."""
    signer: str | None = None
    """The name in the certificate. Anyone can make a certificate with any name; see `problems`."""
    claims: Mapping[str, object] = field(default_factory=dict)
    """`title`, `generator`, `source_type`, `model` and `recipe` (text), as far as they are there."""
    problems: tuple[str, ...] = ()
    """Sentences or codes of C2PA; also one for a valid file whose certificate is a local one."""


def sign(data: bytes, *, folder: Path, title: str, model: str, payload: bytes) -> bytes:
    """The file with signed credentials: made by a trained model, under this title, with `payload` as its recipe.

    The certificate is made once in `folder`. Earlier credentials are replaced. Put the recipe in with `embed` before,
    since any change afterwards makes the credentials invalid. Raises `MediaError`: `unsupported` for WebM, Ogg, GLB
    and text, `missing_extra` without the `provenance` extra, `broken` for a file that cannot be read.
    """
    checked(payload)
    media_type = sniff(data)
    if media_type not in _TYPES:
        raise MediaError(f"{media_type} has no place for content credentials; keep the recipe only.", why="unsupported")
    c2pa = _library()
    identity = local_identity(folder)
    signer = c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(
            alg=b"es256", sign_cert=identity.chain.encode(), private_key=identity.key.encode(), ta_url=None
        )
    )
    made = io.BytesIO()
    try:
        with signer, c2pa.Builder(_manifest(title, model, payload), _context()) as builder:
            builder.sign(signer, media_type, io.BytesIO(data), made)
    except c2pa.C2paError as error:
        raise MediaError(f"The credentials could not be written ({error}); check the file.", why="broken") from error
    return made.getvalue()


def verify(data: bytes) -> Credentials:
    """Read and check the credentials inside a file, without asking anyone.

    Raises `MediaError`: `unknown` for a file of no known kind, `missing_extra` without the `provenance` extra.
    """
    media_type = sniff(data)
    if media_type not in _TYPES:
        return Credentials("unsupported")
    c2pa = _library()
    try:
        with c2pa.Reader(media_type, io.BytesIO(data), context=_context()) as reader:
            report = json.loads(reader.json())
    except Exception as error:  # whatever a reader of hostile bytes raises, the answer is that nothing can be believed
        if isinstance(error, c2pa.C2paError.ManifestNotFound):
            return Credentials("absent")
        return Credentials("invalid", problems=(f"The credentials cannot be read ({error}).",))
    return _judged(report)


def _manifest(title: str, model: str, payload: bytes) -> dict[str, object]:
    action = {"action": "c2pa.created", "digitalSourceType": _MADE_BY_MODEL, "softwareAgent": {"name": model}}
    return {
        "title": title,
        "claim_generator_info": [{"name": "Hypereal Lab"}],
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [action]}},
            {"label": _RECIPE, "data": {"model": model, "recipe": payload.decode()}},
        ],
    }


def _judged(report: Mapping[str, Any]) -> Credentials:
    manifest = report.get("manifests", {}).get(report.get("active_manifest"), {})
    codes = [str(entry.get("code")) for entry in report.get("validation_status") or []]
    valid = report.get("validation_state") in ("Valid", "Trusted")
    problems = tuple(_LOCAL if code == _UNTRUSTED else code for code in dict.fromkeys(codes))
    return Credentials(
        "valid" if valid else "invalid",
        signer=manifest.get("signature_info", {}).get("common_name"),
        claims=_claims(manifest),
        problems=problems,
    )


def _claims(manifest: Mapping[str, Any]) -> dict[str, object]:
    claims: dict[str, object] = {}
    generators = manifest.get("claim_generator_info") or [{}]
    claims["title"], claims["generator"] = manifest.get("title"), generators[0].get("name")
    for assertion in manifest.get("assertions", []):
        data = assertion.get("data") or {}
        if assertion.get("label") == _RECIPE:
            claims["model"], claims["recipe"] = data.get("model"), data.get("recipe")
        elif str(assertion.get("label")).startswith("c2pa.actions"):
            sources = [action.get("digitalSourceType") for action in data.get("actions", [])]
            claims["source_type"] = next((str(source).rpartition("/")[2] for source in sources if source), None)
    return {name: value for name, value in claims.items() if value is not None}


@lru_cache(maxsize=1)
def _context() -> Any:
    c2pa = _library()
    return c2pa.Context(settings=c2pa.Settings.from_dict(_SETTINGS))


def _library() -> Any:
    try:
        import_module("cryptography")
        return import_module("c2pa")
    except ImportError:
        raise MediaError(
            "Content credentials need two packages more; run pip install hypereal-lab[provenance].",
            why="missing_extra",
        ) from None
