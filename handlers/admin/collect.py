"""/collect: the round-up of a year. Who may is checked by core at each command, press and file."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.collecting import board, chat
from core.messages import Action
from core.reports import signing
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire


class Deadline(StatesGroup):
    """The last day of a round-up in words; the data hold its year."""

    text = State()


class Board(CallbackData, prefix=Action.COLLECT):
    """Who has sent."""

    year: int


class Start(CallbackData, prefix=Action.COLLECT_START):
    """Begin, or another last day."""

    year: int
    until: str


class Templates(CallbackData, prefix=Action.COLLECT_TEMPLATES):
    """Which templates."""

    year: int


class Template(CallbackData, prefix=Action.COLLECT_TEMPLATE):
    """One department's workbook."""

    year: int
    department: str


class Remind(CallbackData, prefix=Action.COLLECT_REMIND):
    """Remind those who are late."""

    year: int


class For(CallbackData, prefix=Action.COLLECT_FOR):
    """The statistician sends a file for a department."""

    year: int


class Apply(CallbackData, prefix=Action.COLLECT_APPLY):
    """Write a file."""

    number: int


class Drop(CallbackData, prefix=Action.COLLECT_DROP):
    """Forget a file."""

    number: int


class Undo(CallbackData, prefix=Action.COLLECT_UNDO):
    """Take a file back."""

    number: int


class Who(CallbackData, prefix=Action.COLLECT_WHO):
    """Whether an unknown name is the near one."""

    number: int
    place: int
    which: str


class SignAsk(CallbackData, prefix=Action.SIGN_ASK):
    """What would be signed."""

    year: int


class Sign(CallbackData, prefix=Action.SIGN):
    """Sign what was shown."""

    year: int
    version: int


class Versions(CallbackData, prefix=Action.VERSIONS):
    """Signed versions and what changed."""

    year: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    Board, Start, Templates, Template, Remind, For, Apply, Drop, Undo, Who, SignAsk, Sign, Versions,
)  # fmt: skip

_WORDS = F.text & ~F.text.startswith("/")


def setup() -> Router:
    """The router of the round-up."""
    router = Router(name="admin.collect")

    @router.message(Command("collect"))
    async def on_collect(message: Message, command: CommandObject, call: Call, wire: Wire) -> None:
        await show(message, wire, await board.collect(call, command.args or ""))

    @router.callback_query(Board.filter())
    async def on_board(query: CallbackQuery, callback_data: Board, call: Call, wire: Wire) -> None:
        await show(query, wire, await board.show_board(call, callback_data.year))

    @router.callback_query(Start.filter())
    async def on_start(query: CallbackQuery, callback_data: Start, state: FSMContext, call: Call, wire: Wire) -> None:
        screen, waits = await board.start(call, callback_data.year, callback_data.until)
        if waits:
            await state.set_state(Deadline.text)
            await state.update_data({Deadline.__name__: callback_data.year})
        await show(query, wire, screen, anew=waits)

    @router.message(Deadline.text, _WORDS)
    async def on_day(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        year = int((await state.get_data()).get(Deadline.__name__, 0))
        screen, waits = await board.start_words(call, year, message.text or "")
        await show(message, wire, screen)
        if not waits:
            await forget(state, Deadline.__name__)

    @router.callback_query(Templates.filter())
    async def on_templates(query: CallbackQuery, callback_data: Templates, call: Call, wire: Wire) -> None:
        await show(query, wire, await board.templates(call, callback_data.year))

    @router.callback_query(Template.filter())
    async def on_template(query: CallbackQuery, callback_data: Template, bot: Bot, call: Call, wire: Wire) -> None:
        await bot.send_chat_action(query.from_user.id, ChatAction.UPLOAD_DOCUMENT)
        await show(query, wire, await board.give(call, callback_data.year, callback_data.department))

    @router.callback_query(Remind.filter())
    async def on_remind(query: CallbackQuery, callback_data: Remind, call: Call, wire: Wire) -> None:
        await show(query, wire, await board.remind(call, callback_data.year))

    @router.callback_query(For.filter())
    async def on_for(query: CallbackQuery, callback_data: For, call: Call, wire: Wire) -> None:
        await show(query, wire, board.ask_file(call, callback_data.year))

    @router.callback_query(Apply.filter())
    async def on_apply(query: CallbackQuery, callback_data: Apply, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.press_apply(call, callback_data.number))

    @router.callback_query(Drop.filter())
    async def on_drop(query: CallbackQuery, callback_data: Drop, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.press_drop(call, callback_data.number))

    @router.callback_query(Undo.filter())
    async def on_undo(query: CallbackQuery, callback_data: Undo, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.press_undo(call, callback_data.number))

    @router.callback_query(Who.filter())
    async def on_who(query: CallbackQuery, callback_data: Who, call: Call, wire: Wire) -> None:
        screen = await chat.press_who(call, callback_data.number, callback_data.place, callback_data.which)
        await show(query, wire, screen)

    @router.callback_query(SignAsk.filter())
    async def on_sign_ask(query: CallbackQuery, callback_data: SignAsk, call: Call, wire: Wire) -> None:
        await show(query, wire, await signing.ask(call, callback_data.year))

    @router.callback_query(Sign.filter())
    async def on_sign(query: CallbackQuery, callback_data: Sign, call: Call, wire: Wire) -> None:
        await show(query, wire, await signing.sign(call, callback_data.year, callback_data.version))

    @router.callback_query(Versions.filter())
    async def on_versions(query: CallbackQuery, callback_data: Versions, call: Call, wire: Wire) -> None:
        await show(query, wire, await signing.listed(call, callback_data.year))

    return router
