"""A source database is named by a URL, and nobody sees its password."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest import LoadError
from data.ingest.databases import Address, is_url


@pytest.mark.parametrize(
    ("url", "name", "key"),
    [
        ("postgresql://ann:pw@db/shop", "shop at db", "postgresql://db/shop"),
        ("postgres://db:5433/shop", "shop at db", "postgresql://db:5433/shop"),
        ("postgresql+psycopg:///shop", "shop", "postgresql:///shop"),
        ("mysql://ann@db/shop?ssl_ca=x", "shop at db", "mysql://db/shop"),
        ("mysql+pymysql://db/shop", "shop at db", "mysql://db/shop"),
        ("MariaDB://db/shop", "shop at db", "mysql://db/shop"),
        ("sqlite:////srv/shop.db", "shop.db", "sqlite:////srv/shop.db"),
        ("duckdb:////srv/shop.duckdb", "shop.duckdb", "duckdb:////srv/shop.duckdb"),
    ],
)
def test_every_spelling_names_its_database_without_user_and_password(
    url: str, name: str, key: str
) -> None:
    address = Address.parse(url)
    assert is_url(url)
    assert (address.name, address.key) == (name, key)


def test_a_file_is_the_same_database_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Address.parse("sqlite:///shop.db").key == f"sqlite:///{tmp_path.resolve()}/shop.db"


@pytest.mark.parametrize("text", ["orders.csv", "folder/orders", "C:\\orders.csv", "//server/x"])
def test_paths_are_no_databases(text: str) -> None:
    assert not is_url(text)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("oracle://ann:pw@db/shop", "“oracle://” is no database this product reads. Give one such"),
        ("https://example.com/x.csv", "“https://” is no database this product reads."),
        ("postgresql://ann:pw@db", "The postgresql URL names no database: write it like"),
        ("sqlite://", "The sqlite URL names no database"),
        ("mysql://ann:p@w/x@db:port/shop", "The mysql URL cannot be read: write it like"),
    ],
)
def test_what_is_no_database_is_said_without_the_password(url: str, sentence: str) -> None:
    with pytest.raises(LoadError) as refused:
        Address.parse(url)
    assert str(refused.value).startswith(sentence)
    assert "pw" not in str(refused.value)


def test_a_password_from_the_settings_is_used_where_the_url_has_none() -> None:
    assert Address.parse("mysql://ann@db/shop", "secret").url.password == "secret"
    assert Address.parse("mysql://ann:own@db/shop", "secret").url.password == "own"
    assert Address.parse("sqlite:///shop.db", "secret").url.password is None


def test_no_way_of_writing_an_address_shows_its_secrets() -> None:
    address = Address.parse("postgresql://ann:hunter2@db/shop?sslpassword=hunter3")
    assert "hunter" not in repr(address) + str(address) + address.name + address.key
    assert address.without_secrets("login hunter2, key hunter3") == "login ***, key ***"
