"""Whether a reply says what a label wants: its text, the same money in another unit, the same words in another case.

Strict everywhere else: a figure must be that figure, a name must be shown or be the shown record's own name.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from core.answers.answer import Answer, Outcome
from core.answers.engine import Engine
from core.answers.lemmas import lemmas
from core.answers.tokens import words
from storage.records import content

_AMOUNT = re.compile(r"(?<![\d,.])(\d[\d ]*(?:,\d+)?)\s*(тыс|млн|миллион|₽|руб)")
_NUMBER = re.compile(r"(?<![\d,.])(\d[\d ]*(?:,\d+)?)")
_LABEL = re.compile(r"\s*(\d[\d ]*(?:,\d+)?)\s*(тыс|млн|миллион|₽|руб)?[а-я.]*\s*")
_UNITS = {"тыс": 1_000, "млн": 1_000_000, "миллион": 1_000_000, "₽": 1, "руб": 1}
_DATE = re.compile(r"(\d{1,2})\.(\d{2})\.(\d{4})")
_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_NAME = re.compile(r"[а-яa-z«»\"\- ]+")
_NAMED = (content.Organisation, content.Project, content.Contest, content.Contact)


def fold(text: str) -> str:
    """As labels are compared: ordinary spaces, «е» for «ё», lower case."""
    return text.replace("\u00a0", " ").replace("ё", "е").replace("Ё", "е").lower()


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(" ", "").replace(",", "."))


def _amounts(text: str) -> Iterator[Decimal]:
    """Sums of a folded text in roubles."""
    for digits, unit in _AMOUNT.findall(text):
        yield _value(digits) * _UNITS[unit]


def literal(label: dict[str, Any], answer: Answer, reply: str) -> str:
    """The verdict by the label's own characters alone."""
    said = _said(reply)
    return _verdict(label, answer, said, lambda part: fold(part) in said)


def _said(reply: str) -> str:
    """A label may ask for a word at a line's edge or inside a text."""
    lines = f"\n{fold(reply)}\n"
    return lines + lines.replace("\n", " ")


def _verdict(label: dict[str, Any], answer: Answer, said: str, holds: Any) -> str:
    banned = any(fold(part) in said for part in label.get("none", ()))
    if label.get("expect") == "decline":
        return "wrong" if answer.answered or banned else "right"
    if not answer.answered:
        return "asked back" if answer.outcome is Outcome.CLARIFY else "declined"
    wanted = label.get("all", ())
    held = all(any(holds(one) for one in ([part] if isinstance(part, str) else part)) for part in wanted)
    return "right" if held and not banned else "wrong"


class Judge:
    """Verdicts over one base: its printed texts give a bare figure its unit, its records a short name its full one."""

    def __init__(self, engine: Engine) -> None:
        self._units: dict[str, set[int]] = {}
        for printed in _printed(engine):
            for digits, unit in _AMOUNT.findall(fold(printed)):
                self._units.setdefault(digits.replace(" ", ""), set()).add(_UNITS[unit])
        self._names = list(_names(engine))

    def verdict(self, label: dict[str, Any], answer: Answer, reply: str) -> str:
        """right, wrong, declined or asked back, as the labels define them."""
        said = _said(reply)
        return _verdict(
            label, answer, said, lambda part: fold(part) in said or self.holds(part, reply, str(label.get("q", "")))
        )

    def holds(self, part: str, reply: str, question: str = "") -> bool:
        """Whether a reply says a label's part in another unit, in another case or by the record's short name."""
        said, wanted = fold(reply), fold(part).strip()
        if match := _DATE.fullmatch(wanted):
            return _dated(int(match[1]), int(match[2]), match[3], said)
        if match := _LABEL.fullmatch(wanted):
            return self._money(match[1].strip(), match[2] or "", said, fold(question))
        if not _NAME.fullmatch(wanted) or not any(char.isalpha() for char in wanted):
            return False
        return _phrase(wanted, said) or self._shown(part.strip(), said)

    def _money(self, digits: str, unit: str, said: str, question: str) -> bool:
        """The same sum in roubles; a bare figure takes the unit of the question or that of the document."""
        if unit:
            units = {_UNITS[unit]}
        elif "," not in digits:
            return False
        else:
            units = {_UNITS[one] for one in ("тыс", "млн", "миллион") if re.search(rf"\b{one}", question)}
            units = units or self._units.get(digits.replace(" ", ""), set())
        return any(_value(digits) * one in set(_amounts(said)) for one in units)

    def _shown(self, wanted: str, said: str) -> bool:
        """Whether the reply shows a record whose own full name or alias says the wanted name."""
        several, abbreviated = len(list(words(wanted))) > 1, wanted.isupper()
        for short, full in self._names:
            if short not in said:
                continue
            if any(
                (abbreviated and fold(wanted) == name) or (several and _phrase(fold(wanted), name)) for name in full
            ):
                return True
        return False


def _dated(day: int, month: int, year: str, said: str) -> bool:
    """Whether a text names the same day in words, and the year after it."""
    named = re.search(rf"(?<!\d){day}\s+{_MONTHS[month - 1]}\w*(.*)", said, re.DOTALL) if 1 <= month <= 12 else None
    return named is not None and year in named[1]


def _phrase(wanted: str, said: str) -> bool:
    """Whether the words stand one after another in a text, each in any case."""
    parts = [lemmas(word) for word in words(wanted)]
    text = [lemmas(word) for word in words(said)]
    if not parts or any(len(word) < 3 for word in words(wanted)):
        return False
    return any(
        all(part & text[start + shift] for shift, part in enumerate(parts))
        for start in range(len(text) - len(parts) + 1)
    )


def _printed(engine: Engine) -> Iterator[str]:
    kinds: Iterable[type[content.Content]] = (content.Fact, content.Project, content.Season, content.Subsidy)
    for kind in kinds:
        for record in engine.records(kind):
            if record.source and record.source.printed:
                yield record.source.printed


def _names(engine: Engine) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Short names that only one record bears, with the record's full name and aliases."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for kind in _NAMED:
        for record in engine.records(kind):
            short = fold(str(getattr(record, "short_name", "") or getattr(record, "name", "")))
            names = (getattr(record, "name", ""), getattr(record, "office", ""), *getattr(record, "aliases", ()))
            found.setdefault(short, []).append(tuple(fold(name) for name in names if name))
    for short, full in found.items():
        if len(full) == 1 and len(short) > 3:
            yield short, full[0]
