"""Premises on offer, and who holds the city's property."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.answers.loading import EngineHolder
from core.appeals import asking
from core.appeals.drafts import Said
from core.calling import Call
from core.catalogue import premises
from core.messages import Action
from core.premises import searching, visiting
from handlers.ngo.appeals import take_draft
from handlers.screen import show
from handlers.wire import Wire


class PremisesPage(CallbackData, prefix=Action.PREMISES):
    """A page of premises on offer."""

    page: int


class Premise(CallbackData, prefix=Action.PREMISE):
    """One offer."""

    key: str


class Leases(CallbackData, prefix=Action.LEASES):
    """A page of who holds the city's property."""

    page: int


class PremisesFind(CallbackData, prefix=Action.PREMISES_FIND):
    """A search with its parts."""

    district: str
    area: str
    rights: str
    purpose: str
    page: int

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """The wish behind the button."""
        return self.district, self.area, self.rights, self.purpose


class PremisesPart(CallbackData, prefix=Action.PREMISES_PART):
    """One part of a search to be chosen."""

    part: str
    district: str
    area: str
    rights: str
    purpose: str


class PremisesFollow(CallbackData, prefix=Action.PREMISES_FOLLOW):
    """Hear of premises that fit a search."""

    district: str
    area: str
    rights: str
    purpose: str


class PremisesVisit(CallbackData, prefix=Action.PREMISES_VISIT):
    """Ask for a day to look at the premises."""

    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (
    PremisesPage, Premise, Leases, PremisesFind, PremisesPart, PremisesFollow, PremisesVisit,
)  # fmt: skip


def setup() -> Router:
    """The router of premises."""
    router = Router(name="ngo.premises")

    @router.message(Command("premises"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await premises.premises_list(call, 1))

    @router.callback_query(PremisesPage.filter())
    async def on_list(query: CallbackQuery, callback_data: PremisesPage, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.premises_list(call, callback_data.page))

    @router.callback_query(Premise.filter())
    async def on_card(query: CallbackQuery, callback_data: Premise, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.premise_card(call, callback_data.key))

    @router.callback_query(Leases.filter())
    async def on_leases(query: CallbackQuery, callback_data: Leases, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.leases_list(call, callback_data.page))

    @router.callback_query(PremisesFind.filter())
    async def on_find(query: CallbackQuery, callback_data: PremisesFind, call: Call, wire: Wire) -> None:
        await show(query, wire, await searching.search(call, callback_data.parts, callback_data.page))

    @router.callback_query(PremisesPart.filter())
    async def on_part(query: CallbackQuery, callback_data: PremisesPart, call: Call, wire: Wire) -> None:
        wish = callback_data.district, callback_data.area, callback_data.rights, callback_data.purpose
        await show(query, wire, await searching.choose(call, callback_data.part, wish))

    @router.callback_query(PremisesFollow.filter())
    async def on_follow(query: CallbackQuery, callback_data: PremisesFollow, call: Call, wire: Wire) -> None:
        wish = callback_data.district, callback_data.area, callback_data.rights, callback_data.purpose
        await show(query, wire, await visiting.follow(call, wish))

    @router.callback_query(PremisesVisit.filter())
    async def on_visit(
        query: CallbackQuery, callback_data: PremisesVisit, state: FSMContext, call: Call, wire: Wire,
        engines: EngineHolder,
    ) -> None:  # fmt: skip
        text = await visiting.visit_text(call, callback_data.key)
        if text is None:
            await show(query, wire, visiting.no_visit())
            return
        draft = await asking.drafted(call, engines, Said(text))
        await take_draft(query, state, call, wire, draft, anew=True)

    return router
