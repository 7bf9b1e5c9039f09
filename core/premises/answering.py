"""Typed searches for premises, for the question engine: pure over its snapshot."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.answers.answer import Answer, Context, Outcome
from core.answers.certain import SURE
from core.answers.plan import Plan
from core.answers.snapshot import Snapshot
from core.catalogue.premises import SUBJECT
from core.premises.searching import answered, offered
from core.premises.wishes import asks_for_premises, goes_on
from core.rendering import render
from storage.records.content import Contact, Premises

_SUBJECT = "overview/premises"


def answer(
    base: Snapshot, text: str, *, repaired: str = "", before: Context | None = None, now: datetime, zone: ZoneInfo
) -> Answer | None:
    """Premises that fit what is typed («до 50 метров в Заводском районе безвозмездно»); None for other texts.

    After a search, «подешевле есть?» goes on with it.
    """
    premises = base.all(Premises)
    wish = asks_for_premises(text, premises) or (asks_for_premises(repaired, premises) if repaired else None)
    if wish is None and before is not None and before.subject == _SUBJECT:
        wish = goes_on(text, before.question, premises)
    if wish is None:
        return None
    today = now.astimezone(zone).date()
    contact = next((one for one in base.all(Contact) if any(SUBJECT in word.lower() for word in one.subjects)), None)
    message = answered(offered(premises, today), wish, today, contact)
    asked = render("ngo/premises/wish.j2", wish=wish)
    return Answer(
        message,
        Outcome.ANSWERED,
        (),
        (),
        Context(Plan("overview", "premises").as_json(), "", asked, _SUBJECT),
        _SUBJECT,
        SURE,
    )
