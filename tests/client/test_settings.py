"""Where to call and with which key."""

from __future__ import annotations

import pytest

from hypereal_lab.client.settings import resolve
from hypereal_lab.errors import SettingsError

KEY = "ck_0123456789abcdef"


@pytest.mark.parametrize(
    ("given", "v1", "credits"),
    [
        (None, "https://hypereal.cloud/api/v1", "https://hypereal.cloud/api/credits"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787/api/v1", "http://127.0.0.1:8787/api/credits"),
        ("http://127.0.0.1:8787/", "http://127.0.0.1:8787/api/v1", "http://127.0.0.1:8787/api/credits"),
        ("http://127.0.0.1:8787/api", "http://127.0.0.1:8787/api/v1", "http://127.0.0.1:8787/api/credits"),
        ("https://api.hypereal.cloud/v1", "https://api.hypereal.cloud/v1", "https://api.hypereal.cloud/api/credits"),
        ("https://h.example/p/api/v1/", "https://h.example/p/api/v1", "https://h.example/p/api/credits"),
    ],
)
def test_every_spelling_of_a_base_url_leads_to_the_routes(given: str | None, v1: str, credits: str) -> None:
    settings = resolve(KEY, given, environ={})
    assert settings.url("/v1/models") == f"{v1}/models"
    assert settings.url("/api/credits") == credits


def test_arguments_win_over_the_environment() -> None:
    environ = {"HYPEREAL_API_KEY": "ck_environment", "HYPEREAL_BASE_URL": "http://environment"}
    settings = resolve(KEY, "http://argument", environ=environ)
    assert settings.key == KEY
    assert settings.root == "http://argument"


def test_a_missing_key_is_said_with_the_way_out() -> None:
    with pytest.raises(SettingsError, match=r"HYPEREAL_API_KEY.*Lab\(\)"):
        resolve(environ={})


@pytest.mark.parametrize("key", ["sk-foreign", "ck_with space", "ck_line\n", "ck_ünicode"])
def test_an_unusable_key_is_refused_without_repeating_it(key: str) -> None:
    if key == "ck_line\n":
        assert resolve(key, environ={}).key == "ck_line"
        return
    with pytest.raises(SettingsError) as refused:
        resolve(key, environ={})
    assert key not in str(refused.value)


@pytest.mark.parametrize("url", ["ftp://x", "host:1", "http://user:pw@x", "http://x?key=ck_1", ""])
def test_an_unusable_address_is_refused(url: str) -> None:
    if not url:
        assert resolve(KEY, url, environ={}).root == "https://hypereal.cloud"
        return
    with pytest.raises(SettingsError):
        resolve(KEY, url, environ={})


def test_the_key_is_in_no_repr() -> None:
    assert KEY not in repr(resolve(KEY, environ={}))
