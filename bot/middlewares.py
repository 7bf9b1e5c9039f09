"""Who is speaking: every update gets a `call`; presses are acknowledged; blocking the bot is noticed.

No session is open while a handler runs.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, ChatMemberUpdated, TelegramObject, Update, User

from core.appeals import groups
from core.calling import Call, Clock, Operator
from core.desk.rights import Desk
from core.messages import Action
from handlers.wire import Wire
from storage.desk import memberships_of
from storage.engine import Database
from storage.people import find_or_create, find_person, is_fresh, set_reachable
from storage.records.desk import Membership
from storage.records.people import Person
from storage.terms import Channel

log = structlog.get_logger()

_BINDING = ("/bind", "/unbind")

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
AdminIds = Callable[[], frozenset[str]]


class Acknowledgements(BaseRequestMiddleware):
    """Stands in the Bot's session and remembers which presses a handler has answered itself."""

    def __init__(self) -> None:
        self._answered: set[str] = set()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Let everything through; note answered presses. A press that is too old to be answered is no error."""
        query_id = method.callback_query_id if isinstance(method, AnswerCallbackQuery) else None
        if query_id is not None:
            self._answered.add(query_id)
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as refusal:
            if query_id is None or "query is too old" not in refusal.message:
                raise
            return cast(Response[TelegramType], True)

    async def acknowledge(self, bot: Bot, query_id: str) -> None:
        """Answer the press unless it is answered already; too late or unreachable is no error."""
        try:
            if query_id not in self._answered:
                await bot.answer_callback_query(query_id)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("press_not_acknowledged", error=type(error).__name__)
        finally:
            self._answered.discard(query_id)


class CallMiddleware(BaseMiddleware):
    """The outer middleware of all updates. Bots get no answer, nor do groups that read no appeals."""

    def __init__(
        self, database: Database, clock: Clock, zone: ZoneInfo, operator: Operator, admins: AdminIds, wire: Wire,
        acknowledgements: Acknowledgements, met: Callable[[Person, Desk], None] = lambda _person, _desk: None,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._zone = zone
        self._operator = operator
        self._admins = admins
        self._wire = wire
        self._acknowledgements = acknowledgements
        self._met = met

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Find or create the person, build the call, run the handler, acknowledge a press."""
        assert isinstance(event, Update)
        bot: Bot = data["bot"]
        if event.my_chat_member is not None:
            return await self._note_reach(event.my_chat_member)
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if user is None or user.is_bot or not await self._listens(event, chat):
            return None
        person, memberships = await self._person(user)
        is_admin = person.external_id in self._admins()
        self._met(person, Desk(is_admin, memberships))
        data["call"] = Call(
            person=person,
            is_admin=is_admin,
            now=self._clock(),
            zone=self._zone,
            operator=self._operator,
            update_key=f"{Channel.TELEGRAM}:{event.update_id}",
            reading=self._database.reading,
            writing=self._database.writing,
            memberships=memberships,
        )
        data["wire"] = self._wire
        event = self._held(event)
        data["admins"] = self._admins()
        try:
            return await handler(event, data)
        finally:
            if event.callback_query is not None:
                await self._acknowledgements.acknowledge(bot, event.callback_query.id)

    def _held(self, event: Update) -> Update:
        """A forged press with a number beyond what the base holds is looked up like any other that does not exist."""
        query = event.callback_query
        if query is None or query.data is None or (data := self._wire.held(query.data)) == query.data:
            return event
        return event.model_copy(update={"callback_query": query.model_copy(update={"data": data})})

    async def _person(self, user: User) -> tuple[Person, tuple[Membership, ...]]:
        """Who speaks, and what they are at the desk at this moment."""
        now, name, external_id = self._clock(), user.full_name, str(user.id)
        async with self._database.reading() as session:
            found = await find_person(session, Channel.TELEGRAM, external_id)
            memberships = () if found is None else await memberships_of(session, found.id)
        if found is not None and is_fresh(found, name, now):
            return found, memberships
        async with self._database.writing() as session:
            person = await find_or_create(session, Channel.TELEGRAM, external_id, name, now)
            await session.commit()
        return person, memberships

    async def _listens(self, update: Update, chat: Chat | None) -> bool:
        """Private chats, and groups that read a department's appeals or are about to; a moved group is followed."""
        if chat is None or chat.type == "private":
            return True
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await groups.moved(self._database, str(chat.id), str(message.migrate_to_chat_id))
            return False
        if message is not None and (message.text or "").startswith(_BINDING):
            return True
        press = update.callback_query
        if press is not None and (press.data or "").startswith(f"{Action.APPEAL_BIND}:"):
            return True
        return await groups.is_ours(self._database, str(chat.id))

    async def _note_reach(self, change: ChatMemberUpdated) -> None:
        """The person blocked or unblocked us, or a group removed us or let us in again."""
        if change.chat.type != "private":
            within = change.new_chat_member.status not in {"kicked", "left"}
            await groups.reach(self._database, str(change.chat.id), reachable=within)
            return
        reachable = change.new_chat_member.status not in {"kicked", "left"}
        async with self._database.writing() as session:
            await set_reachable(session, Channel.TELEGRAM, str(change.chat.id), reachable)
            await session.commit()
        log.info("reach_changed", person=change.chat.id, reachable=reachable)
