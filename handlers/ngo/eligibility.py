"""«Нам подойдёт?»: a short dialogue of taps; an answer may also be written."""

from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.eligibility import asking, remembering
from core.eligibility.profile import Profile
from core.eligibility.replies import ANY, Reply
from core.messages import Action
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire


class Eligibility(StatesGroup):
    """A question was asked; the contest and what is known stand in the data."""

    answer = State()


class Eligible(CallbackData, prefix=Action.ELIGIBLE):
    """A contest and all that is known of the applicant."""

    contest: str
    code: str


class EligibleKeep(CallbackData, prefix=Action.ELIGIBLE_KEEP):
    """Shows what would be kept."""

    code: str


class EligibleKept(CallbackData, prefix=Action.ELIGIBLE_KEPT):
    """Keeps it."""

    code: str


class EligibleForget(CallbackData, prefix=Action.ELIGIBLE_FORGET):
    """Deletes it."""


CALLBACKS: tuple[type[CallbackData], ...] = (Eligible, EligibleKeep, EligibleKept, EligibleForget)

_GROUP = Eligibility.__name__
_WORDS = F.text & ~F.text.startswith("/")


async def remember(state: FSMContext, reply: Reply) -> None:
    """Wait for a written answer when the reply asks for one, else end the dialogue."""
    if reply.waits is None:
        await forget(state, _GROUP)
        return
    await state.update_data({_GROUP: {"contest": reply.contest, "code": reply.profile.encode()}})
    await state.set_state(Eligibility.answer)


def setup() -> Router:
    """The router of eligibility."""
    router = Router(name="ngo.eligibility")

    @router.callback_query(Eligible.filter())
    async def on_press(
        query: CallbackQuery, callback_data: Eligible, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        reply = await asking.pressed(call, callback_data.contest, callback_data.code)
        anew = callback_data.code == ANY
        await show(query, wire, reply.message, anew=anew)
        await remember(state, reply)

    @router.message(Eligibility.answer, _WORDS)
    async def on_answer(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        kept: dict[str, Any] = (await state.get_data()).get(_GROUP) or {}
        known = Profile.decode(kept["code"]) if kept else Profile()
        reply = await asking.answered(call, message.text or "", kept.get("contest"), known)
        if reply is None:
            await forget(state, _GROUP)
            raise SkipHandler
        await show(message, wire, reply.message)
        await remember(state, reply)

    @router.callback_query(EligibleKeep.filter())
    async def on_keep(query: CallbackQuery, callback_data: EligibleKeep, call: Call, wire: Wire) -> None:
        await show(query, wire, remembering.consent(call, callback_data.code), anew=True)

    @router.callback_query(EligibleKept.filter())
    async def on_kept(query: CallbackQuery, callback_data: EligibleKept, call: Call, wire: Wire) -> None:
        await show(query, wire, await remembering.keep(call, callback_data.code))

    @router.callback_query(EligibleForget.filter())
    async def on_forget(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await remembering.forget(call))

    return router
