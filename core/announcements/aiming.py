"""Whom an announcement is for, by filters: spheres, levels, kinds of subscriptions, legal forms."""

from core.announcements.announcing import names_of
from core.announcements.reaching import gone
from core.calling import Call
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import announcements
from storage.announcement_audience import audience_by_quiet_hours
from storage.records.people import Filters
from storage.terms import LegalForm, Level, SubscriptionKind

_FORMS = (
    LegalForm.ANO, LegalForm.FOUNDATION, LegalForm.PUBLIC, LegalForm.RELIGIOUS, LegalForm.PRIVATE_INSTITUTION,
    LegalForm.TOS, LegalForm.NGO,
)  # fmt: skip
_LABELS = {"levels": "announce_level", "kinds": "announce_kind", "forms": "announce_form"}


async def filter_screen(call: Call, what: str, value: str) -> Message:
    """The filters with the audience's size; `what` is menu or a filter's name, `value` is put in or taken out."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        found = await announcements.newest_draft(session, call.person.id)
        names = await names_of(session)
        choices = {
            "spheres": list(names),
            "levels": [str(one) for one in Level],
            "kinds": [str(one) for one in SubscriptionKind],
            "forms": [str(one) for one in _FORMS],
        }
        if found is None or (what != "menu" and what not in choices):
            return gone()
        filters = found.audience or Filters()
        if what in choices and value in choices[what]:
            filters = filters.toggled(what, value)
        await announcements.set_audience(session, found.id, filters)
        count = sum((await audience_by_quiet_hours(session, filters)).values())
        total = sum((await audience_by_quiet_hours(session, Filters())).values())
        await session.commit()
    text = render(
        "admin/announce_filters.html.j2", filters=filters, count=count, total=total,
        spheres=[names[one] for one in filters.spheres if one in names],
    )  # fmt: skip
    done = Button(label("announce_filters_done"), Action.ANNOUNCE_CHANGE, (str(found.id), "back"))
    if what == "menu":
        ways = [Button(label("announce_filter", what=one), Action.ANNOUNCE_FILTER, (one, "")) for one in choices]
        return Message(text, rows_of(*ways, done))
    chosen = getattr(filters, what)
    toggles = [
        Button(_toggle(what, one, one in chosen, names), Action.ANNOUNCE_FILTER, (what, one)) for one in choices[what]
    ]
    back = Button(label("back"), Action.ANNOUNCE_FILTER, ("menu", ""))
    return Message(text, (*rows_of(*toggles), *rows_of(back, done)))


def _toggle(what: str, value: str, chosen: bool, names: dict[str, str]) -> str:
    if what == "spheres":
        return label("subscribe_filter", chosen=chosen, name=names[value])
    return label(_LABELS[what], chosen=chosen, value=value)
