"""A run without a token: its own base, a port that is free, and an end that leaves no process behind."""

import contextlib
import socket

import aiohttp
import pytest

from bot.sandboxed import DATABASE, sandbox_settings, sandboxed
from bot.settings import Settings, SettingsError


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("BOT_TOKEN", "DATABASE_URL", "ADMIN_IDS", "OPERATOR_NAME", "WEBHOOK_URL"):
        monkeypatch.delenv(name, raising=False)
    return Settings()


def test_the_sandbox_has_its_own_base_an_administrator_and_an_invented_operator(bare: Settings) -> None:
    inside = sandbox_settings(bare, "http://127.0.0.1:8081")
    assert inside.database_url == DATABASE
    assert "900" in inside.admins
    assert "пример" in inside.operator_name
    assert inside.on_loopback


def test_another_base_is_refused_naming_the_variable(monkeypatch: pytest.MonkeyPatch, bare: Settings) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/bot.db")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL"):
        sandbox_settings(Settings(), "http://127.0.0.1:8081")


@pytest.mark.asyncio
async def test_a_busy_port_is_passed_over_and_the_chat_page_is_gone_at_the_end(bare: Settings) -> None:
    with socket.socket() as busy:
        with contextlib.suppress(OSError):
            busy.bind(("127.0.0.1", 8081))
            busy.listen()
        async with sandboxed(bare) as inside, aiohttp.ClientSession() as session:
            assert not inside.telegram_api_url.endswith(":8081")
            async with session.get(inside.telegram_api_url + "/") as page:
                assert page.status == 200
        with pytest.raises(aiohttp.ClientConnectorError):
            async with aiohttp.ClientSession() as session:
                await session.get(inside.telegram_api_url + "/")
