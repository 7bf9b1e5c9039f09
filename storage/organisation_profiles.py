"""What people let us remember of their organisations: one row a person, replaced and forgotten at their word."""

from datetime import date, datetime

from sqlalchemy import delete

from storage import Session
from storage.models.eligibility import OrganisationProfileRow
from storage.records.eligibility import OrganisationProfile
from storage.terms import Applicant


async def profile_of(session: Session, person_id: int) -> OrganisationProfile | None:
    """The remembered organisation of a person, or None."""
    row = await session.get(OrganisationProfileRow, person_id)
    if row is None:
        return None
    return OrganisationProfile(row.person_id, row.form, row.founded_from, row.founded_to, row.saved_at)


async def keep_profile(
    session: Session, person_id: int, form: Applicant | None, founded: tuple[date, date] | None, now: datetime
) -> None:
    """Remember, in place of what was remembered before."""
    row = await session.get(OrganisationProfileRow, person_id)
    if row is None:
        row = OrganisationProfileRow(person_id=person_id)
        session.add(row)
    row.form = form
    row.founded_from, row.founded_to = founded or (None, None)
    row.saved_at = now
    await session.flush()


async def forget_profile(session: Session, person_id: int) -> None:
    """Delete what was remembered; nothing happens when there was nothing."""
    await session.execute(delete(OrganisationProfileRow).where(OrganisationProfileRow.person_id == person_id))
