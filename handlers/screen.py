"""show(): the one way in which a handler answers. A press edits its message in place; a message gets a new one."""

from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)

from core import messages
from handlers.wire import Wire

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Show = Callable[..., Awaitable[None]]


async def show(event: Message | CallbackQuery, wire: Wire, screen: messages.Message, *, anew: bool = False) -> None:
    """Answer with `screen`. `anew` sends a new message below even after a press (the old one stays as it is).

    An unchanged message is left in peace; an inaccessible or undeletable one is answered with a new message.
    The press itself is acknowledged by the middleware, also on errors.
    """
    await shown(event, wire, screen, anew=anew)


async def shown(
    event: Message | CallbackQuery, wire: Wire, screen: messages.Message, *, anew: bool = False
) -> list[Message]:
    """`show`, and the messages that hold the screen now."""
    markup = wire.markup(screen.buttons)
    if isinstance(event, CallbackQuery):
        message = event.message
        if isinstance(message, Message) and message.photo is None and not (anew or screen.files or screen.more):
            try:
                await message.edit_text(screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW)
            except TelegramBadRequest as refusal:
                if "message is not modified" not in refusal.message:
                    return [await message.answer(screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW)]
            return [message]
        if message is None:
            return []
        if isinstance(message, InaccessibleMessage):
            bot = event.bot
            if bot is None:
                return []
            sent = await bot.send_message(
                message.chat.id, screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW
            )
            return [sent]
        target = message
    else:
        target = event
    if len(screen.files) == 1 and screen.files[0].kind == "photo" and not screen.files[0].reference:
        picture = BufferedInputFile(screen.files[0].content, screen.files[0].name)
        sent = await target.answer_photo(
            picture, caption=screen.text, reply_markup=markup, disable_notification=screen.silent or None
        )
        return [sent]
    carried = screen.carried
    if carried is not None:
        send = target.answer_photo if carried.kind == "photo" else target.answer_document
        return [await send(carried.reference, caption=screen.text, reply_markup=markup)]
    album = [file for file in screen.files if file.kind == "photo" and file.reference]
    pictures = await _send_album(target, album) if album else []
    texts = (screen.text, *screen.more)
    written = [
        await target.answer(
            text,
            reply_markup=markup if number == len(texts) else None,
            link_preview_options=_NO_PREVIEW,
            disable_notification=screen.silent or None,
        )
        for number, text in enumerate(texts, 1)
    ]
    files = [await send_file(target, file) for file in screen.files if file not in album]
    return [*written, *pictures, *files]


async def _send_album(target: Message, album: list[messages.File]) -> list[Message]:
    """Pictures that the messenger has already, above the text. Ones that it no longer knows do not stop the text."""
    try:
        if len(album) == 1:
            return [await target.answer_photo(album[0].reference)]
        return await target.answer_media_group([InputMediaPhoto(media=one.reference) for one in album[:10]])
    except TelegramBadRequest as refusal:
        log.warning("album_not_sent", pictures=len(album), reason=refusal.message)
        return []


async def send_file(target: Message, file: messages.File) -> Message:
    """A file by itself, beside a message."""
    bot = target.bot
    assert bot is not None
    topic = str(target.message_thread_id) if target.is_topic_message else ""
    return await deliver_file(bot, target.chat.id, file, topic)


async def deliver_file(bot: Bot, chat: int, file: messages.File, topic: str = "") -> Message:
    """A file by itself: uploaded, or by the id that the messenger knows it by."""
    content = file.reference or BufferedInputFile(file.content, file.name)
    thread = int(topic) if topic else None
    methods: dict[messages.FileKind, Callable[..., Awaitable[Message]]] = {
        "document": bot.send_document, "photo": bot.send_photo, "voice": bot.send_voice, "video": bot.send_video,
        "audio": bot.send_audio, "animation": bot.send_animation, "video_note": bot.send_video_note,
    }  # fmt: skip
    return await methods[file.kind](chat, content, message_thread_id=thread)
