"""All models, so that metadata is whole for migrations and tests; `CONTENT` ties table, model and record."""

from dataclasses import dataclass

from storage.models import (
    appeals,
    colleagues,
    consents,
    desk,
    drafts,
    imports,
    learning,
    naming,
    people,
    trainings,
    work,
    years,
)
from storage.models.base import Base, ContentRow
from storage.models.contests import ContestRow, ProjectRow, SeasonRow
from storage.models.desk import DepartmentRow
from storage.models.eligibility import RuleRow
from storage.models.learning import AliasRow, FaqRow, PhrasingRow
from storage.models.money import (
    IndicatorRow,
    LevelTotalRow,
    ProgrammeFundingRow,
    ProgrammeRow,
    StatedTotalRow,
    SubsidyRow,
)
from storage.models.organisations import OrganisationRow
from storage.models.plan import ContactRow, DutyRow, FactRow, MeasureRow, SupportCountRow, TrainingRow
from storage.models.property import PremisesRow, PropertyLeaseRow
from storage.models.sources import CityRow, DocumentRow, SphereRow, SynonymRow
from storage.models.years import ResultTextRow
from storage.records import content
from storage.records.desk import Department
from storage.records.eligibility import Rule
from storage.records.learning import Alias, Faq, Phrasing
from storage.records.years import ResultText


@dataclass(frozen=True, slots=True)
class ContentTable:
    """One content table: its name (also the pack file's), its model and its record."""

    name: str
    row: type[ContentRow]
    record: type[content.Content]


CONTENT: dict[str, ContentTable] = {
    table.name: table
    for table in (
        # in the order in which references allow them to be loaded
        ContentTable("documents", DocumentRow, content.Document),
        ContentTable("cities", CityRow, content.City),
        ContentTable("spheres", SphereRow, content.Sphere),
        ContentTable("departments", DepartmentRow, Department),
        ContentTable("synonyms", SynonymRow, content.Synonym),
        ContentTable("measures", MeasureRow, content.Measure),
        ContentTable("organisations", OrganisationRow, content.Organisation),
        ContentTable("programmes", ProgrammeRow, content.Programme),
        ContentTable("programme_fundings", ProgrammeFundingRow, content.ProgrammeFunding),
        ContentTable("stated_totals", StatedTotalRow, content.StatedTotal),
        ContentTable("subsidies", SubsidyRow, content.Subsidy),
        ContentTable("level_totals", LevelTotalRow, content.LevelTotal),
        ContentTable("indicators", IndicatorRow, content.Indicator),
        ContentTable("contests", ContestRow, content.Contest),
        ContentTable("seasons", SeasonRow, content.Season),
        ContentTable("rules", RuleRow, Rule),
        ContentTable("projects", ProjectRow, content.Project),
        ContentTable("facts", FactRow, content.Fact),
        ContentTable("support_counts", SupportCountRow, content.SupportCount),
        ContentTable("trainings", TrainingRow, content.Training),
        ContentTable("contacts", ContactRow, content.Contact),
        ContentTable("duties", DutyRow, content.Duty),
        ContentTable("leases", PropertyLeaseRow, content.Lease),
        ContentTable("premises", PremisesRow, content.Premises),
        ContentTable("faqs", FaqRow, Faq),
        ContentTable("aliases", AliasRow, Alias),
        ContentTable("phrasings", PhrasingRow, Phrasing),
        ContentTable("result_texts", ResultTextRow, ResultText),
    )
}

__all__ = [
    "CONTENT", "Base", "ContentTable", "appeals", "colleagues", "consents", "desk", "drafts", "imports", "learning",
    "naming", "people", "trainings", "work", "years",
]  # fmt: skip
