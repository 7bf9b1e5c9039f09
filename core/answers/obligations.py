"""What an organisation of a form owes: by month, by authority, out of wages, and the same duty for another form."""

import re
from collections.abc import Sequence
from datetime import date

from core.answers.answer import Context
from core.answers.lemmas import fold
from core.answers.plan import Plan, from_json
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.catalogue.duties import due_duty
from core.eligibility.forms import read_forms
from core.eligibility.profile import Profile
from storage.records.content import Duty

_AUTHORITIES = (
    (re.compile(r"\bм[ие]н\W?юст\w*|\bюст[иы]ц\w*"), "юстиции"),
    (re.compile(r"\bналогов(?:ую|ая|ой)\b(?! кодекс)|\bфнс\b"), "налоговая"),
    (re.compile(r"\b(?:сфр|соцфонд\w*|соцстрах\w*|социальн\w+ фонд\w*|пенсионн\w+ фонд\w*)\b"), "Социальный фонд"),
    (re.compile(r"\b(?:росстат\w*|статистик[уа])\b"), "Росстат"),
)
_SUBMIT = re.compile(r"\b(?:сда(?:ть|ем|вать|ют|дим|ча|чи|вал\w*)|отчит\w+)\b")
_REPORT = re.compile(r"\b(?:отчет(?!\w* (?:город|администрац))\w*|деклараци\w+)\b")
_WHAT = re.compile(r"\b(?:что|че|чего|какие|какую|какая|какой)\b")
_REQUIRED = re.compile(r"\bтреб(?:у|ов)\w*|\bнадо\b|\bнужно\b|\bдолжн\w+|\bобязан\w*")
_WAGES = re.compile(r"\b(?:зарплат\w*|зп|фот|оклад\w*)\b")
_FOR_WAGES = re.compile(r"работник|платит людям|травматизм")
_DUES = re.compile(r"\bвзнос\w* (?:за работник|с зарплат|за сотрудник)|\bстраховы\w+ взнос")
_OWN = re.compile(r"\bиностр|\bагент|благотвор|\bпродолж|\bотказ|\bгрозит|\bштраф|\bесли не\b|\bсайт|\bадрес|\bтелефон")
_MONTHS = ("янв", "фев", "март", "апрел", "ма[йея]", "июн", "июл", "август", "сентяб", "октяб", "нояб", "декаб")
_NEXT_FORM = re.compile(r"\s*(?:ну )?(?:а|и)(?: если)?(?: для| у| мы)* ?(?P<form>\w+(?: \w+)?)[\s?!.]*")
_TO = re.compile(r"\s*(?:ну )?(?:а|и)(?: в| во)? \w+(?: \w+)?[\s?!.]*")
_MILLIONS = re.compile(r"\b(?P<less>до|меньше|менее)?\s*(?P<sum>\d+(?:[.,]\d+)?)\s*(?:млн|миллион\w*)")
_SMALL = 3.0
_ONESELF = frozenset({"мы", "нам", "нас", "наш", "наша", "я"})
_LISTED = 12


class Obligations:
    """Reads questions about one base's duties; None when something else is asked."""

    def __init__(self, base: Snapshot) -> None:
        self._duties = base.all(Duty)

    def plan(self, question: Question, text: str, before: Context, today: date) -> Plan | None:
        """The duty or duties that are asked about."""
        if not self._duties or any(year < today.year for year in question.years):
            return None
        folded = fold(text[:400])
        form = form_of(text, question, before) or _saved(before)
        asks = _WHAT.search(folded)
        submits = _SUBMIT.search(folded)
        if _OWN.search(folded) or _names_another(question):
            return None
        owed = [duty for duty in self._duties if form is None or form in duty.legal_forms or not duty.legal_forms]
        months = _months(folded, today)
        if submits and _WAGES.search(folded):
            found = [duty for duty in owed if _FOR_WAGES.search(duty.applies_when or "")]
            return _listed([duty for duty in found if not months or duty.due_month in months] or found, today)
        required = _REQUIRED.search(folded) and _REPORT.search(folded)
        if asks and (submits or required or (months and _REPORT.search(folded))) and (months or required):
            return _listed([duty for duty in owed if not months or duty.due_month in months], today)
        prior = self._prior(before)
        authority = next((name for pattern, name in _AUTHORITIES if pattern.search(folded)), None)
        if authority and prior and _TO.fullmatch(folded):
            return _listed([duty for duty in owed if authority in (duty.to_whom or "")], today)
        if authority == "юстиции" and (submits or _REPORT.search(folded) or _REQUIRED.search(folded)):
            return self._justice(form, folded)
        if authority and (submits or re.search(r"\bотчетност", folded)):
            return _listed([duty for duty in owed if authority in (duty.to_whom or "")], today)
        if _DUES.search(folded) and re.search(r"\bкогда\b|\bдо как|\bсрок|\bплат", folded):
            return _listed([duty for duty in owed if "взнос" in duty.title.lower()], today)
        if prior and authority is None and prior.to_whom and "юстиции" in prior.to_whom:
            other = _NEXT_FORM.fullmatch(folded)
            if other and read_forms(f"мы {other['form']}") is not None:
                return self._justice(_form(f"мы {other['form']}"), folded)
            if _MILLIONS.search(folded) and question.elliptical:
                return self._justice(form or prior.legal_forms[0], folded)
        return None

    def _prior(self, before: Context) -> Duty | None:
        plan = from_json(before.plan) if before.plan else None
        if plan is None or plan.op != "duties" or not plan.keys:
            return None
        return next((duty for duty in self._duties if duty.key == plan.keys[0]), None)

    def _justice(self, form: str | None, folded: str) -> Plan | None:
        """The yearly report to the ministry for a form; a small sum of receipts has a simpler one."""
        found = [
            duty
            for duty in self._duties
            if "минюст" in (duty.aliases or ()) and (form is None or form in duty.legal_forms)
        ]
        said = _MILLIONS.search(folded)
        if said and float(said["sum"].replace(",", ".")) <= _SMALL:
            found = [duty for duty in found if "поступления до" in (duty.applies_when or "")] or found
        return Plan("record", "duties", "", (found[0].key,)) if found else None


def form_of(text: str, question: Question, before: Context) -> str | None:
    """The one legal form that a text names, as it stands or repaired, or that was named in the talk before."""
    return _form(fold(text[:400])) or _form(fold(question.text[:400])) or before.form or None


def _form(folded: str) -> str | None:
    forms = read_forms(folded)
    return next(iter(forms)).value if forms is not None and len(forms) == 1 else None


def _saved(before: Context) -> str | None:
    form = Profile.decode(before.saved).form if before.saved else None
    return form.value if form else None


def _names_another(question: Question) -> bool:
    """Whether an organisation, a project or a contest is named by more than words for oneself («мы ано»)."""
    for mention in question.of_kind("organisation", "project", "contest"):
        said = [question.tokens[at].text for at in mention.tokens]
        if mention.full and any(word not in _ONESELF and read_forms(f"мы {word}") is None for word in said):
            return True
    return False


def _months(folded: str, today: date) -> frozenset[int]:
    """The months that a text names, or those up to the end of the year."""
    if re.search(r"\bдо конца (?:этого )?года\b", folded):
        return frozenset(range(today.month, 13))
    return frozenset(
        at for at, stem in enumerate(_MONTHS, start=1) if re.search(rf"\b(?:в|за|на|до конца) {stem}", folded)
    )


def _listed(duties: Sequence[Duty], today: date) -> Plan | None:
    ordered = sorted(duties, key=lambda duty: due_duty(duty, today).day)
    return Plan("record", "duties", "", tuple(duty.key for duty in ordered[:_LISTED])) if ordered else None
