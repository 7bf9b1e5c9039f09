"""One update from the inbox through the dispatcher, and what its errors mean for the inbox."""

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.inbox import MalformedError, OutageError
from bot.sender import is_gone, is_outage
from core.rendering import render
from storage.engine import Database
from storage.people import set_reachable
from storage.records.work import InboxUpdate
from storage.terms import Channel

log = structlog.get_logger()


class UpdateHandler:
    """Feeds updates to the dispatcher. aiogram's own polling would confirm them before they are handled."""

    def __init__(self, dispatcher: Dispatcher, bot: Bot, database: Database) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._database = database

    async def handle(self, stored: InboxUpdate) -> None:
        """Handle one update; raises MalformedError, OutageError, or whatever a handler raised."""
        try:
            update = Update.model_validate(stored.body, context={"bot": self._bot})
            update.event_type  # noqa: B018  (a property that raises for a kind this aiogram does not know)
        except ValidationError as error:
            fields = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
            raise MalformedError(", ".join(fields[:3])) from None
        except UpdateTypeLookupError:
            raise MalformedError("a kind of update that is not known") from None
        try:
            result = await self._dispatcher.feed_update(self._bot, update)
            if isinstance(result, TelegramMethod):
                await self._bot(result)
        except (TelegramAPIError, ClientDecodeError) as error:
            if not await self._explained(stored, error):
                raise

    async def give_up(self, stored: InboxUpdate) -> None:
        """Tell the person once that their message could not be answered."""
        if not stored.lane.isdigit():
            return
        try:
            await self._bot.send_message(int(stored.lane), render("ngo/trouble.html.j2"))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("trouble_not_told", update=stored.update_id, error=type(error).__name__)

    async def _explained(self, stored: InboxUpdate, error: TelegramAPIError | ClientDecodeError) -> bool:
        """True when there is nothing more to do: the person has left while we were answering."""
        if is_outage(error):
            after = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else 0.0
            raise OutageError(type(error).__name__, after) from error
        asked = getattr(error, "method", None)
        if not is_gone(error) or str(getattr(asked, "chat_id", "")) != stored.lane:
            return False
        async with self._database.writing() as session:
            await set_reachable(session, Channel.TELEGRAM, stored.lane, reachable=False)
            await session.commit()
        log.info("reach_changed", person=stored.lane, reachable=False)
        return True
