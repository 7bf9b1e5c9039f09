"""Words and numbers of a text, folded; the years that it names."""

import re
from collections.abc import Iterator
from datetime import date

from core.answers.lemmas import fold

_TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*|[a-zа-я]+\d{0,4}", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d,])(?!\.\d)")
_SHORT_YEAR = re.compile(r"(?:^|\s)(?:в|за|на|с)?\s*['’]?(\d\d)(?:-?(?:й|м|го|ый|ом))?\s*(?:году?|годом|года|г\.)")
_BARE_YEAR = re.compile(r"(?:^|\s)(?:в|за)\s+(?:(2\d)-?(?:м|й|ом|ый)\b|(2\d)\s*\??\s*$)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d")


def words(text: str) -> Iterator[str]:
    """Folded words and numbers; «1 397,2» is one number without its group spaces."""
    for match in _TOKEN.finditer(fold(text)):
        found = match.group()
        yield re.sub(r"[ \u00a0\u202f]", "", found) if found[0].isdigit() else found


def years(text: str, today: date) -> tuple[int, ...]:
    """Years that a question names, also «в 23 году», «в прошлом году», «в этом году»; dates do not count."""
    folded = _DATE.sub(" ", fold(text))
    found = [int(year) for year in _YEAR.findall(folded)]
    if not found:
        found = [2000 + int(year) for year in _SHORT_YEAR.findall(folded)]
    if not found:
        found = [2000 + int(one or other) for one, other in _BARE_YEAR.findall(folded)]
    if not found:
        for phrase, shift in (("позапрошл", 2), ("прошл", 1), ("этом год", 0), ("этот год", 0), ("следующ", -1)):
            if re.search(rf"{phrase}\w*(?: год\w*)?", folded) and "год" in folded:
                found = [today.year - shift]
                break
    return tuple(dict.fromkeys(found))
