"""Questions whose words have one meaning: what the bot can do, help with an application, what no record regulates."""

import re

from core.answers.answer import Context
from core.answers.missing import Missing
from core.answers.plan import Plan, from_json
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from storage.records.content import Contact, Duty

_HELP = re.compile(
    r"\bчем (?:(?:ты|вы|бот|мне|нам) )*(?:мож\w+ |смож\w+ )?(?:(?:мне|нам) )?(?:помоч\w*|помож\w+)"
    r"|\b(?:чем|как) (?:ты|вы|бот) (?:мне |нам )?(?:мож\w+ |смож\w+ )?(?:(?:мне|нам) )?(?:помоч\w*|помож\w+|полез\w+)"
    r"|\bчто (?:ты|вы) (?:умее|може)\w+"
)
_APPLICATION = r"(?:заявк|бюджет(?:а|у|ом)? проект|смет|проект)\w*"
_WRITING = re.compile(
    rf"\b(?:научи\w*|помо[гчщж]\w*|как)\b.*\b(?:на|со|за|под|о)?(?:пис|став|готов|полн|форм)\w+.*\b{_APPLICATION}"
    rf"|\bпомо\w+ с (?:\w+ )?{_APPLICATION}|\b{_APPLICATION} кто помо\w+"
)
_FOR_ME = re.compile(r"\b(?:за меня|за нас|напиши|составь|сочини)\b")
_LACKS = (
    (
        "spending",
        re.compile(
            r"\b(?:из|на|за счет|с) грант\w*.*\b(?:зарплат|оплат\w+ труда|аренд|налог|техник|оборудован|ремонт)\w*"
            r"|\b(?:зарплат|оплат\w+ труда|аренд|налог|оборудован)\w*.*\b(?:из|за счет|с) (?:гранта|субсидии)"
        ),
    ),
    (
        "account",
        re.compile(
            r"\b(?:нет|без|своего|свой|нужен|отдельн\w+)\b.*\bсчет[ауе]?\b(?! город)"
            r"|\bсчета? (?:нет|нужен|не открыт)|\bрасчетн\w+ счет"
        ),
    ),
    (
        "several",
        re.compile(
            r"\b(?:два|две|несколько|сразу) (?:грант|заявк|конкурс)\w*"
            r"|\b(?:грант|заявк|конкурс)\w* (?:сразу|одновременно)"
        ),
    ),
    (
        "again",
        re.compile(r"\b(?:второй раз|еще раз|повторно|снова|заново)\b(?=.*\b(?:пода|заявк|участв)|(?<=раз)[ ?!.]*$)"),
    ),
    ("penalty", re.compile(r"\b(?:чем грозит|что будет если|какой штраф|накажут|оштрафуют)\b")),
    ("responsible", re.compile(r"\bкто (?:ответствен\w+|отвечает|должен сдавать)\b.*\bотчет")),
    (
        "lease_ends",
        re.compile(r"\b(?:договор|аренд)\w*.*\b(?:конч|истека|заканч)\w*.*\b(?:что делать|как быть|продл)"),
    ),
    (
        "appeal",
        re.compile(
            r"\b(?:почему|за что|зачем)\b.*\b(?:нам|нас|мне|меня)\b.*\b(?:отказали|не дали|отклонили)\b"
            r"|\bпочему отказали в\b|\b(?:нам|мне) (?:так и )?не дали (?:грант|субсиди|помещени)"
        ),
    ),
    ("which", re.compile(r"^(?:ну |а |и )*(?:какой|какая|какое|кто|что|где) из них\b.*\b(?:больше|меньше|крупнее)\b")),
    ("no_such", re.compile(r"\bесть (?:ли )?(?:у вас )?(?:там )?так\w+ (?:организаци|нко|фонд|общество)")),
    ("file", re.compile(r"\bотчет\w*\b.*\b(?:файл|ворд|word|pdf|пдф|excel|эксел)\w*")),
    (
        "take_premises",
        re.compile(
            r"\bкак\b.*\b(?:получить|взять|снять|арендовать)\b.*\b(?:помещени|зал|кабинет|офис|комнат)\w*"
            r".*\bкуда (?:пис|обра|ид|зво)\w+"
        ),
    ),
)
_MAY = re.compile(
    r"\bможно\b|\b(?:по)?тратить\b|\bкупить\b|\b(?:о|за)?платить\b|\bможем\b|\bразреш|\bподать|\bподава|\bли\b|\bнужен\b"
)
_ASKING = frozenset({"several", "again", "account", "spending"})


_TAKES = re.compile(
    r"(?:а )?(?:как|можно)(?: (?:его|ее|их|это|туда))? (?:взять|снять|получить|посмотреть|оформить|арендовать)[ ?!.]*"
)


def _takes(folded: str, before: Context) -> bool:
    """«Как его взять» right after rooms."""
    plan = from_json(before.plan) if before.plan else None
    rooms = plan is not None and plan.table == "overview" and plan.op in {"premises", "rents"}
    return rooms and _TAKES.fullmatch(folded) is not None


class Advising:
    """Reads them over one base; None when something else is asked."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base

    @staticmethod
    def asks_for_help(folded: str) -> bool:
        """«Чем вы можете помочь»: what this bot is for."""
        return _HELP.search(folded) is not None and not re.search(rf"\b{_APPLICATION}", folded)

    @staticmethod
    def plan(folded: str) -> Plan | None:
        """Help with an application: trainings that are to come and offices that consult."""
        if _WRITING.search(folded) and not _FOR_ME.search(folded):
            return Plan("overview", "applying")
        return None

    def missing(self, question: Question, folded: str, before: Context) -> Missing | None:
        """What no record regulates, with the nearest one that helps."""
        for what, pattern in _LACKS:
            said = pattern.search(folded) or (what == "take_premises" and _takes(folded, before))
            if not said or (what in _ASKING and not _MAY.search(folded)):
                continue
            if what in {"penalty", "responsible"}:
                return Missing(what, self._duty(folded)) if re.search(r"\bотчет|\bсда", folded) else None
            if what in {"lease_ends", "take_premises"}:
                return Missing(what, self._landlord())
            if what == "no_such" and any(one.full for one in question.of_kind("organisation")):
                continue
            if what == "which" and len((before.plan or {}).get("keys") or ()) != 1:
                continue
            if what in {"appeal", "file", "no_such", "which"}:
                return Missing(what)
            return Missing(what, self._contest(question, before))
        return None

    def _contest(self, question: Question, before: Context) -> Plan | None:
        named = [one.key for one in question.of_kind("contest", "window") if one.full]
        plan = from_json(before.plan) if before.plan else None
        if not named and plan is not None and len(plan.keys) == 1 and plan.table in {"status", "contests"}:
            named = [plan.keys[0]]
        return Plan("record", "contests", "", (named[0],)) if named else None

    def _duty(self, folded: str) -> Plan | None:
        duties = self._base.all(Duty)
        found = next((one for one in duties if any(alias in folded for alias in one.aliases or ())), None)
        return Plan("record", "duties", "", (found.key,)) if found else None

    def _landlord(self) -> Plan | None:
        contact = next((one for one in self._base.all(Contact) if any("аренд" in s for s in one.subjects)), None)
        return Plan("record", "contacts", "", (contact.key,)) if contact else None
