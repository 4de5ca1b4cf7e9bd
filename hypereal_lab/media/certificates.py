"""The certificate that this computer signs with: made once, kept in one file, trusted by nobody but its owner."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypereal_lab.media.errors import MediaError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

__all__ = ["SIGNER", "Identity", "local_identity"]

SIGNER = "Hypereal Lab on this computer"
"""The name in the certificate; it says nothing about the person."""
_FILE = "content-credentials.pem"
_YEARS = 20
"""Nobody can be asked for the time of a signature, so the certificate has to outlive what it signed."""
_KEY_END = "-----END PRIVATE KEY-----\n"


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What signing needs, as PEM text."""

    chain: str
    """The certificate and the one that vouches for it."""
    key: str

    def __repr__(self) -> str:
        return "Identity(<key not shown>)"


def local_identity(folder: Path) -> Identity:
    """The identity kept in `folder`, made on first use; its file can be read by its owner only.

    Raises `MediaError` when the file there cannot be read as one, or the `provenance` extra is missing.
    """
    path = folder / _FILE
    if not path.exists():
        _keep(path, _made(datetime.now(UTC)))
    key, end, chain = path.read_text(encoding="ascii").partition(_KEY_END)
    if not end or chain.count("BEGIN CERTIFICATE") != 2:
        raise MediaError(f"{path} is damaged; delete it, and a new one is made.", why="broken")
    return Identity(chain=chain, key=key + end)


def _keep(path: Path, text: str) -> None:
    """Put the whole file there at once; whoever came first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _made(now: datetime) -> str:
    """Key, certificate and issuer as PEM. The issuer's key is forgotten, so that it never signs anything else."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    issuer_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _certificate("Hypereal Lab local issuer", issuer_key, now, above=None, above_key=issuer_key)
    leaf = _certificate(SIGNER, key, now, above=issuer, above_key=issuer_key)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return b"".join([secret, leaf.public_bytes(pem), issuer.public_bytes(pem)]).decode("ascii")


def _certificate(
    name: str,
    key: EllipticCurvePrivateKey,
    now: datetime,
    *,
    above: x509.Certificate | None,
    above_key: EllipticCurvePrivateKey,
) -> x509.Certificate:
    """One certificate as C2PA wants it: a signer for e-mail, or an issuer when nothing is above it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    named = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hypereal Lab"),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    subject = x509.Name(named)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=above is None, path_length=0 if above is None else None), critical=True)
        .add_extension(_usage(issues=above is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key.public_key()), critical=False)
    )
    if above:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True)
    return builder.sign(above_key, hashes.SHA256())


def _usage(*, issues: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
