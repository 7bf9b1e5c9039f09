"""What is asked of one contest's intake (sum, results, organiser, refusals), and of all that is open by a day."""

import re
from calendar import monthrange
from datetime import date, timedelta

from core.answers.answer import Context
from core.answers.plan import Plan, from_json
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from storage.records.content import Contest, Season

_FACETS = (
    ("sum", re.compile(
        r"\bсколько (?:там |денег |максимум |всего )?(?:дают|дадут|можно (?:по|за|ис)?просить)\b|\bсколько там\b"
        r"|\bкак(?:ая|ую) (?:там )?сумм|\bна какую сумму\b|\bмаксимальн\w+ (?:сумма|размер|грант)|\bразмер гранта\b"
    )),
    ("results", re.compile(r"\b(?:результат\w*|итог[иов]*)\b")),
    ("organiser", re.compile(
        r"\bкто (?:там )?(?:решает|проводит|организует|рассматривает|выбирает|оценивает)\b|\bорганизатор"
    )),
    ("reasons", re.compile(r"\bпричин\w* отказ|\b(?:за что|почему|часто|чаще всего)\b.*\b(?:отказыва|отклоня)\w*")),
    ("moved", re.compile(
        r"\bпочему\b.*\b(?:дата|срок|число)\b|\b(?:дата|срок)\w* (?:друг|помен|измен|сдвин|перенес|продл)\w*"
        r"|\b(?:продлили|перенесли)\b"
    )),
    ("covers", re.compile(
        r"\bчто (?:там )?(?:возмеща|оплачива|компенсир|покрыва)\w+|\bна что (?:можно|дают|потратить|тратить)\b"
        r"|\bкакие (?:расходы|затраты)\b"
    )),
)  # fmt: skip
_ASKED = re.compile(r"просить\b")
_OWN_REFUSAL = re.compile(r"\b(?:нам|мне|нас) отказали\b")
_WHEN = re.compile(
    r"\b(?:когда|скоро ли)\b.*\b(?:прием|откро|начн|следующ|объяв)|\bприем когда\b"
    r"|\bсколько (?:еще |там )?(?:осталось )?(?:дней|времени|суток)\b"
)
_PAST = re.compile(r"\bкогда (?:же )?(?:принимали|был прием)\b")
_DAY = re.compile(r"\bдо как|\bкогда\b|\bсрок|\bдедлайн|\bпоследний день")
_WON = re.compile(r"\bкто\b.*\b(?:выигр|побед|взял|получил)")
_REACH = re.compile(r"\bдо телефон|\bтелефон|\bадрес|\bсайт|\bпочт")
_LIVE = frozenset({"status", "contests", "windows"})

_TODAY = re.compile(r"\bсегодня\b")
_ENDS = re.compile(r"\b(?:горит|закрыва|заканчива|кончает|успе[тюевл]|до скольки|последний день)\w*")
_NOT_OPEN = re.compile(
    r"\b(?:дали|получил|выигр|побед|сколько|кто|кому|почему|субсиди|помещени|проект|отчет|обучен|вебинар)\w*"
)
_END_OF = re.compile(r"\bдо конца (?P<what>недели|месяца|\w+)|\b(?:в|на) (?P<in>этом месяце|этой неделе)")
_MONTHS = ("янв", "фев", "март", "апрел", "ма", "июн", "июл", "август", "сентяб", "октяб", "нояб", "декаб")
_LARGEST = re.compile(
    r"\bсам\w+ (?:больш|крупн|жирн)\w+ (?:грант|конкурс|сумм)\w*.*\b(?:открыт|сейчас)"
    r"|\bгде (?:сейчас |можно )*(?:дают|дадут|взять|получить) (?:больше|побольше|больше всего)"
    r"|\b(?:открыт|сейчас)\w*.*\bсам\w+ (?:больш|крупн|жирн)\w+"
)
_FOR = re.compile(r"\b(?:грант\w*|конкурс\w*|есть|чего?|что|ищ\w+|нужн\w+|хотим|хочу)\b.*\b(?:для|на)\b")
_GROUPS = (
    (re.compile(r"\b(?:ветеран|пенсионер|пожил|инвалид|овз)\w*"), "social"),
    (re.compile(r"\b(?:животн|собак|кош|приют)\w*"), "animals"),
)


class Intakes:
    """Reads them over one base; None when something else is asked."""

    def __init__(self, base: Snapshot) -> None:
        self._contests = {one.key: one for one in base.all(Contest)}
        self._spheres = {sphere for one in self._contests.values() for sphere in one.spheres}
        self._live = {
            season.contest
            for season in base.all(Season)
            if season.max_grant is not None or season.results_on is not None
        }

    def plan(self, question: Question, folded: str, before: Context, today: date) -> Plan | None:
        """The plan that a question means by its words alone."""
        return self._of_one(question, folded, before) or self._of_all(question, folded, today)

    def _of_one(self, question: Question, folded: str, before: Context) -> Plan | None:
        named = [one.key for one in question.of_kind("contest", "window") if one.full]
        key = named[0] if len(set(named)) == 1 else "" if named else self._of_talk(question, before)
        if key not in self._contests or _OWN_REFUSAL.search(folded) or _REACH.search(folded) or question.years:
            return None
        facets = [name for name, pattern in _FACETS if pattern.search(folded)]
        if "sum" in facets and key not in self._live and not _ASKED.search(folded):
            facets.remove("sum")
        if "results" in facets and key not in self._live and not _DAY.search(folded):
            facets.remove("results")
        contest = self._contests[key]
        if (facets == ["organiser"] and not contest.organiser) or (
            facets == ["reasons"] and not contest.refusal_reasons
        ):
            return None
        if facets:
            asked = [*facets, "deadline"] if _DAY.search(folded) and facets != ["results"] else facets
            return Plan("status", "detail", "+".join(asked), (key,))
        if named and _PAST.search(folded) and not question.says("count") and "сколько" not in folded:
            return Plan("status", "past", "", (key,))
        if _WHEN.search(folded) and "рассматр" not in folded and "что такое" not in folded and "это что" not in folded:
            return Plan("status", "deadline", "", (key,))
        if not named and _WON.search(folded) and before.plan and before.plan.get("table") == "status":
            return Plan("projects", "list", "amount", (), (("contest", key),))
        return None

    def _of_talk(self, question: Question, before: Context) -> str:
        """The one contest that the talk was about, when the question names nothing else."""
        plan = from_json(before.plan) if before.plan else None
        if plan is None or len(plan.keys) != 1 or any(one.full for one in question.mentions):
            return ""
        return plan.keys[0] if plan.table in _LIVE or (plan.table == "record" and plan.op == "contests") else ""

    def _of_all(self, question: Question, folded: str, today: date) -> Plan | None:
        if any(one.full for one in question.of_kind("contest", "window", "organisation")) and not _group(folded):
            return None
        if _LARGEST.search(folded) and not question.years:
            return Plan("status", "largest")
        if _ENDS.search(folded) and not _NOT_OPEN.search(folded) and not question.years:
            until = _until(folded, today)
            if until is not None:
                return Plan("status", "closing", "", (), (("until", until.isoformat()),))
        if not question.years and _FOR.search(folded) and not _NOT_OPEN.search(folded):
            spheres = [one.key for one in question.of_kind("sphere")] or [_group(folded)]
            if len(set(spheres)) == 1 and spheres[0] in self._spheres:
                return Plan("status", "fitting", "", (), (("sphere", spheres[0]),))
        return None


def _group(folded: str) -> str:
    return next((sphere for pattern, sphere in _GROUPS if pattern.search(folded)), "")


def _until(folded: str, today: date) -> date | None:
    if _TODAY.search(folded):
        return today
    found = _END_OF.search(folded)
    if found and found["in"] == "этой неделе":
        return None
    what = (found["what"] or found["in"]) if found else "недели" if re.search(r"\bгорит\b", folded) else ""
    if not what:
        return None
    if "недел" in what:
        return today + timedelta(days=6 - today.weekday()) if found else today + timedelta(days=7)
    month = today.month
    if "месяц" not in what:
        month = next((at for at, stem in enumerate(_MONTHS, start=1) if what.startswith(stem)), 0)
    if not month:
        return None
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])
