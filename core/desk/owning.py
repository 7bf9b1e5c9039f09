"""Which department answers for what: a measure, a table's row, a sphere, an appeal's subject, a content record."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage import Session
from storage.content import all_of
from storage.records import content
from storage.records.desk import Department
from storage.records.eligibility import Rule
from storage.records.learning import Faq


@dataclass(frozen=True, slots=True)
class Owning:
    """The departments, and what leads from a record to them. Made by `owning`; good for one call.

    Every answer is a tuple of department keys in the pack's order: several share some rows of the plan, and what no
    department is named for is owned by nobody.
    """

    departments: tuple[Department, ...]
    numbers: dict[str, str]
    programmes: dict[str, str | None]
    contests: dict[str, tuple[str, ...]]
    organisations: dict[str, str | None]

    def department(self, key: str | None) -> Department | None:
        """One department, or None."""
        return next((one for one in self.departments if one.key == key), None)

    def of_measure(self, measure: str | None) -> tuple[str, ...]:
        """By a row's number («2.3») or the measure's key."""
        number = self.numbers.get(measure or "", measure)
        return self._keys(one for one in self.departments if number in one.measures)

    def of_sphere(self, *spheres: str | None) -> tuple[str, ...]:
        """By one or several spheres."""
        return self._keys(one for one in self.departments if set(spheres) & set(one.spheres))

    def of_table(self, table: str) -> tuple[str, ...]:
        """By a table of the report: its only owner, else everybody who has rows in it."""
        whole = self._keys(one for one in self.departments if table in one.whole_tables)
        return whole or self._keys(one for one in self.departments if table in one.tables)

    def of_indicator(self, number: str) -> tuple[str, ...]:
        """By an indicator's number in the appendix."""
        return self._keys(one for one in self.departments if number in one.indicators)

    def of_subject(self, subject: str) -> tuple[str, ...]:
        """By what an appeal is about."""
        return self._keys(one for one in self.departments if subject.casefold() in map(str.casefold, one.subjects))

    def of_records(self, table: str) -> tuple[str, ...]:
        """By a table of content records that departments own as a whole, whatever a record holds; usually nobody."""
        return self._keys(one for one in self.departments if table in one.records)

    def of(self, table: str, record: content.Content) -> tuple[str, ...]:
        """By a content record of a table (a name of storage.models.CONTENT)."""
        if isinstance(record, Department):
            return (record.key,)
        return self.of_records(table) or self._of_figures(record) or self._of_record(record)

    def _of_figures(self, record: content.Content) -> tuple[str, ...]:
        if isinstance(record, content.Measure):
            return self.of_measure(record.number)
        if isinstance(record, content.Indicator):
            return self.of_indicator(record.number)
        if isinstance(record, content.StatedTotal):
            return self.of_table(record.table)
        if isinstance(record, content.ProgrammeFunding):
            return self.of_sphere(self.programmes.get(record.programme))
        if isinstance(record, content.Subsidy):
            whole = self.of_table(record.table) if record.table else ()
            return whole or self._of_programme(record.programme) or self._of_section(record)
        return ()

    def _of_record(self, record: content.Content) -> tuple[str, ...]:
        if isinstance(record, content.Programme | content.Organisation):
            return self.of_sphere(record.sphere)
        if isinstance(record, content.Season | Rule):
            return self.of_sphere(*self.contests.get(record.contest, ()))
        if isinstance(record, content.Fact | content.Project | content.Training):
            return self.of_measure(record.measure)
        if isinstance(record, content.Contact):
            office = self._keys(one for one in self.departments if one.office == record.key)
            return office or self.of_sphere(*record.spheres)
        if isinstance(record, content.Contest | content.SupportCount | Faq):
            return self.of_sphere(*record.spheres)
        return ()

    def _of_programme(self, programme: str | None) -> tuple[str, ...]:
        return self.of_sphere(self.programmes.get(programme)) if programme else ()

    def _of_section(self, record: content.Content) -> tuple[str, ...]:
        return self.of_measure(record.source.section) if record.source is not None else ()

    @staticmethod
    def _keys(found: Iterable[Department]) -> tuple[str, ...]:
        return tuple(one.key for one in found)


async def owning(session: Session) -> Owning:
    """Everything that is needed to tell whose something is."""
    return Owning(
        departments=tuple(await all_of(session, Department)),
        numbers={one.key: one.number for one in await all_of(session, content.Measure)},
        programmes={one.key: one.sphere for one in await all_of(session, content.Programme)},
        contests={one.key: one.spheres for one in await all_of(session, content.Contest)},
        organisations={one.key: one.sphere for one in await all_of(session, content.Organisation)},
    )


async def owner_of(session: Session, table: str, record: content.Content) -> tuple[str, ...]:
    """The departments that own one content record; for several records make `owning` once."""
    return (await owning(session)).of(table, record)
