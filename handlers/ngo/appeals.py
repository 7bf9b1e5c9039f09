"""Asking a specialist: a draft is written, looked at, sent."""

import dataclasses
from typing import Any

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.answers.loading import EngineHolder
from core.appeals import asking
from core.appeals.adding import GOES_ON
from core.appeals.drafts import Draft, Said
from core.calling import Call
from core.messages import Action
from handlers.dialogues import forget
from handlers.said import SAID, said_of
from handlers.screen import show, shown
from handlers.talk import message_of, talk_of, turns_before
from handlers.unasked import files_of, with_files
from handlers.wire import Wire


class Appeal(StatesGroup):
    """A person writes to a specialist. The draft stays in the data until it was sent or another one replaces it."""

    text = State()
    more = State()


class AskSpecialist(CallbackData, prefix=Action.ASK_SPECIALIST):
    """Starts an appeal."""


class AppealAnew(CallbackData, prefix=Action.APPEAL_ANEW):
    """Another text."""


class AppealMore(CallbackData, prefix=Action.APPEAL_MORE):
    """More text."""


class AppealLess(CallbackData, prefix=Action.APPEAL_LESS):
    """Without the newest piece."""

    draft: str


class AppealSphere(CallbackData, prefix=Action.APPEAL_SPHERE):
    """The spheres to choose from, or the chosen one."""

    draft: str
    choice: str


class SendAppeal(CallbackData, prefix=Action.SEND_APPEAL):
    """Send what was shown: a button under an older text shows the newer one first."""

    draft: str


class DropAppeal(CallbackData, prefix=Action.DROP_APPEAL):
    """Send nothing."""


CALLBACKS: tuple[type[CallbackData], ...] = (
    AskSpecialist, AppealAnew, AppealMore, AppealLess, AppealSphere, SendAppeal, DropAppeal,
)  # fmt: skip

_GROUP = Appeal.__name__
_PREVIEW = "AppealPreview"
"""The message that shows the draft: pieces that follow at once change it instead of piling up."""


async def _draft(state: FSMContext) -> Draft | None:
    kept: dict[str, Any] | None = (await state.get_data()).get(_GROUP)
    return Draft.from_json(kept) if kept else None


class GoesOn(Filter):
    """What follows a draft's newest piece within a minute belongs to it: people write in pieces."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The draft that this message goes on with."""
        draft = await _draft(state)
        running = await state.get_state()
        fresh = draft is not None and 0 <= message.date.timestamp() - draft.at <= GOES_ON
        return {"draft": draft} if fresh and running is None else False


class Edits(Filter):
    """A piece of the draft that its person changes before it is sent."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The draft that this message is a piece of."""
        draft = await _draft(state)
        return {"draft": draft} if draft is not None and draft.holds(message.message_id) else False


async def _of_talk(state: FSMContext, call: Call, engines: EngineHolder, question: str) -> Draft:
    """A question that was put to the bot, with the talk before it; what is typed next is a question again."""
    turns, talk = await turns_before(state, question), await talk_of(state)
    said = Said(question, message=message_of(talk, question))
    return await asking.drafted(call, engines, said, turns=turns, before=talk.get("before"))


async def take_draft(
    event: Message | CallbackQuery, state: FSMContext, call: Call, wire: Wire, draft: Draft, *, anew: bool = False
) -> None:  # fmt: skip
    """Keep the draft and ask for the person's word, or say that it is too long, and end the dialogue."""
    if draft.too_long:
        await show(event, wire, asking.too_long(draft))
        return
    draft = await asking.routed(call, draft)
    seen = await shown(event, wire, await asking.confirm(call, draft), anew=anew)
    await state.update_data({_GROUP: draft.as_json(), _PREVIEW: seen[0].message_id if seen else 0})
    await state.set_state(None)


async def _lift(message: Message, state: FSMContext) -> None:
    """Take the older preview away: the newer one below holds everything."""
    older = (await state.get_data()).get(_PREVIEW)
    if older and message.bot is not None:
        await message.bot.delete_messages(message.chat.id, [int(older)])


async def _change(message: Message, state: FSMContext, call: Call, wire: Wire, draft: Draft) -> None:
    """Show the changed draft in the preview that stands, or below when that is gone."""
    older = (await state.get_data()).get(_PREVIEW)
    draft = await asking.routed(call, draft)
    screen = await asking.confirm(call, draft)
    try:
        assert message.bot is not None
        await message.bot.edit_message_text(
            screen.text, chat_id=message.chat.id, message_id=int(older or 0), reply_markup=wire.markup(screen.buttons)
        )
    except TelegramBadRequest as refusal:
        if "message is not modified" not in refusal.message:
            await take_draft(message, state, call, wire, draft)
            return
    await state.update_data({_GROUP: draft.as_json()})


def setup() -> Router:
    """The router of appeals that are being written."""
    router = Router(name="ngo.appeals")
    _write(router)
    _look(router)
    return router


def _write(router: Router) -> None:
    @router.callback_query(AskSpecialist.filter())
    async def on_ask(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        proposed = await asking.proposed(call)
        if proposed is not None:
            draft = await with_files(state, await _of_talk(state, call, engines, proposed), call.now)
            await take_draft(query, state, call, wire, draft, anew=True)
            return
        await state.set_state(Appeal.text)
        await show(query, wire, asking.ask_for_text(await files_of(state, call.now)), anew=True)

    @router.callback_query(AppealAnew.filter())
    async def on_anew(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        await state.set_state(Appeal.text)
        await show(query, wire, asking.ask_for_text())

    @router.callback_query(AppealMore.filter())
    async def on_more(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        draft = await _draft(state)
        await state.set_state(Appeal.text if draft is None else Appeal.more)
        await show(query, wire, asking.ask_for_text() if draft is None else asking.ask_for_more(draft))

    @router.message(Appeal.text, SAID)
    async def on_text(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        draft = await asking.drafted(call, engines, said_of(message))
        await take_draft(message, state, call, wire, await with_files(state, draft, call.now))

    @router.message(Appeal.more, SAID)
    async def on_more_text(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        draft, said = await _draft(state), said_of(message)
        more = draft.longer(said, call.update_key, asked=True) if draft else None
        await take_draft(message, state, call, wire, more or await asking.drafted(call, engines, said))

    @router.message(SAID, GoesOn())
    async def on_goes_on(message: Message, state: FSMContext, call: Call, wire: Wire, draft: Draft) -> None:
        if draft.key == call.update_key:
            await show(message, wire, await asking.confirm(call, draft))
            return
        longer = draft.longer(said_of(message), call.update_key, asked=False)
        if not longer.too_long:
            await _lift(message, state)
        await take_draft(message, state, call, wire, longer)

    @router.edited_message(SAID, Edits())
    async def on_edited(message: Message, state: FSMContext, call: Call, wire: Wire, draft: Draft) -> None:
        changed = draft if draft.key == call.update_key else draft.edited(said_of(message), call.update_key)
        if changed.too_long:
            await show(message, wire, asking.too_long(changed))
        else:
            await _change(message, state, call, wire, changed)


def _look(router: Router) -> None:
    @router.callback_query(AppealLess.filter())
    async def on_less(
        query: CallbackQuery, callback_data: AppealLess, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        draft = await _draft(state)
        if draft is None:
            await show(query, wire, await asking.sent_before(call, callback_data.draft) or asking.ask_for_text())
        elif draft.name == callback_data.draft and draft.unasked:
            await take_draft(query, state, call, wire, dataclasses.replace(draft.shorter(call.update_key), at=0))
        else:
            await show(query, wire, await asking.confirm(call, draft))

    @router.callback_query(AppealSphere.filter())
    async def on_sphere(
        query: CallbackQuery, callback_data: AppealSphere, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        draft = await _draft(state)
        if draft is None:
            await show(query, wire, await asking.sent_before(call, callback_data.draft) or asking.ask_for_text())
        elif draft.name != callback_data.draft:
            await show(query, wire, await asking.confirm(call, draft))
        elif callback_data.choice == "list":
            await show(query, wire, await asking.ask_for_sphere(call, draft))
        else:
            await take_draft(query, state, call, wire, await asking.picked(call, draft, callback_data.choice))

    @router.callback_query(SendAppeal.filter())
    async def on_send(
        query: CallbackQuery, callback_data: SendAppeal, state: FSMContext, call: Call, wire: Wire,
        admins: frozenset[str],
    ) -> None:  # fmt: skip
        draft = await _draft(state)
        before = await asking.sent_before(call, callback_data.draft)
        if before is not None:
            await show(query, wire, before)
        elif draft is None:
            await state.set_state(Appeal.text)
            await show(query, wire, asking.ask_for_text())
        elif draft.name != callback_data.draft:
            await show(query, wire, await asking.confirm(call, draft))
        else:
            screen, sent = await asking.send(call, draft, admins)
            await show(query, wire, screen)
            if sent:
                await forget(state, _GROUP)

    @router.callback_query(DropAppeal.filter())
    async def on_drop(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        await forget(state, _GROUP)
        await show(query, wire, asking.dropped())
