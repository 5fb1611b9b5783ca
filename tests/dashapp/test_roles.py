"""Who may load data, and who sees personal data."""

from __future__ import annotations

from flask import Flask
from pydantic import SecretStr

from dashapp.roles import USER_HEADER, Roles
from dashapp.settings import Settings

SECRET = SecretStr("a-proxy-secret-of-length")


def _behind_a_proxy(*admins: str) -> Roles:
    return Roles(Settings(auth_mode="proxy", proxy_secret=SECRET, admin_users=admins))


def _asked(roles: Roles, name: str | None) -> tuple[str, bool]:
    headers = {} if name is None else {USER_HEADER: name}
    with Flask("x").test_request_context("/", headers=headers):
        return roles.user(), roles.is_admin()


def test_on_this_machine_alone_everybody_is_an_administrator() -> None:
    assert _asked(Roles(Settings()), None) == ("", True)
    assert _asked(Roles(Settings()), "mallory") == ("", True)


def test_a_proxy_on_this_machine_makes_nobody_an_administrator_by_itself() -> None:
    roles = Roles(Settings(proxy_hops=1, admin_users=("ada",)))
    assert _asked(roles, "ada") == ("ada", True)
    assert _asked(roles, "ben") == ("ben", False)
    assert _asked(roles, None) == ("", False)


def test_behind_a_proxy_only_those_who_are_named_are() -> None:
    roles = _behind_a_proxy("ada", "ben@example.com")
    assert _asked(roles, "ada") == ("ada", True)
    assert _asked(roles, "ben@example.com") == ("ben@example.com", True)
    assert _asked(roles, "ADA") == ("ADA", False)
    assert _asked(roles, "cleo") == ("cleo", False)


def test_behind_a_proxy_nobody_is_when_nobody_is_named_or_nobody_asks() -> None:
    assert _asked(_behind_a_proxy(), "ada") == ("ada", False)
    assert _asked(_behind_a_proxy("ada"), None) == ("", False)
    assert _asked(_behind_a_proxy(""), "") == ("", False)
    assert not _behind_a_proxy("ada").is_admin()


def _sees(settings: Settings, name: str | None) -> bool:
    headers = {} if name is None else {USER_HEADER: name}
    with Flask("x").test_request_context("/", headers=headers):
        return Roles(settings).sees_people()


def test_on_this_machine_alone_everybody_sees_people() -> None:
    assert _sees(Settings(), None)
    assert _sees(Settings(), "mallory")


def test_behind_a_proxy_only_those_who_are_named_see_people() -> None:
    settings = Settings(auth_mode="proxy", proxy_secret=SECRET, personal_data_users=("ada",))
    assert _sees(settings, "ada")
    assert not _sees(settings, "ben")
    assert not _sees(settings, "")
    assert not _sees(settings, None)
    assert not Roles(settings).sees_people()
    assert not _sees(Settings(proxy_hops=1), "ada")
    assert not _sees(Settings(proxy_hops=1), None)


def test_who_loads_data_does_not_see_people_by_that_alone() -> None:
    settings = Settings(auth_mode="proxy", proxy_secret=SECRET, admin_users=("ada",))
    assert Roles(settings).user() == ""
    assert not _sees(settings, "ada")
