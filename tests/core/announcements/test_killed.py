"""An announcement whose process dies before or after any of its commits: the next one ends it, nobody is missed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.mailing import Mailing, find_due
from core.announcements import announcing, fixing, later
from core.announcements.reaching import MEASURE
from core.messages import Message
from core.outcomes import Outcome, Sent
from storage import Session
from storage.engine import Database
from storage.reach import evidence_of
from tests.core.announcements.town import ZONE, Town, at

READERS = ("101", "102", "103")
AUTHOR = "900"


class KilledError(BaseException):
    """The process is gone: nothing behind it runs."""


@dataclass
class Life:
    """One process: it dies at commit number `dies_at`, before it or after it; never when that is None."""

    database: Database
    dies_at: int | None
    after: bool
    commits: int = 0
    dead: bool = False

    def open(self) -> Database:
        return replace(self.database, writing=self._writing)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Session]:
        async with self.database.writing() as session:
            commit = session.commit

            async def counted() -> None:
                self.commits += 1
                self.dead |= self.commits == self.dies_at and not self.after
                if self.dead:
                    raise KilledError
                await commit()
                self.dead |= self.commits == self.dies_at
                if self.dead:
                    raise KilledError

            session.commit = counted  # type: ignore[method-assign]
            yield session


@dataclass
class Chats:
    """What people have in their chats: new messages and edited ones."""

    life: Life | None = None
    held: dict[str, dict[str, str]] = field(default_factory=dict)
    files: int = 0

    async def send(self, external_id: str, message: Message, wanted: object = None) -> Outcome:
        if self.life is not None and self.life.dead:
            raise KilledError
        chat = self.held.setdefault(external_id, {})
        number = message.edits or str(sum(map(len, self.held.values())) + 1)
        chat[number] = message.text
        self.files += bool(message.files)
        return Sent(number)

    async def edit(self, external_id: str, message_id: str, message: Message) -> None:
        raise AssertionError("no progress is shown here")

    def words(self, external_id: str) -> str:
        return " | ".join(self.held.get(external_id, {}).values())


async def _live(town: Town, life: Life, chats: Chats, name: str) -> None:
    """From the typed text with a picture to its correction; each update comes again to each process."""
    database = life.open()
    chats.life = life

    async def call(step: str) -> announcing.Call:
        own = await town.call(AUTHOR, admin=True, key=f"{name}:{step}")
        return replace(own, reading=database.reading, writing=database.writing)

    async def mail() -> None:
        await Mailing(database, chats, town.clock, ZONE, workers=4).drain()

    await announcing.take_text(await call("text"), f"Собрание {name} в среду", ("photo", "FILE"))
    async with town.database.reading() as session:
        found = await announcing.announcements.newest_draft(session, (await town.look(AUTHOR)).id)
    if found is not None:
        await announcing.aim(await call("aim"), "all")
        await later.take_when(await call("when"), found.id, "через 1 час")
        await later.schedule(await call("at"), found.id)
    town.now += timedelta(hours=1, minutes=1)
    await find_due(database, town.clock, ZONE)
    await mail()
    await find_due(database, town.clock, ZONE)
    async with town.database.reading() as session:
        number = await session.scalar(text("SELECT max(id) FROM announcements"))
    assert number is not None
    await fixing.take_correction(await call("fix"), number, f"Собрание {name} в четверг")
    await fixing.correct(await call("ok"), number)
    await mail()
    await find_due(database, town.clock, ZONE)
    await mail()


@pytest.mark.asyncio
async def test_killed_at_any_moment_it_is_sent_corrected_and_reported_by_the_next_process(town: Town) -> None:
    for one in (*READERS, AUTHOR):
        await town.person(one)
    town.now = at("2026-03-02 10:00")
    whole = Life(town.database, None, False)
    await _live(town, whole, Chats(), "1")
    moments = [(number, after) for number in range(1, whole.commits + 1) for after in (False, True)]
    assert len(moments) > 15
    for name, (number, after) in enumerate(moments, start=2):
        town.now = at("2026-03-02 10:00") + timedelta(days=name)
        chats, life = Chats(), Life(town.database, number, after)
        with suppress(KilledError):
            await _live(town, life, chats, str(name))
        town.now += timedelta(minutes=5)  # leases of the dead run out
        await _live(town, Life(town.database, None, False), chats, str(name))
        for reader in READERS:
            assert f"Собрание {name} в четверг" in chats.words(reader), (number, after, reader)
            assert len(chats.held[reader]) <= 3, (number, after, chats.held[reader])
        assert "Доставлено" in chats.words(AUTHOR), (number, after)
    async with town.database.reading() as session:
        kept = await evidence_of(session, 2026, MEASURE)
    assert len(kept) == len(moments) + 1
    assert {(one.audience, one.delivered) for one in kept} == {(4, 4)}
