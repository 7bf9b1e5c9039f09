"""The check's findings one by one: corrected, accepted, asked of a department. Who may is checked by core."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.reports import chat_settle
from core.reports.asking import ANSWER_LIMIT
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire


class FindingReason(StatesGroup):
    """Why a finding is right as it is; the data hold its year and code."""

    text = State()


class FindingReply(StatesGroup):
    """A department answers in words; the data hold the question's number."""

    text = State()


class Finding(CallbackData, prefix=Action.FINDING):
    """One finding."""

    year: int
    code: str


class FindingFix(CallbackData, prefix=Action.FINDING_FIX):
    """Write the likely right value."""

    year: int
    code: str


class FindingAccept(CallbackData, prefix=Action.FINDING_ACCEPT):
    """It is right as it is."""

    year: int
    code: str
    reason: str


class FindingAsk(CallbackData, prefix=Action.FINDING_ASK):
    """Ask a department."""

    year: int
    code: str
    department: str


class FindingBack(CallbackData, prefix=Action.FINDING_BACK):
    """Take a decision back."""

    number: int


class FindingAnswer(CallbackData, prefix=Action.FINDING_ANSWER):
    """The department's answer."""

    number: int
    which: str


class Accepted(CallbackData, prefix=Action.FINDINGS_ACCEPTED):
    """What was accepted."""

    year: int


class FindingsFile(CallbackData, prefix=Action.FINDINGS_FILE):
    """All findings as a workbook."""

    year: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    Finding, FindingFix, FindingAccept, FindingAsk, FindingBack, FindingAnswer, Accepted, FindingsFile,
)  # fmt: skip

_WORDS = F.text & ~F.text.startswith("/")


def setup() -> Router:
    """The router of findings."""
    router = Router(name="admin.findings")

    @router.callback_query(Finding.filter())
    async def on_finding(
        query: CallbackQuery, callback_data: Finding, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        await forget(state, FindingReason.__name__)
        await show(query, wire, await chat_settle.finding_of(call, callback_data.year, callback_data.code))

    @router.callback_query(FindingFix.filter())
    async def on_fix(query: CallbackQuery, callback_data: FindingFix, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_settle.fix(call, callback_data.year, callback_data.code))

    @router.callback_query(FindingAccept.filter())
    async def on_accept(
        query: CallbackQuery, callback_data: FindingAccept, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        year, code = callback_data.year, callback_data.code
        screen, waits = await chat_settle.accept(call, year, code, callback_data.reason)
        if waits:
            await state.set_state(FindingReason.text)
            await state.update_data({FindingReason.__name__: [year, code]})
        else:
            await forget(state, FindingReason.__name__)
        await show(query, wire, screen)

    @router.message(FindingReason.text, _WORDS)
    async def on_reason(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        year, code = (await state.get_data()).get(FindingReason.__name__, (0, ""))
        await show(message, wire, await chat_settle.accept_words(call, int(year), str(code), message.text or ""))
        await forget(state, FindingReason.__name__)

    @router.callback_query(FindingAsk.filter())
    async def on_ask(query: CallbackQuery, callback_data: FindingAsk, call: Call, wire: Wire) -> None:
        screen = await chat_settle.ask(call, callback_data.year, callback_data.code, callback_data.department)
        await show(query, wire, screen)

    @router.callback_query(FindingBack.filter())
    async def on_back(query: CallbackQuery, callback_data: FindingBack, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_settle.take_back(call, callback_data.number))

    @router.callback_query(FindingAnswer.filter())
    async def on_answer(
        query: CallbackQuery, callback_data: FindingAnswer, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        screen, waits = await chat_settle.answer(call, callback_data.number, callback_data.which)
        if waits:
            await state.set_state(FindingReply.text)
            await state.update_data({FindingReply.__name__: callback_data.number})
        await show(query, wire, screen, anew=waits)

    @router.message(FindingReply.text, _WORDS)
    async def on_words(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        number = int((await state.get_data()).get(FindingReply.__name__, 0))
        await show(message, wire, await chat_settle.answer_words(call, number, message.text or ""))
        if len(message.text or "") <= ANSWER_LIMIT:
            await forget(state, FindingReply.__name__)

    @router.callback_query(Accepted.filter())
    async def on_accepted(query: CallbackQuery, callback_data: Accepted, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_settle.accepted(call, callback_data.year))

    @router.callback_query(FindingsFile.filter())
    async def on_file(query: CallbackQuery, callback_data: FindingsFile, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_settle.file(call, callback_data.year))

    return router
