"""The small town of these tests: a few people who listen, and a sender that remembers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.mailing import Mailing, find_due
from core.calling import Call, Operator
from core.messages import Message
from core.outcomes import Outcome, Sent
from storage.content import raise_version
from storage.deliveries import deliveries_of
from storage.engine import Database
from storage.models.contests import ContestRow, SeasonRow
from storage.people import find_or_create, find_person
from storage.records.people import Delivery, Person
from storage.subscriptions import set_subscription
from storage.terms import Channel, ContestKind, Level, MoneySource, SeasonStatus, SubscriptionKind, Unit

ZONE = ZoneInfo("Asia/Novokuznetsk")
MOSCOW = ZoneInfo("Europe/Moscow")


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    """A local moment: at("2026-12-04 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@dataclass
class Post:
    """A sender that keeps what it was given; `answer` decides the outcome."""

    answer: Callable[[str, Message], Outcome] | None = None
    sent: list[tuple[str, Message]] = field(default_factory=list)

    async def send(self, external_id: str, message: Message, wanted: object = None) -> Outcome:
        self.sent.append((external_id, message))
        return self.answer(external_id, message) if self.answer else Sent(str(len(self.sent)))

    def texts(self, external_id: str) -> list[str]:
        return [message.text for to, message in self.sent if to == external_id]


@dataclass
class Town:
    """A base, a clock that stands still, and the post."""

    database: Database
    now: datetime
    post: Post = field(default_factory=Post)
    updates: int = 0

    def clock(self) -> datetime:
        return self.now

    async def person(self, external_id: str, name: str = "") -> Person:
        async with self.database.writing() as session:
            await find_or_create(session, Channel.TELEGRAM, external_id, name, self.now)
            await session.commit()
        return await self.look(external_id)

    async def look(self, external_id: str) -> Person:
        async with self.database.reading() as session:
            found = await find_person(session, Channel.TELEGRAM, external_id)
        assert found is not None
        return found

    async def listener(
        self,
        external_id: str,
        spheres: Sequence[str] = (),
        levels: Sequence[str] = (),
        kind: SubscriptionKind = SubscriptionKind.CONTESTS,
    ) -> Person:
        person = await self.person(external_id)
        async with self.database.writing() as session:
            await set_subscription(session, person.id, kind, spheres, levels, self.now)
            await session.commit()
        return person

    async def call(self, external_id: str, *, admin: bool = False, key: str | None = None) -> Call:
        self.updates += 1
        return Call(
            person=await self.person(external_id),
            is_admin=admin,
            now=self.now,
            zone=ZONE,
            operator=Operator("Ресурсный центр", "https://example.org", demo=True),
            update_key=key or f"telegram:{self.updates}",
            reading=self.database.reading,
            writing=self.database.writing,
        )

    async def contest(self, key: str, name: str, *, spheres: Sequence[str] = (), level: Level = Level.FEDERAL) -> None:
        async with self.database.writing() as session:
            session.add(
                ContestRow(
                    key=key, kind=ContestKind.CONTEST, name=name, short_name=name, organiser="", direction="",
                    level=level, money_source=MoneySource.PRIVATE, science=False, number_printed="", for_whom="",
                    spheres=tuple(spheres), aliases=(), refusal_reasons=("файл меняли после подписи",),
                )
            )  # fmt: skip
            await session.commit()

    async def season(
        self, key: str, closes_at: datetime | None, *, opens_at: datetime | None = None,
        status: SeasonStatus = SeasonStatus.ANNOUNCED, name: str | None = None, spheres: Sequence[str] = (),
        level: Level = Level.FEDERAL, zone: str = "Europe/Moscow",
    ) -> None:  # fmt: skip
        """A contest of one season; both have the key."""
        await self.contest(key, name or key, spheres=spheres, level=level)
        async with self.database.writing() as session:
            session.add(
                SeasonRow(
                    key=key, contest=key, year=self.now.year, title="", status=status, zone=zone,
                    opens_at=opens_at or self.now - timedelta(days=60), closes_at=closes_at, applicants_text="",
                    winners_text="", count_unit=Unit.APPLICATIONS, conditions="",
                )
            )  # fmt: skip
            await raise_version(session)
            await session.commit()

    async def tick(self, moment: datetime | None = None) -> int:
        """The clock's tick, and the mailing until nothing is due."""
        if moment is not None:
            self.now = moment.astimezone(UTC)
        written = await find_due(self.database, self.clock, ZONE)
        await self.mail()
        return written

    async def mail(self) -> None:
        await Mailing(self.database, self.post, self.clock, ZONE, workers=3).drain()

    async def deliveries(self, external_id: str) -> list[Delivery]:
        person = await self.look(external_id)
        async with self.database.reading() as session:
            return await deliveries_of(session, person.id)
