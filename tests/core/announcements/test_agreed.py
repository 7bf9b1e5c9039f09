"""What a subsidy's agreement asks of who got it: a duty of the base, with its reminders and its day in a calendar."""

import pytest
from icalendar import Calendar
from sqlalchemy import insert

from core.announcements.calendar import calendar_entry, whole_calendar
from core.announcements.watching import done
from storage.models.plan import DutyRow
from storage.terms import LegalForm, SubscriptionKind
from tests.core.announcements.town import Town, at


@pytest.mark.asyncio
async def test_an_agreements_report_is_reminded_of_kept_in_the_calendar_and_ended_by_handing_it_in(town: Town) -> None:
    async with town.database.writing() as session:
        await session.execute(
            insert(DutyRow).values(
                key="subsidy", title="Отчёт по субсидии (пример)", legal_forms=(LegalForm.NGO,), due_month=1,
                due_day=15, to_whom="управление", form="форма 1-У", act="соглашение о субсидии, п. 6",
                applies_when="получили субсидию", aliases=(),
            )
        )  # fmt: skip
        await session.commit()
    for one in ("101", "102"):
        await town.listener(one, kind=SubscriptionKind.DUTIES)
    await town.tick(at("2027-01-08 10:00"))
    (text,) = town.post.texts("101")
    assert text.splitlines()[0] == "<b>Отчёт по субсидии (пример): неделя до срока</b>"
    assert "пятница, 15\u00a0января" in text
    assert "форма 1-У" in text
    single = await calendar_entry(await town.call("101"), "duty", "subsidy")
    whole = await whole_calendar(await town.call("101"))
    for message in (single, whole):
        (event,) = Calendar.from_ical(message.files[0].content).walk("VEVENT")
        assert f"{event['dtstart'].dt:%Y-%m-%d}" == "2027-01-15"
        assert len(event.walk("VALARM")) == 3
    ended = await done(await town.call("101"), "duty", "subsidy")
    assert "2028" in ended.text
    await town.tick(at("2027-01-12 10:00"))
    assert (len(town.post.texts("101")), len(town.post.texts("102"))) == (1, 2)
