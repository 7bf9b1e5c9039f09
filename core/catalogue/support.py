"""Subsidies with their windows, and the plan's measures with what is known of each."""

from collections.abc import Sequence

from core.calling import Call
from core.catalogue.contests import Entry, entries_of
from core.catalogue.editing import keeping_buttons
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import documents_of
from core.catalogue.premises import held_property
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.content import all_of, get
from storage.records.content import Contest, Fact, Measure, Organisation, Project
from storage.terms import ContestKind, SubscriptionKind

FACTS = 4


async def support_list(call: Call, number: int) -> Message:
    """Subsidies first (open ones on top), then the measures in the plan's order."""
    async with call.reading() as session:
        subsidies = await entries_of(session, call, (ContestKind.SUBSIDY,))
        measures = await all_of(session, Measure)
    items: Sequence[Entry | Measure] = (*subsidies, *measures)
    page = page_of(items, number)
    text = render(
        "ngo/support.html.j2",
        subsidies=[item for item in page.items if isinstance(item, Entry)],
        measures=[item for item in page.items if isinstance(item, Measure)],
        subsidies_total=len(subsidies), measures_total=len(measures), number=page.number,
        opened=sum(1 for e in subsidies if e.window and e.window.state.is_open),
    )  # fmt: skip
    rows = [(_button(item),) for item in page.items]
    follow = Button(label("subscribe_open"), Action.SUBSCRIBE, (SubscriptionKind.SUBSIDIES,))
    contacts = Button(label("contacts"), Action.CONTACTS, ("1",))
    return Message(text, (*rows, pager(page, Action.SUPPORT), (follow,), *rows_of(contacts, home_button())))


def _button(item: Entry | Measure) -> Button:
    if isinstance(item, Entry):
        return Button(label("named", title=item.contest.short_name), Action.CONTEST, (item.contest.key,))
    return Button(label("numbered", number=item.number, title=item.short_title), Action.MEASURE, (item.key,))


async def measure_card(call: Call, key: str) -> Message:
    """A measure of the plan: what was done in its year, who is in charge, and where to read on."""
    every = Button(label("to_list"), Action.SUPPORT, ("1",))
    async with call.reading() as session:
        measure = await get(session, Measure, key)
        if measure is None:
            return gone(every)
        facts = await all_of(session, Fact, measure=key)
        projects = await all_of(session, Project, measure=key)
        contests = await all_of(session, Contest, measure=key)
        documents = await documents_of(session)
        held = await held_property(session)
        keeping = await keeping_buttons(session, call, "measures", measure)
    document = documents.get(measure.source.document) if measure.source else None
    text = render("ngo/measure.html.j2", measure=measure, document=document)
    known = len(facts) + len(projects)
    facts_button = Button(label("facts", count=known), Action.MEASURE_FACTS, (key, "1")) if known else None
    source = Button(label("source"), Action.SOURCE, ("measures", key))
    offers = Button(label("menu_premises"), Action.PREMISES, ("1",)) if held and held.measure == key else None
    about = rows_of(facts_button, _leads_to(contests), offers, source, every, home_button())
    return Message(text, (*about, *rows_of(*keeping)))


def _leads_to(contests: list[Contest]) -> Button | None:
    """The contest or subsidy that a measure is about, or all of them."""
    if not contests:
        return None
    if len(contests) == 1:
        return Button(label("named", title=contests[0].short_name), Action.CONTEST, (contests[0].key,))
    return Button(label("contests_all"), Action.CONTESTS, ("all", "1"))


async def measure_facts(call: Call, key: str, number: int) -> Message:
    """What the document tells of a measure, fact by fact, then its projects."""
    async with call.reading() as session:
        measure = await get(session, Measure, key)
        facts = await all_of(session, Fact, measure=key)
        projects = await all_of(session, Project, measure=key)
        organisations = {found.key: found for found in await all_of(session, Organisation)}
        documents = await documents_of(session)
    if measure is None:
        return gone(Button(label("to_list"), Action.SUPPORT, ("1",)))
    items: Sequence[Fact | Project] = (*facts, *projects)
    page = page_of(items, number, FACTS)
    text = render(
        "ngo/measure_facts.html.j2",
        measure=measure, page=page, organisations=organisations,
        facts=[item for item in page.items if isinstance(item, Fact)],
        projects=[item for item in page.items if isinstance(item, Project)],
        document=documents.get(measure.source.document) if measure.source else None,
    )  # fmt: skip
    back = Button(label("back"), Action.MEASURE, (key,))
    return Message(text, (pager(page, Action.MEASURE_FACTS, key), *rows_of(back, home_button())))
