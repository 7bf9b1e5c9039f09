"""«Наша организация»: remembering it, sharing it with colleagues, leaving it."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.organisations import cards, joining, leaving, ours, received
from core.privacy import consent
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire
from storage.terms import Purpose


class Ours(StatesGroup):
    """A step waits for a written answer; which one stands in the data."""

    text = State()


class Our(CallbackData, prefix=Action.OUR):
    """What is remembered."""


class OurAsk(CallbackData, prefix=Action.OUR_ASK):
    """A step's question."""

    what: str
    chain: str


class OurSet(CallbackData, prefix=Action.OUR_SET):
    """A tapped answer."""

    what: str
    value: str
    chain: str


class OurLeave(CallbackData, prefix=Action.OUR_LEAVE):
    """Asks first, then leaves."""

    word: str


class OurGot(CallbackData, prefix=Action.OUR_GOT):
    """A page of what was received."""

    page: int


class Colleagues(CallbackData, prefix=Action.COLLEAGUES):
    """Who shares it."""


class ColleagueJoin(CallbackData, prefix=Action.COLLEAGUE_JOIN):
    """Lets somebody in, or not, or takes the own wish back."""

    request: int
    word: str


class ColleagueDrop(CallbackData, prefix=Action.COLLEAGUE_DROP):
    """Takes somebody out who is with us no more."""

    person: int
    word: str


CALLBACKS: tuple[type[CallbackData], ...] = (
    Our, OurAsk, OurSet, OurLeave, OurGot, Colleagues, ColleagueJoin, ColleagueDrop,
)  # fmt: skip

_GROUP = Ours.__name__
_WRITTEN = {"who", "founded", "name", "inn"}


async def _wait(state: FSMContext, what: str | None, chain: str) -> None:
    if what not in _WRITTEN:
        await forget(state, _GROUP)
        return
    await state.set_state(Ours.text)
    await state.update_data({_GROUP: {"what": what, "chain": chain}})


def setup() -> Router:
    """The router of people's organisations."""
    router = Router(name="ngo.organisation")

    @router.message(Command("organisation"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await cards.card(call))

    @router.callback_query(Our.filter())
    async def on_card(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire) -> None:
        await show(query, wire, await cards.card(call))
        await forget(state, _GROUP)

    @router.callback_query(OurAsk.filter())
    async def on_ask(query: CallbackQuery, callback_data: OurAsk, state: FSMContext, call: Call, wire: Wire) -> None:
        await show(query, wire, await cards.ask(call, callback_data.what, callback_data.chain))
        await _wait(state, callback_data.what, callback_data.chain)

    @router.callback_query(OurSet.filter())
    async def on_set(query: CallbackQuery, callback_data: OurSet, state: FSMContext, call: Call, wire: Wire) -> None:
        reply = await ours.chosen(call, callback_data.what, callback_data.value, callback_data.chain)
        await show(query, wire, reply.message)
        await _wait(state, reply.waits, callback_data.chain)

    @router.message(Ours.text, F.text & ~F.text.startswith("/"))
    async def on_text(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        kept: dict[str, Any] = (await state.get_data()).get(_GROUP) or {}
        first = await consent.needs_consent(call, Purpose.ORGANISATION)
        if first is not None:
            await show(message, wire, first)
            return
        reply = await ours.written(call, kept.get("what", "who"), kept.get("chain", "0"), message.text or "")
        await show(message, wire, reply.message)
        await _wait(state, reply.waits, kept.get("chain", "0"))

    @router.callback_query(OurLeave.filter())
    async def on_leave(
        query: CallbackQuery, callback_data: OurLeave, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        leaves = callback_data.word == "yes"
        await show(query, wire, await (leaving.leave_organisation(call) if leaves else leaving.ask_to_leave(call)))
        await forget(state, _GROUP)

    @router.callback_query(OurGot.filter())
    async def on_got(query: CallbackQuery, callback_data: OurGot, call: Call, wire: Wire) -> None:
        await show(query, wire, await received.received(call, callback_data.page))

    @router.callback_query(Colleagues.filter())
    async def on_colleagues(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await joining.colleagues(call))

    @router.callback_query(ColleagueJoin.filter())
    async def on_join(query: CallbackQuery, callback_data: ColleagueJoin, call: Call, wire: Wire) -> None:
        await show(query, wire, await joining.answer(call, callback_data.request, callback_data.word))

    @router.callback_query(ColleagueDrop.filter())
    async def on_drop(query: CallbackQuery, callback_data: ColleagueDrop, call: Call, wire: Wire) -> None:
        await show(query, wire, await joining.drop(call, callback_data.person, callback_data.word))

    return router
