"""Records in the chat: a form's questions and answers, preview and publication. Who may is checked by core."""

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.forms import answering, opening, publishing, records, removing, returning, steering
from core.forms.opening import Reply
from core.messages import Action
from handlers.dialogues import forget
from handlers.screen import show, shown
from handlers.wire import Wire


class ContentForm(StatesGroup):
    """An employee fills in a record. The draft stands in its table, its number and the last question here."""

    answer = State()


class Forms(CallbackData, prefix=Action.FORMS):
    """What there is to keep."""


class FormTable(CallbackData, prefix=Action.FORM_TABLE):
    """The records of a table."""

    table: str
    page: int


class FormNew(CallbackData, prefix=Action.FORM_NEW):
    """A new record."""

    table: str


class FormPick(CallbackData, prefix=Action.FORM_PICK):
    """An offered answer."""

    draft: int
    step: str
    option: str


class FormStep(CallbackData, prefix=Action.FORM_STEP):
    """Steering: back, skip, done, keep, clear, later, another question or page."""

    draft: int
    step: str
    what: str


class FormDecide(CallbackData, prefix=Action.FORM_DECIDE):
    """What becomes of a draft."""

    draft: int
    what: str


class Edit(CallbackData, prefix=Action.EDIT):
    """The fields of a published record."""

    table: str
    key: str


class EditField(CallbackData, prefix=Action.EDIT_FIELD):
    """One field of it."""

    table: str
    key: str
    step: int


class RemoveAsk(CallbackData, prefix=Action.REMOVE_ASK):
    """Take it out: the question."""

    table: str
    key: str


class Remove(CallbackData, prefix=Action.REMOVE):
    """Take it out."""

    table: str
    key: str


class Drafts(CallbackData, prefix=Action.DRAFTS):
    """One's own drafts."""

    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    Forms, FormTable, FormNew, FormPick, FormStep, FormDecide, Edit, EditField, RemoveAsk, Remove, Drafts,
)  # fmt: skip

_GROUP = ContentForm.__name__
_VOICES = {ContentType.VOICE, ContentType.AUDIO, ContentType.VIDEO_NOTE}


async def _answer(
    event: Message | CallbackQuery,
    wire: Wire,
    state: FSMContext,
    reply: Reply,
    *,
    told: bool = False,
    album: str | None = None,
) -> None:
    """Answer first, then note which message asks: what was sent before it is no answer to it."""
    if not reply.asks:
        return
    sent = await shown(event, wire, reply.message)
    if not reply.draft:
        await forget(state, _GROUP)
        return
    asked = max((one.message_id for one in sent), default=0)
    await state.set_state(ContentForm.answer)
    await state.update_data({_GROUP: {"draft": reply.draft, "asked": asked, "told": told, "album": album}})


async def _running(state: FSMContext) -> tuple[int, int, bool]:
    """The draft that waits, the message that asks, and whether the editor was told of what came too early."""
    kept = (await state.get_data()).get(_GROUP) or {}
    return int(kept.get("draft", 0)), int(kept.get("asked", 0)), bool(kept.get("told", False))


async def _came_early(message: Message, call: Call, wire: Wire, state: FSMContext) -> bool:
    """Whether a message was sent before the present question; its sender is told once."""
    draft, asked, told = await _running(state)
    if message.message_id > asked:
        return False
    if not told:
        await _answer(message, wire, state, await answering.unfit(call, draft, "early"), told=True)
    return True


def setup() -> Router:
    """The router of records in the chat."""
    router = Router(name="admin.content")
    decisions: dict[str, Callable[[Call, int], Awaitable[Reply]]] = {
        publishing.PUBLISH: _publish, publishing.MINE: _mine, publishing.THEIRS: _theirs, publishing.DROP: _drop,
        publishing.UNDO: _undo, publishing.FIX: opening.fix, publishing.SHOW: opening.resume,
    }  # fmt: skip

    @router.message(Command("content"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await records.menu(call))

    @router.callback_query(Forms.filter())
    async def on_menu(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await records.menu(call))

    @router.callback_query(FormTable.filter())
    async def on_table(query: CallbackQuery, callback_data: FormTable, call: Call, wire: Wire) -> None:
        await show(query, wire, await records.table_screen(call, callback_data.table, callback_data.page))

    @router.callback_query(FormNew.filter())
    async def on_new(query: CallbackQuery, callback_data: FormNew, call: Call, wire: Wire, state: FSMContext) -> None:
        await _answer(query, wire, state, await opening.begin(call, callback_data.table))

    @router.callback_query(Edit.filter())
    async def on_edit(query: CallbackQuery, callback_data: Edit, call: Call, wire: Wire) -> None:
        await show(query, wire, await records.edit_screen(call, callback_data.table, callback_data.key))

    @router.callback_query(EditField.filter())
    async def on_field(
        query: CallbackQuery, callback_data: EditField, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        found = await opening.change(call, callback_data.table, callback_data.key, callback_data.step)
        await _answer(query, wire, state, found)

    @router.callback_query(FormPick.filter())
    async def on_pick(query: CallbackQuery, callback_data: FormPick, call: Call, wire: Wire, state: FSMContext) -> None:
        found = await answering.pick(call, callback_data.draft, callback_data.step, callback_data.option)
        await _answer(query, wire, state, found)

    @router.callback_query(FormStep.filter())
    async def on_step(query: CallbackQuery, callback_data: FormStep, call: Call, wire: Wire, state: FSMContext) -> None:
        found = await steering.steer(call, callback_data.draft, callback_data.step, callback_data.what)
        await _answer(query, wire, state, found)

    @router.callback_query(FormDecide.filter())
    async def on_decide(
        query: CallbackQuery, callback_data: FormDecide, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        decide = decisions.get(callback_data.what, _saved)
        await _answer(query, wire, state, await decide(call, callback_data.draft))

    @router.callback_query(RemoveAsk.filter())
    async def on_remove_ask(query: CallbackQuery, callback_data: RemoveAsk, call: Call, wire: Wire) -> None:
        await show(query, wire, await removing.ask_to_remove(call, callback_data.table, callback_data.key))

    @router.callback_query(Remove.filter())
    async def on_remove(query: CallbackQuery, callback_data: Remove, call: Call, wire: Wire) -> None:
        await show(query, wire, await removing.remove(call, callback_data.table, callback_data.key))

    @router.callback_query(Drafts.filter())
    async def on_drafts(query: CallbackQuery, callback_data: Drafts, call: Call, wire: Wire) -> None:
        await show(query, wire, await records.drafts_list(call, callback_data.page))

    @router.message(ContentForm.answer, F.photo)
    async def on_photo(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        assert message.photo
        draft, _, _ = await _running(state)
        album = message.media_group_id
        more = album is not None and ((await state.get_data()).get(_GROUP) or {}).get("album") == album
        found = await answering.take_photo(call, draft, message.photo[-1].file_id, more=more)
        await _answer(message, wire, state, found, album=album)

    @router.message(ContentForm.answer, F.text, ~F.text.startswith("/"))
    async def on_text(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        if await _came_early(message, call, wire, state):
            return
        draft, _, _ = await _running(state)
        await _answer(message, wire, state, await answering.take_text(call, draft, message.text or ""))

    @router.message(ContentForm.answer, ~F.text)
    async def on_other(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        draft, _, _ = await _running(state)
        kind = message.content_type
        code = "voice" if kind in _VOICES else "as_file" if kind == ContentType.DOCUMENT else "not_text"
        await _answer(message, wire, state, await answering.unfit(call, draft, code))

    return router


async def _publish(call: Call, draft: int) -> Reply:
    return Reply(await publishing.publish(call, draft))


async def _mine(call: Call, draft: int) -> Reply:
    return Reply(await publishing.publish(call, draft, take=publishing.MINE))


async def _theirs(call: Call, draft: int) -> Reply:
    return Reply(await publishing.publish(call, draft, take=publishing.THEIRS))


async def _drop(call: Call, draft: int) -> Reply:
    return Reply(await opening.drop(call, draft))


async def _undo(call: Call, draft: int) -> Reply:
    return Reply(await returning.undo(call, draft))


async def _saved(call: Call, _draft: int) -> Reply:
    return Reply(await records.drafts_list(call, 1, saved=True))
