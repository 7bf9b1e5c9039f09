"""Teaching: an employee says what a question means, by a tap or in words."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.answers.loading import EngineHolder
from core.calling import Call
from core.learning import teaching
from core.messages import Action
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire


class Lesson(StatesGroup):
    """An employee writes; the data hold the lesson's number."""

    record = State()
    words = State()
    answer = State()


class Teach(CallbackData, prefix=Action.TEACH):
    """A logged question."""

    question: int


class LessonAlias(CallbackData, prefix=Action.LESSON_ALIAS):
    """The question means this guess."""

    lesson: int
    guess: int


class LessonOther(CallbackData, prefix=Action.LESSON_OTHER):
    """Another record."""

    lesson: int


class LessonWords(CallbackData, prefix=Action.LESSON_WORDS):
    """Another wording."""

    lesson: int


class LessonFaq(CallbackData, prefix=Action.LESSON_FAQ):
    """A frequent question with its answer."""

    lesson: int


class LessonBack(CallbackData, prefix=Action.LESSON_BACK):
    """Takes it back."""

    lesson: int


CALLBACKS: tuple[type[CallbackData], ...] = (Teach, LessonAlias, LessonOther, LessonWords, LessonFaq, LessonBack)

_GROUP = Lesson.__name__
_WORDS = F.text & ~F.text.startswith("/")


async def _number(state: FSMContext) -> int:
    return int((await state.get_data()).get(_GROUP, 0))


def setup() -> Router:
    """The router of lessons; who may is checked by core."""
    router = Router(name="admin.lessons")

    @router.callback_query(Teach.filter())
    async def on_teach(
        query: CallbackQuery, callback_data: Teach, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:
        await show(query, wire, await teaching.begin(call, engines, callback_data.question), anew=True)

    @router.callback_query(LessonAlias.filter())
    async def on_alias(
        query: CallbackQuery, callback_data: LessonAlias, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:
        await show(query, wire, await teaching.as_alias(call, engines, callback_data.lesson, callback_data.guess))

    @router.callback_query(LessonFaq.filter())
    async def on_faq(
        query: CallbackQuery, callback_data: LessonFaq, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:
        screen, waits = await teaching.as_faq(call, engines, callback_data.lesson)
        if waits:
            await _wait(state, Lesson.answer, callback_data.lesson)
        await show(query, wire, screen)

    @router.callback_query(LessonBack.filter())
    async def on_back(
        query: CallbackQuery, callback_data: LessonBack, call: Call, wire: Wire, engines: EngineHolder
    ) -> None:
        await show(query, wire, await teaching.take_back(call, engines, callback_data.lesson))

    @router.callback_query(LessonOther.filter())
    async def on_other(
        query: CallbackQuery, callback_data: LessonOther, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        screen, waits = await teaching.ask_for(call, callback_data.lesson, "record")
        if waits:
            await _wait(state, Lesson.record, callback_data.lesson)
        await show(query, wire, screen, anew=True)

    @router.callback_query(LessonWords.filter())
    async def on_words(
        query: CallbackQuery, callback_data: LessonWords, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        screen, waits = await teaching.ask_for(call, callback_data.lesson, "words")
        if waits:
            await _wait(state, Lesson.words, callback_data.lesson)
        await show(query, wire, screen, anew=True)

    @router.message(Lesson.record, _WORDS)
    async def on_name(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        await show(message, wire, await teaching.other_record(call, engines, await _number(state), message.text or ""))
        await forget(state, _GROUP)

    @router.message(Lesson.words, _WORDS)
    async def on_wording(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        await show(message, wire, await teaching.other_words(call, engines, await _number(state), message.text or ""))
        await forget(state, _GROUP)

    @router.message(Lesson.answer, _WORDS)
    async def on_answer(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        await show(message, wire, await teaching.faq_answer(call, engines, await _number(state), message.text or ""))
        await forget(state, _GROUP)

    return router


async def _wait(state: FSMContext, step: State, lesson: int) -> None:
    await state.set_state(step)
    await state.update_data({_GROUP: lesson})
