"""A search for premises out of typed words, and as callback data: area, district, terms, purpose."""

import re
from collections.abc import Iterable
from dataclasses import replace

from core.answers.lemmas import fold, is_noun, lemmas
from storage.records.content import Premises
from storage.records.premises import PURPOSES, PremisesWish, stem_of
from storage.terms import PremisesRight

ANY = "-"
_PURPOSE = 8
"""Letters of a purpose that a button keeps: enough to know the word by."""
_DISTRICT = 10
_PLACE = re.compile(
    r"\b(?:помещени|кабинет|офис|зал(?:а|у|е|ом|ы)?\b|комнат|площад(?:ь|ку|и)\b|здани|этаж|склад|мастерск|участ(?:ок|к)"
    r"|квартир|подвал|аренд)"
)
_NUMBER = r"(?<!\d)(\d{1,5})"
_METRES = r"(?:\s*(?:(?:кв\.?\s*)?(?:м(?:етр\w*)?\.?(?:\s*кв\w*\.?)?|м2|м²|квадрат\w*)|кв\.?)(?!\w))"
_BETWEEN = re.compile(rf"(?:от\s+)?{_NUMBER}\s*(?:до|-|–)\s*{_NUMBER}{_METRES}")
_UP_TO = re.compile(rf"(?:до|не\s+(?:больше|более)|максимум|(?<!не )меньше|(?<!не )менее)\s+{_NUMBER}{_METRES}")
_FROM = re.compile(rf"(?:от|не\s+(?:меньше|менее)|минимум|(?<!не )больше|(?<!не )более|хотя\s+бы)\s+{_NUMBER}{_METRES}")
_ABOUT = re.compile(rf"{_NUMBER}{_METRES}|(?:метр\w*|квадрат\w*)\s+(?:на\s+)?{_NUMBER}")
_FREE = re.compile(r"\b(?:безвозмездн|бесплатн|даром|задаром)")
_REDUCED = re.compile(r"\b(?:льготн|недорог|дешев|подешевле|со скидк)")
_CENTRE = re.compile(r"\bцентр(?:е|а|у)?\b")
_DISTRICT_NAMED = re.compile(r"\b([а-я]{4,}(?:ом|ем|ий|ый|ой|ого))\s+район")
_ON = re.compile(r"\bна\s+([а-я]{3,}(?:ом|ой))(?=\s*(?:$|[?.,!;]|есть|что|до\s|от\s|под\s|для\s|бесплатн))")
_PLAIN = re.compile(
    r"(?:перв|втор|треть|четверт|нижн|верхн|цокольн|одн|сам|кажд|друг|люб|льготн|хорош|так|долг|кратк|общ)"
)
_FOR = re.compile(r"\b(?:под|для)\s+([а-яa-z]{4,})")
_NOT_A_SEARCH = re.compile(
    r"\b(?:сколько|кому|кто|получил\w*|дали|давали|выдел\w+|передан\w*|договор\w*|оформ\w+|порядок|правил\w*|документ\w*"
    r"|как\s+(?:взять|снять|получить|оформить|арендовать)|куда|почему|возмещ\w+|коммунал\w*|налог\w*|телефон\w*"
    r"|адрес\w*|сайт\w*|можно\s+ли|(?:19|20)\d\d)\b"
)
_NO_PURPOSE = frozenset({"нко", "некоммерческ", "сонко", "организаци", "нужд", "людей", "нас", "фонд", "ано"})
_ELSEWHERE = re.compile(
    r"\b(?:грант|субсид|конкурс|отчет|срок|мероприят|обучен|вебинар|программ|показател|проект|деньг|статистик|привет|спасиб)"
)
_FOLLOWS = 60
"""Characters of a text that may go on with a search for premises."""
_WRITTEN = {
    "десят": 10, "двадцат": 20, "тридцат": 30, "сорок": 40, "пят": 50, "шест": 60, "сем": 70, "восем": 80,
    "девяност": 90, "сто": 100, "ста": 100, "двести": 200, "двухсот": 200,
}  # fmt: skip
_WRITTEN_OUT = re.compile(
    r"\b(?:(десят|двадцат)(?:ь|и|ок|ка|кой|ку)|(тридцат)[ьи]|(сорок)а?|(пят|шест|сем|восем)(?:ь|и|ь?ю)десяти?"
    r"|(девяност)[оа]|(сто|ста|двести|двухсот))\b"
)
_WITHOUT_UNIT = re.compile(rf"\b(?:до|от)\s+{_NUMBER}\b(?!\s*(?:тыс|руб|₽|лет|год|мес|дн|числ))")


def read_wish(text: str, offers: Iterable[Premises]) -> PremisesWish:
    """What a text asks of premises; empty where it names nothing that can be looked for."""
    folded = _WRITTEN_OUT.sub(lambda found: str(_WRITTEN[next(filter(None, found.groups()))]), fold(text))
    offers = list(offers)
    low, high = _area(folded)
    rights: list[PremisesRight] = []
    if _FREE.search(folded):
        rights.append(PremisesRight.FREE)
    if _REDUCED.search(folded):
        rights += [PremisesRight.FREE, PremisesRight.REDUCED] if not rights else [PremisesRight.REDUCED]
    return PremisesWish(_districts(folded, offers), low, high, tuple(dict.fromkeys(rights)), _purpose(folded, offers))


def asks_for_premises(text: str, offers: Iterable[Premises]) -> PremisesWish | None:
    """The wish of a question that looks for premises; None for any other, also one about past leases or papers."""
    folded = fold(text[:500])
    if not _PLACE.search(folded) or _NOT_A_SEARCH.search(folded):
        return None
    wish = read_wish(text[:500], offers)
    return None if wish.is_empty else wish


def goes_on(text: str, before: str, offers: Iterable[Premises]) -> PremisesWish | None:
    """A short text after a search («подешевле есть?», «а на Южном?»): the search with what it changes, else None."""
    folded, offers = fold(text), list(offers)
    if len(text) > _FOLLOWS or _NOT_A_SEARCH.search(folded) or _ELSEWHERE.search(folded):
        return None
    said, kept = read_wish(text, offers), read_wish(before, offers)
    if said.is_empty:
        return None
    area = said if said.area_from is not None or said.area_to is not None else kept
    return PremisesWish(
        said.districts or kept.districts, area.area_from, area.area_to, said.rights or kept.rights,
        said.purpose or kept.purpose,
    )  # fmt: skip


def _area(folded: str) -> tuple[int | None, int | None]:
    between = _BETWEEN.search(folded)
    if between is not None:
        low, high = sorted((int(between[1]), int(between[2])))
        return low, high
    up, least = _UP_TO.search(folded), _FROM.search(folded)
    if up or least:
        return (int(least[1]) if least else None), (int(up[1]) if up else None)
    about = _ABOUT.search(folded)
    if about is not None:
        named = int(about[1] or about[2])
        return max(1, round(named * 0.7)), round(named * 1.5)
    bare = _WITHOUT_UNIT.search(folded)
    if bare is None:
        return None, None
    return (int(bare[1]), None) if bare[0].startswith("от") else (None, int(bare[1]))


def _districts(folded: str, offers: list[Premises]) -> tuple[str, ...]:
    """Districts by the beginning of their names: «в Заводском»; «в центре» is the central one."""
    words = set(re.findall(r"[а-я]+", folded))
    found = []
    for district in dict.fromkeys(one.district for one in offers if one.district):
        name = fold(district)
        stem = name[: max(4, len(name) - 3)]
        central = name.startswith("централ") and _CENTRE.search(folded)
        if central or any(word.startswith(stem) for word in words):
            found.append(district)
    named = _DISTRICT_NAMED.search(folded) or _ON.search(folded)
    if named is not None and not found and not _PLAIN.match(named[1]):
        found.append(next(iter(lemmas(named[1])), named[1]).capitalize())
    return tuple(found)


def _purpose(folded: str, offers: list[Premises]) -> str:
    """A word of the offers' purposes or a usual one, else what stands after «под» and «для»."""
    stems = {stem_of(word)[:_PURPOSE] for word in (*_words(offers), *_USUAL) if not _GENERAL.match(word)}
    for word in re.findall(r"[а-я]{4,}", folded):
        if not _GENERAL.match(word) and any(word.startswith(one) for one in stems):
            return _named(word)
    asked = _FOR.search(folded)
    if asked is None or any(asked[1].startswith(one) for one in _NO_PURPOSE) or not is_noun(asked[1]):
        return ""
    return _named(asked[1])


_USUAL = tuple(word for near in PURPOSES for word in near)


def _words(offers: Iterable[Premises]) -> set[str]:
    """Every word of the offers' purposes and titles."""
    return {word for one in offers for word in re.findall(r"[а-я]{4,}", fold(f"{one.purpose} {one.title}"))}


def _named(word: str) -> str:
    """A word as people name the purpose: a usual one, else as the dictionary has it."""
    known = sorted(lemmas(word))
    return next((one for one in known if one in _USUAL), known[0] if known else word)


def purpose_of(offer: Premises) -> str:
    """The first word of what an offer is for, as a purpose is named; empty when there is none."""
    found = re.findall(r"[а-я]{4,}", fold(offer.purpose))
    return _named(found[0]) if found else ""


def _whole(beginning: str, offers: Iterable[Premises]) -> str:
    """The purpose whose beginning a button has kept."""
    if len(beginning) < _PURPOSE:
        return beginning
    named = {_named(word) for word in _words(offers)} | set(_USUAL)
    return min((one for one in named if one.startswith(beginning)), key=len, default=beginning)


_GENERAL = re.compile(r"пример|помещени|кабинет|офис|комнат|квадрат|метр|район|центр|двор|нужн|аренд|этаж|площад|участ")


def encode(wish: PremisesWish) -> tuple[str, str, str, str]:
    """District, area, terms and purpose as callback data: at most 56 bytes together. Of several districts the first."""
    district = code_of(wish.districts[0]) if wish.districts else ANY
    area = code_of_area(wish.area_from, wish.area_to)
    rights = "".join(code_of_right(one) for one in wish.rights) or ANY
    return district, area, rights, wish.purpose[:_PURPOSE] or ANY


def code_of(district: str) -> str:
    """A district in callback data."""
    return district.replace(":", "")[:_DISTRICT]


def code_of_area(low: int | None, high: int | None) -> str:
    """An area in callback data: «20_50», «_50»."""
    return ANY if low is None and high is None else f"{low or ''}_{high or ''}"


def code_of_right(right: PremisesRight) -> str:
    """Terms in callback data: a letter."""
    return {PremisesRight.FREE: "f", PremisesRight.REDUCED: "d", PremisesRight.RENT: "r"}[right]


def decode(district: str, area: str, rights: str, purpose: str, offers: Iterable[Premises]) -> PremisesWish:
    """The wish behind a button; parts that mean nothing any more are left out."""
    offers = list(offers)
    known = {code_of(one.district): one.district for one in offers if one.district}
    if district not in known and re.fullmatch(r"[А-ЯЁ][а-яё-]{3,9}", district):
        known[district] = f"{district}й" if len(district) == _DISTRICT and district[-1] in "ыи" else district
    low, _, high = area.partition("_")
    return PremisesWish(
        (known[district],) if district in known else (),
        int(low) if low.isascii() and low.isdigit() else None,
        int(high) if high.isascii() and high.isdigit() else None,
        tuple(one for one in PremisesRight if code_of_right(one) in rights),
        _whole(fold(purpose), offers) if re.fullmatch(r"[а-яА-ЯёЁ]{3,10}", purpose) else "",
    )


def without(wish: PremisesWish, part: str) -> PremisesWish:
    """The wish without one of its parts."""
    empty = PremisesWish()
    if part == "area":
        return replace(wish, area_from=None, area_to=None)
    name = {"district": "districts", "right": "rights", "purpose": "purpose"}[part]
    return replace(wish, **{name: getattr(empty, name)})
