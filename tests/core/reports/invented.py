"""An invented clean year of an invented city: everything adds up, nothing is said twice in different words."""

from datetime import date
from decimal import Decimal

from core.reports.year import YearRecords
from storage.records.content import (
    City,
    Contest,
    Document,
    Fact,
    Indicator,
    Lease,
    LevelTotal,
    Measure,
    Organisation,
    Programme,
    ProgrammeFunding,
    Project,
    Season,
    Source,
    Sphere,
    StatedTotal,
    Subsidy,
    SupportCount,
)
from storage.terms import LeaseKind, Level, MoneySource, SeasonStatus, SupportKind, Unit

YEAR = 2031


def thousand(value: str) -> Decimal:
    return Decimal(value) * 1000


def at(section: str, table: str | None = None, printed: str = "напечатано") -> Source:
    return Source("report-2031", printed, date(YEAR, 12, 31), section, table)


def _organisations() -> dict[str, Organisation]:
    names = {
        "football": "МОО «Федерация футбола города Речного»",
        "minifootball": "МОО «Федерация мини-футбола города Речного»",
        "school-1": "ЧОУ «Школа № 1»",
        "school-2": "ЧОУ «Школа № 2»",
        "veterans": "РОО «Совет ветеранов труда»",
        "disabled": "РОО «Общество помощи инвалидам»",
        "theatre": "АНО «Театр у реки»",
        "fund": "Фонд «Развитие предпринимательства»",
    }
    return {key: Organisation(key=key, name=name, short_name=name) for key, name in names.items()}


def _subsidy(organisation: Organisation, table: str, programme: str, amount: str) -> Subsidy:
    section = "3.1" if table == "4" else "3.8"
    return Subsidy(
        key=f"t{table}-{organisation.key}",
        organisation=organisation.key,
        name_as_printed=organisation.name,
        programme=programme,
        year=YEAR,
        amount=thousand(amount),
        table=table,
        source=at(section, table),
    )


def _contest(key: str, name: str, number: str, level: Level) -> Contest:
    return Contest(
        key=key, name=name, short_name=name, number_printed=number, level=level, money_source=MoneySource(level.value)
    )


def _season(contest: str, applicants: int, winners: int, amount: str) -> Season:
    return Season(
        key=f"{contest}-2031",
        contest=contest,
        year=YEAR,
        status=SeasonStatus.CLOSED,
        zone="UTC",
        applicants=applicants,
        winners=winners,
        amount=thousand(amount),
        source=at("2.8", "3"),
    )


def _support(label: str, spheres: tuple[str, ...], *counts: int) -> list[SupportCount]:
    return [
        SupportCount(
            key=f"{spheres[0]}-{kind.value}",
            year=YEAR,
            sphere_label=label,
            spheres=spheres,
            kind=kind,
            count=count,
            source=at("2.4", "2"),
        )
        for kind, count in zip(SupportKind, counts, strict=True)
    ]


def _stated() -> tuple[StatedTotal, ...]:
    money, people, whole = Unit.ROUBLES, Unit.RECIPIENTS, Unit.ORGANISATIONS
    figures = [
        ("1", "amount", "programmes", thousand("2500.5"), money),
        ("1", "recipients", "programmes", Decimal(5), people),
        ("1", "amount", "all", thousand("3000.5"), money),
        ("1", "recipients", "all", Decimal(6), people),
        ("2", "total", "all", Decimal(66), whole),
        ("2", "consultation", "all", Decimal(57), whole),
        ("2", "property", "all", Decimal(3), whole),
        ("2", "finance", "all", Decimal(6), whole),
        ("3", "amount", "all", thousand("95040.2"), money),
        ("4", "amount", "all", thousand("1300.0"), money),
        ("4", "recipients", "all", Decimal(2), people),
        ("5", "amount", "all", thousand("700.5"), money),
        ("5", "recipients", "all", Decimal(2), people),
    ]
    return tuple(
        StatedTotal(
            key=f"t{t}-{column}-{scope}",
            year=YEAR,
            table=t,
            column=column,
            value=value,
            unit=unit,
            scope=scope,
            label="Итого" if scope == "programmes" else "Всего",
        )
        for t, column, scope, value, unit in figures
    )


def _fact(key: str, measure: str, value: Decimal, unit: Unit, section: str, **other: object) -> Fact:
    printed = f"{value / 1_000_000:.1f} млн. рублей".replace(".", ",", 1) if value % 1_000_000 == 0 else "напечатано"
    return Fact(
        key=key,
        measure=measure,
        year=YEAR,
        title=f"Факт {key}",
        text="Текст",
        value=value,
        unit=unit,
        source=at(section, printed=printed),
        **other,  # type: ignore[arg-type]
    )


def clean_year() -> YearRecords:
    """A year in which no rule shall find anything."""
    organisations = _organisations()
    spheres = {key: Sphere(key=key, name=key, on_name=key) for key in ("sport", "culture", "education", "social")}
    programmes = {
        key: Programme(key=key, name=f"«{name}»", short_name=name, sphere=sphere, inside=inside)
        for key, name, sphere, inside in (
            ("p-sport", "Спорт", "sport", True),
            ("p-culture", "Культура", "culture", True),
            ("p-social", "Социальная поддержка", "social", True),
            ("p-utilities", "Коммунальные услуги", "education", False),
        )
    }
    fundings = tuple(
        ProgrammeFunding(
            key=f"f-{key}", programme=key, year=YEAR, amount=thousand(amount), recipients=count, source=at("2.1", "1")
        )
        for key, amount, count in (
            ("p-sport", "700.5", 2),
            ("p-culture", "500.0", 1),
            ("p-social", "1300.0", 2),
            ("p-utilities", "500.0", 1),
        )
    )
    contests = (
        _contest("state", "Государственный фонд", "1", Level.FEDERAL),
        _contest("region", "Областной конкурс", "2", Level.REGIONAL),
        _contest("city", "Конкурс «Речной почин»", "3", Level.MUNICIPAL),
        _contest("yard", "Смотр дворов", "4", Level.MUNICIPAL),
    )
    return YearRecords(
        year=YEAR,
        document=Document(key="report-2031", title="Отчёт", short_title="отчёт", year=YEAR, signed=True),
        city=City(key="rechnoy", name="Речной", name_genitive="Речного", name_prepositional="Речном", zone="UTC"),
        spheres=spheres,
        organisations=organisations,
        programmes=programmes,
        contests={contest.key: contest for contest in contests},
        fundings=fundings,
        support=(
            *_support("Культура и спорт", ("culture", "sport"), 45, 41, 1, 3),
            *_support("Образование", ("education",), 11, 9, 1, 1),
            *_support("Социальная защита", ("social",), 10, 7, 1, 2),
        ),
        seasons=(
            _season("state", 40, 9, "90000.0"),
            _season("region", 12, 4, "4000.2"),
            _season("city", 20, 10, "900.0"),
            _season("yard", 15, 5, "140.0"),
        ),
        subsidies=(
            _subsidy(organisations["veterans"], "4", "p-social", "900.0"),
            _subsidy(organisations["disabled"], "4", "p-social", "400.0"),
            _subsidy(organisations["football"], "5", "p-sport", "400.3"),
            _subsidy(organisations["minifootball"], "5", "p-sport", "300.2"),
            Subsidy(
                key="theatre",
                organisation="theatre",
                name_as_printed=organisations["theatre"].name,
                programme="p-culture",
                year=YEAR,
                amount=thousand("500.0"),
                source=at("3.7"),
            ),
        ),
        stated=_stated(),
        levels=tuple(
            LevelTotal(key=level.value, year=YEAR, level=level, amount=thousand(amount), source=at("2.8"))
            for level, amount in zip(Level, ("90000", "4000", "1000"), strict=True)
        ),
        indicators=tuple(
            Indicator(
                key=f"i-{sphere}",
                number=f"1.{place}",
                name=sphere,
                short_name=sphere,
                year=YEAR,
                plan=Decimal("0.15"),
                fact=Decimal(fact),
                spheres=(sphere,),
            )
            for place, (sphere, fact) in enumerate((("sport", "0.26"), ("culture", "0.14")), 1)
        ),
        measures=(
            Measure(key="m-8", number="2.8", section_title="", title="", short_title="", year=YEAR, result=""),
            Measure(key="m-31", number="3.1", section_title="", title="", short_title="", year=YEAR, result=""),
        ),
        facts=(
            _fact("money", "m-1", thousand("3000.5"), Unit.ROUBLES, "2.1"),
            _fact("paid", "m-1", Decimal(6), Unit.ORGANISATIONS, "2.1"),
            _fact("supported", "m-4", Decimal(66), Unit.ORGANISATIONS, "2.4"),
            _fact("consulted", "m-4", Decimal(9), Unit.ORGANISATIONS, "2.4", spheres=("education",)),
            _fact("grants", "m-8", Decimal(95_000_000), Unit.ROUBLES, "2.8"),
            _fact("city-apps", "m-10", Decimal(20), Unit.APPLICATIONS, "3.10", contest="city"),
            _fact("city-projects", "m-10", Decimal(10), Unit.PROJECTS, "3.10", contest="city"),
            _fact("city-amount", "m-10", thousand("900.0"), Unit.ROUBLES, "3.10", contest="city"),
            _fact("social-amount", "m-31", thousand("1300.0"), Unit.ROUBLES, "3.1", programme="p-social"),
            _fact("leases", "m-3", Decimal(3), Unit.AGREEMENTS, "2.3"),
            _fact(
                "social-grants",
                "m-8",
                Decimal(3_000_000),
                Unit.ROUBLES,
                "2.8",
                qualifier="более",
                contest="state",
                spheres=("social",),
            ),
            Fact(
                key="words",
                measure="m-4",
                year=YEAR,
                title="Вывод",
                text="Вывод",
                spheres=("culture",),
                source=at("заключение", printed="несмотря на незначительное снижение доли в сфере культуры"),
            ),
        ),
        projects=tuple(
            Project(
                key=f"project-{organisation}",
                name=f"Проект {organisation}",
                organisation=organisation,
                contest="state",
                measure="m-31",
                year=YEAR,
                amount=thousand(amount),
                spheres=("social",),
            )
            for organisation, amount in (("veterans", "1600.0"), ("disabled", "1500.0"))
        ),
        leases=tuple(
            Lease(
                key=f"lease-{organisation}",
                organisation=organisation,
                name_as_printed=organisations[organisation].name,
                kind=LeaseKind.FREE,
                year=YEAR,
                source=at("2.3"),
            )
            for organisation in ("school-1", "school-2", "fund")
        ),
    )
