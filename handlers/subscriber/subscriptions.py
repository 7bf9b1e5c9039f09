"""Subscribing in two taps, with toggles for whoever wants less."""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from core.announcements import subscribing
from core.announcements.subscribing import Draft
from core.calling import Call
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire
from storage.terms import SubscriptionKind

_DRAFTS = "Subscribing"


class Subscribe(CallbackData, prefix=Action.SUBSCRIBE):
    """The screen of one kind."""

    kind: SubscriptionKind


class SubscribeSphere(CallbackData, prefix=Action.SUB_SPHERE):
    """A sphere in or out."""

    kind: SubscriptionKind
    sphere: str


class SubscribeLevel(CallbackData, prefix=Action.SUB_LEVEL):
    """A level in or out."""

    kind: SubscriptionKind
    level: str


class SubscribeSave(CallbackData, prefix=Action.SUB_SAVE):
    """The screen's choice is in force."""

    kind: SubscriptionKind


class Unsubscribe(CallbackData, prefix=Action.UNSUBSCRIBE):
    """Nothing more of this kind."""

    kind: SubscriptionKind


class SubscribeFitting(CallbackData, prefix=Action.FITTING):
    """Only what fits the remembered organisation, or everything."""

    kind: SubscriptionKind


CALLBACKS: tuple[type[CallbackData], ...] = (
    Subscribe, SubscribeSphere, SubscribeLevel, SubscribeFitting, SubscribeSave, Unsubscribe,
)  # fmt: skip


async def _draft(state: FSMContext, call: Call, kind: SubscriptionKind) -> Draft:
    kept: dict[str, Any] | None = (await state.get_data()).get(_DRAFTS, {}).get(str(kind))
    if kept is None:
        return await subscribing.saved_draft(call, kind)
    return Draft(tuple(kept["spheres"]), tuple(kept["levels"]), bool(kept.get("fitting")))


async def keep_draft(state: FSMContext, kind: SubscriptionKind, draft: Draft | None) -> None:
    """The filters that the screen shows until they are saved; None forgets them."""
    drafts: dict[str, Any] = dict((await state.get_data()).get(_DRAFTS, {}))
    drafts.pop(str(kind), None)
    if draft is not None:
        drafts[str(kind)] = {"spheres": list(draft.spheres), "levels": list(draft.levels), "fitting": draft.fitting}
    await state.update_data({_DRAFTS: drafts})


def setup() -> Router:
    """The router of subscriptions."""
    router = Router(name="subscriber.subscriptions")

    @router.callback_query(Subscribe.filter())
    async def on_subscribe(
        query: CallbackQuery, callback_data: Subscribe, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        kind = callback_data.kind
        await keep_draft(state, kind, None)
        await show(query, wire, await subscribing.subscribe_screen(call, kind, await _draft(state, call, kind)))

    @router.callback_query(SubscribeSphere.filter())
    async def on_sphere(
        query: CallbackQuery, callback_data: SubscribeSphere, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        kind = callback_data.kind
        draft = (await _draft(state, call, kind)).toggle_sphere(callback_data.sphere)
        await keep_draft(state, kind, draft)
        await show(query, wire, await subscribing.subscribe_screen(call, kind, draft))

    @router.callback_query(SubscribeLevel.filter())
    async def on_level(
        query: CallbackQuery, callback_data: SubscribeLevel, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        kind = callback_data.kind
        draft = (await _draft(state, call, kind)).toggle_level(callback_data.level)
        await keep_draft(state, kind, draft)
        await show(query, wire, await subscribing.subscribe_screen(call, kind, draft))

    @router.callback_query(SubscribeFitting.filter())
    async def on_fitting(
        query: CallbackQuery, callback_data: SubscribeFitting, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        kind = callback_data.kind
        draft = await _draft(state, call, kind)
        unknown = None if draft.fitting else await subscribing.no_organisation(call, kind)
        if unknown is not None:
            await show(query, wire, unknown)
            return
        draft = replace(draft, fitting=not draft.fitting)
        await keep_draft(state, kind, draft)
        await show(query, wire, await subscribing.subscribe_screen(call, kind, draft))

    @router.callback_query(SubscribeSave.filter())
    async def on_save(
        query: CallbackQuery, callback_data: SubscribeSave, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        kind = callback_data.kind
        saved = await subscribing.subscribe(call, kind, await _draft(state, call, kind))
        await keep_draft(state, kind, None)
        await show(query, wire, saved)

    @router.callback_query(Unsubscribe.filter())
    async def on_unsubscribe(query: CallbackQuery, callback_data: Unsubscribe, call: Call, wire: Wire) -> None:
        await show(query, wire, await subscribing.unsubscribe(call, callback_data.kind))

    return router
