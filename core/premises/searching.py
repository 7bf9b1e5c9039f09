"""Premises by area, district, terms and purpose: what fits, else what comes nearest and how to hear of more."""

from collections.abc import Sequence
from datetime import date

from core.calling import Call
from core.catalogue.contacts import contact_for
from core.catalogue.home import home_button, specialist_button
from core.catalogue.paging import Page, page_of, pager
from core.catalogue.premises import SUBJECT
from core.messages import Action, Button, Message, rows_of
from core.premises.wishes import ANY, code_of, code_of_right, decode, encode, purpose_of
from core.rendering import label, render
from storage.content import all_of
from storage.records.content import Contact, Premises
from storage.records.premises import PremisesWish
from storage.terms import PremisesRight

PAGE = 4
NEAR = 3
"""Offers that are shown when nothing fits whole."""

AREAS = ((None, 20), (20, 50), (50, 100), (100, None))
PURPOSES = 6


def offered(premises: Sequence[Premises], today: date) -> list[Premises]:
    """Offers that have not ended, the earliest end first."""
    found = [one for one in premises if one.offered_until is None or one.offered_until >= today]
    return sorted(found, key=lambda one: (one.offered_until is None, one.offered_until or today))


def answered(offers: Sequence[Premises], wish: PremisesWish, today: date, contact: Contact | None = None) -> Message:
    """A typed search: what fits, with four buttons at most; the rest is behind «Показать все» and «Уточнить»."""
    page, near, text = _found(offers, wish, 1, today, contact)
    shown = list(page.items) or [one for one, _ in near]
    many = page.total > _NAMED
    cards = [Button(label("named", title=one.title), Action.PREMISE, (one.key,)) for one in shown[: _NAMED - many]]
    parts = encode(wish)
    every = Button(label("premises_every", count=page.total), Action.PREMISES_FIND, (*parts, "1")) if many else None
    narrow = Button(label("premises_narrow"), Action.PREMISES_PART, (_MENU, *parts)) if offers else specialist_button()
    return Message(text, rows_of(*cards, every, _follow(parts), narrow))


_NAMED = 2
"""Offers that a typed search names as buttons."""

_MENU = "m"
"""The part of a search that is the choice of parts itself."""


def results(
    offers: Sequence[Premises], wish: PremisesWish, number: int, today: date, contact: Contact | None = None
) -> Message:
    """Offers of today that fit, page by page; none: the nearest with what differs; an empty base says why."""
    page, near, text = _found(offers, wish, number, today, contact)
    shown = list(page.items) or [one for one, _ in near]
    cards = [(Button(label("named", title=one.title), Action.PREMISE, (one.key,)),) for one in shown]
    parts = encode(wish)
    narrow = Button(label("premises_narrow"), Action.PREMISES_PART, (_MENU, *parts)) if offers else specialist_button()
    return Message(
        text, (*cards, pager(page, Action.PREMISES_FIND, *parts), *rows_of(narrow, _follow(parts), home_button()))
    )


def _follow(parts: tuple[str, str, str, str]) -> Button:
    return Button(label("premises_follow"), Action.PREMISES_FOLLOW, parts)


def _found(
    offers: Sequence[Premises], wish: PremisesWish, number: int, today: date, contact: Contact | None
) -> tuple[Page[Premises], list[tuple[Premises, tuple[str, ...]]], str]:
    fitting = [one for one in offers if wish.fits(one)]
    near = _nearest(offers, wish) if not fitting else []
    page = page_of(fitting, number, PAGE)
    text = render(
        "ngo/premises/found.html.j2", page=page, wish=wish, near=near, today=today, total=len(offers), contact=contact
    )
    return page, near, text


def _parts(offers: Sequence[Premises], wish: PremisesWish) -> Message:
    """Which part of the search to choose."""
    parts = encode(wish)

    def part(name: str, chosen: object) -> Button:
        return Button(label(f"premises_{name}", chosen=bool(chosen)), Action.PREMISES_PART, (name[0], *parts))

    area = wish.area_from is not None or wish.area_to is not None
    text = render("ngo/premises/choose.html.j2", part=_MENU, wish=wish, nothing=False)
    return Message(text, rows_of(
        part("district", wish.districts) if len({one.district for one in offers}) > 1 else None,
        part("area", area), part("right", wish.rights), part("use", wish.purpose),
        None if wish.is_empty else Button(label("premises_all"), Action.PREMISES_FIND, (ANY,) * 4 + ("1",)),
        Button(label("back"), Action.PREMISES_FIND, (*parts, "1")),
    ))  # fmt: skip


def _nearest(offers: Sequence[Premises], wish: PremisesWish) -> list[tuple[Premises, tuple[str, ...]]]:
    missed = [(one, wish.misses(one)) for one in offers]
    return sorted(missed, key=lambda pair: (len(pair[1]), _distance(pair[0], wish)))[:NEAR]


def _distance(one: Premises, wish: PremisesWish) -> float:
    if one.area is None:
        return 0
    area = float(one.area)
    return max((wish.area_from or 0) - area, area - (wish.area_to or area), 0)


async def search(call: Call, parts: tuple[str, str, str, str], number: int) -> Message:
    """The search behind a button."""
    async with call.reading() as session:
        premises = await all_of(session, Premises)
        contact = await contact_for(session, SUBJECT)
    wish = decode(*parts, premises)
    return results(offered(premises, call.today), wish, number, call.today, contact)


async def choose(call: Call, name: str, parts: tuple[str, str, str, str]) -> Message:
    """What one part of the search may be, each with how many offers it leaves; what leaves none is not offered."""
    async with call.reading() as session:
        premises = await all_of(session, Premises)
    offers = offered(premises, call.today)
    wish = decode(*parts, premises)
    if name == _MENU:
        return _parts(offers, wish)
    district, area, rights, purpose = encode(wish)
    options: list[tuple[str, tuple[str, str, str, str]]] = []
    if name == "d":
        names = sorted({one.district for one in offers if one.district})
        options = [(one, (code_of(one), area, rights, purpose)) for one in names]
    elif name == "a":
        options = [
            (
                label("premises_area_choice", low=low, high=high),
                (district, f"{low or ''}_{high or ''}", rights, purpose),
            )
            for low, high in AREAS
        ]
    elif name == "r":
        options = [
            (label("premises_right_choice", right=str(one)), (district, area, code_of_right(one), purpose))
            for one in PremisesRight
        ]
    else:
        words = dict.fromkeys(purpose_of(one) for one in offers if one.purpose)
        options = [(one, (district, area, rights, one[:8])) for one in list(words)[:PURPOSES]]
        name = "u"
    counted = [(title, code, sum(decode(*code, premises).fits(one) for one in offers)) for title, code in options]
    buttons = [
        Button(label("premises_option", title=title, count=count), Action.PREMISES_FIND, (*code, "1"))
        for title, code, count in counted if count
    ]  # fmt: skip
    any_code = {"d": (ANY, area, rights, purpose), "a": (district, ANY, rights, purpose),
                "r": (district, area, ANY, purpose), "u": (district, area, rights, ANY)}[name]  # fmt: skip
    anything = Button(label("premises_any"), Action.PREMISES_FIND, (*any_code, "1"))
    back = Button(label("back"), Action.PREMISES_PART, (_MENU, *encode(wish)))
    text = render("ngo/premises/choose.html.j2", part=name, wish=wish, nothing=not buttons)
    return Message(text, rows_of(*buttons, anything, back))
