"""The file of `serve --config`: which providers there are, and which of them answer for which model."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from hypereal_lab.gateway.storage import ExtraMissing, StorageRow, open_storage
from hypereal_lab.gateway.storage.backend import Backend

__all__ = [
    "ANY",
    "SANDBOX",
    "Config",
    "ConfigError",
    "ModelRow",
    "PriceRow",
    "ProviderRow",
    "TargetRow",
    "Times",
    "read_config",
    "row_of",
    "secret",
    "secrets_of",
    "storage_of",
]

ANY = "*"
"""The model row for every model of the catalogue that has none of its own."""
SANDBOX = "sandbox"
"""The provider that needs no row: the engines of this machine."""
_STORAGE_SECRETS = ("access_key_id", "secret_access_key", "session_token")


class ConfigError(Exception):
    """The file cannot be used; the sentence names the place and the next step."""


class Times(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a provider may take, in seconds."""

    connect: float = 5.0
    """To open a connection, TLS included."""
    first_byte: float = 120.0
    """From then until the first bytes of the answer's body."""
    between: float = 60.0
    """Between two pieces of the body."""
    total: float = 600.0
    """For all of one attempt."""


class ProviderRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One endpoint."""

    kind: Literal["openai", "openai_compatible", "anthropic", "gemini", "hypereal"]
    base_url: str
    """Everything before the path that the wire adds: `https://api.openai.com/v1`, `http://localhost:11434/v1`."""
    api_key: str | None = None
    """`env:NAME` or `file:/path`; the key itself never stands in the file."""
    region: str | None = None
    headers: dict[str, str] = {}
    """Sent with every request; values may be `env:NAME` too."""
    betas: tuple[str, ...] = ()
    """Values of `anthropic-beta` that may be passed on."""
    cache: bool = True
    """Whether Hypereal Cache puts its breakpoint into requests (Anthropic's wire)."""
    times: Times = Times()
    """A picture, sound or 3D model that is made while the request waits may take `total` to its first byte."""
    at_once: int = 8
    """Looks at jobs there at the same time."""


class TargetRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model at one provider."""

    provider: str
    model: str | None = None
    """Its id there; None where it is the same."""
    weight: int = 0
    """Where targets have one, the first of each call is drawn by weight; those without come last, in their order."""


class PriceRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What callers pay, as decimal text: credits for a million tokens, or for one `unit`."""

    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    """None where it costs as any reading."""
    cache_write: Decimal | None = None
    unit: Literal["image", "second", "clip", "request", "minute"] | None = None
    """Of models that make media."""
    amount: Decimal | None = None
    """Credits for one unit."""
    tiers: dict[str, Decimal] = {}
    """Credits for one unit by resolution (`1K`) or by seconds of the clip (`5`), in place of `amount`."""
    reference: Decimal | None = None
    """Credits for each reference picture."""

    @property
    def rates(self) -> list[Decimal]:
        """Every amount that is set."""
        found = (self.input, self.output, self.cache_read, self.cache_write, self.amount, self.reference)
        return [one for one in (*found, *self.tiers.values()) if one is not None]


class ModelRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers for one model."""

    targets: tuple[TargetRow, ...]
    kind: Literal[
        "chat", "messages", "responses", "gemini", "image", "image_edit", "video", "3d", "speech", "clone", "transcript"
    ] = "chat"
    """For models that the catalogue does not know."""
    aliases: tuple[str, ...] = ()
    price: PriceRow | None = None
    """None leaves it to the price book."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    providers: dict[str, ProviderRow] = {}
    models: dict[str, ModelRow] = {}
    deadline: float = 600.0
    """Seconds that one call may take, all attempts together."""
    storage: StorageRow | None = None
    """Where files of users are kept; None leaves it to the settings."""

    @property
    def writes(self) -> bool:
        """Whether it says who writes; a file about storage alone leaves that to the engines of this machine."""
        return bool(self.providers or self.models)


def read_config(path: Path) -> Config:
    """The file, checked. Raises `ConfigError`."""
    try:
        config = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Config)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); give another --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_told(str(error))}") from None
    _check_providers(config.providers)
    if config.storage is not None:
        _check_storage(config.storage)
    for name, model in config.models.items():
        _check_model(name, model, config)
    return config


def secret(told: str, place: str, environment: Mapping[str, str] = os.environ) -> str:
    """What `env:NAME` or `file:/path` means. Raises `ConfigError`, which never repeats a value."""
    kind, _, where = told.partition(":")
    if kind == "env":
        value = environment.get(where, "")
        if not value:
            raise ConfigError(f"{place}: the environment variable {where} is not set.")
        return value
    if kind == "file":
        try:
            return Path(where).read_text("utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{place}: {where} cannot be read ({error.strerror}).") from None
    raise ConfigError(f"{place} must be env:NAME or file:/path; the secret itself does not belong into this file.")


def secrets_of(name: str, row: ProviderRow) -> tuple[str | None, dict[str, str]]:
    """A provider's key and its own headers, with what they mean in place of where it is found. Raises `ConfigError`."""
    place = f"providers.{name}"
    key = None if row.api_key is None else secret(row.api_key, f"{place}.api_key")
    extra = {
        header: secret(value, f"{place}.headers.{header}") if value.startswith(("env:", "file:")) else value
        for header, value in row.headers.items()
    }
    return key, extra


def row_of(config: Config, model: str) -> ModelRow:
    """A model's own row, whatever case it is written in, else the one for all. Raises `KeyError` for neither."""
    own = next((row for name, row in config.models.items() if name.casefold() == model.casefold()), None)
    return own or config.models[ANY]


def storage_of(row: StorageRow, environment: Mapping[str, str] = os.environ) -> Backend | None:
    """The backend of a `[storage]` table, None for the folder. Raises `ConfigError`, which never repeats a secret."""
    _check_storage(row)
    told = {name: getattr(row, name) for name in _STORAGE_SECRETS}
    secrets = {name: secret(value, f"storage.{name}", environment) for name, value in told.items() if value is not None}
    try:
        return open_storage(row, secrets)
    except ExtraMissing as error:
        raise ConfigError(f"storage.kind: {error}") from None


def _check_storage(row: StorageRow) -> None:
    if row.kind == "s3":
        if not row.bucket:
            raise ConfigError("storage.bucket must name the bucket.")
        if row.endpoint is not None:
            _check_address("storage.endpoint", row.endpoint)
        if (row.access_key_id is None) != (row.secret_access_key is None):
            raise ConfigError("storage.access_key_id and storage.secret_access_key belong together; give both.")
    if row.patience <= 0 or row.quota <= 0:
        raise ConfigError(f"storage.{'patience' if row.patience <= 0 else 'quota'} must be more than 0.")


def _check_address(place: str, text: str) -> None:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.username:
        raise ConfigError(f"{place} must be http(s)://host/path without a key or a query in it.")


def _check_providers(providers: dict[str, ProviderRow]) -> None:
    for name, row in providers.items():
        place = f"providers.{name}"
        if name == SANDBOX:
            raise ConfigError(f"{place}: this name is taken by the built-in one; choose another.")
        _check_address(f"{place}.base_url", row.base_url)
        times = {field: getattr(row.times, field) for field in Times.__struct_fields__}
        if bad := next((field for field, value in times.items() if value <= 0), None):
            raise ConfigError(f"{place}.times.{bad} must be more than 0 seconds.")
        if row.at_once < 1:
            raise ConfigError(f"{place}.at_once must be 1 or more.")


def _check_model(name: str, model: ModelRow, config: Config) -> None:
    place = f'models."{name}"'
    if not model.targets:
        raise ConfigError(f"{place}.targets must name at least one target.")
    if name == ANY and (model.price or model.aliases):
        raise ConfigError(f"{place} stands for many models; price and aliases belong to a row of one.")
    known = [*config.providers, SANDBOX]
    for number, target in enumerate(model.targets):
        if target.provider not in known:
            near = get_close_matches(target.provider, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            words = f"{place}.targets[{number}].provider {target.provider!r} is no provider of this file.{hint}"
            raise ConfigError(f"{words} There are {', '.join(known)}.")
        if target.weight < 0:
            raise ConfigError(f"{place}.targets[{number}].weight must be 0 or more.")
    if model.price is not None:
        _check_price(f"{place}.price", model.price)


def _check_price(place: str, price: PriceRow) -> None:
    if any(not rate.is_finite() or rate < 0 for rate in price.rates):
        raise ConfigError(f"{place} must be credits, 0 or more.")
    if price.unit is None and (price.input is None or price.output is None or price.amount is not None or price.tiers):
        raise ConfigError(
            f"{place} must have input and output for a million tokens, or a unit and its amount or tiers."
        )
    if price.unit is not None and (price.input is not None or (price.amount is None) == (not price.tiers)):
        raise ConfigError(f"{place}: a {price.unit} has either an amount or tiers, and no input or output.")


def _told(words: str) -> str:
    """What msgspec says, with the place in front."""
    what, _, place = words.partition(" - at `$")
    where = place.rstrip("`").lstrip(".")
    return f"{where}: {what}." if where else f"{what}."
