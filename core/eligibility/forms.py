"""Which legal form a text speaks of, as the set of forms that it may be: «НКО» is one of several."""

import re
from functools import lru_cache, reduce

from storage.terms import Applicant

Forms = frozenset[Applicant]

ALL: Forms = frozenset(Applicant)
PEOPLE: Forms = frozenset({Applicant.PERSON, Applicant.SELF_EMPLOYED, Applicant.GROUP})
"""Those who have no organisation, so that its age means nothing."""

ORGANISATIONS: Forms = ALL - PEOPLE
NONPROFITS: Forms = frozenset(
    {Applicant.ANO, Applicant.FOUNDATION, Applicant.PUBLIC, Applicant.RELIGIOUS, Applicant.PRIVATE_INSTITUTION,
     Applicant.TOS}
)  # fmt: skip
_EITHER_INSTITUTION: Forms = frozenset({Applicant.INSTITUTION, Applicant.PRIVATE_INSTITUTION})

_OWN = (
    r"(?:мы|мы же|наш\w*|у нас|я из|являемся|представля\w+|работаю в|как)\s*[-–—:]?\s*(?:(?!в\b|на\b|от\b|из\b"
    r"|к\b|про\b)\w+\s+){0,2}"
)
_FUNDS = (
    r"(?!\s+(?:президент\w*|потанин\w*|владимир\w*|в\b|содейств\w*|бортник\w*|культурн\w*|кино\w*|инновац\w*"
    r"|научн\w*))"
)
_SCHOOLS = (
    r"(?:школ|гимнази|лице|детск\w+ сад|детсад|садик|библиотек|музе|дом\w* культуры|вуз|университет"
    r"|институт|колледж|больниц|поликлиник|театр|учрежден)"
)

_PATTERNS: tuple[tuple[re.Pattern[str], Forms], ...] = tuple(
    (re.compile(pattern), frozenset(forms))
    for pattern, forms in (
        (r"\b(?:ано|анко|автономн\w+ (?:некоммерческ\w+ )?организац\w+)\b", {Applicant.ANO}),
        (rf"\b{_OWN}(?:\w+\s+)?фонд\w{{0,2}}\b{_FUNDS}", {Applicant.FOUNDATION}),
        (rf"\b(?:благотворительн\w+|можно|может|могут|нашему) (?:ли )?фонд(?:у|ы"
         rf"|ам)?\b{_FUNDS}", {Applicant.FOUNDATION}),
        (rf"(?:^|\bа|\bэто|\bточнее)\s*фонд\w{{0,2}}\b{_FUNDS}", {Applicant.FOUNDATION}),
        (r"\b(?:роо|моо|гоо|кроо|кгоо|мроо|оо|общественн\w+ (?:организац|объединен|движен)\w+)\b", {Applicant.PUBLIC}),
        (rf"\b{_OWN}(?:федераци|ассоциаци|союз)\w*\b", {Applicant.PUBLIC, Applicant.OTHER}),
        (r"\b(?:религиозн\w+ (?:организац|объединен)\w+|православн\w+ приход\w*|приход храма|мы"
         r" приход)\b", {Applicant.RELIGIOUS}),
        (r"\b(?:чоу|ноу|чу|частн\w+ (?:учрежден|школ|детск\w+ сад|садик|лице"
         r"|гимнази)\w*)\b", {Applicant.PRIVATE_INSTITUTION}),
        (r"\b(?:тос|тоса|тосу|территориальн\w+ общественн\w+ самоуправлен\w+)\b", {Applicant.TOS}),
        (r"\b(?:ооо|зао|оао|пао|общество с ограниченн\w+|коммерческ\w+ (?:организац|компани"
         r"|фирм)\w*)\b", {Applicant.COMPANY}),
        (rf"\b{_OWN}(?:фирм|компани)\w*\b", {Applicant.COMPANY}),
        (r"\b(?:ип|ипшник\w*|индивидуальн\w+ предпринимател\w+)\b", {Applicant.ENTREPRENEUR}),
        (r"\b(?:я|мы) предпринимател\w+\b", {Applicant.ENTREPRENEUR, Applicant.COMPANY}),
        (r"\bсамозанят\w+\b", {Applicant.SELF_EMPLOYED}),
        (r"\b(?:физ\s?лиц\w*|физ\.\s?лиц\w*|физическ\w+ лиц\w+|частн\w+ лиц\w+|обычн\w+ (?:человек\w*|граждан\w+)"
         r"|гражданин\w*)\b", {Applicant.PERSON}),
        (r"\b(?:я|мне)\b(?:\s+\w+){0,3}?\s+(?:студент\w*|школьни\w+|волонтер\w*|пенсионер\w*)\b", {Applicant.PERSON}),
        (r"\b(?:инициативн\w+ групп\w+|без (?:регистрации|юрлица|юридического лица|образования юр\w+)|не"
         r" (?:еще )?зарегистрирован\w*|незарегистрирован\w*)\b", {Applicant.GROUP}),
        (rf"\b(?:муниципальн\w+|государственн\w+|бюджетн\w+|казенн\w+) (?:\w+"
         rf" )?{_SCHOOLS}\w*", {Applicant.INSTITUTION}),
        (r"\b(?:мбоу|маоу|мбу|мау|мку|гбу|гау|гку|гбоу|гоу|мбдоу|мадоу|мкоу|гпоу|фгбоу"
         r"|фгбу)\b", {Applicant.INSTITUTION}),
        (rf"\b{_OWN}{_SCHOOLS}\w*", _EITHER_INSTITUTION),
        (r"\b(?:школе|гимназии|лицею|детскому саду|садику|библиотеке|музею|вузу|колледжу|учреждению|учреждениям"
         r"|школам)\b", _EITHER_INSTITUTION),
        (r"\b(?:нко|сонко|некоммерческ\w+ организац\w+|некоммерческ\w+)\b", NONPROFITS),
        (r"\b(?:юр\s?лиц\w*|юридическ\w+ лиц\w*)\b", ORGANISATIONS - {Applicant.ENTREPRENEUR}),
    )
)  # fmt: skip
_REMEMBERED = 64
"""Texts of a message that is read from several sides: no more is kept of what people write."""
_DENIED = re.compile(r"\b(?:не|нет|без|кроме|вместо|для|среди)\s+$")


@lru_cache(maxsize=_REMEMBERED)
def read_forms(text: str) -> Forms | None:
    """The forms that a folded text allows, None when it names none.

    A narrower word decides over a wider one («НКО, мы АНО» is an АНО); contradicting words leave both.
    """
    found: list[Forms] = []
    for pattern, forms in _PATTERNS:
        for match in pattern.finditer(text):
            without = match.group().startswith(("не", "без"))
            if without or not _DENIED.search(text[: match.start()]):
                found.append(forms)
    if not found:
        return None
    narrowest = [forms for forms in found if not any(other < forms for other in found)]
    common = reduce(frozenset.intersection, narrowest)
    return common or frozenset().union(*narrowest)
