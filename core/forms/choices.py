"""What can be tapped instead of typed: words of closed lists, names of other records, what neighbours hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from core.forms.filling import Filling
from core.forms.layout import Step
from core.imports.layout import Column, Kind, words
from core.imports.names import new_key, plain

SUGGESTED = 6
_CLOSE = 60
_MANY = {Kind.WORDS, Kind.REFERENCES}


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes (short and latin, for callback data) with what people read. `many` are ticked, one is taken at once."""

    options: Mapping[str, str]
    many: bool = False
    closed: bool = True
    """Whether only these are answers; an open list also takes what is typed."""


def choices_of(filling: Filling, step: Step) -> Choices:
    """What a step offers; empty when there is nothing to tap."""
    columns = filling.form.columns(step)
    if not columns or step.kind:
        return Choices({})
    column = columns[0]
    if step.vocabulary:
        return Choices(_vocabulary(filling, step), many=not step.single)
    if column.kind in {Kind.WORD, Kind.WORDS}:
        assert column.vocabulary is not None
        shown = words(column.vocabulary.__name__)
        wanted = step.options if step.options and filling.record is None else tuple(shown)
        return Choices({word: shown[word] for word in wanted}, many=column.kind in _MANY)
    if column.kind is Kind.ZONE:
        return Choices({_zone_code(word): words("zones")[word] for word in step.options})
    if column.kind is Kind.YES_NO:
        return Choices(words("bool"))
    if column.kind in {Kind.REFERENCE, Kind.REFERENCES}:
        labels = filling.reading.directory.of(column.target).labels
        return Choices(_named(filling, column, labels), many=column.kind in _MANY)
    if column.kind is Kind.ANSWERS:
        return Choices({}, closed=False)
    if column.loose or column.target:
        return Choices(filling.reading.directory.of(column.target).labels)
    return Choices(_suggested(filling, step), closed=False) if step.suggest else Choices({}, closed=False)


def _named(filling: Filling, column: Column, labels: Mapping[str, str]) -> dict[str, str]:
    """Names for buttons: short ones where the records have them. A contest is offered to its own department."""
    records = filling.stand.current.get(column.target, {})
    if column.field == "contest":
        labels = {key: shown for key, shown in labels.items() if filling.may("contests", records[key])}
    return {
        key: str(getattr(records.get(key), "short_name", "") or getattr(records.get(key), "name", "") or shown)
        for key, shown in labels.items()
    }


def _vocabulary(filling: Filling, step: Step) -> dict[str, str]:
    if step.vocabulary == "spheres":
        records = filling.stand.current["spheres"]
        return {key: str(getattr(record, "name", key)) for key, record in records.items()}
    return dict(words(step.vocabulary))


def _zone_code(zone: str) -> str:
    return zone.replace("/", "-").lower()


def _suggested(filling: Filling, step: Step) -> dict[str, str]:
    held = Counter(str(getattr(one, step.field) or "") for one in filling.others.values())
    held.pop("", None)
    options: dict[str, str] = {}
    for text, _ in held.most_common(SUGGESTED):
        options[new_key(text, options)[:24]] = text
    return options


def value_of_code(filling: Filling, step: Step, code: str) -> str | None:
    """What stands behind a button as text for the check; None when it is no longer offered."""
    found = choices_of(filling, step)
    if code not in found.options:
        return None
    if step.vocabulary or found.closed:
        return _as_typed(filling, step, code, found.options[code])
    return found.options[code]


def _as_typed(filling: Filling, step: Step, code: str, shown: str) -> str:
    """References are told by their unique label, since short names may be shared."""
    column = filling.form.columns(step)[0]
    if column.target and not step.vocabulary:
        return str(filling.reading.directory.of(column.target).labels.get(code, code))
    return shown


def nearest(options: Mapping[str, str], text: str, limit: int = SUGGESTED) -> list[str]:
    """Codes of the options that hold a typed text; without any, of those most like it, the nearest first."""
    shown = {code: plain(label) for code, label in options.items()}
    wanted = plain(text)
    within = [code for code, label in shown.items() if wanted in label]
    if within:
        return within[:limit]
    found = process.extract(wanted, shown, scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=limit)
    return [code for _, _, code in found]


def ticked(value: Any) -> Sequence[str]:
    """The codes that are chosen so far."""
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else ()
