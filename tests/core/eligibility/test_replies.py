"""What people read: the verdict first, its date, what fits, what nobody checked, and where the rule stands."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from core.answers.answer import Context, Outcome
from core.answers.snapshot import Snapshot
from core.base import pack_folders
from core.catalogue.packs import read_pack
from core.eligibility import answering
from core.eligibility.asking import is_eligibility_question, reply_to
from core.eligibility.book import Book, book_of, read_book
from core.eligibility.verdict import Kind
from core.rendering import length
from storage.content import all_of
from storage.engine import Database
from storage.models import CONTENT
from storage.records.content import Contest
from storage.records.eligibility import Rule
from storage.terms import RuleField
from tests.conftest import TODAY, ZONE

CITY = ZoneInfo(ZONE)
WARM, NEIGHBOURS = "demo-teply-gorod", "demo-sosedi"


@pytest_asyncio.fixture
async def book(demo_base: Database) -> Book:
    async with demo_base.reading() as session:
        return await read_book(session, CITY, TODAY)


@pytest_asyncio.fixture
async def city_book(base: Database) -> Book:
    async with base.reading() as session:
        return await read_book(session, CITY, TODAY)


def said(book: Book, text: str, contest: str | None) -> list[str]:
    html = reply_to(book, text, contest).message.text.replace("\u00a0", " ")
    return re.sub(r"<[^>]+>", "", html).splitlines()


def buttons(book: Book, text: str, contest: str | None) -> list[str]:
    return [button.label for row in reply_to(book, text, contest).message.buttons for button in row]


@pytest.mark.asyncio
async def test_too_early_tells_the_day_what_fits_now_and_where_the_rule_stands(book: Book) -> None:
    lines = said(book, "мы ано, зарегистрировались 20 августа, можно на тёплый город?", WARM)
    assert lines[0].startswith(
        "Пока рано. «Тёплый город» (пример): организации 6 месяцев на последний день приёма, 25 ноября."
    )
    assert "Вам будет 3 месяца" in lines[0]
    assert lines[1] == "Можно с 20 февраля 2027. Следующий приём ждём до 15 марта 2027, дата не объявлена."
    assert (
        lines[2] == "Подходит уже сейчас: «Соседи» (пример), возраст не важен, последний день: воскресенье, 20 декабря."
    )
    assert lines[3] == "Не проверено: софинансирование, в записи его нет."
    assert lines[4].endswith("п. 3.2, проверено 18 ноября. Решает организатор.")
    labels = buttons(book, "мы ано, зарегистрировались 20 августа", WARM)
    assert labels == ["🔔 Напомнить", "«Соседи» (пример)", "Запомнить нашу организацию"]


@pytest.mark.asyncio
async def test_a_month_is_enough_when_every_day_of_it_says_the_same(book: Book) -> None:
    lines = said(book, "мы ано августа, можно на тёплый город", WARM)
    assert lines[0].startswith("Пока рано.")
    assert "Можно с 28 февраля 2027. Считаю по самой поздней дате регистрации." in lines[1]
    assert said(book, "мы ано с апреля, подойдёт?", WARM)[0].startswith("По проверенным условиям подходит")


@pytest.mark.asyncio
async def test_an_age_on_the_edge_is_asked_for_exactly(book: Book) -> None:
    reply = reply_to(book, "мы ано полгода, подойдёт?", WARM)
    assert reply.waits is RuleField.AGE_MONTHS
    assert "Когда вас зарегистрировали?" in reply.message.text


@pytest.mark.asyncio
async def test_a_yes_names_what_was_not_checked(book: Book) -> None:
    lines = said(book, "мы ано с 2020 года, можно?", WARM)
    assert lines[0] == "По проверенным условиям подходит: «Тёплый город» (пример)."
    assert "Последний вечер: среда, 25 ноября" in lines[1]
    assert any(line.startswith("Не проверено: софинансирование") for line in lines)


@pytest.mark.asyncio
async def test_unverified_rules_say_so_and_are_never_called_checked(book: Book) -> None:
    for text in ("мы ано 3 года", "мы ооо", "мы ано 2 месяца"):
        lines = said(book, text, "fpg")
        assert not any("По проверенным" in line for line in lines)
        assert "Условия из открытых источников, редактор их ещё не проверил." in lines[-1]


@pytest.mark.asyncio
async def test_a_part_of_the_contest_may_be_closed_to_a_young_organisation(book: Book) -> None:
    text = "\n".join(said(book, "мы ано, зарегистрированы 20 марта", "fpg"))
    assert text.startswith("По известным условиям подходит: Президентские гранты.")
    assert "Сейчас приёма нет" in text
    assert "Но если просить больше 500 тыс. ₽, пока нельзя" in text
    assert "20 марта 2027" in text


@pytest.mark.asyncio
async def test_a_no_says_by_which_rule_and_what_fits_instead(book: Book) -> None:
    lines = said(book, "мы ооо, можно на тёплый город", WARM)
    assert lines[0] == "Не подходит. «Тёплый город» (пример): заявку подаёт НКО, у которой есть регистрация. У вас ООО."
    assert "Субсидия соцбизнесу (пример)" in lines[1]


@pytest.mark.asyncio
async def test_a_person_is_judged_by_their_own_age(book: Book) -> None:
    assert said(book, "я физлицо, мне 22 года, можно?", "rosmol")[0].startswith("По известным условиям подходит")
    assert said(book, "физлицу 40 лет можно?", "rosmol")[0].startswith(
        "Не подходит. «Росмолодежь»: автору не больше 35 лет."
    )


@pytest.mark.asyncio
async def test_conditions_that_nobody_computes_give_no_verdict(book: Book) -> None:
    lines = said(book, "мы ано 3 года, можно?", "potanin")
    assert lines[0].startswith("Точно сказать нельзя.")
    assert any(line.startswith("Не проверено:") for line in lines)


@pytest.mark.asyncio
async def test_who_may_apply_lists_the_conditions(book: Book) -> None:
    lines = said(book, "кто может подать на фпг", "fpg")
    assert lines[0] == "Президентские гранты: кто может подать"
    assert "• организации не меньше 6 месяцев на последний день приёма" in lines


@pytest.mark.asyncio
async def test_without_a_contest_everything_that_fits_is_listed(book: Book) -> None:
    lines = said(book, "мы ано с 2020 года, на что можем подать?", None)
    assert lines[0] == "АНО: по известным условиям подходит"
    assert any("«Соседи» (пример): до воскресенья, 20 декабря" in line for line in lines)


@pytest.mark.asyncio
async def test_on_the_citys_data_alone_there_are_no_conditions_and_the_organiser_decides(city_book: Book) -> None:
    lines = said(city_book, "мы ано полгода, можно на росмолодеж?", "rosmol")
    assert "условий этого конкурса в базе нет" in lines[0]
    assert any(line.startswith("Решает организатор") for line in lines)
    assert "Условий конкурсов в базе нет." in said(city_book, "мы ано, что нам подойдёт?", None)[0]


@pytest.mark.asyncio
async def test_every_verdict_is_short_and_says_who_decides(book: Book) -> None:
    texts = [
        "мы ано с 2020 года",
        "мы ано 2 месяца",
        "мы ооо 3 года",
        "тос 3 года",
        "я физлицо, мне 20 лет",
        "мы муниципальная школа",
        "ип 5 лет",
    ]
    for contest in book.rules:
        for text in texts:
            reply = reply_to(book, text, contest)
            assert len(reply.message.text.splitlines()) <= 8, reply.message.text
            assert length(reply.message.text) <= 1500
            assert sum(len(row) for row in reply.message.buttons) <= 4 or reply.waits
            if reply.waits is None:
                assert "Решает организатор" in reply.message.text


@pytest.mark.asyncio
async def test_public_rules_are_of_known_contests_with_documents_and_unverified(
    book: Book, demo_base: Database
) -> None:
    async with demo_base.reading() as session:
        rules = [rule for rule in await all_of(session, Rule) if rule.pack == "public"]
        contests = {contest.key for contest in await all_of(session, Contest)}
    computed = {rule.contest for rule in rules if rule.field is not RuleField.OTHER}
    assert len(computed) >= 7
    assert {rule.contest for rule in rules} <= contests
    assert all(rule.source and rule.source.document in book.documents for rule in rules)
    assert all(book.documents[rule.source.document].url for rule in rules if rule.source)
    assert all(rule.checked_on is None for rule in rules)


def test_invented_rules_are_of_invented_contests() -> None:
    pack = read_pack(pack_folders("demo")[0], TODAY)
    assert all(rule.contest.startswith("demo-") for rule in pack.records["rules"] if isinstance(rule, Rule))


@pytest.mark.parametrize(
    "text",
    [
        "можно на росмолодежь",
        "мы ано полгода подойдёт?",
        "кто может подать на тёплый город",
        "нам подойдёт?",
        "а нам можно?",
        "мы АНО полгода, можно на росмолодеж?",
        "имеем ли право на субсидию",
        "могут ли физлица участвовать в вече",
        "мы проходим по возрасту?",
        "какие требования к участникам фпг",
        "ооо может податься?",
        "нас возьмут на фпг?",
        "кому можно на вече",
        "можем мы подать на пфки?",
    ],
)
def test_eligibility_questions_are_recognised(text: str) -> None:
    assert is_eligibility_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "сколько дали на вече",
        "кто выиграл в прошлом году",
        "до какого числа фпг",
        "помещения",
        "можно узнать сколько дали на спорт",
        "куда можно пожаловаться",
        "когда отчет в минюст",
        "сколько денег может получить победитель",
        "спасибо",
        "какие гранты сейчас открыты",
        "где можно посмотреть итоги",
        "сколько участников было",
    ],
)
def test_other_questions_are_left_to_others(text: str) -> None:
    assert not is_eligibility_question(text)


@pytest.mark.asyncio
async def test_the_engine_asks_and_takes_the_written_answer(demo_base: Database) -> None:
    async with demo_base.reading() as session:
        records = [record for table in CONTENT.values() for record in await all_of(session, table.record)]
    base = Snapshot(records)
    asked = answering.answer(base, "мы ано, подойдёт?", [WARM], Context(), now=TODAY, zone=CITY)
    assert asked is not None
    assert asked.outcome is Outcome.CLARIFY
    told = answering.answer(base, "20 августа", [], asked.context, now=TODAY, zone=CITY)
    assert told is not None
    assert "Можно с 20" in told.message.text
    again = answering.answer(base, "а если фонду можно?", [], told.context, now=TODAY, zone=CITY)
    assert again is not None
    assert "Пока рано" in again.message.text
    assert answering.answer(base, "сколько дали на вече", [], told.context, now=TODAY, zone=CITY) is None
    assert answering.answer(base, "20 августа", [], Context(), now=TODAY, zone=CITY) is None
    assert answering.answer(base, "можно нам?", ["minobrnauki"], Context(), now=TODAY, zone=CITY) is None
    mistyped = answering.answer(base, "yfv gjljqltn", [WARM], Context(), repaired="нам подойдет", now=TODAY, zone=CITY)
    assert mistyped is not None


@pytest.mark.asyncio
async def test_the_verdict_turns_on_the_day_that_was_named(demo_base: Database) -> None:
    async with demo_base.reading() as session:
        rules = await all_of(session, Rule)
        contests = await all_of(session, Contest)
    turns = datetime(2027, 2, 20, 5, tzinfo=UTC)
    for moment, kind in ((turns - timedelta(days=1), Kind.NOT_YET), (turns, Kind.YES)):
        later = book_of(rules, contests, [], [], CITY, moment)
        assert reply_to(later, "мы ано, зарегистрировались 20 августа 2026", WARM).kind is kind
