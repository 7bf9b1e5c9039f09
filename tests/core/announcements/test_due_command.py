"""`python -m bot due`: who hears what and why; sending only where it may."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.due import print_due
from bot.settings import Settings, SettingsError
from sandbox.server import Sandbox
from storage.leases import take_lease
from storage.people import find_person
from storage.subscriptions import set_subscription
from storage.terms import Channel, DeliveryState, SubscriptionKind
from tests.conftest import ZONE
from tests.core.announcements.town import Town

MORNING = "2026-11-24T10:00"


def _settings(url: str, sandbox: Sandbox | None = None) -> Settings:
    return Settings(
        database_url=url,
        timezone=ZONE,
        bot_token=None if sandbox is None else SecretStr(sandbox.token),
        telegram_api_url="http://127.0.0.1:1" if sandbox is None else sandbox.url,
    )


@pytest.mark.asyncio
async def test_it_prints_to_whom_and_why_and_writes_nothing(demo_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert await print_due(_settings(demo_url), MORNING, False) == 0
    first, second = capsys.readouterr().out.split("At ")[1:]
    assert first == second
    assert "(Анна (пример)): season demo-teply-gorod-now closes:1" in first
    assert "for contests (interested)" in first


@pytest.mark.asyncio
async def test_a_made_up_hour_is_not_sent_to_real_people(city_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await print_due(_settings(city_url), MORNING, True) == 2
    assert "sandbox only" in capsys.readouterr().err


@pytest.mark.asyncio
async def test_without_a_running_bot_the_command_sends(demo_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox() as sandbox:
        await sandbox.say(101, "/start")
        assert await print_due(_settings(demo_url, sandbox), MORNING, True) == 0
        assert "deliveries written and sent" in capsys.readouterr().out
        texts = [one["text"] for one in sandbox.messages(101) if one["from_bot"]]
        assert len(texts) == 1, texts
        assert "и ещё" in texts[0]
        await print_due(_settings(demo_url, sandbox), MORNING, True)
    assert "0 deliveries written and sent" in capsys.readouterr().out


@pytest.mark.asyncio
async def test_a_running_bot_is_left_to_send(tmp_path: Path, lite: Town, capsys: pytest.CaptureFixture[str]) -> None:
    lite.now = datetime.now(UTC)
    person = await lite.person("101")
    await lite.season("soon", lite.now + timedelta(hours=1))
    async with lite.database.writing() as session:
        await set_subscription(session, person.id, SubscriptionKind.CONTESTS, (), (), lite.now)
        await take_lease(session, "poller", "bot", lite.now, lite.now + timedelta(minutes=5))
        await session.commit()
    await print_due(_settings(f"sqlite:///{tmp_path / 'town.db'}"), None, True)
    assert "the running bot sends them" in capsys.readouterr().out
    assert [one.state for one in await lite.deliveries("101")] == [DeliveryState.PENDING]
    async with lite.database.reading() as session:
        assert await find_person(session, Channel.TELEGRAM, "101") is not None


@pytest.mark.asyncio
async def test_a_moment_that_is_none_is_refused_by_name(city_url: str) -> None:
    with pytest.raises(SettingsError, match="--at"):
        await print_due(_settings(city_url), "завтра", False)
