"""Settings: what is allowed, what is said otherwise, and that the documentation agrees."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from dashapp.settings import Settings, SettingsError

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
SECRET = "sixteen-or-more-characters"  # long enough to be accepted


def test_defaults_serve_this_machine_only() -> None:
    settings = Settings.from_env()

    assert settings.bind == "127.0.0.1:8050"
    assert settings.is_local
    assert settings.data_dir == Path("var")
    assert settings.cache_url is None


def test_every_setting_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("TRUSTED_HOSTS", "sales.example.com, .example.org")

    settings = Settings.from_env()

    assert settings.releases_dir == Path("elsewhere/releases")
    assert settings.cache_dir == Path("elsewhere/cache")
    assert settings.bind == "127.0.0.1:9000"
    assert settings.trusted_hosts == ("sales.example.com", ".example.org")


@pytest.mark.parametrize("url", ["redis://cache:6379/0", "rediss://:secret@cache:6380/1"])
def test_a_cache_in_redis_is_named_by_its_address(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CACHE_URL", url)

    settings = Settings.from_env()

    assert settings.cache_url is not None
    assert settings.cache_url.get_secret_value() == url


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "clickhousedb", "sparksql"])
def test_a_database_server_is_named_by_its_address(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://ada:hunter2@db:5432/shop")

    settings = Settings.from_env()

    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == f"{scheme}://ada:hunter2@db:5432/shop"
    assert "hunter2" not in repr(settings)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "")
    monkeypatch.setenv("QUERY_THREADS", "")

    settings = Settings.from_env()

    assert (settings.cache_url, settings.query_threads) == (None, None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", 'PORT is "abc": allowed is a whole number from 1 to 65535.'),
        ("PORT", "70000", 'PORT is "70000": allowed is a whole number from 1 to 65535.'),
        ("AUTH_MODE", "open", 'AUTH_MODE is "open": allowed is none or proxy.'),
        ("LOG_LEVEL", "loud", 'LOG_LEVEL is "loud": allowed is DEBUG, INFO, WARNING or ERROR.'),
        (
            "CURRENCY",
            "pounds",
            'CURRENCY is "pounds": allowed is a three-letter currency code such as GBP.',
        ),
        (
            "BUSINESS_TIMEZONE",
            "Mars/Olympus",
            'BUSINESS_TIMEZONE is "Mars/Olympus": allowed is a time zone such as Europe/London.',
        ),
        (
            "HOST",
            "sales.example.com",
            'HOST is "sales.example.com": allowed is an IP address, localhost or '
            "unix:/path/to/socket.",
        ),
        (
            "TRUSTED_HOSTS",
            "https://sales.example.com",
            'TRUSTED_HOSTS is "https://sales.example.com": allowed is host names, separated by '
            "commas.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        Settings.from_env()

    assert str(caught.value) == sentence


@pytest.mark.parametrize("names", [".", "*", "a..b", "sales.example.com:443"])
def test_no_name_lets_strangers_names_in(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", names)
    with pytest.raises(SettingsError, match="allowed is host names, separated by commas"):
        Settings.from_env()


def test_two_mistakes_are_two_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("WORKERS", "none")

    with pytest.raises(SettingsError) as caught:
        Settings.from_env()

    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["PORT", "WORKERS"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "hunter2"),
        ("PROXY_SECRET", "hunter2"),
        ("CACHE_URL", "http://u:hunter2@h"),
        ("CACHE_URL", "redis://:hunter2@h:port"),
        ("DATABASE_URL", "mysql://u:hunter2@h/shop"),
        ("DATABASE_URL", "postgresql://u:hunter2@h"),
        ("DATABASE_URL", "postgresql://u:hunter2@h:port/shop"),
        ("DATABASE_URL", "postgresql://u/v:hunter2@h/shop"),
        ("DATABASE_URL", "postgresql://u:a@hunter2@h/shop"),
    ],
)
def test_a_wrong_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        Settings.from_env()

    assert str(caught.value).startswith(f"{name} is not usable (it is not shown here): allowed is")
    assert "hunter2" not in str(caught.value)


def test_a_right_secret_is_not_printed_with_the_settings() -> None:
    settings = Settings(
        proxy_secret=SecretStr(SECRET), cache_url=SecretStr("redis://:hunter2@cache:6379/0")
    )

    assert SECRET not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10"])
def test_nobody_serves_a_network_without_a_log_in(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("HOST", host)

    with pytest.raises(SettingsError, match=rf'^HOST is "{host}", which other machines can reach'):
        Settings.from_env()


@pytest.mark.parametrize(
    ("host", "bind"),
    [
        ("127.0.0.1", "127.0.0.1:8050"),
        ("127.8.8.8", "127.8.8.8:8050"),
        ("::1", "[::1]:8050"),
        ("localhost", "localhost:8050"),
        ("unix:/run/sales/app.sock", "unix:/run/sales/app.sock"),
    ],
)
def test_addresses_of_this_machine_need_no_log_in(host: str, bind: str) -> None:
    assert Settings(host=host).bind == bind


def test_behind_a_proxy_that_logs_people_in_any_address_will_do() -> None:
    settings = Settings(
        host="0.0.0.0",
        auth_mode="proxy",
        proxy_secret=SecretStr(SECRET),
        trusted_hosts=("sales.example.com",),
    )

    assert "sales.example.com" in settings.allowed_hosts
    assert settings.bind == "0.0.0.0:8050"


def test_a_proxy_has_to_prove_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_MODE", "proxy")

    with pytest.raises(SettingsError, match=r"^PROXY_SECRET is not set, but AUTH_MODE=proxy"):
        Settings.from_env()


def test_settings_do_not_change_while_the_server_runs() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_the_generated_key_is_private_and_stays_the_same(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")

    first = settings.signing_key()
    second = Settings(data_dir=tmp_path / "new").signing_key()

    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "new/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_workers_that_start_together_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: Settings(data_dir=tmp_path).signing_key(), range(32)))

    assert len(set(keys)) == 1


def test_a_key_that_another_worker_has_just_written_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Settings(data_dir=tmp_path).signing_key()
    # As a worker sees it that looked just before the other one wrote.
    monkeypatch.setattr(Path, "exists", lambda _self: False)

    assert Settings(data_dir=tmp_path).signing_key() == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    key = "k" * 32
    settings = Settings(data_dir=tmp_path, secret_key=SecretStr(key))

    assert settings.signing_key() == key
    assert list(tmp_path.iterdir()) == []


def test_the_documented_table_of_settings_is_the_class() -> None:
    documented = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \| (.*?) \|$",
        OPERATIONS.read_text(encoding="utf-8"),
        re.MULTILINE,
    )

    assert documented == [_row(name, field) for name, field in Settings.model_fields.items()]


def _row(name: str, field: Any) -> tuple[str, str, str, str]:
    default = "unset" if field.default in (None, ()) else f"`{field.default}`"
    return name.upper(), field.json_schema_extra["allowed"], default, field.description
