"""Every setting of the product: one environment variable each.

Nothing else reads the environment. The meaning, the default and the allowed values stand beside the
field; docs/operations.md shows the same table and a test compares the two.
"""

from __future__ import annotations

import ipaddress
from typing import Literal, Self

from pydantic import SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from dashapp import mail_settings
from dashapp.mail_settings import MailHost, PageAddress, Sender
from dashapp.setting_places import Places
from dashapp.setting_values import (
    Currency,
    DatabaseAddress,
    HostNames,
    Listening,
    Names,
    RedisAddress,
    SettingsError,
    Timezone,
    megabytes,
    sentences,
    setting,
)
from dashapp.signing_key import kept_key

__all__ = ["LOOPBACK_NAMES", "Settings", "SettingsError"]

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_SECRETS = frozenset(
    {
        "secret_key",
        "proxy_secret",
        "cache_url",
        "database_url",
        "source_password",
        "smtp_password",
    }
)


class Settings(Places):
    """What an operator decides. Read once at the start; a wrong value stops it."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, validate_default=False
    )

    database_url: DatabaseAddress | None = setting(
        None,
        "postgresql://user:password@host:port/database, clickhousedb://... or sparksql://...",
        "The database on PostgreSQL, ClickHouse or Spark that keeps the releases; unset: files in "
        "DATA_DIR. Another database is another shop.",
    )
    host: Listening = setting(
        "127.0.0.1",
        "an IP address, localhost or unix:/path/to/socket",
        "Where the server listens.",
    )
    port: int = setting(
        8050,
        "a whole number from 1 to 65535",
        "The port, where HOST is an address.",
        ge=1,
        le=65535,
    )
    workers: int = setting(2, "a whole number from 1 to 64", "Server processes.", ge=1, le=64)
    threads: int = setting(
        4,
        "a whole number from 1 to 64",
        "Requests that one process answers at the same time.",
        ge=1,
        le=64,
    )
    auth_mode: Literal["none", "proxy"] = setting(
        "none",
        "none or proxy",
        "none: whoever reaches HOST may look, so HOST has to stay on this machine. proxy: only "
        "requests that carry PROXY_SECRET are answered; the proxy logs people in.",
    )
    proxy_secret: SecretStr | None = setting(
        None,
        "at least 16 characters",
        "What the proxy sends in the header X-Proxy-Secret; needed when AUTH_MODE is proxy.",
        min_length=16,
    )
    proxy_hops: int = setting(
        0,
        "a whole number from 0 to 5",
        "How many proxies of yours stand in front: as many X-Forwarded-For and X-Forwarded-Proto "
        "entries are believed.",
        ge=0,
        le=5,
    )
    admin_users: Names = setting(
        (),
        "user names, separated by commas",
        "Who may load data and serve another release, where a proxy stands in front: names as it "
        "sends them in the header X-Forwarded-User. With AUTH_MODE=none and PROXY_HOPS=0, on this "
        "machine alone, everybody may.",
    )
    personal_data_users: Names = setting(
        (),
        "user names, separated by commas",
        "Who sees names, e-mail addresses and cities of customers, where a proxy stands in front: "
        "names as in ADMIN_USERS, whose people are not among them by themselves. On this machine "
        "alone everybody may.",
    )
    trusted_hosts: HostNames = setting(
        (),
        "host names, separated by commas",
        "Names under which people reach the dashboard (.example.com allows every name below it). "
        "The names of this machine's loopback are always allowed; any other is refused.",
    )
    cache_url: RedisAddress | None = setting(
        None,
        "redis://host:port/number or rediss://host:port/number",
        "Where query results are kept; unset: in files in DATA_DIR/cache.",
    )
    secret_key: SecretStr | None = setting(
        None,
        "at least 32 characters",
        "Signs what the pages hand back; unset: made once and kept in DATA_DIR/secret_key.",
        min_length=32,
    )
    business_timezone: Timezone | None = setting(
        None,
        "a time zone such as Europe/London",
        "In which time zone a sale belongs to a day, and times without one are read. Used when "
        "data is loaded; unset: the one of the files' layout, else UTC.",
    )
    currency: Currency | None = setting(
        None,
        "a three-letter currency code such as GBP",
        "The one currency of all figures, and that of amounts that do not name theirs. Used when "
        "data is loaded; unset: what is loaded already, else what most orders are in.",
    )
    shop_name: str | None = setting(
        None,
        "1 to 80 characters",
        "The shop's name on the page. Used when data is loaded; unset: named after the layout.",
        min_length=1,
        max_length=80,
    )
    source_password: SecretStr | None = setting(
        None,
        "any text",
        "The password for a shop's own database that is loaded from, where its URL names none: so "
        "it stands neither in a command nor in a list of processes.",
        min_length=1,
    )
    stale_after_days: int = setting(
        3,
        "a whole number from 1 to 365",
        "Days after their last order from which on the page says that the data are old.",
        ge=1,
        le=365,
    )
    keep_releases: int = setting(
        3,
        "a whole number from 2 to 100",
        "How many releases stay on disk, the served one included.",
        ge=2,
        le=100,
    )
    upload_max_mb: int = megabytes(
        512, 1, "Megabytes that one upload on the Data page may have, all its files together."
    )
    job_memory_mb: int = megabytes(
        2048, 512, "Memory in MB that the process may use which reads an upload."
    )
    job_timeout_s: int = setting(
        3600,
        "a whole number from 10 to 86400",
        "Seconds after which the process that reads an upload is stopped.",
        ge=10,
        le=86400,
    )
    build_memory_mb: int = megabytes(
        1300,
        256,
        "Memory in MB that the database may use in which a release is built; the process takes "
        "some 500 MB beside it. What does not fit is spilled to disk.",
    )
    query_memory_mb: int = megabytes(
        1024, 128, "Memory in MB that one question to the database may take."
    )
    query_threads: int | None = setting(
        None,
        "a whole number from 1 to 256",
        "Processor cores that one process may use for queries; unset: all.",
        ge=1,
        le=256,
    )
    query_timeout_s: int = setting(
        30,
        "a whole number from 1 to 3600",
        "Seconds after which PostgreSQL, ClickHouse or Spark gives up an answer.",
        ge=1,
        le=3600,
    )
    warm_up: bool = setting(
        True,
        "true or false",
        "Whether every page's first question is asked ahead, after a start and after publishing.",
    )
    smtp_host: MailHost | None = mail_settings.HOST
    smtp_port: int | None = mail_settings.PORT
    smtp_security: Literal["none", "starttls", "tls"] = mail_settings.SECURITY
    smtp_user: str | None = mail_settings.USER
    smtp_password: SecretStr | None = mail_settings.PASSWORD
    mail_from: Sender | None = mail_settings.SENDER
    public_url: PageAddress | None = mail_settings.PUBLIC_URL
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = setting(
        "INFO", "DEBUG, INFO, WARNING or ERROR", "From which severity on lines are written."
    )
    log_format: Literal["console", "json"] = setting(
        "console",
        "console or json",
        "console: for people. json: one object per line, for machines.",
    )

    @classmethod
    def from_env(cls) -> Self:
        """The settings of this process; raises SettingsError with one sentence per mistake."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError(sentences(error, cls.model_fields, _SECRETS)) from None

    @model_validator(mode="after")
    def _is_not_open_to_strangers(self) -> Self:
        if self.auth_mode == "none" and not self.is_local:
            message = (
                f'HOST is "{self.host}", which other machines can reach, but with AUTH_MODE=none '
                "nobody is asked who they are: use 127.0.0.1, ::1, localhost or unix:/path, or "
                "let a proxy log people in and set AUTH_MODE=proxy (docs/deployment.md)."
            )
            raise ValueError(message)
        if self.auth_mode == "proxy" and self.proxy_secret is None:
            message = (
                "PROXY_SECRET is not set, but AUTH_MODE=proxy needs it: at least 16 characters "
                "that the proxy sends in the header X-Proxy-Secret (docs/deployment.md)."
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _logs_in_to_mail_safely(self) -> Self:
        wrong = mail_settings.contradiction(
            self.smtp_host,
            self.smtp_security,
            self.smtp_user,
            password=self.smtp_password is not None,
        )
        if wrong:
            raise ValueError(wrong)
        return self

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost" or self.host.startswith("unix:"):
            return True
        return ipaddress.ip_address(self.host).is_loopback

    @property
    def bind(self) -> str:
        """Where the server listens, as gunicorn writes it."""
        if self.host.startswith("unix:"):
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def allowed_hosts(self) -> list[str]:
        """The Host headers that are answered."""
        return [*LOOPBACK_NAMES, *self.trusted_hosts]

    def signing_key(self) -> str:
        """SECRET_KEY, or the key in DATA_DIR/secret_key, made (mode 0600) by who comes first.

        SettingsError where DATA_DIR cannot hold one.
        """
        if self.secret_key:
            return self.secret_key.get_secret_value()
        return kept_key(self.data_dir)
