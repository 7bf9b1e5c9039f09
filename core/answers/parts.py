"""Facts that are parts of others («6 из 32»): the share and the rest, as named computations."""

import re
from decimal import Decimal

from core.answers.answer import Figure
from core.answers.plan import Plan
from core.answers.shown import Shown, kept, percent, record_button
from core.answers.snapshot import Snapshot
from core.messages import Action, Button
from core.rendering import label, render
from storage.records import content
from storage.terms import Unit

_OF = re.compile(r"\bиз (\d{1,3}(?:[ \u00a0]\d{3})*(?:,\d+)?)(?: (тыс|млн))?", re.IGNORECASE)
_SCALES = {"тыс": 1_000, "млн": 1_000_000, "": 1}


class Parts:
    """Which fact is a part of which, read from their own sentences: «… из N …», where N is a fact of the same row."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._wholes: dict[str, tuple[content.Fact, Decimal, Decimal]] = {}
        rows: dict[tuple[str, Decimal | None], list[content.Fact]] = {}
        for fact in base.all(content.Fact):
            rows.setdefault((fact.measure, fact.value), []).append(fact)
        for fact in base.all(content.Fact):
            for match in _OF.finditer(fact.text) if fact.value else ():
                said = Decimal(re.sub(r"[ \u00a0]", "", match[1]).replace(",", ".")) * _SCALES[match[2] or ""]
                whole = next((one for one in rows.get((fact.measure, said), ()) if one is not fact), None)
                if whole and fact.value and said > fact.value and (fact.unit is Unit.ROUBLES) == bool(match[2]):
                    self._wholes.setdefault(fact.key, (fact, fact.value, said))

    def holds(self, key: str) -> bool:
        """Whether a fact is a part of another one."""
        return key in self._wholes

    def show(self, key: str) -> Shown | None:
        """The share of the part, and what is left."""
        if key not in self._wholes:
            return None
        fact, part, whole = self._wholes[key]
        share = percent(part, whole)
        source = self._base.source_line([fact.source] if fact.source else [])
        text = render(
            "ngo/answers/part.html.j2", fact=fact, share=share, rest=whole - part, unit=fact.unit, source=source
        )
        figures = (
            Figure(share, Unit.PERCENT, "part / whole", (key,)),
            Figure(part, fact.unit, "cell", (key,)),
            Figure(whole, fact.unit, "cell", (key,)),
            Figure(whole - part, fact.unit, "whole - part", (key,)),
        )
        organisation = self._base.get(content.Organisation, fact.organisation)
        return Shown(
            text,
            Plan("record", "part", "", (key,)),
            f"facts/{key}",
            figures,
            (fact.source,) if fact.source else (),
            kept(
                record_button(organisation.short_name, "organisations", organisation.key) if organisation else None,
                Button(label("answer_source"), Action.SOURCE, ("facts", key)),
            ),
            fact.measure,
            text.count("\n") + 1,
        )
