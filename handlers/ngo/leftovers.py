"""What no conversation took: other kinds of messages and unknown commands. Attached after all commands."""

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from core.calling import Call
from core.catalogue import home
from handlers.screen import show
from handlers.unasked import keep_file
from handlers.wire import Wire

CALLBACKS: tuple[type[CallbackData], ...] = ()

_ALBUM = "album"

_SPOKEN = {
    ContentType.VOICE, ContentType.AUDIO, ContentType.VIDEO, ContentType.VIDEO_NOTE, ContentType.PHOTO,
    ContentType.ANIMATION, ContentType.STICKER, ContentType.DOCUMENT, ContentType.LOCATION, ContentType.VENUE,
    ContentType.CONTACT, ContentType.POLL, ContentType.DICE, ContentType.GAME, ContentType.STORY,
    ContentType.PAID_MEDIA, ContentType.CHECKLIST,
}  # fmt: skip


def setup() -> Router:
    """The router of commands that nobody knows and of whatever is not text."""
    router = Router(name="ngo.leftovers")

    @router.message(F.text.startswith("/"))
    async def on_unknown_command(message: Message, wire: Wire) -> None:
        await show(message, wire, home.unknown_command())

    @router.message(F.content_type.in_(_SPOKEN), ~F.caption)
    async def on_not_text(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        await keep_file(state, message, call.now)
        if message.media_group_id is not None:  # an album comes as a message per picture: one sentence is enough
            if (await state.get_data()).get(_ALBUM) == message.media_group_id:
                return
            await state.update_data({_ALBUM: message.media_group_id})
        await show(message, wire, home.not_text(message.content_type))

    @router.edited_message(F.content_type.in_(_SPOKEN))
    async def on_edited(message: Message, wire: Wire) -> None:
        await show(message, wire, home.not_text(message.content_type))

    return router
