"""The year as files and pictures in chat: what may be had, what is being made, what came out."""

from dataclasses import dataclass, replace

from core.calling import Call
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, local, render
from core.reports.chat import no_year, odd_year, stranger, to_year
from core.reports.making import End, Maker
from core.reports.printers.printing import CHARTS, FORMS, Job
from core.reports.wishes import parse_wish
from core.reports.words import words
from storage import content
from storage.records.content import Document
from storage.reports import address, newest_whole_year, years_held
from storage.versions import newest_version

_OFFICE, _DATA = ("docx", "xlsx"), ("csv", "json")


@dataclass(frozen=True, slots=True)
class Order:
    """A report that was asked for and may be made; `name` is what its «Остановить» holds."""

    job: Job
    person: str
    name: str


async def files(call: Call, year: int) -> Message:
    """Which files there are of a year."""
    refusal = await _refusal(call, year, Right.STATISTICS)
    if refusal is not None:
        return refusal
    document = await _document(call, year)
    async with call.reading() as session:
        newest = await newest_version(session, year)
    signed = newest is not None or (document is not None and document.signed)
    text = render("admin/stats_file.html.j2", year=year, signed=signed)
    buttons = (
        Button(label("report_office"), Action.REPORT_FILES, (str(year), "+".join(_OFFICE))),
        Button(label("report_data"), Action.REPORT_FILES, (str(year), "+".join(_DATA))),
        Button(label("charts"), Action.CHARTS, (str(year),)),
        Button(label("versions"), Action.VERSIONS, (str(year),)),
        to_year(year),
    )
    return Message(text, rows_of(*buttons))


async def order(call: Call, maker: Maker, arguments: str) -> Order | Message:
    """/report with or without a year: an order for Word and Excel, or why not."""
    if not call.desk.may(Right.STATISTICS):
        return refused(call, Right.STATISTICS) if call.desk.active else await stranger(call)
    async with call.reading() as session:
        newest = await newest_whole_year(session)
    wish = parse_wish(arguments, ())
    if wish.odd:
        return odd_year(wish, newest)
    year = wish.year or newest or call.today.year
    forms, unknown = _forms(wish.unknown)
    if unknown:
        text = render("admin/report_form.html.j2", unknown=unknown, year=year)
        return Message(text, rows_of(Button(label("stats_file"), Action.STATS_FILE, (str(year),)), to_year(year)))
    return await order_files(call, maker, year, forms or _OFFICE)


def _forms(text: str) -> tuple[tuple[str, ...], str]:
    """Forms by the words behind /report, and the first word that names none."""
    known = words("forms")
    found = [next((form for form, names in known.items() if word in names), "") for word in text.split()]
    odd = next((word for word, form in zip(text.split(), found, strict=True) if not form), "")
    return tuple(form for form in FORMS if form in found), odd


async def order_files(
    call: Call, maker: Maker, year: int, forms: tuple[str, ...], version: int | None = None
) -> Order | Message:
    """An order for some forms of a year, or why not. Whoever gets an order gives it back by `maker.release`."""
    refusal = await _refusal(call, year, Right.STATISTICS)
    if refusal is not None:
        return refusal
    wanted = tuple(form for form in FORMS if form in forms) or _OFFICE
    job = replace(await _job(call, year, forms=wanted), version=version)
    person = call.person.external_id
    name = maker.claim(person)
    return Order(job, person, name) if name else Message(render("admin/report_busy.html.j2"))


def making(order: Order) -> Message:
    """The progress message."""
    stop = Button(label("report_stop"), Action.REPORT_STOP, (str(order.job.year), order.name))
    return Message(render("admin/report_making.html.j2", year=order.job.year), rows_of(stop))


async def stop(call: Call, maker: Maker, year: int, name: str) -> Message:
    """What a press on «Остановить» has come to: stopped, or too late, and then what the report has become."""
    if not call.desk.may(Right.STATISTICS):
        return refused(call, Right.STATISTICS) if call.desk.active else await stranger(call)
    end = maker.stop(call.person.external_id, name)
    text = render("admin/report_stopped.html.j2", year=year, end=end.name.lower())
    again = Button(label("report_office"), Action.REPORT_FILES, (str(year), "+".join(_OFFICE)))
    check = Button(label("stats_check"), Action.STATS_CHECK, (str(year),))
    return Message(text, rows_of(check if end is End.MADE else again, to_year(year)))


def made(order: Order, found: tuple[File, ...]) -> Message:
    """What the progress message becomes; the files go below it."""
    text = render("admin/report_made.html.j2", year=order.job.year, names=[file.name for file in found])
    year = order.job.year
    check = Button(label("stats_check"), Action.STATS_CHECK, (str(year),))
    return Message(text, rows_of(check, to_year(year)), found)


def failed(call: Call, order: Order) -> Message:
    """The report could not be made; the log has the reason at that time."""
    time = local(call.now, call.zone)
    return Message(
        render("admin/report_failed.html.j2", year=order.job.year, time=time), rows_of(to_year(order.job.year))
    )


async def charts(call: Call, year: int) -> Message:
    """Which pictures there are of a year."""
    refusal = await _refusal(call, year)
    if refusal is not None:
        return refusal
    buttons = [Button(label("chart", name=name), Action.CHART, (str(year), name)) for name in CHARTS]
    return Message(render("admin/charts.html.j2", year=year), rows_of(*buttons, to_year(year)))


async def chart(call: Call, maker: Maker, year: int, name: str) -> Message:
    """A picture with its caption; a name that there is not leads back to the list."""
    refusal = await _refusal(call, year)
    if refusal is not None:
        return refusal
    if name not in CHARTS:
        return await charts(call, year)
    found = await maker.make(await _job(call, year, chart=name))
    back = rows_of(Button(label("charts_to"), Action.CHARTS, (str(year),)), to_year(year))
    if not found:
        return Message(render("admin/chart_none.html.j2", year=year, name=name), back)
    document = await _document(call, year)
    return Message(render("admin/chart.html.j2", year=year, name=name, document=document), back, found)


async def _refusal(call: Call, year: int, right: Right = Right.READ) -> Message | None:
    if not call.desk.may(right):
        return refused(call, right) if call.desk.active else await stranger(call)
    async with call.reading() as session:
        years = await years_held(session)
    return None if year in years else await no_year(call, year)


async def _document(call: Call, year: int) -> Document | None:
    async with call.reading() as session:
        found = await content.all_of(session, Document, year=year)
    return found[0] if found else None


async def _job(call: Call, year: int, *, forms: tuple[str, ...] = (), chart: str = "") -> Job:
    async with call.reading() as session:
        where = address(session)
    return Job(where, year, forms, chart, call.now, call.zone.key)
