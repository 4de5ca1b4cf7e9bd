"""A config that cannot be used says where and why; no secret stands in it or comes out of it."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from hypereal_lab.catalog import audio_work, load
from hypereal_lab.catalog.price import Amount
from hypereal_lab.gateway.meter import image_tariff
from hypereal_lab.gateway.providers.sandbox_text import SandboxText
from hypereal_lab.gateway.upstream.chain import Patience
from hypereal_lab.gateway.upstream.config import ConfigError, read_config, storage_of
from hypereal_lab.gateway.upstream.models import configured
from hypereal_lab.gateway.upstream.text import UpstreamText
from hypereal_lab.wire.money import Credits

GOOD = """
[providers.local]
kind = "openai_compatible"
base_url = "http://localhost:11434/v1"
region = "home"

[providers.maker]
kind = "anthropic"
base_url = "https://api.anthropic.com/v1"
api_key = "env:MAKER_KEY"
times = { first_byte = 30.0 }

[models."llama3.2"]
aliases = ["llama"]
price = { input = "0", output = "0" }
targets = [{ provider = "local" }]

[models."claude-sonnet-4-6"]
targets = [{ provider = "maker", weight = 3 }, { provider = "sandbox" }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "gateway.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        read_config(written(folder, text))
    return str(refused.value)


def text_of(folder: Path, text: str = GOOD) -> UpstreamText:
    return UpstreamText(read_config(written(folder, text)), SandboxText(), Patience(clock=lambda: 0.0))


def test_a_config_names_providers_and_the_targets_of_models(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, GOOD))
    assert config.providers["local"].region == "home"
    assert config.providers["maker"].times.first_byte == 30
    assert config.providers["maker"].times.connect == 5
    assert [one.provider for one in config.models["claude-sonnet-4-6"].targets] == ["maker", "sandbox"]


def test_only_models_with_targets_are_in_the_catalogue(tmp_path: Path) -> None:
    catalog = configured(load(), read_config(written(tmp_path, GOOD)), day="2026-11-21")
    assert catalog.ids("chat") == ("llama3.2",)
    assert catalog.ids("messages") == ("claude-sonnet-4-6",)
    assert catalog.ids("responses") == ()
    assert catalog.ids("image") == catalog.ids("audio") == ()
    assert catalog.ids("gpu") == load().ids("gpu")
    assert catalog.card("llama").id == "llama3.2"


def test_a_star_stands_for_all_other_models_of_the_catalogue(tmp_path: Path) -> None:
    text = GOOD + '\n[models."*"]\ntargets = [{ provider = "local" }]\n'
    catalog = configured(load(), read_config(written(tmp_path, text)), day="2026-11-21")
    writes_speaks_and_draws = {card.id for card in load().cards() if card.kind not in ("video", "3d")}
    assert set(catalog.ids()) == {*writes_speaks_and_draws, "llama3.2"} - {"audio-clone", "lyria-3-pro"}


def test_a_price_of_the_operator_names_itself_as_such(tmp_path: Path) -> None:
    card = configured(load(), read_config(written(tmp_path, GOOD)), day="2026-11-21").card("llama3.2")
    assert card.price is not None
    assert (card.price.basis, card.price.effective, card.price.input) == ("configured", "2026-11-21", 0)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (('kind = "anthropic"', 'kind = "antropic"'), "providers", "Invalid enum value"),
        (('base_url = "http://localhost:11434/v1"', 'base_url = "localhost"'), "providers.local.base_url", "http"),
        (('base_url = "http://localhost:11434/v1"', 'base_url = "http://a:b@c/v1"'), "base_url", "without a key"),
        (('{ provider = "local" }', '{ provider = "locl" }'), "targets[0].provider", "Did you mean local?"),
        (('targets = [{ provider = "local" }]', "targets = []"), 'models."llama3.2".targets', "at least one"),
        (("weight = 3", "weight = -1"), "targets[0].weight", "0 or more"),
        (('input = "0"', 'input = "-1"'), "price", "0 or more"),
        (('input = "0"', 'input = "NaN"'), "price", "0 or more"),
        (("first_byte = 30.0", "first_byte = 0.0"), "providers.maker.times.first_byte", "more than 0"),
        (("region", "regoin"), "providers", "unknown field `regoin`"),
        (("[providers.local]", "[providers.sandbox]"), "providers.sandbox", "taken"),
        (("[providers.local]", "[providers.local"), "gateway.toml", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, change: tuple[str, str], place: str, says: str) -> None:
    assert change[0] in GOOD
    words = refusal(tmp_path, GOOD.replace(*change))
    assert place in words
    assert says in words


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


def test_a_secret_that_is_missing_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAKER_KEY", raising=False)
    with pytest.raises(ConfigError, match=r"providers.maker.api_key: the environment variable MAKER_KEY is not set"):
        text_of(tmp_path)


def test_a_key_written_into_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        text_of(tmp_path, GOOD.replace("env:MAKER_KEY", "sk-very-secret"))
    assert "sk-very-secret" not in str(refused.value)
    assert "env:NAME or file:/path" in str(refused.value)


async def test_no_repr_of_a_provider_shows_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKER_KEY", "sk-very-secret")
    text = text_of(tmp_path)
    chain = text.chain(load().card("claude-sonnet-4-6"))
    shown = [repr(one) for link in chain.links for one in (link, link.target, getattr(link.target, "upstream", ""))]
    assert "sk-very-secret" not in "".join(shown)
    target = chain.links[0].target
    assert "sk-very-secret" in str(target.upstream.credentials(target.upstream.wires[0])), "but it is sent"
    await text.close()


MEDIA = """
[providers.maker]
kind = "openai"
base_url = "https://api.openai.com/v1"

[models."audio-asr"]
aliases = ["whisper-1"]
targets = [{ provider = "maker", model = "whisper-1" }]

[models."house-voice"]
kind = "speech"
price = { unit = "request", amount = "2.5" }
targets = [{ provider = "maker", model = "tts-1" }]

[models."gpt-image-2"]
price = { unit = "image", tiers = { "1K" = "3", "2K" = "9" }, reference = "0.5" }
targets = [{ provider = "maker" }]
"""


def test_models_of_media_have_targets_and_prices_of_their_own(tmp_path: Path) -> None:
    catalog = configured(load(), read_config(written(tmp_path, MEDIA)), day="2026-11-21")
    assert catalog.ids("audio") == ("audio-asr", "house-voice")
    assert catalog.card("whisper-1").id == "audio-asr"
    voice, picture = catalog.card("house-voice"), catalog.card("gpt-image-2")
    assert (audio_work(voice), voice.price and voice.price.amount) == ("speech", Amount(Decimal("2.5")))
    assert image_tariff(picture, size="2048x2048", resolution=None, references=2) == (
        Credits.of(10),
        "config",
        "configured",
    )


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (('amount = "2.5"', 'amount = "-1"'), 'models."house-voice".price', "0 or more"),
        ((', amount = "2.5"', ""), 'models."house-voice".price', "either an amount or tiers"),
        (('unit = "request"', 'input = "1"'), 'models."house-voice".price', "input and output"),
        (('unit = "request"', 'unit = "song"'), "models", "Invalid enum value"),
        (('kind = "speech"', 'kind = "clone"'), 'models."house-voice".targets[0].provider', "does no clone"),
        (('kind = "openai"', 'kind = "anthropic"'), 'models."audio-asr".targets[0].provider', "does no transcript"),
    ],
)
def test_what_is_wrong_with_models_of_media_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], place: str, says: str
) -> None:
    assert change[0] in MEDIA
    with pytest.raises(ConfigError) as refused:
        configured(load(), read_config(written(tmp_path, MEDIA.replace(*change))), day="2026-11-21")
    assert place in str(refused.value)
    assert says in str(refused.value)


BUCKET = """
[storage]
kind = "s3"
bucket = "things"
endpoint = "https://s3.example.com"
access_key_id = "env:BUCKET_ID"
secret_access_key = "file:{file}"
quota = 1000
"""


def test_a_file_about_storage_alone_leaves_words_to_this_machine(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, BUCKET.replace("{file}", "/run/secret")))
    assert config.storage is not None
    assert (config.writes, config.storage.kind, config.storage.quota) == (False, "s3", 1000)


def test_a_bucket_gets_its_secrets_from_the_environment_and_files_and_shows_none(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary-secret\n")
    config = read_config(written(tmp_path, BUCKET.replace("{file}", str(tmp_path / "secret"))))
    assert config.storage is not None
    made = storage_of(config.storage, {"BUCKET_ID": "canary-id"})
    assert made is not None
    assert "canary" not in f"{made!r} {config!r} {made.__dict__!r}"
    with pytest.raises(ConfigError, match="BUCKET_ID is not set"):
        storage_of(config.storage, {})


def test_a_folder_needs_no_backend_of_its_own(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, "[storage]\nquota = 5\n"))
    assert config.storage is not None
    assert storage_of(config.storage) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('kind = "s3"', "storage.bucket"),
        ('kind = "s3"\nbucket = "b"\nendpoint = "s3.example.com"', "storage.endpoint"),
        ('kind = "s3"\nbucket = "b"\naccess_key_id = "env:A"', "storage.secret_access_key"),
        ('kind = "ftp"', "storage.kind"),
        ("quota = 0", "storage.quota"),
        ("patience = -1.0", "storage.patience"),
        ('secret = "x"', "secret"),
    ],
)
def test_a_storage_table_that_cannot_be_used_names_its_place(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(tmp_path, f"[storage]\n{text}\n")


def test_a_secret_that_stands_in_the_file_is_refused_without_being_repeated(tmp_path: Path) -> None:
    text = BUCKET.replace("env:BUCKET_ID", "canary-id").replace("{file}", "x")
    config = read_config(written(tmp_path, text))
    assert config.storage is not None
    with pytest.raises(ConfigError, match="storage.access_key_id") as refused:
        storage_of(config.storage, {})
    assert "canary" not in str(refused.value)


def test_a_bucket_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    config = read_config(written(tmp_path, '[storage]\nkind = "s3"\nbucket = "b"\n'))
    assert config.storage is not None
    with pytest.raises(ConfigError, match=r"hypereal-lab\[s3\]"):
        storage_of(config.storage, {})
