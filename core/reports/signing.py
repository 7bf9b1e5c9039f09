"""Signing a year: what would be signed is shown first; each signature is a version that stays printable."""

import asyncio
import re

from core.calling import Call
from core.catalogue.home import gone
from core.collecting.board import read_board
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, local, render
from core.reports.annual import NoSuchYearError, annual_report, build
from core.reports.chat import no_year, to_year
from core.reports.drafting import draft
from core.reports.model import Report, Standing
from core.reports.settling import review
from core.reports.versions import Differing, difference, fingerprint, restored, snapshot, with_stated
from core.reports.wording import plain
from storage import Session, content, versions
from storage.people import names_of
from storage.records.years import SignedVersion

SHOWN = 5


def _line(one: Differing) -> str:
    return re.sub(r"\s+", " ", plain(render("admin/version_line.html.j2", d=one))).strip()


def _signed_report(version: SignedVersion) -> Report:
    return build(restored(version.snapshot), Standing(signed=True, final=True, version=version.version))


async def ask(call: Call, year: int) -> Message:
    """What would be signed: who is awaited, what has no text, what is open, what changed since the last version."""
    if not call.desk.may(Right.STATISTICS):
        return refused(call, Right.STATISTICS)
    try:
        async with call.reading() as session:
            found = await review(session, year)
            board = await read_board(session, year, call.zone)
            signed = await versions.versions_of(session, year)
    except NoSuchYearError:
        return await no_year(call, year)
    if found.report.standing.final:
        return await _same(year, found.report)
    text = await asyncio.to_thread(draft, found.report)
    changes = () if not signed else await asyncio.to_thread(difference, _signed_report(signed[-1]), found.report)
    version = (signed[-1].version if signed else 0) + 1
    shown = render(
        "admin/sign_ask.html.j2", year=year, version=version, again=bool(signed), open=len(found.open),
        waiting=[] if board is None else [one.short_name for one in board.waiting],
        gaps=[one.measure.number for one in text.measures if not one.paragraphs],
        changes=[_line(one) for one in changes[:SHOWN]], more=len(changes) - SHOWN,
    )  # fmt: skip
    sign_it = Button(label("sign", version=version), Action.SIGN, (str(year), str(version)))
    check = Button(label("stats_check"), Action.STATS_CHECK, (str(year),))
    return Message(shown, rows_of(sign_it, check, Button(label("collect_draft"), Action.STATS_FILE, (str(year),)),
                                  to_year(year)))  # fmt: skip


async def _same(year: int, report: Report) -> Message:
    text = render("admin/sign_same.html.j2", year=year, version=report.standing.version)
    return Message(text, rows_of(Button(label("versions"), Action.VERSIONS, (str(year),)), to_year(year)))


async def sign(call: Call, year: int, version: int) -> Message:
    """Keep the year whole as the next version; a second press, or one under an older screen, signs nothing twice."""
    if not call.desk.may(Right.STATISTICS):
        return refused(call, Right.STATISTICS)
    async with call.writing() as session:
        try:
            report = await annual_report(session, year)
        except NoSuchYearError:
            return gone()
        newest = await versions.newest_version(session, year)
        if report.standing.final:
            return await _same(year, report)
        if version != (1 if newest is None else newest.version + 1):
            return await ask(call, year)
        records = report.records
        kept = await asyncio.to_thread(lambda: snapshot(with_stated(records)))
        signed = await versions.add_version(
            session, year=year, snapshot=kept, fingerprint=fingerprint(records), author_id=call.person.id,
            now=call.now, update_key=call.update_key,
        )  # fmt: skip
        await content.raise_version(session)
        await session.commit()
    text = render(
        "admin/sign_done.html.j2", year=year, version=signed.version, names=call.person.name,
        at=local(call.now, call.zone),
    )  # fmt: skip
    return Message(text, rows_of(
        Button(label("version_file", version=signed.version), Action.VERSION_FILE, (str(year), str(signed.version))),
        Button(label("versions"), Action.VERSIONS, (str(year),)), to_year(year),
    ))  # fmt: skip


async def listed(call: Call, year: int) -> Message:
    """The signed versions with the newest difference: what was corrected since, else what the last one changed."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    try:
        async with call.reading() as session:
            report = await annual_report(session, year)
            signed = await versions.versions_of(session, year)
            names = await _names(session, signed)
    except NoSuchYearError:
        return await no_year(call, year)
    title, changes = await asyncio.to_thread(_newest_difference, signed, report)
    text = render(
        "admin/versions.html.j2", year=year, signed=report.standing.signed, title=title,
        versions=[(one.version, local(one.signed_at, call.zone), names.get(one.author_id or 0, "")) for one in signed],
        changes=[_line(one) for one in changes[:SHOWN]], more=len(changes) - SHOWN,
    )  # fmt: skip
    files = [
        Button(label("version_file", version=one.version), Action.VERSION_FILE, (str(year), str(one.version)))
        for one in signed[-3:]
    ] if call.desk.may(Right.STATISTICS) else []  # fmt: skip
    ask_ = None if report.standing.final or not call.desk.may(Right.STATISTICS) else Button(
        label("sign_ask"), Action.SIGN_ASK, (str(year),)
    )  # fmt: skip
    return Message(text, rows_of(*files, ask_, to_year(year)))


async def _names(session: Session, signed: list[SignedVersion]) -> dict[int, str]:
    return await names_of(session, [one.author_id for one in signed if one.author_id is not None])


def _newest_difference(signed: list[SignedVersion], report: Report) -> tuple[str, tuple[Differing, ...]]:
    if not signed:
        return "", ()
    newest = _signed_report(signed[-1])
    if not report.standing.final:
        return label("since_version", version=signed[-1].version), difference(newest, report)
    if len(signed) == 1:
        return label("since_version", version=1), ()
    title = label("between_versions", older=signed[-2].version, newer=signed[-1].version)
    return title, difference(_signed_report(signed[-2]), newest)
