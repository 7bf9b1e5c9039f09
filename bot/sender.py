"""Core's message to a Telegram chat, and Telegram's errors as core's outcomes."""

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
from aiogram.types import BufferedInputFile, LinkPreviewOptions

from core.messages import Message
from core.outcomes import Moved, Outcome, Permanent, Refused, Sent, Temporary, Unknown, Wait
from handlers.wire import Wire

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked")
_BEFORE_WRITING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


def is_gone(error: BaseException) -> bool:
    """Whether the error says that this person can never be reached: the only reason to switch somebody off."""
    if isinstance(error, TelegramForbiddenError):
        return True
    return isinstance(error, TelegramBadRequest) and any(sign in error.message.lower() for sign in _GONE)


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


class TelegramSender:
    """Sends to a chat by its external id. The throttle stands in the bot's session."""

    def __init__(self, bot: Bot, wire: Wire) -> None:
        self._bot = bot
        self._wire = wire

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

    async def send(self, external_id: str, message: Message) -> Outcome:
        """Send text with its buttons, then the files. The outcome is the text's: a lost file is not resent."""
        try:
            sent = await self._bot.send_message(
                int(external_id),
                message.text,
                reply_markup=self._wire.markup(message.buttons),
                link_preview_options=_NO_PREVIEW,
                disable_notification=message.silent or None,
            )
        except (TelegramAPIError, ClientDecodeError) as error:
            return outcome_of(error)
        for file in message.files:
            try:
                content = BufferedInputFile(file.content, file.name)
                if file.kind == "photo":
                    await self._bot.send_photo(int(external_id), content)
                else:
                    await self._bot.send_document(int(external_id), content)
            except (TelegramAPIError, ClientDecodeError) as error:
                log.warning("file_not_sent", chat=external_id, reason=type(error).__name__)
        return Sent(str(sent.message_id))
