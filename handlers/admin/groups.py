"""A department's group: /bind, and one topic per appeal. It comes first, and nothing of a group goes any further.

A reply to the bot's message in a topic goes to the person; what begins with a note's mark does not; anything else is
kept, and its author says by a tap whom it is for.
"""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberAdministrator, Message, ReactionTypeEmoji

from core.answers.loading import EngineHolder
from core.appeals import answering, correcting, groups
from core.appeals.answering import Came, Heard
from core.calling import Call
from core.learning import teaching
from core.messages import Action
from core.messages import Message as Screen
from core.rendering import render
from handlers.admin.appeals import AppealCard, AppealClose, AppealHand, AppealHeld, show_close, show_hand
from handlers.admin.lessons import LessonAlias, LessonBack, LessonFaq
from handlers.continuing import NextPart, remember
from handlers.said import SAID, said_of
from handlers.screen import show
from handlers.wire import Wire


class BindGroup(CallbackData, prefix=Action.APPEAL_BIND):
    """A department for this group; «none» unbinds it."""

    department: str


CALLBACKS: tuple[type[CallbackData], ...] = (BindGroup,)

_GROUPS = F.chat.type.in_({"group", "supergroup"})
_IN_GROUP = F.message.chat.type.in_({"group", "supergroup"})
_REACTIONS = {Came.SENT: "👍", Came.NOTED: "✍"}


class InTopic(Filter):
    """A message in an appeal's topic, or a reply to the bot's message about one where the group has no topics."""

    async def __call__(self, message: Message, call: Call) -> bool | dict[str, Any]:
        """The appeal that it is about."""
        chat = str(message.chat.id)
        appeal = None
        if message.is_topic_message and message.message_thread_id is not None:
            appeal = await groups.topic(call, chat, str(message.message_thread_id))
        elif message.reply_to_message is not None:
            appeal = await groups.copy(call, chat, str(message.reply_to_message.message_id))
        return {"appeal": appeal} if appeal is not None else False


def _addressed(message: Message, bot: Bot) -> str:
    """Whom a message in a topic answers: the bot, a colleague, or nobody (the topic's own first message)."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None or replied.from_user is None:
        return "nobody"
    return "bot" if replied.from_user.id == bot.id else "colleague"


async def _group(message: Message, bot: Bot) -> groups.Group:
    chat = message.chat
    try:
        me = await bot.get_chat_member(chat.id, bot.id)
        may_make = isinstance(me, ChatMemberAdministrator) and bool(me.can_manage_topics)
    except (TelegramAPIError, ClientDecodeError):  # it only decides on a hint
        may_make = True
    return groups.Group(str(chat.id), chat.title or "", bool(chat.is_forum), may_make)


def setup() -> Router:
    """The router of groups; its last handlers take whatever no other did."""
    router = Router(name="admin.groups")
    router.message.filter(_GROUPS)
    router.edited_message.filter(_GROUPS)
    router.callback_query.filter(_IN_GROUP)
    _bind(router)
    _talk(router)
    _learn(router)
    _decide(router)
    return router


def _bind(router: Router) -> None:
    @router.message(Command("bind"))
    async def on_bind(message: Message, bot: Bot, call: Call, wire: Wire) -> None:
        await show(message, wire, await groups.ask(call, await _group(message, bot)))

    @router.message(Command("unbind"))
    async def on_unbind(message: Message, bot: Bot, call: Call, wire: Wire) -> None:
        await show(message, wire, await groups.unbind(call, await _group(message, bot)))

    @router.callback_query(BindGroup.filter())
    async def on_chosen(query: CallbackQuery, callback_data: BindGroup, bot: Bot, call: Call, wire: Wire) -> None:
        if not isinstance(query.message, Message):
            return
        group = await _group(query.message, bot)
        if callback_data.department == "none":
            await show(query, wire, await groups.unbind(call, group))
        else:
            await show(query, wire, await groups.bind(call, group, callback_data.department))


def _talk(router: Router) -> None:
    @router.message(SAID, NextPart())
    async def on_next_part(
        message: Message, bot: Bot, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder,
        admins: frozenset[str], appeal: int, note: bool,
    ) -> None:  # fmt: skip
        said = said_of(message)
        if note:
            heard = await answering.note(call, appeal, said, admins, in_group=True)
        else:
            heard = await answering.answer(call, engines, appeal, said, admins, in_group=True)
        await _acknowledge(message, bot, wire, heard, quiet=False)
        await remember(state, message, appeal, note=note)

    @router.message(SAID, InTopic())
    async def on_said(
        message: Message, bot: Bot, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder,
        admins: frozenset[str], appeal: int,
    ) -> None:  # fmt: skip
        said, addressed = said_of(message), _addressed(message, bot)
        if addressed == "colleague":
            heard = await answering.note(call, appeal, said, admins, in_group=True)
        else:
            heard = await answering.answer(
                call, engines, appeal, said, admins, sure=addressed == "bot", in_group=True
            )  # fmt: skip
        await _acknowledge(message, bot, wire, heard, quiet=addressed == "colleague")
        if heard.teach is not None:
            await show(message, wire, heard.teach)
        if heard.came in (Came.SENT, Came.NOTED):
            await remember(state, message, appeal, note=heard.came is Came.NOTED)

    @router.edited_message(SAID)
    async def on_edited(message: Message, call: Call, wire: Wire) -> None:
        entry = await correcting.of_desk(call, message.message_id, str(message.chat.id))
        screen = None if entry is None else await correcting.correct(call, entry, said_of(message), in_group=True)
        if screen is not None:
            await show(message, wire, screen)

    @router.callback_query(AppealHeld.filter())
    async def on_held(
        query: CallbackQuery, callback_data: AppealHeld, call: Call, wire: Wire, engines: EngineHolder,
        admins: frozenset[str],
    ) -> None:  # fmt: skip
        send = callback_data.what == "send"
        heard = await answering.decide(call, engines, callback_data.entry, send, admins, in_group=True)
        if heard.came is Came.REFUSED:
            await query.answer(render("admin/appeals/not_yours.html.j2"), show_alert=True)
            return
        await show(query, wire, heard.screen)
        if heard.teach is not None:
            await show(query, wire, heard.teach, anew=True)


def _learn(router: Router) -> None:
    @router.callback_query(LessonAlias.filter())
    async def on_alias(
        query: CallbackQuery, callback_data: LessonAlias, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:  # fmt: skip
        await _taught(query, wire, await teaching.as_alias(call, engines, callback_data.lesson, callback_data.guess))

    @router.callback_query(LessonFaq.filter())
    async def on_faq(
        query: CallbackQuery, callback_data: LessonFaq, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:  # fmt: skip
        await _taught(query, wire, (await teaching.as_faq(call, engines, callback_data.lesson))[0])

    @router.callback_query(LessonBack.filter())
    async def on_lesson_back(
        query: CallbackQuery, callback_data: LessonBack, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:  # fmt: skip
        await _taught(query, wire, await teaching.take_back(call, engines, callback_data.lesson))


def _decide(router: Router) -> None:
    @router.callback_query(AppealHand.filter())
    async def on_hand(
        query: CallbackQuery, callback_data: AppealHand, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        await show_hand(query, callback_data, call, wire, admins, in_group=True)

    @router.callback_query(AppealClose.filter())
    async def on_close(
        query: CallbackQuery, callback_data: AppealClose, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        await show_close(query, callback_data, call, wire, admins, in_group=True)

    @router.callback_query(AppealCard.filter())
    async def on_card(query: CallbackQuery, callback_data: AppealCard, call: Call, wire: Wire) -> None:
        await show(query, wire, await answering.open_card(call, callback_data.appeal, in_group=True), anew=True)

    @router.message()
    @router.edited_message()
    async def on_rest(message: Message) -> None:
        """Colleagues talk."""

    @router.callback_query()
    async def on_rest_press(query: CallbackQuery) -> None:
        """A button of another screen has no business in a group."""


async def _taught(query: CallbackQuery, wire: Wire, screen: Screen) -> None:
    """A lesson in the topic; whoever may not teach reads so and changes nothing for the others."""
    if screen.text == render("ngo/gone.html.j2"):
        await query.answer(render("admin/appeals/not_teaching.html.j2"), show_alert=True)
        return
    await show(query, wire, answering.tapped(screen))


async def _acknowledge(message: Message, bot: Bot, wire: Wire, heard: Heard, *, quiet: bool) -> None:
    """A sign on the message where words are not needed; a question or a refusal below it."""
    sign = _REACTIONS.get(heard.came)
    if sign is None:
        if not quiet:
            await show(message, wire, heard.screen)
        return
    try:
        await bot.set_message_reaction(message.chat.id, message.message_id, [ReactionTypeEmoji(emoji=sign)])
    except TelegramBadRequest:  # the group allows no reactions
        await show(message, wire, heard.screen)
