"""A forwarded post about a contest that the base does not hold: its own day, sum and age, told as the post's words."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from core.announcements.own_words import read_date
from core.answers.answer import Answer, Context, Outcome
from core.answers.lemmas import lemmas
from core.answers.question import Question
from core.answers.tokens import words
from core.catalogue.windows import Window
from core.eligibility.profile import Profile
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render

_LONG = 60
_READ = 4_000
_COMMON = frozenset({"конкурс", "фонд", "проект", "грант"})
_ABOUT = re.compile(r"\b(?:конкурс|грант|отбор|преми|акселератор|стипенди)", re.IGNORECASE)
_CALLS = re.compile(
    r"при[её]м\w*\s+заявок|заявк\w+\s+(?:принима|до\b|можно)|подать\s+заявк|объявл|стартовал|открыт", re.I
)
_DEADLINE = re.compile(r"\b(?:до|по|не\s+позднее)\s+(\d{1,2}[^.;!?\n]{0,25})", re.IGNORECASE)
_SUM = re.compile(r"\bдо\s+(\d[\d\s\u00a0]*(?:[.,]\d+)?)\s*(млн|миллион|тыс|руб|₽)", re.IGNORECASE)
_AGE = re.compile(
    r"(?:возраст\w*\s+(?:организаци\w+|нко|ано)|зарегистрирова\w+|организаци\w+|нко|ано)[^.;!?\n]{0,40}?"
    r"(?:от|не\s+младше|старше|не\s+менее|не\s+позднее|более)\s+(?P<count>\d{1,2}|одного|двух|тр[её]х|полу)\s*"
    r"(?P<unit>лет|год\w*|месяц\w*)",
    re.IGNORECASE,
)
_COUNTS = {"одного": 1, "двух": 2, "трех": 3, "трёх": 3}
_QUESTION = re.compile(r"подойд|подход|можно\s+ли|можем|сможем|участвовать\s+нам|нам\s+можно", re.IGNORECASE)
_NAME = re.compile(r"«([^«»\n]{3,80})»")
_UNITS = {"млн": "млн ₽", "миллион": "млн ₽", "тыс": "тыс. ₽", "руб": "₽", "₽": "₽"}


@dataclass(frozen=True, slots=True)
class Post:
    """What a post says of itself; `age` is its condition on the organisation's age as it is written, in `months`."""

    name: str
    day: date | None
    most: str
    age: str
    months: int | None
    asks: bool


def read_post(text: str, today: date) -> Post | None:
    """The post in a text; None when it is no call for applications, or tells neither a day nor a sum."""
    if len(text) < _LONG or not _ABOUT.search(text) or not _CALLS.search(text):
        return None
    dates = (read_date(f"{found[1]} .", today) for found in _DEADLINE.finditer(text[:_READ]))
    day = next((asked.day for asked in dates if asked and asked.day), None)
    most = next((f"{digits.strip()} {_UNITS[unit.lower()]}" for digits, unit in _SUM.findall(text)), "")
    if day is None and not most:
        return None
    name = _NAME.search(text)
    age = _AGE.search(text)
    return Post(
        name[1] if name else "",
        day,
        most,
        " ".join(age[0].split()) if age else "",
        _months(age) if age else None,
        _QUESTION.search(text) is not None,
    )


def _months(age: re.Match[str]) -> int:
    count, unit = age["count"].lower(), age["unit"].lower()
    if count == "полу":
        return 6
    number = int(count) if count.isdigit() else _COUNTS[count]
    return number if unit.startswith("месяц") else 12 * number


def old_enough(post: Post, profile: Profile | None, today: date) -> bool | None:
    """Whether the organisation is old enough on the post's last day; None where it is not known for certain."""
    if post.months is None or profile is None or profile.founded is None:
        return None
    day = post.day or today
    year, month = divmod(day.year * 12 + day.month - 1 - post.months, 12)
    latest = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    if profile.founded.latest <= latest:
        return True
    return False if profile.founded.earliest > latest else None


def known(post: Post, question: Question) -> bool:
    """Whether the post's contest is one of the base: its quoted name, or a name anywhere when none is quoted."""
    return bool(contest_of(post, question))


def contest_of(post: Post, question: Question) -> str:
    """The key of the contest of the base that a post is about; empty when it is none.

    A quoted name counts when most of its own words are the contest's («Добрый сосед» is not «Соседи»).
    """
    name = [found for word in words(post.name) if not (found := lemmas(word)) & _COMMON]
    named = [one for one in question.of_kind("contest", "window") if one.full]

    def covers(tokens: frozenset[int]) -> bool:
        said = sum(any(question.tokens[at].lemmas & part for at in tokens) for part in name)
        return not name or said * 3 > len(name) * 2

    said = [one for one in named if covers(one.tokens)]
    keys = dict.fromkeys(one.key for one in sorted(said, key=lambda one: -one.mass))
    return next(iter(keys), "")


def with_differences(answer: Answer, post: Post, window: Window | None, today: date) -> Answer:
    """An answer about a known contest, with the day and the sum of the post where the base holds others."""
    if window is None or window.deadline is None or window.deadline.passed:
        return answer
    evening, most = window.deadline.evening, window.season.max_grant
    day = post.day if post.day is not None and post.day != evening else None
    sums = [int(digits) for digits in re.findall(r"\d+", post.most.replace("\u00a0", "").replace(" ", ""))]
    scale = 1_000_000 if "млн" in post.most else 1_000 if "тыс" in post.most else 1
    other = bool(sums) and most is not None and sums[0] * scale != most
    if day is None and not other:
        return answer
    line = render(
        "ngo/answers/post_differs.html.j2", day=day, evening=evening, most=most if other else None,
        said=post.most, today=today,
    )  # fmt: skip
    return replace(answer, message=replace(answer.message, text=f"{answer.message.text.rstrip()}\n{line}"))


def answer(post: Post, context: Context, today: date) -> Answer:
    """The post told back, its condition on age held against what the person let us remember."""
    profile = Profile.decode(context.saved) if context.saved else None
    said = render("ngo/answers/post.html.j2", post=post, fits=old_enough(post, profile, today), today=today)
    buttons = [
        Button(label("contests_open"), Action.CONTESTS, ("open", "1")),
        Button(label("menu_specialist"), Action.ASK_SPECIALIST),
    ]
    return Answer(Message(said, rows_of(*buttons)), Outcome.ANSWERED, context=context, subject="post", confidence=1.0)
