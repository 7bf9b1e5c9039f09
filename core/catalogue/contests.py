"""Grant contests to browse: the list with its filters, and the card of one contest."""

from collections import defaultdict
from dataclasses import dataclass

from core.calling import Call
from core.catalogue.editing import edit_button, keeping_buttons
from core.catalogue.home import announce_button, gone, home_button
from core.catalogue.paging import number_of_page, page_of, pager
from core.catalogue.places import city_of, documents_of, is_unverified
from core.catalogue.windows import Window, current_window, urgency, window_of
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.content import all_of
from storage.records.content import Contest, Season, Sphere
from storage.records.eligibility import Rule
from storage.terms import ContestKind, Level, SubjectKind, SubscriptionKind

ALL, OPEN, CHOOSER = "all", "open", "filters"


@dataclass(frozen=True, slots=True)
class Entry:
    """A contest with the season that is asked about now."""

    contest: Contest
    window: Window | None


async def entries_of(session: Session, call: Call, kinds: tuple[ContestKind, ...]) -> list[Entry]:
    """Contests of these kinds, what is open first, the past in the document's order."""
    seasons = defaultdict(list)
    for season in await all_of(session, Season):
        seasons[season.contest].append(season)
    found = [
        Entry(contest, current_window(seasons[contest.key], call.zone, call.now))
        for contest in await all_of(session, Contest)
        if contest.kind in kinds
    ]
    return sorted(found, key=lambda entry: urgency(entry.window) if entry.window else (99, 0.0))


async def contest_list(call: Call, chosen: str, number: int) -> Message:
    """Contests of a filter («all», «open», a level, a sphere's key), five a page; an unknown filter shows all."""
    async with call.reading() as session:
        entries = await entries_of(session, call, (ContestKind.CONTEST,))
        subsidies = await entries_of(session, call, (ContestKind.SUBSIDY,))
        spheres = {sphere.key: sphere for sphere in await all_of(session, Sphere)}
        city = await city_of(session)
    opened = [entry for entry in (*entries, *subsidies) if entry.window and entry.window.state.is_open]
    if chosen == CHOOSER:
        return _chooser(entries, list(spheres.values()), len(opened))
    if chosen == OPEN:
        shown = sorted(opened, key=lambda entry: urgency(entry.window) if entry.window else (99, 0.0))
    elif chosen in set(Level):
        shown = [entry for entry in entries if entry.contest.level == chosen]
    elif chosen in spheres:
        shown = [entry for entry in entries if chosen in entry.contest.spheres]
    else:
        chosen, shown = ALL, entries
    if not shown:
        return _nothing(chosen, entries, subsidies, spheres.get(chosen), city.contests_url)
    page = page_of(shown, number)
    text = render(
        "ngo/contests.html.j2",
        chosen=chosen, page=page, sphere=spheres.get(chosen), opened=len(opened),
        levels=tuple(Level), past_year=_newest_past(entries),
    )  # fmt: skip
    rows = [
        (Button(label("named", title=e.contest.short_name), Action.CONTEST, (e.contest.key,)),) for e in page.items
    ]  # fmt: skip
    filters = rows_of(
        Button(label("contests_open"), Action.CONTESTS, (OPEN, "1")) if chosen != OPEN else None,
        Button(label("contests_all"), Action.CONTESTS, (ALL, "1")) if chosen != ALL else None,
        Button(label("contests_filter"), Action.CONTESTS, (CHOOSER, "1")),
        home_button(),
    )
    return Message(text, (*rows, pager(page, Action.CONTESTS, chosen), *filters))


def _newest_past(entries: list[Entry]) -> int | None:
    years = [e.window.season.year for e in entries if e.window and e.window.results]
    return max(years, default=None)


def _chooser(entries: list[Entry], spheres: list[Sphere], opened: int) -> Message:
    levels = [level for level in Level if any(e.contest.level is level for e in entries)]
    used = [sphere for sphere in spheres if any(sphere.key in e.contest.spheres for e in entries)]
    buttons = rows_of(
        Button(label("contests_open"), Action.CONTESTS, (OPEN, "1")),
        *(Button(label("contests_level", level=str(level)), Action.CONTESTS, (str(level), "1")) for level in levels),
    )
    by_sphere = rows_of(
        *(Button(label("contests_sphere", emoji=s.emoji, title=s.name), Action.CONTESTS, (s.key, "1")) for s in used)
    )
    back = rows_of(Button(label("contests_all"), Action.CONTESTS, (ALL, "1")), home_button())
    text = render("ngo/contests_filters.html.j2", total=len(entries), opened=opened)
    return Message(text, (*buttons, *by_sphere, *back))


def _nothing(
    chosen: str, entries: list[Entry], subsidies: list[Entry], sphere: Sphere | None, url: str | None
) -> Message:
    """Nothing fits the filter: why, what the city had, where to look, and a subscription."""
    city_wide = [e for e in entries if e.contest.level is Level.MUNICIPAL and e.window and e.window.season.amount]
    city_wide.sort(key=lambda e: e.window.season.amount or 0 if e.window else 0, reverse=True)
    dated = [e for e in subsidies if e.window and e.window.deadline]
    known = (*city_wide[:1], *dated[:2])
    coming = [e for e in (*entries, *subsidies) if e.window and e.window.state in {"upcoming", "expected"}][:3]
    text = render(
        "ngo/contests_none.html.j2", chosen=chosen, known=known, coming=coming, sphere=sphere, url=url,
        total=len(entries),
    )  # fmt: skip
    year = _newest_past(entries)
    every = Button(
        label("contests_year", year=year) if year else label("contests_all"), Action.CONTESTS, (ALL, "1")
    )  # fmt: skip
    return Message(
        text,
        (
            (Button(label("subscribe_open"), Action.SUBSCRIBE, (SubscriptionKind.CONTESTS,)),),
            *rows_of(every, Button(label("contests_filter"), Action.CONTESTS, (CHOOSER, "1")), home_button()),
        ),
    )


async def contest_card(call: Call, key: str) -> Message:
    """One contest or subsidy: what can be done now, then what the last finished season brought."""
    async with call.reading() as session:
        entries = await entries_of(session, call, (ContestKind.CONTEST, ContestKind.SUBSIDY))
        seasons = await all_of(session, Season, contest=key)
        spheres = {sphere.key: sphere for sphere in await all_of(session, Sphere)}
        documents = await documents_of(session)
        rules = await all_of(session, Rule, contest=key)
        entry = next((found for found in entries if found.contest.key == key), None)
        keeping = await keeping_buttons(session, call, "contests", entry.contest if entry else None)
        season = entry.window.season if entry and entry.window else None
        edit_season = await edit_button(session, call, "seasons", season, "form_edit_season")
    every = Button(label("contests_all"), Action.CONTESTS, (ALL, "1"))
    if entry is None:
        return gone(every)
    contest, window = entry.contest, entry.window
    past = [
        w for w in (window_of(s, call.zone, call.now) for s in seasons)
        if w.results and w.state == "closed" and (window is None or w.season.key != window.season.key)
    ]  # fmt: skip
    past.sort(key=lambda w: w.season.year, reverse=True)
    record = window.season if window else contest
    source = record.source or contest.source
    document = documents.get(source.document) if source else None
    text = render(
        "ngo/contest.html.j2",
        contest=contest, window=window, past=past[:2], source=source, document=document, today=call.today,
        unverified=is_unverified(source, document, record.checked_on is not None),
        spheres=[spheres[s] for s in contest.spheres if s in spheres],
    )  # fmt: skip
    announce = announce_button(call, SubjectKind.SEASON, key)
    around = (*_around(entry, entries), home_button())
    about = rows_of(*_about(entry, bool(rules)), *around)
    return Message(text, (*about, *rows_of(*keeping, edit_season, announce)))


def _about(entry: Entry, has_rules: bool) -> tuple[Button | None, ...]:
    """What to do about the contest: be told, ask whether it fits, see the source, open the site."""
    contest, window = entry.contest, entry.window
    if window is not None and window.state != "closed":
        follow = Button(label("remind"), Action.REMIND, (SubjectKind.SEASON, window.season.key))
    else:
        follow = Button(label("subscribe_open"), Action.REMIND, (SubjectKind.CONTEST, contest.key))
    place = ("seasons", window.season.key) if window is not None else ("contests", contest.key)
    address = (window.season.url if window else None) or contest.url
    return (
        follow,
        Button(label("eligible"), Action.ELIGIBLE, (contest.key, "-")) if has_rules else None,
        Button(label("source"), Action.SOURCE, place),
        Button(label("site"), url=address) if address else None,
    )


def _around(entry: Entry, entries: list[Entry]) -> tuple[Button | None, ...]:
    """Where to go on: contests of the same sphere, and the list on the page where this one stands."""
    contest = entry.contest
    if contest.kind is ContestKind.SUBSIDY:
        return (Button(label("to_list"), Action.SUPPORT, ("1",)),)
    listed = [found for found in entries if found.contest.kind is ContestKind.CONTEST]
    page = number_of_page(listed.index(entry))
    shared = {sphere for other in listed if other is not entry for sphere in other.contest.spheres}
    similar = next((sphere for sphere in contest.spheres if sphere in shared), None)
    return (
        Button(label("contests_similar"), Action.CONTESTS, (similar, "1")) if similar else None,
        Button(label("to_list"), Action.CONTESTS, (ALL, str(page))),
    )
