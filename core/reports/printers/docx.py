"""The report as a Word document in the city's own form, A4 landscape.

Margins, sizes, indents and the signature follow ГОСТ Р 7.0.97-2016 for documents that are kept long.
"""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

from babel.dates import format_date
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.reports.drafting import MeasureText, YearText, draft, section_of
from core.reports.model import Report
from core.reports.printers.form import Form, counted_apart, form_of, indicator_texts
from core.reports.printers.markup import NAMESPACE, Style, cell, paragraph, row, table
from core.reports.words import say, words

ROWS = 200
"""Rows of one table in print; the workbook holds them all."""

FONT = "Times New Roman"
_PLAN = (800, 3700, 1600, 8470)
_WIDTH = sum(_PLAN)
_WIDTHS: dict[str, tuple[int, ...]] = {
    "1": (9570, 2700, 2300),
    "2": (4770, 2600, 2500, 2400, 2300),
    "3": (750, 4100, 3920, 1950, 1950, 1900),
    "4": (9570, 2700, 2300),
    "5": (9570, 2700, 2300),
}
_INDICATORS = (8570, 2400, 1800, 1800)
_SIGNATURE = (7000, 4170, 3400)
_HEAD = Style("center", bold=True, keep=True)
_INDENT = 709
_BODY = Style("both", size=14, indent=_INDENT, after=60)
_SHORT = 700
"""Letters of a result that is not broken across pages."""

_ADDRESS = "://"
_WHOLE = 12
"""Rows of a table that is not broken across pages; of a longer one the last rows stay with the total."""


def print_docx(report: Report, rows: int = ROWS) -> bytes:
    """The document's bytes; tables longer than `rows` say that the rest is in the workbook."""
    text = draft(report)
    paper = _Paper()
    signed = report.standing.signed
    if not report.standing.final:
        draft_of = say("docx", "corrected", version=report.standing.version) if signed else say("docx", "draft")
        paper.line(draft_of, Style("right", marked=True, after=120))
    city = "" if report.city is None else report.city.name
    document = report.document
    title = document.title if document and document.signed else say("docx", "title", city=city, year=report.year)
    paper.line(title, Style("center", bold=True, size=14, after=240))
    for line in text.preamble:
        paper.line(line, _BODY)
    section: str | None = None
    part: list[str] = []
    shown: set[str] = set()
    order = {title: place for place, title in enumerate(dict.fromkeys(m.section_title for m in report.measures), 1)}
    for measure in text.measures:
        if measure.measure.section_title != section:
            section = measure.measure.section_title
            part.append(_section(order[section], section))
        part.append(_measure(report, measure))
        if measure.tables:
            paper.plan(part)
            part = []
            for number in measure.tables:
                paper.table(report, number, rows)
                shown.add(number)
    paper.plan(part)
    for known in report.tables:
        if known.number not in shown and known.rows:
            paper.table(report, known.number, rows)
    for place, line in enumerate(text.conclusion, 1):
        paper.line(line, replace(_BODY, before=120 if place == 1 else 0, keep=place == len(text.conclusion)))
    paper.signature(text, report)
    if report.indicators:
        paper.appendix(report, city, text.period)
    return paper.bytes()


def _section(place: int, title: str) -> str:
    text = f"{place}. {title}" if title else str(place)
    return row([cell([paragraph(text, Style("left", bold=True, keep=True, before=40, after=40))], _WIDTH, span=4)])


def _measure(report: Report, text: MeasureText) -> str:
    measure = text.measure
    if text.paragraphs:
        odd = () if report.standing.final else text.contradicted
        result = [paragraph(line, _told(line, place == 0), odd) for place, line in enumerate(text.paragraphs)]
        if odd:
            marked = ", ".join(odd)
            result.append(paragraph(f"[{marked}: {words('docx', 'contradicted')}]", Style(marked=True)))
    else:
        result = [_waiting(report, text.awaited)]
    contents = ([paragraph(f"{measure.number}.")], [paragraph(measure.title)], [paragraph(measure.term)], result)
    cells = [cell(lines, width, align="top") for lines, width in zip(contents, _PLAN, strict=True)]
    return row(cells, whole=sum(map(len, text.paragraphs)) < _SHORT)


def _told(line: str, first: bool) -> Style:
    """A paragraph of a result: an address is not stretched; the first stands beside the row's number."""
    return Style("left" if _ADDRESS in line else "both", after=40, indent=340, whole=first)


def _waiting(report: Report, owner: str) -> str:
    """Who is awaited; of a signed year nobody is."""
    if report.standing.final:
        return paragraph(words("docx", "nothing"))
    return paragraph(say("docx", "waiting", owner=owner or words("docx", "somebody")), Style(marked=True))


class _Paper:
    """A document under way: content is appended as markup before the section's properties."""

    def __init__(self) -> None:
        self._document = Document()
        self._end = self._document.element.body.sectPr
        self._set_up()

    def line(self, text: str, style: Style) -> None:
        """One paragraph."""
        self._add(paragraph(text, style).replace("<w:p>", f"<w:p {NAMESPACE}>", 1))

    def plan(self, rows: Iterable[str]) -> None:
        """A part of the plan's table under its repeated heading; nothing for no rows."""
        body = list(rows)
        if not body:
            return
        heads = [cell([paragraph(text, _HEAD)], w) for text, w in zip(words("docx", "plan_heads"), _PLAN, strict=True)]
        self._add(table([row(heads, head=True), *body], _PLAN))

    def table(self, report: Report, number: str, limit: int) -> None:
        """A numbered table with its caption; an empty one says who is awaited."""
        known = report.table(number)
        form = form_of(report, known, limit)
        self.line(say("docx", "caption", number=number), Style("right", keep=True, before=160))
        self.line(form.title, Style("center", bold=True, keep=True, after=80))
        if form.lines:
            self._add(table(_rows(form), _WIDTHS[number]))
        else:
            section = section_of(report, number)
            owner = report.records.owners.get(section, "")
            self._add(_waiting(report, owner).replace("<w:p>", f"<w:p {NAMESPACE}>", 1))
        if number == "2" and (apart := counted_apart(report)) is not None:
            self.line(say("docx", "counted", bot=apart[0], rest=apart[1]), Style(before=60))
        if form.shown < form.count:
            sheet = words("xlsx", "sheets", number)
            self.line(say("docx", "capped", shown=form.shown, count=form.count, sheet=sheet), Style(before=60))
        self.line("", Style(size=6))

    def signature(self, text: YearText, report: Report) -> None:
        """Office, line to sign on and name side by side; a date where it is known or still to be written."""
        standing, document = report.standing, report.document
        office, signed, name = _SIGNATURE
        line, unknown = Style("center", size=14), not standing.final and not text.position
        position = paragraph(text.position or words("docx", "position"), Style(size=14, marked=unknown))
        below = paragraph(words("docx", "signature"), Style("center", size=9))
        who = text.signatory or ("" if standing.final else words("docx", "signatory"))
        named = paragraph(who, Style("right", size=14, marked=not text.signatory))
        cells = (
            cell([position], office, align="top"), cell([paragraph("_" * 22, line), below], signed, align="top"),
            cell([named], name, align="top"),
        )  # fmt: skip
        self.line("", Style(before=360, keep=True))
        self._add(table([row(cells)], _SIGNATURE).replace('w:val="single"', 'w:val="nil"'))
        day = None if document is None else document.issued_on
        if day is None and standing.signed_at is not None and (document is None or not document.signed):
            day = standing.signed_at.date()
        if day is not None and standing.final:
            self.line(format_date(day, words("docx", "day"), locale="ru"), Style(size=14, before=240))
        elif not standing.final:
            self.line(words("docx", "no_day"), Style(size=14, before=240))

    def appendix(self, report: Report, city: str, period: str) -> None:
        """Plan and fact on a page of their own."""
        self.line(words("docx", "appendix"), Style("right", size=14, after=120, new_page=True))
        title = say("docx", "appendix_title", city=city) + (say("docx", "period", years=period) if period else "")
        self.line(title, Style("center", bold=True, size=14, after=160))
        name, unit, year, plan, fact = words("docx", "appendix_heads")
        first, second, third, fourth = _INDICATORS
        rows = [
            row([
                cell([paragraph(name, _HEAD)], first, merge="restart"),
                cell([paragraph(unit, _HEAD)], second, merge="restart"),
                cell([paragraph(year.format(year=report.year), _HEAD)], third + fourth, span=2),
            ], head=True),
            row([
                cell([], first, merge="continue"), cell([], second, merge="continue"),
                cell([paragraph(plan, _HEAD)], third), cell([paragraph(fact, _HEAD)], fourth),
            ], head=True),
        ]  # fmt: skip
        group = ""
        for indicator in report.indicators:
            unit_text = words("units").get(indicator.unit.value, indicator.unit.value)
            if indicator.group_title and indicator.group_title != group:
                opening = f"{indicator.number.split('.')[0]}. {indicator.group_title}:"
                rows.append(_indicator(opening, unit_text, "", ""))
            group = indicator.group_title
            text = indicator.name if group else f"{indicator.number}. {indicator.name}"
            rows.append(_indicator(text, unit_text, *indicator_texts(indicator)))
        self._add(table(rows, _INDICATORS))

    def bytes(self) -> bytes:
        """The finished file."""
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _add(self, markup: str) -> None:
        self._end.addprevious(parse_xml(markup))

    def _set_up(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin, section.right_margin = Mm(30), Mm(10)
        section.top_margin = section.bottom_margin = Mm(20)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        number = (
            f'<w:p {NAMESPACE}><w:pPr><w:jc w:val="center"/></w:pPr>'
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>'
        )
        header: Any = section.header
        header.paragraphs[0]._p.getparent().replace(header.paragraphs[0]._p, parse_xml(number))
        style: Any = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(12)
        fonts = style.element.rPr.rFonts
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        language = parse_xml(f'<w:lang {NAMESPACE} w:val="ru-RU"/>')
        style.element.rPr.append(language)


def _rows(form: Form) -> list[str]:
    """Heading and lines; lines that stay with the next one keep a total from standing alone on a page."""
    widths = _WIDTHS[form.number]
    rows = _heads(form, widths)
    whole, last = len(form.lines) <= _WHOLE, len(form.lines) - 1
    for place, line in enumerate(form.lines):
        keep = line.kind == "group" or (place < last and (whole or place >= last - 2))
        style = Style(bold=line.kind != "row", keep=keep)
        if line.kind == "group":
            rows.append(row([cell([paragraph(line.cells[0], style)], sum(widths), span=len(widths))]))
            continue
        if line.kind == "total" and form.number == "3":
            label = cell([paragraph(line.cells[0], style)], sum(widths[:-1]), span=len(widths) - 1)
            amount = cell([paragraph(line.cells[-1], replace(style, align="center"))], widths[-1])
            rows.append(row([label, amount]))
            continue
        looks = (replace(style, align="left" if at in form.left else "center") for at in range(len(widths)))
        cells = zip(line.cells, looks, widths, strict=True)
        rows.append(row(cell([paragraph(text, look)], width) for text, look, width in cells))
    return rows


def _heads(form: Form, widths: tuple[int, ...]) -> list[str]:
    if form.number != "2":
        return [row([cell([paragraph(text, _HEAD)], w) for text, w in zip(form.heads, widths, strict=True)], head=True)]
    kinds = cell([paragraph(words("docx", "kinds_of_support"), _HEAD)], sum(widths[2:]), span=3)
    upper = [cell([paragraph(form.heads[at], _HEAD)], widths[at], merge="restart") for at in (0, 1)]
    lower = [cell([], widths[at], merge="continue") for at in (0, 1)]
    named = [cell([paragraph(form.heads[at], _HEAD)], widths[at]) for at in (2, 3, 4)]
    return [row([*upper, kinds], head=True), row([*lower, *named], head=True)]


def _indicator(name: str, unit: str, plan: str, fact: str) -> str:
    looks = (Style(), Style("center"), Style("center"), Style("center"))
    texts = (name, unit, plan, fact)
    return row(
        cell([paragraph(text, look)], width) for text, look, width in zip(texts, looks, _INDICATORS, strict=True)
    )
