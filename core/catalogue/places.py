"""The city whose base this is, and how fresh its figures are."""

from storage import Session
from storage.content import all_of
from storage.records.content import City, Document, ProgrammeFunding, Source
from storage.versions import years_in_work


async def city_of(session: Session) -> City:
    """The city of the base. LookupError when no pack names one."""
    cities = await all_of(session, City)
    if not cities:
        raise LookupError("no city in the base: load a pack that has cities.yaml")
    return cities[0]


async def newest_year(session: Session) -> int | None:
    """The newest year for which the base holds the city's money, but none that is still collected."""
    in_work = await years_in_work(session)
    years = [funding.year for funding in await all_of(session, ProgrammeFunding) if funding.year not in in_work]
    return max(years, default=None)


async def documents_of(session: Session) -> dict[str, Document]:
    """Documents by key."""
    return {document.key: document for document in await all_of(session, Document)}


def is_unverified(source: Source | None, document: Document | None, checked: bool) -> bool:
    """Whether a person must be told that nobody checked this: neither an editor nor a signed document stands for it."""
    return not checked and not (source is not None and document is not None and document.signed)
