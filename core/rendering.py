"""Words for people: Jinja2 templates, Russian number and date filters, and button labels.

Wording lives in `templates/` alone. `render` gives Telegram HTML; `label` gives a button's text.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

TEMPLATES = Path(__file__).parents[1] / "templates"
NBSP = "\u00a0"
MESSAGE_LIMIT = 4096
LABEL_LIMIT = 32

_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
           "октября", "ноября", "декабря")  # fmt: skip


@lru_cache(maxsize=10_000)
def number(value: Decimal | int, decimals: int = 0) -> str:
    """`11332.7` with one decimal is «11 332,7»: comma, groups apart by U+00A0."""
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(quantum, ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale="ru").replace("\u202f", NBSP)


def figure(value: Decimal | int) -> str:
    """A figure with as many decimals as it has, at least none: 11332.7, 0.13, 475."""
    exact = Decimal(value).normalize()
    exponent = exact.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def thousands(roubles: Decimal) -> str:
    """Roubles in the report's unit without its name: «1 397,2»."""
    return number(roubles / 1000, 1)


def money(roubles: Decimal) -> str:
    """Roubles in the report's unit: «1 397,2 тыс. ₽»."""
    return f"{thousands(roubles)}{NBSP}тыс.{NBSP}₽"


def plural(count: Decimal | int, one: str, few: str, many: str) -> str:
    """The word form that goes with a count: 1 заявка, 2 заявки, 5 заявок; a fraction takes `few`."""
    if Decimal(count) != int(count):
        return few
    rest, tens = int(count) % 10, int(count) % 100
    if rest == 1 and tens != 11:
        return one
    return few if 2 <= rest <= 4 and not 12 <= tens <= 14 else many


def counted(count: Decimal | int, one: str, few: str, many: str) -> str:
    """The count with its word: «9 организаций»."""
    return f"{figure(count)}{NBSP}{plural(count, one, few, many)}"


def day(value: date, today: date | None = None) -> str:
    """«11 декабря», with the year unless it is `today`'s."""
    words = f"{value.day}{NBSP}{_MONTHS[value.month - 1]}"
    return words if today is not None and value.year == today.year else f"{words} {value.year}"


def weekday(value: date) -> str:
    """«пятница»."""
    return format_date(value, "EEEE", locale="ru")


def weekday_day(value: date, today: date | None = None) -> str:
    """«пятница, 11 декабря»."""
    return f"{weekday(value)}, {day(value, today)}"


def lower_first(text: str) -> str:
    """«Управление образования» inside a sentence."""
    return text[:1].lower() + text[1:]


def local(moment: datetime, zone: str | ZoneInfo) -> datetime:
    """A moment on the clocks of a zone."""
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def clock(moment: datetime) -> str:
    """«23:59»."""
    return f"{moment:%H:%M}"


@pass_context
def _link(context: Context, url: str, text: str | None = None) -> Markup:
    shown = text or re.sub(r"^https?://(www\.)?|/$", "", url)
    return Markup('<a href="{}">{}</a>').format(url, shown)


_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def _undirected(value: object) -> object:
    """A value without marks that turn the rest of a line round; what people wrote is kept with them."""
    if isinstance(value, str) and _DIRECTIONS.search(value):
        shown = _DIRECTIONS.sub("", value)
        return Markup(shown) if isinstance(value, Markup) else shown
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=False,
        auto_reload=False,
        cache_size=-1,
        finalize=_undirected,
    )
    environment.filters |= {
        "number": number,
        "figure": figure,
        "thousands": thousands,
        "money": money,
        "plural": plural,
        "counted": counted,
        "day": day,
        "weekday": weekday,
        "weekday_day": weekday_day,
        "local": local,
        "clock": clock,
        "lower_first": lower_first,
        "link": _link,
        "moment": datetime.fromisoformat,
    }
    return environment


def render(template: str, **values: Any) -> str:
    """Render `templates/<template>` (Telegram HTML). A missing value raises; blank lines are folded to one."""
    text = _environment().get_template(template).render(**values)
    text = re.sub(r"[ \t]+\n", "\n", text).strip()
    return re.sub(r"\n{3,}", "\n\n", text)


@cache
def _labels() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((TEMPLATES / "buttons.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _label(name: str) -> Template:
    return _environment().from_string(_labels()[name])


def label(name: str, /, **values: Any) -> str:
    """The text of the button `name` from `templates/buttons.yaml`, cut to 32 characters at a word."""
    if all(isinstance(value, str) for value in values.values()):
        return _of_words(name, tuple(values.items()))
    return _labelled(name, values)


@lru_cache(maxsize=1_000)
def _of_words(name: str, values: tuple[tuple[str, str], ...]) -> str:
    """A label remembered: the same names stand on many buttons."""
    return _labelled(name, dict(values))


def _labelled(name: str, values: dict[str, Any]) -> str:
    text = _label(name).render(**{k: Markup(v) if isinstance(v, str) else v for k, v in values.items()})
    if len(text) <= LABEL_LIMIT:
        return text
    return text[: LABEL_LIMIT - 1].rsplit(" ", 1)[0].rstrip(" ,.:«") + "…"


def plain(html: str) -> str:
    """The words of a text without its markup."""
    words = re.sub(r"<[^>]+>", "", html)
    for entity, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&#34;", '"'),
        ("&amp;", "&"),
    ):
        words = words.replace(entity, sign)
    return words


def length(html: str) -> int:
    """Telegram's length of a text: UTF-16 units after the markup is taken away."""
    return len(plain(html).encode("utf-16-le")) // 2


def split_by_items(header: str, items: Iterable[str], limit: int = MESSAGE_LIMIT) -> Iterator[str]:
    """Rendered items joined into texts under Telegram's limit; an item is never cut."""
    current, used = header, length(header)
    for item in items:
        size = length(item) + 1
        if current and used + size > limit:
            yield current
            current, used = item, size - 1
        else:
            current, used = (f"{current}\n{item}", used + size) if current else (item, size - 1)
    if current:
        yield current
