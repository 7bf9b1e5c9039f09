"""What cells mean. A wrong cell says what should stand there."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from core.imports.cells import Formula, Reading, tidy
from core.imports.layout import Column, Kind, words
from core.imports.names import plain
from storage.terms import parse_roubles

TEXT_LIMIT = 8000
_PHONE_DIGITS = 5
_NUMBER = re.compile(r"^-?\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?$|^-?\d+(?:[.,]\d+)?$")
_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$|^(\d{4})-(\d{2})-(\d{2})$")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TIME = re.compile(r"^(\d{1,2})[:.](\d{2})(?::00)?$")


class WrongCellError(Exception):
    """A cell that cannot be read. `code` names the sentence, `expected` what should stand there."""

    def __init__(self, code: str, expected: str = "", part: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected
        self.part = part


def value_of(columns: Sequence[Column], cells: Sequence[Any], reading: Reading, zone: str = "") -> Any:
    """What a field's cells mean; None is an empty cell. Raises WrongCellError."""
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, Formula):
            raise WrongCellError("formula", "", column.part)
    first = columns[0]
    if first.kind is Kind.MOMENT:
        return _moment(columns, cells, zone)
    cell = cells[0].strip() if isinstance(cells[0], str) else cells[0]
    if cell is None or cell == "":
        if first.required:
            raise WrongCellError("empty")
        return None
    return _value(first, cell, reading)


def _value(column: Column, cell: Any, reading: Reading) -> Any:
    match column.kind:
        case Kind.TEXT:
            return _text(column, cell)
        case Kind.TEXTS:
            return tuple(_parts(_as_text(cell)))
        case Kind.WORD:
            return _word(column, cell)
        case Kind.WORDS:
            return tuple(dict.fromkeys(_word(column, part) for part in _parts(_as_text(cell))))
        case Kind.YES_NO:
            return _yes_no(cell)
        case Kind.REFERENCE:
            return _reference(column, _as_text(cell), reading)
        case Kind.REFERENCES:
            found = (_reference(column, part, reading) for part in _parts(_as_text(cell)))
            return tuple(dict.fromkeys(found))
        case Kind.ANSWERS:
            return tuple(dict.fromkeys(_answer(column, part, reading) for part in _parts(_as_text(cell))))
        case Kind.ZONE:
            return _zone(_as_text(cell), reading)
        case Kind.WHOLE | Kind.NUMBER:
            return _number(column, cell)
        case _:
            return _day(cell)


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return words("bool")[str(cell).lower()]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def _text(column: Column, cell: Any) -> str:
    text = tidy(_as_text(cell))
    if len(text) > TEXT_LIMIT:
        raise WrongCellError("too_long", str(TEXT_LIMIT))
    if column.form == "phone" and len(re.findall(r"\d", text)) < _PHONE_DIGITS:
        raise WrongCellError("phone")
    if column.form == "url" and not re.fullmatch(r"https?://\S+\.\S+", text):
        raise WrongCellError("url")
    return text


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in re.split(r"[;\n]", text)) if part]


def _word(column: Column, cell: Any) -> str:
    assert column.vocabulary is not None
    known = words(column.vocabulary.__name__)
    wanted = plain(_as_text(cell))
    for stored, shown in known.items():
        if wanted in {plain(shown), stored}:
            return stored
    raise WrongCellError("word", ", ".join(known.values()))


def _yes_no(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    answers = {plain(shown): stored == "true" for stored, shown in words("bool").items()}
    found = answers.get(plain(_as_text(cell)))
    if found is None:
        raise WrongCellError("word", ", ".join(words("bool").values()))
    return found


def _reference(column: Column, text: str, reading: Reading) -> str:
    names = reading.directory.of(column.target)
    key = names.find(text)
    if key is None and column.loose and _KEY.fullmatch(text):
        return text
    if key is None:
        raise WrongCellError("reference", names.nearest(text))
    return key


def _answer(column: Column, text: str, reading: Reading) -> str:
    """A rule's value: a form, yes or no, a sphere by its name, a day; a number or a word stays as it is."""
    wanted = plain(text)
    for stored, shown in (words("Applicant") | words("answers")).items():
        if wanted == plain(shown):
            return stored
    if _DAY.match(text):
        return _day(text).isoformat()
    return reading.directory.of(column.target).find(text) or text


def _zone(text: str, reading: Reading) -> str:
    wanted = plain(text)
    for stored, shown in words("zones").items():
        if wanted == plain(shown):
            return reading.zone.key if stored == "local" else stored
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise WrongCellError("word", ", ".join(words("zones").values())) from None


def _number(column: Column, cell: Any) -> int | Decimal:
    number = _decimal(column, cell)
    if not number.is_finite() or abs(number) > Decimal(10) ** 12:
        raise WrongCellError("number")
    if column.kind is Kind.WHOLE and number != number.to_integral_value():
        raise WrongCellError("whole", str(int(number)))
    if (column.minimum is not None and number < column.minimum) or (
        column.maximum is not None and number > column.maximum
    ):
        raise WrongCellError(
            "bounds", f"{column.minimum} {column.maximum if column.maximum is not None else ''}".strip()
        )
    if column.kind is Kind.WHOLE:
        return int(number)
    value = number * column.scale
    if value != value.quantize(Decimal("0.0001")):
        raise WrongCellError("too_exact")
    return value


def _decimal(column: Column, cell: Any) -> Decimal:
    if isinstance(cell, bool | date | time):
        raise WrongCellError("number")
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    text = str(cell).strip()
    if _NUMBER.match(text):
        return Decimal(re.sub(r"\s", "", text).replace(",", "."))
    raise WrongCellError("number", _suggested(column, text))


def _suggested(column: Column, text: str) -> str:
    """«2 856,2 тыс» in a column of thousand roubles should be 2856,2."""
    try:
        roubles = parse_roubles(text.replace("\u00a0", " "))
    except (ValueError, InvalidOperation):
        return ""
    if not isinstance(roubles, Decimal):
        return ""
    named = re.search(r"[^\d\s.,-]", text) is not None
    return f"{(roubles / column.scale if named else roubles).normalize():f}".replace(".", ",")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        match = _DAY.match(str(cell).strip()) if isinstance(cell, str) else None
        if match is None:
            raise WrongCellError("date", part="date")
        day, month, year, *other = match.groups()
        parts = (year, month, day) if day else tuple(other)
        try:
            found = date(*(int(part) for part in parts))
        except ValueError:
            raise WrongCellError("date", part="date") from None
    if not 1900 <= found.year <= 2100:
        raise WrongCellError("date", part="date")
    return found


def _time(cell: Any) -> time:
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    match = _TIME.match(str(cell).strip())
    if isinstance(cell, str) and match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise WrongCellError("time", part="time")


def _moment(columns: Sequence[Column], cells: Sequence[Any], zone: str) -> datetime | None:
    found = {column.part: (column, cell.strip() if isinstance(cell, str) else cell)
             for column, cell in zip(columns, cells, strict=True)}  # fmt: skip
    (_, day_cell), (time_column, time_cell) = found["date"], found["time"]
    if day_cell in (None, ""):
        if time_cell not in (None, ""):
            raise WrongCellError("day_missing", part="date")
        return None
    day = _day(day_cell)
    hour: Any = time_cell
    if hour in (None, ""):
        if isinstance(day_cell, datetime) and day_cell.time() != time(0):
            hour = day_cell.time()
        elif time_column.default:
            hour = time_column.default
        else:
            raise WrongCellError("time", part="time")
    if not zone:
        raise WrongCellError("zone_missing", part="date")
    return datetime.combine(day, _time(hour), ZoneInfo(zone)).astimezone(UTC)
