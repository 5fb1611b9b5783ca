"""What a setting may hold: the kinds of values, and what is said of one that cannot be used."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.numbers import is_currency
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import NoDecode

_MOST_MB = 1024 * 1024


class SettingsError(ValueError):
    """A setting cannot be used; the message says which, what it is and what is allowed."""


def setting(default: Any, allowed: str, meaning: str, **limits: Any) -> Any:
    """A field of the settings, with what the documentation and a refusal say of it."""
    return Field(default, description=meaning, json_schema_extra={"allowed": allowed}, **limits)


def megabytes(default: int, least: int, meaning: str) -> Any:
    """A field of the settings that says how much memory or disk something may take."""
    return setting(
        default, f"a whole number from {least} to {_MOST_MB}", meaning, ge=least, le=_MOST_MB
    )


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(name for part in value.split(",") if (name := part.strip()))
    return value


def _only_names(value: tuple[str, ...]) -> tuple[str, ...]:
    labels = [name.removeprefix(".").split(".") for name in value]
    if any(set(name) & set("/*: ") for name in value) or not all(map(all, labels)):
        raise ValueError
    return value


def _listens_somewhere(value: str) -> str:
    if value == "localhost" or value.startswith("unix:/"):
        return value
    return str(ipaddress.ip_address(value))


def _is_redis(value: SecretStr) -> SecretStr:
    address = urlsplit(value.get_secret_value())
    # Asking for the port raises ValueError where it is none.
    if address.scheme not in {"redis", "rediss"} or address.port == 0:
        raise ValueError
    return value


_DATABASES = {"postgresql", "postgresql+psycopg", "clickhousedb", "sparksql"}


def _is_database(value: SecretStr) -> SecretStr:
    address = urlsplit(value.get_secret_value())
    if address.scheme not in _DATABASES or address.port == 0:
        raise ValueError
    if not address.path.strip("/"):
        raise ValueError
    # A sign in a name or password that is not written as %2F or %40 moves the rest of it into the
    # host or the database, and those are told.
    if "@" in address.path or address.netloc.count("@") > 1:
        raise ValueError
    return value


def _zone_exists(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, KeyError) as error:
        raise ValueError from error


def _currency_exists(value: str) -> str:
    if not is_currency(value, "en"):
        raise ValueError
    return value


Listening = Annotated[str, AfterValidator(_listens_somewhere)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
HostNames = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_only_names)
]
RedisAddress = Annotated[SecretStr, AfterValidator(_is_redis)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_is_database)]
Timezone = Annotated[str, AfterValidator(_zone_exists)]
Currency = Annotated[str, AfterValidator(_currency_exists)]


def sentences(error: ValidationError, fields: Mapping[str, Any], secrets: frozenset[str]) -> str:
    """One sentence per mistake; what a secret was set to is never among them."""
    return "\n".join(_sentence(dict(mistake), fields, secrets) for mistake in error.errors())


def _sentence(mistake: dict[str, Any], fields: Mapping[str, Any], secrets: frozenset[str]) -> str:
    if not mistake["loc"]:
        return str(mistake["ctx"]["error"])
    name = str(mistake["loc"][0])
    extra = fields[name].json_schema_extra
    allowed = extra["allowed"] if isinstance(extra, dict) else ""
    shown = "not usable (it is not shown here)" if name in secrets else f'"{mistake["input"]}"'
    return f"{name.upper()} is {shown}: allowed is {allowed}."
