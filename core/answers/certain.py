"""Questions with one certain reading by their words alone, answered before anything is searched."""

import re
from dataclasses import replace

from core.answers.advising import Advising
from core.answers.answer import Answer, Context
from core.answers.averages import Averages
from core.answers.gates import Gate, Turned
from core.answers.intakes import Intakes
from core.answers.leaving_out import LeavingOut
from core.answers.lemmas import fold, lemmas
from core.answers.missing import Missing
from core.answers.plan import Plan, from_json
from core.answers.proposals import tokens_of
from core.answers.question import Question
from core.answers.replies import Replies
from core.answers.showing import Showing
from core.answers.snapshot import Snapshot
from core.answers.status import Moment
from core.answers.tokens import words
from core.eligibility.forms import read_forms
from core.rendering import render
from storage.records.content import Fact, Programme, Training

SURE = 0.97
"""The confidence of an answer that the words alone decide; it is not doubted afterwards."""

_HOW_MANY = re.compile(r"(?:ну )?(?:а |и )?сколько (?:их|таких)(?: (?:всего|там|вообще))*[ ?!.]*")
_TOP = re.compile(r"\bтоп\W?\d*\b|\b(?:три|пять|десять|[2-9]|10) самых (?:больш|крупн)\w+")
_WHICH_YEAR = re.compile(r"\bв каком году\b|\b(?:20)?22(?:-?м)? или (?:в )?(?:20)?23\b")
_EVERYTHING = re.compile(r"\b(?:все|всё|расскажи\w*|что (?:вообще )?известно)\b.*\b(?:про|об?|обо)\b")
_TRAINING = re.compile(
    r"\b(?:есть|будет|будут|когда|ближайш\w+)\b.*\b(?:вебинар|семинар|тренинг|обучени|курс[ыа]?\b)\w*"
)
_HELD = re.compile(
    r"\b(?:был[аио]?|прош[ел]\w*|провод\w*|провел\w*|состоял\w*|участвовал\w*|обучил\w*|раз|сколько|кто)\b"
)
_WHOM = re.compile(r"(?:ну |а |и )*(?:кому|кто (?:получил|взял)|кому именно|кто именно)[ ?!.]*")
_FOR_THEM = re.compile(r"\bесть (?:ли )?(?:что|че|чего)\b.*\bдля (\w{5,})")
_TO_WHOM = re.compile(r"\bи (?:кому|кто (?:взял|получил|именно))\b")
_RECIPIENTS = re.compile(
    r"\b(?:все|всех|сколько|покажи\w*|список|перечисли\w*)(?: все\w*| список)? получател\w+ (?:\w+ )?субсиди"
)
_FREE_HOLDERS = re.compile(r"\b(?:сколь\w+)\b.*\b(?:помещени|имуществ)\w*.*\b(?:бесплатно|безвозмездно|даром)\b")
_ROOM = re.compile(r"\b(?:зал|кабинет|помещени|офис|комнат|студи|склад|участ|домик|аренд)\w*")
_ROOM_ORDER = (
    ("cheap", re.compile(
        r"\bсам\w+ (?:дешев|недорог)\w*|\bпочем\b|\bцен[аыу]\b|\bв месяц\b|\bсколь\w+ (?:стоит|плат\w+|будет стоить)"
        r"|\bстоимость\b"
    )),
    ("large", re.compile(r"\bсам\w+ (?:больш|простор)\w*")),
)  # fmt: skip
_PAST_LEASE = re.compile(r"\bу кого\b|\bкто\b|\b20\d\d\b|\bдоговор")
_SIZE = re.compile(r"\b(\d{2,4})\b")
_SHORT = 40
_NAMESAKES = 2
_PERSON = re.compile(
    r"\b(?:нуж\w+|позови\w*|дайте|соедини\w*|поговорить|связаться)\b.*\b(?:человек|оператор|специалист)\w*"
    r"|\bпереда(?:й|йте|ть)\b.*\bспециалист|\bживо\w+ человек"
)
_COUNTS = re.compile(r"\bсколько\b|\bкто\b|\bробот")
_OF_A_PERSON = re.compile(r"\bтелефон\w*\b.*\b(?:директор|председател|руководител|начальник|бухгалтер)\w*")
_FURTHER = re.compile(
    r"(?:ну |а |и )*(?:дальше|еще|следующие|остальные|покажи(?:те)? (?:еще|дальше|остальн\w+)|кто еще|что еще)[ ?!.]*"
)
_ALL_OF_IT = re.compile(r"\bсколько\b.*\bвсего\b|\bвсего\b.*\bсколько\b")
_THANKS = frozenset({"благодарю", "благодарим", "благодарен", "благодарна"})
_COUNTED = frozenset({"projects", "contests", "subsidies", "leases", "indicators"})
_ONESELF = frozenset({"мы", "нам", "нас", "наш", "наша", "наши", "нами", "ано"})
_CAPITALS = re.compile(r"\bМЫ\b|«\s*мы\s*»|\"мы\"|\bано\s+мы\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b(?:мы|я|это|здравствуйте|добрый|день|привет|зарегистрир\w+|зарегестрир\w+|созданы?|открыл\w+|с|в|от|года?|г"
    r"|январ\w+|феврал\w+|март\w*|апрел\w+|ма[йя]|июн\w+|июл\w+|август\w*|сентябр\w+|октябр\w+|ноябр\w+|декабр\w+"
    r"|\d+|ано|ооо|ип|тос|нко|фонд|общественн\w+|организаци\w+|автономн\w+|некоммерческ\w+|ассоциаци\w+|союз"
    r"|у|нас|нам|наш\w*|куда|подать\w*|открыты|молод\w+|физлицо|физическ\w+|лицо|самозанят\w+)\b|[\s,.!]+"
)
_LOOKS = re.compile(
    r"\b(?:есть (?:ли )?(?:что|что-то|чего)|что (?:для нас )?есть|куда (?:нам )?(?:можно )?подать(?:ся)?|что можно)\b"
)


class Certain:
    """Reads and answers them over one base; None when a question has to be looked up."""

    def __init__(self, base: Snapshot, showing: Showing, replies: Replies) -> None:
        self._showing = showing
        self._replies = replies
        self._intakes = Intakes(base)
        self._averages = Averages(base)
        self._advising = Advising(base)
        self._leaving_out = LeavingOut(base)
        self._base = base
        self._held = frozenset(base.years())

    def answer(self, question: Question, text: str, before: Context, moment: Moment) -> Answer | None:
        """The answer that the words alone decide."""
        for folded in dict.fromkeys((fold(text[:300]), fold(question.text[:300]))):
            if (gate := _gate(folded)) is not None:
                return self._replies.turned(Turned(gate, frozenset()), question, before)
            if self._advising.asks_for_help(folded):
                return self._replies.turned(Turned(Gate.HELP, frozenset()), question, before)
            if any(year not in self._held for year in question.years) and not _WHICH_YEAR.search(folded):
                return None
            if missing := self._advising.missing(question, folded, before):
                return self._replies.missing(question, missing)
            if named := self._recipients(question, folded, before, moment):
                return named
            plan = self._plan(question, folded, before, moment)
            if plan is not None and (shown := self._showing.show(plan, moment)):
                return self._showing.answered(shown, question.text, SURE)
        return None

    def _plan(self, question: Question, folded: str, before: Context, moment: Moment) -> Plan | None:
        today = moment.now.astimezone(moment.zone).date()
        return (
            self._leaving_out.plan(question, folded, before)
            or self._advising.plan(folded)
            or self._averages.plan(question, folded, before)
            or self._intakes.plan(question, folded, before, today)
            or _counted(folded, before)
            or _further(folded, before)
            or self._listed(question, folded)
            or _rents(folded, before)
            or self._training_for(folded, moment)
        )

    def _recipients(self, question: Question, folded: str, before: Context, moment: Moment) -> Answer | None:
        """«А кому?» after a programme's money: its recipients, or that the report does not name them."""
        asked = from_json(before.plan) if before.plan and _WHOM.fullmatch(folded) else None
        if asked is None or asked.table != "programmes" or len(asked.keys) != 1:
            return None
        plan = Plan("subsidies", "list", "amount", (), (("programme", asked.keys[0]),), asked.year)
        if shown := self._showing.show(plan, moment):
            return self._showing.answered(shown, question.text, SURE)
        return self._replies.missing(question, Missing("names", asked))

    def _training_for(self, folded: str, moment: Moment) -> Plan | None:
        """«Есть что-нибудь для бухгалтеров»: the next training for them."""
        said = _FOR_THEM.search(folded)
        if said is None:
            return None
        wanted = lemmas(said[1])
        found = [
            (one.starts_at, one.key)
            for one in self._base.all(Training)
            if one.starts_at is not None and one.starts_at > moment.now and not one.called_off
            if any(lemmas(word) & wanted for word in words(one.audience))
        ]
        return Plan("record", "trainings", "", (min(found)[1],)) if found else None

    def _listed(self, question: Question, folded: str) -> Plan | None:
        """«Топ 5 конкурсов», «в каком году дали больше», «всё про …», «есть вебинар про …»."""
        organisations = tuple(dict.fromkeys(one.key for one in question.of_kind("organisation") if one.full))
        if _TOP.search(folded) and not question.mentions:
            table = (
                "contests" if question.says("contest", "grant") else "subsidies" if question.says("recipients") else ""
            )
            return Plan(table, "list", "amount") if table else None
        if _WHICH_YEAR.search(folded) and not question.mentions and question.says("amount", "grant", "compare"):
            return Plan("contests", "years", "amount")
        kinds = question.says("subsidy", "grant", "project", "premises", "lease", "contest", "applicants", "winners")
        named = tokens_of(question.of_kind("organisation"))
        whole = _ALL_OF_IT.search(folded) and not kinds and question.counted <= named
        if (_EVERYTHING.search(folded) or whole) and 1 <= len(organisations) <= _NAMESAKES:
            return Plan("record", "organisations", "", organisations)
        if _TRAINING.search(folded) and not _HELD.search(folded) and not question.years:
            return Plan("overview", "coming")
        if _FREE_HOLDERS.search(folded):
            return self._fact("договоры безвозмездного")
        return self._of_programmes(question, folded)

    def _of_programmes(self, question: Question, folded: str) -> Plan | None:
        """«Сравни спорт и туризм», «сколько и кому», «всех получателей субсидий»."""
        by_sphere = {one.sphere: one.key for one in self._base.all(Programme) if one.inside}
        programmes = tuple(
            dict.fromkeys(by_sphere[one.key] for one in question.of_kind("sphere") if one.key in by_sphere)
        )
        if "сравни" in folded and len(programmes) > 1 and not question.says("indicator", "project"):
            return Plan("programmes", "compare", "amount", programmes)
        if _TO_WHOM.search(folded) and len(programmes) == 1 and not question.says("project", "contest", "grant"):
            return Plan("subsidies", "list", "amount", (), (("programme", programmes[0]),))
        if _RECIPIENTS.search(folded) and not question.mentions:
            if "сколько" in folded:
                return Plan("programmes", "total", "recipients")
            return Plan("subsidies", "list", "amount")
        return None

    def _fact(self, title: str) -> Plan | None:
        found = next((one.key for one in self._base.all(Fact) if title in one.title.lower()), "")
        return Plan("record", "facts", "", (found,)) if found else None


def _gate(folded: str) -> Gate | None:
    """Asking for a person to talk to, and for the telephone of a named one."""
    if _PERSON.search(folded) and not _COUNTS.search(folded):
        return Gate.SPECIALIST
    return Gate.PERSONAL if _OF_A_PERSON.search(folded) else None


def _further(folded: str, before: Context) -> Plan | None:
    """«А дальше» after a list: its next page."""
    plan = from_json(before.plan) if before.plan and _FURTHER.fullmatch(folded) else None
    if plan is None or plan.op != "list" or plan.table not in _COUNTED:
        return None
    return plan.with_(page=plan.page + 1)


def _counted(folded: str, before: Context) -> Plan | None:
    """«Сколько их всего» after a list: how many rows it has, never their money."""
    plan = from_json(before.plan) if before.plan and _HOW_MANY.fullmatch(folded) else None
    if plan is None or plan.op != "list" or plan.table not in _COUNTED:
        return None
    return plan.with_(op="count", page=0)


def _rents(folded: str, before: Context) -> Plan | None:
    """What rooms on offer cost, the cheapest or the largest of them; of one room where its size is named."""
    of_rooms = _ROOM.search(folded) is not None
    after = bool(before.plan) and (before.plan or {}).get("table") == "overview" and len(folded) <= _SHORT
    order = next((name for name, pattern in _ROOM_ORDER if pattern.search(folded)), "")
    if not (of_rooms or after) or not order or _PAST_LEASE.search(folded):
        return None
    said = _SIZE.search(folded)
    return Plan("overview", "rents", order, (), (("area", said[1]),) if said and of_rooms else ())


def without_oneself(question: Question, text: str) -> Question:
    """A question without the organisation «МЫ» where «мы» is the person's own word."""
    named = "МЫ" in text or "ано мы" in fold(text)
    if named and _CAPITALS.search(text) and (not text.isupper() or "«" in text):
        return question
    kept = tuple(
        one
        for one in question.mentions
        if one.kind not in {"organisation", "project", "contact"}
        or any(question.tokens[at].text not in _ONESELF | _THANKS for at in one.tokens)
    )
    return question if len(kept) == len(question.mentions) else replace(question, mentions=kept)


def introduced(text: str) -> str | None:
    """«Мы АНО, с марта 2024»: the question that this leads to; None where more or less is said."""
    folded = fold(text)
    forms = read_forms(folded) if len(folded) <= 80 else None
    if forms is None or len(forms) != 1:
        return None
    left = _INTRODUCED.sub("", _LOOKS.sub("", folded)).strip(" ?")
    alone = not left and not re.search(r"\?", text)
    looks = bool(_LOOKS.search(folded)) and len(left.split()) <= 3
    return render("ngo/answers/introduced.j2", said=text.rstrip(" .!?")).strip() if alone or looks else None
