"""Planted errors drawn by lot over a whole pack: five of each kind, as a typist makes them, wherever they may fall.

Nothing is chosen for being found. Half of the slips stand in the base alone; the other half stand in the document
too (its quotation says the same), so that only a second place can tell.
"""

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bench.planting import HELD

EACH = 5
_MONEY = {"amount"}
_NUMBER = re.compile(r"\d[\d ]*(?:,\d+)?")
_LEVELS = ("federal", "regional", "municipal")
_UNITS = ("organisations", "people", "projects", "applications", "teams", "events")


class Draw:
    """The lot: records of a pack and a seed."""

    def __init__(self, records: dict[str, list[Any]], seed: int, year: int) -> None:
        self.lot = random.Random(seed)
        self.records = {
            name: [one for one in records[name] if getattr(one, "year", year) == year] for name in HELD
        }  # fmt: skip
        named = {season.contest for season in self.records["seasons"]}
        self.records["contests"] = [one for one in self.records["contests"] if one.key in named and one.number_printed]
        self.records["seasons"] = [
            one for one in self.records["seasons"] if one.source is not None and one.source.table == "3"
        ]  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """Five errors of each kind."""
        kinds: dict[str, Callable[[], dict[str, Any]]] = {
            "total": lambda: self._slip(("programme_fundings", "amount"), ("programme_fundings", "recipients"),
                                        ("support_counts", "count"), ("seasons", "amount"), ("subsidies", "amount"),
                                        ("stated_totals", "value")),
            "two_places": lambda: self._slip(("programme_fundings", "amount"), ("programme_fundings", "recipients"),
                                             ("seasons", "applicants"), ("seasons", "winners"), ("projects", "amount"),
                                             ("level_totals", "amount"), ("indicators", "fact")),
            "prose": lambda: self._slip(("facts", "value")),
            "claims": self._claim,
            "classification": self._class,
            "names": self._name,
            "units": self._unit,
            "impossible": self._impossible,
        }  # fmt: skip
        made = []
        for kind, draw in kinds.items():
            made += [{"kind": kind, "line": len(made) + at + 1, **draw()} for at in range(EACH)]
        return made

    def _one(self, name: str, wanted: Callable[[Any], object] = bool) -> Any:
        return self.lot.choice([one for one in self.records[name] if wanted(one)])

    def _slip(self, *places: tuple[str, str]) -> dict[str, Any]:
        """A typist's slip in a figure: two digits swapped, one struck wrong, left out, or doubled."""
        name, field = self.lot.choice(places)
        one = self._one(name, lambda record: getattr(record, field) is not None)
        now = Decimal(getattr(one, field))
        scale = Decimal(1000) if field in _MONEY or getattr(one, "unit", "") == "roubles" else Decimal(1)
        before = f"{(now / scale).normalize():f}"
        after = self._typed(before)
        value = f"{after} тыс" if scale > 1 else after
        edit = {"file": name, "row": one.key, "field": field, "value": value, "what": f"{field}: {before} -> {after}"}
        return self._with_quote(edit, one, before, after)

    def _with_quote(self, edit: dict[str, Any], one: Any, before: str, after: str) -> dict[str, Any]:
        if self.lot.random() < 0.5 or one.source is None:
            return edit
        quoted = one.source.printed
        for number in _NUMBER.findall(quoted):
            if Decimal(number.replace(" ", "").replace(",", ".")) == Decimal(before):
                changed = quoted.replace(number.strip(), after.replace(".", ","), 1)
                also = {"file": edit["file"], "row": one.key, "field": "source.printed", "value": changed}
                return {**edit, "and": [also], "what": edit["what"] + " (in the document too)"}
        return edit

    def _typed(self, number: str) -> str:
        """The figure mistyped, never the same and never nothing."""
        places = [at for at, sign in enumerate(number) if sign.isdigit()]
        for _ in range(50):
            at = self.lot.choice(places)
            way = self.lot.choice(("swap", "strike", "leave", "double"))
            signs = list(number)
            if way == "swap" and at + 1 in places:
                signs[at], signs[at + 1] = signs[at + 1], signs[at]
            elif way == "strike":
                signs[at] = self.lot.choice("0123456789")
            elif way == "leave" and len(places) > 1:
                del signs[at]
            elif way == "double":
                signs.insert(at, signs[at])
            made = "".join(signs).strip(".")
            if made and made[0] != "." and Decimal(made) not in (Decimal(number), Decimal(0)):
                return made
        return number + "0"

    def _claim(self) -> dict[str, Any]:
        """A figure of a sentence mistyped."""
        name, field = self.lot.choice((("measures", "result"), ("facts", "text")))
        one = self._one(name, lambda record: _NUMBER.search(_without_years(getattr(record, field))))
        text = getattr(one, field)
        match = self.lot.choice([m for m in _NUMBER.finditer(text) if m.group().strip() in _without_years(text)])
        before = match.group().strip()
        after = self._typed(before.replace(" ", "").replace(",", ".")).replace(".", ",")
        changed = text[: match.start()] + text[match.start() : match.end()].replace(before, after) + text[match.end() :]
        return {"file": name, "row": one.key, "field": field, "value": changed, "what": f"{before} -> {after}"}

    def _class(self) -> dict[str, Any]:
        one = self._one("contests")
        field = self.lot.choice(("level", "money_source", "number_printed", "science"))
        values: dict[str, Any] = {
            "level": self.lot.choice([level for level in _LEVELS if level != one.level.value]),
            "money_source": self.lot.choice(
                [source for source in (*_LEVELS, "private") if source != one.money_source.value]
            ),
            "number_printed": self._typed(one.number_printed),
            "science": not one.science,
        }
        return {
            "file": "contests",
            "row": one.key,
            "field": field,
            "value": values[field],
            "what": f"{one.key} {field}",
        }

    def _name(self) -> dict[str, Any]:
        name = self.lot.choice(("subsidies", "leases"))
        one = self._one(name, lambda record: name == "leases" or record.table)
        printed = one.name_as_printed
        way = self.lot.choice(("word", "letter", "form"))
        words = printed.split()
        if way == "word" and len(words) > 2:
            del words[self.lot.randrange(1, len(words))]
            changed = " ".join(words)
        elif way == "letter":
            at = self.lot.choice([at for at, sign in enumerate(printed) if sign.isalpha() and at > len(words[0])])
            changed = printed[:at] + printed[at + 1 :]
        else:
            changed = " ".join(["АНО" if words[0] != "АНО" else "РОО", *words[1:]])
        edit: dict[str, Any] = {
            "file": name,
            "row": one.key,
            "field": "name_as_printed",
            "value": changed,
            "what": changed,
        }
        if self.lot.random() < 0.5 or one.source is None or printed not in one.source.printed:
            return edit
        quoted = one.source.printed.replace(printed, changed)
        return {**edit, "and": [{"file": name, "row": one.key, "field": "source.printed", "value": quoted}]}

    def _unit(self) -> dict[str, Any]:
        name, field = self.lot.choice((("facts", "unit"), ("seasons", "count_unit")))
        one = self._one(name, lambda record: name == "seasons" or (record.value is not None and record.unit != "other"))
        now = getattr(one, field).value
        value = self.lot.choice([unit for unit in _UNITS if unit != now])
        return {"file": name, "row": one.key, "field": field, "value": value, "what": f"{one.key}: {now} -> {value}"}

    def _impossible(self) -> dict[str, Any]:
        way = self.lot.choice(("twice", "negative", "winners", "percent", "nobody"))
        if way == "twice":
            name = self.lot.choice(("subsidies", "projects", "leases", "seasons", "programme_fundings", "indicators"))
            return {"file": name, "row": self._one(name).key, "copy": True, "what": f"{name} twice"}
        if way == "negative":
            name = self.lot.choice(("subsidies", "projects", "seasons", "programme_fundings"))
            one = self._one(name, lambda record: record.amount)
            return {"file": name, "row": one.key, "field": "amount", "value": f"-{one.amount}", "what": "negative"}
        if way == "winners":
            one = self._one("seasons", lambda season: season.applicants and season.winners)
            return {"file": "seasons", "row": one.key, "field": "winners", "value": one.applicants + 7, "what": way}
        if way == "percent":
            one = self._one("indicators")
            return {"file": "indicators", "row": one.key, "field": self.lot.choice(("plan", "fact")), "value": "215"}
        one = self._one("seasons", lambda season: season.winners and season.amount)
        return {"file": "seasons", "row": one.key, "field": "winners", "value": 0, "what": "money without winners"}


def _without_years(text: str) -> str:
    return re.sub(r"\b(?:19|20)\d\d\b|№ ?\d+|\d+[–-]\d+", "", text)
