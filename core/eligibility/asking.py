"""«Можно ли нам»: recognising the question, and answering it from the base."""

import re
from dataclasses import replace
from datetime import date

from core.answers.lemmas import fold
from core.calling import Call
from core.catalogue.home import gone
from core.eligibility.book import Book, read_book
from core.eligibility.forms import PEOPLE
from core.eligibility.profile import Profile, read_profile
from core.eligibility.remembering import remembered
from core.eligibility.replies import ANY, Reply, conditions, verdict_reply
from core.messages import Message

_MAY = re.compile(
    r"\bподойд[еу]м?т?\b|\bподход(?:им|ит|ят) ли\b|\b(?:мы|нам|нас|я|мне|ано|нко) (?:\w+ )?(?:подход\w+|подойд\w+)"
    r"|\bможно (?:ли )?(?:\w+ ){0,2}(?:на|податься|подаваться|подать\w*|участвовать|поучаствовать|претендовать"
    r"|заявиться)\b"
    r"|\bимеем (?:ли )?право\b|\bимею (?:ли )?право\b"
    r"|\b(?:может|могут|можем|могу) (?:ли )?(?:\w+ ){0,3}(?:податься|подаваться|подать\w*|подавать|участвовать"
    r"|получить|претендовать|заявиться)\b"
    r"|\bпо возрасту\b|\b(?:проходим|пройдем|прохожу|пройду)\b"
    r"|\b(?:возьмут|допустят|примут) (?:ли )?(?:нас|меня|ано|нко)\b|\b(?:нас|меня) (?:возьмут|допустят|примут)\b"
    r"|\b(?:нам|мне|мы|ано|фонду|тосу|ип|физлицу|самозанят\w+|школе) (?:\w+ ){0,2}можно\b"
    r"|\b(?:ооо|ано|ип|оо|тосы?|фонды?|нко|сонко|школы?|физлица?|самозанятые|предприниматели) (?:\w+ )?"
    r"(?:могут|может)\s*$"
    r"|\b(?:могут|может) (?:ли )?(?:ооо|ано|ип|оо|тосы?|фонды?|школы?|физлица?|самозанятые|предприниматели)\s*$"
)  # fmt: skip
_WHO = re.compile(
    r"\b(?:кто|кому) (?:\w+ )?(?:может|можно|имеет право|вправе)\b|\bкто (?:\w+ )?(?:подходит|участвует|допускается)\b"
    r"|\b(?:условия|требования) (?:\w+ )?(?:участия|к (?:участник\w*|заявител\w*|организаци\w*))"
    r"|\bкакие (?:есть )?(?:условия|требования)\b"
)  # fmt: skip
_TAKES = re.compile(
    r"\b(?:берут|возьмут|берете|возьмете|пустят|допустят|подойдем|годимся|подать можем|можем подать\w*|успеваем)\b"
)
_OTHERWISE = re.compile(r"\b(?:сколько|куда|где|когда|кто|кому|какие|каких|какой|до какого)\b")
_WHAT_IF = re.compile(r"\s*(?:ну )?(?:а|и) (?:вот )?(?:если|для|мы)\b(?: \w+){1,5}[\s?!.]*")
_ELSEWHERE = re.compile(
    r"\bможно (?:ли )?(?:узнать|посмотреть|спросить|скачать|почитать|увидеть|найти|получить (?:список|отчет"
    r"|консультацию))"
    r"|\b(?:куда|где) (?:\w+ )?можно\b|\bчто (?:\w+ )?можно\b|\bсколько\b"
)  # fmt: skip


def is_eligibility_question(text: str) -> bool:
    """Whether a text asks if somebody may apply. Cheap: a few patterns over the folded text."""
    folded = re.sub(r"[?!.,]+\s*$", "", fold(text[:2_000]))
    if _WHO.search(folded):
        return True
    if not _MAY.search(folded):
        told = _TAKES.search(folded) and not _OTHERWISE.search(folded)
        return bool(told) and not read_profile(folded, date.min.replace(year=2000)).is_empty
    return not _ELSEWHERE.search(folded) or not read_profile(folded, date.min.replace(year=2000)).is_empty


def is_other_applicant(text: str) -> bool:
    """«А если ооо?», «а мы школа?»: another applicant after a contest, in a few words that ask nothing else."""
    folded = fold(text[:200])
    if not _WHAT_IF.fullmatch(folded) or _OTHERWISE.search(folded) or "сколько" in folded:
        return False
    return not read_profile(folded.replace("если ", "если мы "), date.min.replace(year=2000)).is_empty


def asks_for_anyone(text: str) -> bool:
    """Whether a text asks for the conditions themselves («кто может подать»), not about its author."""
    return bool(_WHO.search(fold(text[:2_000])))


def reply_to(
    book: Book, text: str, contest: str | None, *, saved: Profile | None = None, known: Profile | None = None,
    answering: bool = False,
) -> Reply:  # fmt: skip
    """The reply to a message about a contest (None: about any). `known` is what the talk has brought so far."""
    said = read_profile(text, book.today, answering=answering)
    if contest is not None and asks_for_anyone(text) and said.is_empty:
        return conditions(book, contest)
    profile = (saved or Profile()).told(known or Profile()).told(said)
    return verdict_reply(book, contest, profile, saved)


async def _read(call: Call) -> tuple[Book, Profile | None]:
    async with call.reading() as session:
        return await read_book(session, call.zone, call.now), await remembered(session, call.person.id)


async def asked(
    call: Call, text: str, contest: str | None = None, *, known: Profile | None = None, answering: bool = False
) -> Reply:
    """`reply_to` over the base and the person's remembered organisation."""
    book, saved = await _read(call)
    return reply_to(book, text, contest, saved=saved, known=known, answering=answering)


async def may_we(call: Call, text: str, contest: str | None = None, known: Profile | None = None) -> Message:
    """The message of `asked`."""
    return (await asked(call, text, contest, known=known)).message


_NUMBER = re.compile(r"\s*(?:мне\s+)?(?P<age>\d{1,2})\s*(?:лет|год\w*)?\s*[.!]?\s*")
_QUESTION = re.compile(r"\?|\b(?:сколько|кто|когда|где|куда|какие|какой|почему)\b")


def answer_to(book: Book, text: str, contest: str | None, known: Profile, saved: Profile | None = None) -> Reply | None:
    """The reply to a written answer of the dialogue; None when the text is something else, a new question say."""
    number = _NUMBER.fullmatch(fold(text))
    said = read_profile(text, book.today, answering=True)
    if number and known.forms <= PEOPLE and 5 <= int(number["age"]) <= 99:
        said = replace(known, person_age=int(number["age"]))
    elif said.is_empty or (_QUESTION.search(fold(text)) and not is_eligibility_question(text)):
        return None
    return verdict_reply(book, contest, (saved or Profile()).told(known).told(said), saved)


async def answered(call: Call, text: str, contest: str | None, known: Profile) -> Reply | None:
    """`answer_to` over the base."""
    book, saved = await _read(call)
    return answer_to(book, text, contest, known, saved)


async def pressed(call: Call, contest: str, code: str) -> Reply:
    """A tapped answer: the contest and all that is known stand in the button."""
    try:
        known = Profile() if code == ANY else Profile.decode(code)
    except (ValueError, OverflowError):
        return Reply(gone(), None, Profile())
    book, saved = await _read(call)
    profile = (saved or Profile()).told(known)
    return verdict_reply(book, None if contest == ANY else contest, profile, saved)
