"""show(): the one way in which a handler answers. A press edits its message in place; a message gets a new one."""

from collections.abc import Awaitable, Callable

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    LinkPreviewOptions,
    Message,
)

from core import messages
from handlers.wire import Wire

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Show = Callable[..., Awaitable[None]]


async def show(event: Message | CallbackQuery, wire: Wire, screen: messages.Message, *, anew: bool = False) -> None:
    """Answer with `screen`. `anew` sends a new message below even after a press (the old one stays as it is).

    An unchanged message is left in peace; an inaccessible or undeletable one is answered with a new message.
    The press itself is acknowledged by the middleware, also on errors.
    """
    markup = wire.markup(screen.buttons)
    if isinstance(event, CallbackQuery):
        message = event.message
        if isinstance(message, Message) and message.photo is None and not anew and not screen.files:
            try:
                await message.edit_text(screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW)
            except TelegramBadRequest as refusal:
                if "message is not modified" in refusal.message:
                    return
                await message.answer(screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW)
            return
        if message is None:
            return
        if isinstance(message, InaccessibleMessage):
            bot = event.bot
            if bot is not None:
                await bot.send_message(
                    message.chat.id, screen.text, reply_markup=markup, link_preview_options=_NO_PREVIEW
                )
            return
        target = message
    else:
        target = event
    if len(screen.files) == 1 and screen.files[0].kind == "photo":
        picture = BufferedInputFile(screen.files[0].content, screen.files[0].name)
        await target.answer_photo(
            picture, caption=screen.text, reply_markup=markup, disable_notification=screen.silent or None
        )
        return
    await target.answer(
        screen.text,
        reply_markup=markup,
        link_preview_options=_NO_PREVIEW,
        disable_notification=screen.silent or None,
    )
    for file in screen.files:
        await send_file(target, file)


async def send_file(target: Message, file: messages.File) -> None:
    """A file by itself, as a picture or a document."""
    content = BufferedInputFile(file.content, file.name)
    if file.kind == "photo":
        await target.answer_photo(content)
    else:
        await target.answer_document(content)
