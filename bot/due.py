"""`python -m bot due`: what is due, to whom and why; with --send the deliveries are written and sent."""

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sandboxed import DATABASE
from bot.settings import Settings, SettingsError
from core.announcements.board import Board, read_board
from core.announcements.corrections import moved_seasons, next_misinformed, write_corrections
from core.announcements.due import Due, merged, rehearse, rounds_at, what_is_due, write_due
from core.base import open_base
from storage.engine import Database
from storage.leases import held_until
from storage.packs import holds_pack
from storage.people import names_of

_POLLER = "poller"


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--at: not a moment: {text} (write 2026-12-04T10:00)") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


async def print_due(settings: Settings, at: str | None, send: bool) -> int:
    """Print what is due now or at a moment; with `send` also write it. Exit code 2 when that is refused.

    Without a token and DATABASE_URL the base is the sandbox's. `--at` with `--send` wants invented records:
    real people are told nothing at a made-up hour.
    """
    zone = ZoneInfo(settings.timezone)
    asked, now = _moment(at, zone), datetime.now(UTC)
    in_sandbox = settings.bot_token is None and "database_url" not in settings.model_fields_set
    database = await open_base(DATABASE if in_sandbox else settings.database_url, zone=settings.timezone)
    try:
        async with database.reading() as session:
            invented = await holds_pack(session, "demo")
            board = await read_board(session)
        if send and asked is not None and not invented:
            print("--at with --send is for the sandbox only: this base has no invented records", file=sys.stderr)
            return 2
        await _print(database, board, asked or now, zone)
        if send:
            await _send(settings, database, board, asked, now, zone)
    finally:
        await database.close()
    return 0


async def _print(database: Database, board: Board, moment: datetime, zone: ZoneInfo) -> None:
    async with database.reading() as session:
        messages = [one async for one in what_is_due(session, moment, zone)]
        corrections = [
            (person.person_id, season.key, person.version, season.closes_at)
            for season in await moved_seasons(session, board, moment)
            for person in await next_misinformed(session, season, 0)
        ]
        names = await names_of(session, {one.person_id for one in messages} | {one[0] for one in corrections})
    print(f"At {moment.astimezone(zone):%Y-%m-%d %H:%M %Z}: {len(messages) + len(corrections)} messages due")
    for one in messages:
        for line in _lines(one, names.get(one.person_id, ""), zone):
            print(line)
    for person_id, season, told, closes_at in corrections:
        print(f"person {person_id} ({names.get(person_id, '')}): season {season} moved, told {told}, now {closes_at}")


def _lines(due: Due, name: str, zone: ZoneInfo) -> list[str]:
    return [
        f"person {due.person_id} ({name}): {event.item.subject_kind} {event.item.subject} {event.item.event}"
        f"{', date ' + event.item.version if event.item.version else ''}"
        f", due since {event.since.astimezone(zone):%Y-%m-%d %H:%M}, for {event.kind} ({event.audience.value})"
        for event in due.events
    ]


async def _send(
    settings: Settings, database: Database, board: Board, asked: datetime | None, now: datetime, zone: ZoneInfo
) -> None:
    if asked is None:
        written = await write_corrections(database, now, zone) + await write_due(database, now, zone)
    else:
        async with database.reading() as session:
            walks = merged(await rounds_at(session, board, asked, zone))
        written = len(await rehearse(database, walks, board, asked, now, zone))
        written += await write_corrections(database, now, zone)
    async with database.reading() as session:
        until = await held_until(session, _POLLER)
    if until is not None and until > now:
        print(f"{written} deliveries written; the running bot sends them")
        return
    if settings.bot_token is None:
        print(f"{written} deliveries written; they go out when the sandbox runs")
        return
    await _mail(settings, database, zone)
    print(f"{written} deliveries written and sent")


async def _mail(settings: Settings, database: Database, zone: ZoneInfo) -> None:
    """No bot runs: this process sends, holding the sender's lease so that one that starts now waits."""
    from bot.assembly import make_bot
    from bot.contact import Telegram
    from bot.holder import holder_id
    from bot.mailing import mail_once
    from bot.sender import TelegramSender
    from bot.throttle import Priority, Throttle
    from handlers import callbacks
    from handlers.wire import Wire

    assert settings.bot_token is not None
    telegram = Telegram(settings.telegram_api_url, settings.bot_token.get_secret_value())
    bot = make_bot(telegram, Throttle(settings.messages_per_second), Priority.MAILING)
    try:
        sender = TelegramSender(bot, Wire(callbacks()))
        if not await mail_once(database, sender, lambda: datetime.now(UTC), zone, holder_id()):
            print("another process is sending", file=sys.stderr)
    finally:
        await bot.session.close()
