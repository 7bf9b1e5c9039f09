"""A past report as a pack: a folder of YAML files that `python -m bot load` takes.

What only a person can say is left out or said with care: spheres of rows, true sources of contests' money. Figures of
the prose go to `candidates/`, which the loader does not read: each becomes a fact once somebody has looked at it.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from core.imports.names import new_key, plain
from core.reports.past.report import Cell, PastReport, PastTable
from storage.terms import SupportKind, Unit

Records = list[dict[str, Any]]
_ZONE = "Europe/Moscow"
_SHORT = 60
_MONEY = frozenset({"amount"})
_LASTING = frozenset({"organisations", "programmes", "contests"})


def pack_of(report: PastReport) -> dict[str, Records]:
    """Records by table, in the order in which references allow them to be loaded."""
    return _Packer(report).records()


def write_pack(report: PastReport, folder: Path) -> list[Path]:
    """Write the pack into a folder that is new or empty; the files written. OSError when it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    year = report.year
    about = {
        "name": folder.name, "title": report.title, "kind": "city",
        "defaults": {"document": f"report-{year}", "as_of": f"{year}-12-31", "year": year},
    }  # fmt: skip
    files = {"pack.yaml": about, **{f"{table}.yaml": rows for table, rows in pack_of(report).items() if rows}}
    candidates = [
        {
            "measure": f"measure-{candidate.section.replace('.', '-')}-{year}", "line": candidate.line,
            "value": _number(candidate.value), "unit": candidate.unit.value, "qualifier": candidate.qualifier,
            "printed": candidate.printed,
        }
        for candidate in report.candidates
    ]  # fmt: skip
    if candidates:
        (folder / "candidates").mkdir(exist_ok=True)
        files["candidates/facts.yaml"] = candidates
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


class _Packer:
    def __init__(self, report: PastReport) -> None:
        self._report = report
        self._year = report.year
        self._taken: dict[str, set[str]] = {}
        self._programmes: dict[str, str] = {}
        self._organisations: dict[str, str] = {}

    def records(self) -> dict[str, Records]:
        """Everything; the lists may be empty."""
        report, year = self._report, self._year
        document = {
            "key": f"report-{year}", "title": report.title, "short_title": f"отчёт города за {year} год",
            "year": year, "signed": True,
        }  # fmt: skip
        fundings = self._fundings()
        contests, seasons = self._contests()
        subsidies = [record for number in ("4", "5") for record in self._subsidies(report.tables[number])]
        return {
            "documents": [document],
            "measures": self._measures(),
            "organisations": [
                {"key": key, "name": name, "short_name": name} for name, key in self._organisations.items()
            ],
            "programmes": self._programme_records(),
            "programme_fundings": fundings,
            "stated_totals": [record for table in report.tables.values() for record in self._totals(table)],
            "subsidies": subsidies,
            "level_totals": self._levels(),
            "indicators": self._indicators(),
            "contests": contests,
            "seasons": seasons,
            "support_counts": self._support(),
            "result_texts": [
                {
                    "key": f"text-{one.number.replace('.', '-')}-{year}", "number": one.number, "year": year,
                    "text": "\n".join(one.paragraphs),
                }
                for one in report.measures
            ],
        }  # fmt: skip

    def _key(self, table: str, slug: str) -> str:
        """A new key. Whoever outlives a year has it in the key too: packs of several years load beside each other."""
        taken = self._taken.setdefault(table, set())
        key = new_key(f"{new_key(slug, ())[:33]}-{self._year}" if table in _LASTING else slug, taken)
        taken.add(key)
        return key

    def _source(self, table: str | None, row: str | int, printed: str, section: str) -> dict[str, Any]:
        found: dict[str, Any] = {"section": section, "row": str(row), "printed": printed}
        return found | ({"table": table} if table else {})

    def _section(self, number: str) -> str:
        line = self._report.tables[number].line
        before = [measure for measure in self._report.measures if measure.line <= line]
        return before[-1].number if before else ""

    def _measures(self) -> Records:
        return [
            {
                "key": f"measure-{one.number.replace('.', '-')}-{self._year}", "number": one.number, "year": self._year,
                "section_title": one.section_title, "title": one.title, "short_title": _shortened(one.title),
                "term": one.term, "result": "",
                "source": {"section": one.number, "printed": (one.paragraphs or ("",))[0][:300]},
            }
            for one in self._report.measures
        ]  # fmt: skip

    def _fundings(self) -> Records:
        table = self._report.tables["1"]
        section, found = self._section("1"), []
        for place, row in enumerate(table.rows, 1):
            name = str(row.cells[0])
            key = self._key("programmes", name)
            self._programmes[name] = key
            found.append(
                {
                    "key": self._key("programme_fundings", f"f-{key}"), "programme": key,
                    "year": self._year, "amount": _figure(row.cells[1]), "recipients": _figure(row.cells[2]),
                    "source": self._source("1", place, row.printed, section),
                }
            )  # fmt: skip
        return found

    def _programme_records(self) -> Records:
        inside = {str(row.cells[0]): row.group == "programmes" for row in self._report.tables["1"].rows}
        return [
            {"key": key, "name": name, "short_name": _shortened(name.strip("«»")), "inside": inside[name]}
            for name, key in self._programmes.items()
        ]

    def _totals(self, table: PastTable) -> Iterable[dict[str, Any]]:
        for total in table.totals:
            for column, value in total.figures.items():
                unit = Unit.ROUBLES if column in _MONEY else Unit.RECIPIENTS if column == "recipients" else None
                yield {
                    "key": self._key("stated_totals", f"t{table.number}-{column}-{total.scope}-{self._year}"),
                    "year": self._year, "table": table.number, "column": column, "value": _number(value),
                    "unit": (unit or Unit.ORGANISATIONS).value, "scope": total.scope,
                    "label": total.label.rstrip(":"),
                    "source": self._source(table.number, total.label.rstrip(":"), total.printed,
                                           self._section(table.number)),
                }  # fmt: skip

    def _subsidies(self, table: PastTable) -> Iterable[dict[str, Any]]:
        programme = self._programme_of(table.caption)
        for place, row in enumerate(table.rows, 1):
            name = str(row.cells[0])
            if name not in self._organisations:
                self._organisations[name] = self._key("organisations", name)
            record = {
                "key": self._key("subsidies", f"t{table.number}-{place}-{self._year}"),
                "organisation": self._organisations[name], "name_as_printed": name, "year": self._year,
                "amount": _figure(row.cells[1]), "table": table.number,
                "source": self._source(table.number, place, row.printed, self._section(table.number)),
            }  # fmt: skip
            yield record | ({"programme": programme} if programme else {})

    def _programme_of(self, caption: str) -> str | None:
        begin = caption.find("«")
        named = plain(caption[begin:]) if begin >= 0 else ""
        fits = [key for name, key in self._programmes.items() if named and plain(name).startswith(named)]
        return fits[0] if len(fits) == 1 else None

    def _levels(self) -> Records:
        return [
            {
                "key": f"level-{one.level.value}-{one.year}-said-{self._year}",
                "year": one.year, "level": one.level.value,
                "amount": _number(one.amount), "source": {"section": self._section("3"), "printed": one.printed},
            }
            for one in self._report.levels
        ]  # fmt: skip

    def _indicators(self) -> Records:
        return [
            {
                "key": f"indicator-{one.number.replace('.', '-')}-{self._year}", "number": one.number,
                "group_title": one.group, "name": one.name, "short_name": _shortened(one.name), "year": self._year,
                "plan": str(one.plan), "fact": str(one.fact), "unit": one.unit.value,
                "source": self._source("appendix", one.number, one.printed, "приложение"),
            }
            for one in self._report.indicators
        ]  # fmt: skip

    def _contests(self) -> tuple[Records, Records]:
        contests, seasons = [], []
        section = self._section("3")
        for place, row in enumerate(self._report.tables["3"].rows, 1):
            number, name, direction, applicants, winners, amount = row.cells
            key = self._key("contests", str(name))
            source = self._source("3", place, row.printed, section)
            contests.append(
                {
                    "key": key, "name": str(name), "short_name": _shortened(str(name)), "direction": str(direction),
                    "level": row.group, "money_source": row.group, "number_printed": str(number), "source": source,
                }
            )  # fmt: skip
            seasons.append(
                {
                    "key": self._key("seasons", f"s-{key}"), "contest": key, "year": self._year,
                    "title": f"{_shortened(str(name))}, {self._year} год", "status": "closed", "zone": _ZONE,
                    **_counted("applicants", applicants), **_counted("winners", winners), "amount": _figure(amount),
                    "source": source,
                }
            )  # fmt: skip
        return contests, seasons

    def _support(self) -> Records:
        table, section = self._report.tables["2"], self._section("2")
        return [
            {
                "key": self._key("support_counts", f"{str(row.cells[0])[:20]}-{kind.value}-{self._year}"),
                "year": self._year, "sphere_label": str(row.cells[0]), "kind": kind.value, "count": _figure(value),
                "source": self._source("2", place, row.printed, section),
            }
            for place, row in enumerate(table.rows, 1)
            for kind, value in zip(SupportKind, row.cells[1:], strict=True)
        ]  # fmt: skip


def _figure(cell: Cell) -> str:
    return _number(cell) if isinstance(cell, Decimal) else cell


def _counted(name: str, cell: Cell) -> dict[str, str]:
    return {name: _number(cell)} if isinstance(cell, Decimal) else {f"{name}_text": cell}


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0].rstrip(" ,") + "…"
