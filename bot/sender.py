"""Core's message to a Telegram chat, and Telegram's errors as core's outcomes."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions
from aiogram.types import Message as TelegramMessage

from bot.session import Session
from core.messages import File, Message, Topic
from core.outcomes import (
    Moved,
    NotEditable,
    NoTopic,
    Outcome,
    Permanent,
    Refused,
    Sent,
    Temporary,
    Unknown,
    Wait,
    Withdrawn,
)
from core.rendering import render
from handlers.screen import deliver_file
from handlers.wire import Wire

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_KEPT_BODIES = 500
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked")
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_NOT_EDITABLE = ("can't be edited", "message to edit not found", "message_id_invalid", "there is no")
_NO_TOPICS = ("not enough rights to create a topic", "the chat is not a forum")
_NO_RIGHTS = "not enough rights"
_REMEMBERED = 500
_FILE_PAUSES = (0.5, 2.0, 5.0)
_LONGEST_PAUSE = 20.0
_BEFORE_WRITING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


def _said(state: str) -> Message:
    """That the bot may not close or open a topic."""
    return Message(render("admin/appeals/topic_left.html.j2", state=state), silent=True)


def is_gone(error: BaseException) -> bool:
    """Whether the error says that this person can never be reached: the only reason to switch somebody off."""
    if isinstance(error, TelegramForbiddenError):
        return True
    return isinstance(error, TelegramBadRequest) and any(sign in error.message.lower() for sign in _GONE)


def is_topic_gone(error: BaseException) -> bool:
    """Whether the error says that the group's topic was deleted."""
    return isinstance(error, TelegramBadRequest) and any(sign in error.message.lower() for sign in _TOPIC_GONE)


def is_outage(error: BaseException) -> bool:
    """Whether the error is Telegram's or the network's and may be gone in a while."""
    return isinstance(
        error, TelegramNetworkError | TelegramServerError | TelegramRetryAfter | ClientDecodeError
    )  # fmt: skip


def outcome_of(error: TelegramAPIError | ClientDecodeError) -> Outcome:
    """The outcome that an error of a sending method stands for. An HTML 502 is a ClientDecodeError: unknown."""
    outcome: Outcome
    if is_gone(error):
        outcome = Permanent(str(error))
    elif isinstance(error, TelegramRetryAfter):
        outcome = Wait(float(error.retry_after))
    elif isinstance(error, TelegramMigrateToChat):
        outcome = Moved(str(error.migrate_to_chat_id))
    elif isinstance(error, TelegramNetworkError):
        cause = error.__cause__
        known = isinstance(cause, _BEFORE_WRITING)
        reason = type(cause).__name__ if cause is not None else "network"
        outcome = Temporary(reason) if known else Unknown(reason)
    elif isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        outcome = Temporary(str(error))
    elif isinstance(error, TelegramBadRequest | TelegramEntityTooLarge):
        outcome = Refused(str(error))
    else:
        outcome = Unknown(type(error).__name__, answered=isinstance(error, TelegramServerError))
    return outcome


def _outcome_of_edit(error: TelegramAPIError | ClientDecodeError, message_id: str) -> Outcome:
    """An edit that changes nothing was made before; one that cannot be made is another matter than a bad text."""
    if isinstance(error, TelegramBadRequest) and not is_gone(error):
        words = error.message.lower()
        if "message is not modified" in words:
            return Sent(message_id)
        if any(sign in words for sign in _NOT_EDITABLE):
            return NotEditable(str(error))
    return outcome_of(error)


class TelegramSender:
    """Sends to a chat by its external id. The throttle stands in the bot's session (`bot.session.Session`)."""

    def __init__(self, bot: Bot, wire: Wire) -> None:
        if not isinstance(bot.session, Session):
            raise TypeError("a sender's bot needs a session that posts JSON")
        self._bot = bot
        self._session = bot.session
        self._wire = wire
        self._bodies: dict[Message, tuple[str, bytes]] = {}
        self._making = asyncio.Lock()
        self._made: dict[tuple[str, int], str] = {}
        """Topics by appeal, until their ids stand in the table: letters of one appeal may follow at once."""

    async def edit(self, external_id: str, message_id: str, message: Message) -> None:
        """Change a message in place; one that is gone or the same already is left in peace."""
        try:
            await self._bot.edit_message_text(
                message.text,
                chat_id=int(external_id),
                message_id=int(message_id),
                reply_markup=self._wire.markup(message.buttons),
                link_preview_options=_NO_PREVIEW,
            )
        except (TelegramAPIError, ClientDecodeError) as error:
            log.debug("message_not_edited", reason=type(error).__name__)

    async def send(self, external_id: str, message: Message, wanted: Callable[[], bool] | None = None) -> Outcome:
        """Send text with its buttons, then the files. The outcome is the text's: a lost file is not resent.

        `wanted` is asked once more when the message has its turn in the throttle.
        """
        if message.topic is None and not message.more and (not message.files or message.carried is not None):
            return await self._post(external_id, message, wanted)
        topic = ""
        try:
            topic = await self._topic(external_id, message)
            sent = []
            if not await self._settle(external_id, message.topic, topic, closing=False):
                topic = ""
                sent += await self._texts(external_id, _said("shut"), topic)
            sent += await self._texts(external_id, message, topic)
            if not await self._settle(external_id, message.topic, topic, closing=True):
                sent += await self._texts(external_id, _said("open"), topic)
        except (TelegramAPIError, ClientDecodeError) as error:
            if message.topic is None or not is_topic_gone(error):
                return outcome_of(error)
            self._made.pop((external_id, message.topic.appeal), None)
            return NoTopic(str(error))
        for file in message.files:
            try:
                sent.append(await self._file(external_id, file, topic))
            except (TelegramAPIError, ClientDecodeError) as error:
                log.warning("file_not_sent", chat=external_id, reason=type(error).__name__)
        first, *others = (str(one.message_id) for one in sent) if sent else ("",)
        return Sent(first, tuple(others), topic)

    async def _file(self, external_id: str, file: File, topic: str) -> TelegramMessage:
        """A file that somebody sent is tried again in an outage: nobody would send it once more."""
        for pause in _FILE_PAUSES if file.reference else ():
            try:
                return await deliver_file(self._bot, int(external_id), file, topic)
            except (TelegramAPIError, ClientDecodeError) as error:
                if not is_outage(error):
                    raise
                wait = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else pause
                await asyncio.sleep(min(wait, _LONGEST_PAUSE))
        return await deliver_file(self._bot, int(external_id), file, topic)

    async def _post(self, external_id: str, message: Message, wanted: Callable[[], bool] | None) -> Outcome:
        """One message that many may get: its JSON is made once, and of the answer only the id is read."""
        method, body = self._bodies.get(message) or self._encoded(message)
        try:
            sent = await self._session.post(self._bot, method, b'{"chat_id":%d,' % int(external_id) + body, wanted)
        except (TelegramAPIError, ClientDecodeError) as error:
            return outcome_of(error) if not message.edits else _outcome_of_edit(error, message.edits)
        return Withdrawn() if sent is None else Sent(str(sent["message_id"]))

    def _encoded(self, message: Message) -> tuple[str, bytes]:
        """Method and JSON after the chat's id."""
        file = message.carried
        if message.edits:
            method, words = ("editMessageText", "text") if file is None else ("editMessageCaption", "caption")
            fields: dict[str, Any] = {"message_id": int(message.edits), words: message.text}
            if file is None:
                fields["link_preview_options"] = {"is_disabled": True}
        elif file is None:
            method = "sendMessage"
            fields = {"text": message.text, "link_preview_options": {"is_disabled": True}}
        else:
            method = "sendPhoto" if file.kind == "photo" else "sendDocument"
            fields = {file.kind: file.reference, "caption": message.text}
        markup = self._wire.markup(message.buttons)
        if markup is not None:
            fields["reply_markup"] = markup.model_dump(exclude_none=True)
        if message.silent and not message.edits:
            fields["disable_notification"] = True
        made = method, json.dumps(fields | {"parse_mode": "HTML"}, ensure_ascii=False).encode()[1:]
        if not message.edits:
            if len(self._bodies) >= _KEPT_BODIES:
                self._bodies.clear()
            self._bodies[message] = made
        return made

    async def _topic(self, external_id: str, message: Message) -> str:
        """The topic to write in: made when there is none; empty where the group has no topics or forbids them."""
        wanted = message.topic
        if wanted is None or wanted.id:
            return wanted.id if wanted is not None else ""
        async with self._making:
            place = (external_id, wanted.appeal)
            if place not in self._made:
                try:
                    made = await self._bot.create_forum_topic(int(external_id), wanted.name)
                except TelegramBadRequest as refusal:
                    if not any(sign in refusal.message.lower() for sign in _NO_TOPICS):
                        raise
                    log.warning("topic_not_made", chat=external_id, reason=refusal.message)
                    return ""
                self._made[place] = str(made.message_thread_id)
                if len(self._made) > _REMEMBERED:
                    del self._made[next(iter(self._made))]
            return self._made[place]

    async def _settle(self, external_id: str, wanted: Topic | None, topic: str, *, closing: bool) -> bool:
        """Open the topic before it is written in, close it afterwards, with its name; False when rights are lacking.

        What a person did there already is left as it is.
        """
        if wanted is None or not wanted.id or not topic or wanted.closed is not closing:
            return True
        chat, thread = int(external_id), int(topic)
        turn = self._bot.close_forum_topic if closing else self._bot.reopen_forum_topic
        for act in (partial(self._bot.edit_forum_topic, name=wanted.name), turn):
            try:
                await act(chat, thread)
            except TelegramBadRequest as refusal:
                if _NO_RIGHTS in refusal.message.lower():
                    log.warning("topic_not_settled", chat=external_id, reason=refusal.message)
                    return False
                if "not_modified" not in refusal.message.lower():
                    raise
        return True

    async def _texts(self, external_id: str, message: Message, topic: str) -> list[TelegramMessage]:
        texts = (message.text, *message.more) if message.text else ()
        return [
            await self._bot.send_message(
                int(external_id),
                text,
                message_thread_id=int(topic) if topic else None,
                reply_markup=self._wire.markup(message.buttons) if number == len(texts) else None,
                link_preview_options=_NO_PREVIEW,
                disable_notification=message.silent or None,
            )
            for number, text in enumerate(texts, 1)
        ]
