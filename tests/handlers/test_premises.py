"""Premises for people: found by area, district, terms and purpose, looked at, followed, reminded of."""

import re
from datetime import timedelta

import pytest

from core.announcements.due import write_due
from core.premises.wishes import asks_for_premises, decode, encode, read_wish
from storage.content import all_of
from storage.people import find_person
from storage.records.content import Premises
from storage.records.premises import PremisesWish
from storage.terms import Channel, PremisesRight
from storage.told import told_of
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_content import premises

DISTRICTS = ("Центральный", "Ленинский", "Рудничный", "Заводский", "Кировский")


def offers() -> list[Premises]:
    return [
        Premises(
            key=f"r{number}", title="Кабинет", address="-", district=one, right=PremisesRight.FREE, purpose="спорт"
        )
        for number, one in enumerate(DISTRICTS)
    ]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("помещение до 50 метров в Заводском районе безвозмездно",
         PremisesWish(("Заводский",), None, 50, (PremisesRight.FREE,))),
        ("нужен кабинет метров 20 в центре", PremisesWish(("Центральный",), 14, 30)),
        ("зал от 40 до 80 кв.м под спорт", PremisesWish((), 40, 80, (), "спорт")),
        ("офис 30-50 м2 ленинский", PremisesWish(("Ленинский",), 30, 50)),
        ("помещение не меньше 100 квадратов на льготных условиях",
         PremisesWish((), 100, None, (PremisesRight.FREE, PremisesRight.REDUCED))),
        ("помещение под склад", PremisesWish(purpose="склад")),
        ("есть бесплатные помещения?", PremisesWish(rights=(PremisesRight.FREE,))),
        ("нужно помещение до 50 метров в Рудничном под кружок", PremisesWish(("Рудничный",), None, 50, (), "кружок")),
        ("зал под тренировки 100 кв", PremisesWish((), 70, 150, (), "тренировка")),
        ("комната от двадцати до пятидесяти метров", PremisesWish((), 20, 50)),
        ("помещение на южном", PremisesWish(("Южный",))),
    ],
)  # fmt: skip
def test_typed_searches_are_understood(text: str, wish: PremisesWish) -> None:
    assert asks_for_premises(text, offers()) == wish
    assert decode(*encode(wish), offers()) == wish


@pytest.mark.parametrize(
    "text",
    [
        "помещение", "сколько помещений дали бесплатно в 2023", "кому дали помещение безвозмездно",
        "как получить помещение бесплатно", "куда обратиться за льготной арендой", "гранты до 50 тысяч",
        "какие документы нужны для аренды", "что открыто до 20 декабря", "проспект Ленина 5",
        "возмещение коммунальных за помещение 50 метров", "помещение на первом этаже",
        "помещение до 99999999999999999999 метров",
    ],
)  # fmt: skip
def test_other_questions_are_no_search(text: str) -> None:
    assert asks_for_premises(text, offers()) is None


def test_lenin_avenue_is_no_district() -> None:
    assert read_wish("кабинет на проспекте Ленина до 30 метров", offers()).districts == ()


@pytest.mark.asyncio
async def test_a_typed_search_brings_what_fits_and_the_nearest_when_nothing_does(demo_talk: Chat) -> None:
    talk = demo_talk
    reply = await talk(ANNA, "кабинет до 40 метров бесплатно")
    assert reply.startswith("3 помещения: до 40 м², бесплатно")
    assert "Кабинет 18 м² (пример)" in reply
    assert "Домик ТОС" in reply
    found = await talk(ANNA, "помещение до 50 метров в Заводском районе безвозмездно")
    assert found.startswith("1 помещение: до 50 м², Заводский район, бесплатно")
    none = await talk(ANNA, "помещение до 50 метров в Рудничном районе безвозмездно")
    assert none.startswith("Такого сейчас нет: до 50 м², Рудничный район, бесплатно. Предложений всего 10")
    assert "🔔 Сообщить о таких" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_a_purpose_is_said_whole_and_a_room_for_classes_will_do_for_a_club(demo_talk: Chat) -> None:
    talk = demo_talk
    reply = await talk(ANNA, "нужно помещение до 50 метров в Заводском под кружок")
    assert reply.startswith("1 помещение: до 50 м², Заводский район, назначение: кружок")
    assert "Студия 44 м²" in reply
    await talk(ANNA, "зал для репетиций в Рудничном")
    shown = await talk.press(ANNA, "🔎 Уточнить")
    assert "Сейчас ищу: Рудничный район, назначение: репетиция." in shown


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    ["кабинет до 40 метров бесплатно", "помещение до 50 метров в Рудничном бесплатно", "помещение до 5000 метров",
     "помещение на южном"],
)  # fmt: skip
async def test_a_typed_search_has_four_buttons_at_most_and_leads_to_all_that_was_found(
    demo_talk: Chat, text: str
) -> None:
    reply = await demo_talk(ANNA, text)
    labels = demo_talk.labels(ANNA)
    assert len(labels) <= 4
    assert {"🔔 Сообщить о таких", "🔎 Уточнить"} < set(labels)
    for every in (one for one in labels if one.startswith("Показать все")):
        shown = await demo_talk.press(ANNA, every)
        assert shown.splitlines()[0] == reply.splitlines()[0]


@pytest.mark.asyncio
async def test_a_search_is_gone_on_with_in_a_few_words_and_other_questions_end_it(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(ANNA, "помещение до 50 метров в Ленинском районе")
    assert (await talk(ANNA, "бесплатные есть?")).startswith("1 помещение: до 50 м², Ленинский район, бесплатно")
    nowhere = await talk(ANNA, "а на южном есть что нибудь?")
    assert nowhere.startswith("Такого сейчас нет: до 50 м², Южный район, бесплатно.")
    assert "помещени" not in (await talk(ANNA, "гранты для спорта")).lower()


@pytest.mark.asyncio
async def test_the_command_shows_what_is_offered_and_how_to_choose(demo_talk: Chat) -> None:
    assert (await demo_talk(ANNA, "/premises")).startswith("10 помещений для НКО")
    assert "🔎 Подобрать" in demo_talk.labels(ANNA)
    assert "/premises" in await demo_talk(ANNA, "/help")


@pytest.mark.asyncio
async def test_a_choice_that_leaves_nothing_is_not_offered(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(ANNA, "склад в Кировском районе")
    await talk.press(ANNA, "🔎 Уточнить")
    await talk.press(ANNA, "💳 Условия")
    assert talk.labels(ANNA) == ["Льготная аренда: 1", "Неважно", "« Назад"]
    await talk(ANNA, "кружок в Кировском районе до 10 метров, помещение")
    await talk.press(ANNA, "🔎 Уточнить")
    assert "С остальным не сходится ни одно предложение" in await talk.press(ANNA, "💳 Условия")
    assert talk.labels(ANNA) == ["Неважно", "« Назад"]


@pytest.mark.asyncio
async def test_a_search_is_put_together_by_buttons(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(ANNA, "/start")
    await talk.press(ANNA, "🏠 Помещения")
    await talk.press(ANNA, "🔎 Подобрать")
    assert (await talk.press(ANNA, "📍 Район")).startswith("В каком районе?")
    assert (await talk.press(ANNA, "Центральный: 2")).startswith("2 помещения: Центральный район")
    await talk.press(ANNA, "🔎 Уточнить")
    await talk.press(ANNA, "📐 Площадь")
    assert (await talk.press(ANNA, "50–100 м²: 1")).startswith("1 помещение: от 50 до 100 м², Центральный район")
    reply = await talk.press_data(ANNA, "pf:Центральны:50_100:f:-:1")
    assert reply.startswith("Такого сейчас нет: от 50 до 100 м², Центральный район, бесплатно.")
    assert "Зал 62 м² с зеркалами (пример)" in reply
    for data in ("pf:x:y:z:w:99", "pf:Центральный:9_:fr:-:1", "pfp:q:-:-:-:-", "pf:-:-:-:-:-5"):
        assert await talk.press_data(ANNA, data)


@pytest.mark.asyncio
async def test_an_empty_base_says_why_and_keeps_the_wish(talk: Chat) -> None:
    reply = await talk(ANNA, "помещение до 50 метров в Заводском районе безвозмездно")
    assert reply.startswith("Свободных помещений в базе сейчас нет: перечень редакторы ещё не внесли.")
    assert "КУМИ" in reply
    followed = await talk.press(ANNA, "🔔 Сообщить о таких")
    assert followed.startswith("Подписка есть: помещения: до 50 м², Завод")
    assert "бесплатно" in followed
    assert "до 50 м²" in await talk(ANNA, "/mine")


@pytest.mark.asyncio
async def test_only_fitting_offers_alert_their_subscribers(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(ANNA, "помещение до 50 метров в Рудничном районе")
    await talk.press(ANNA, "🔔 Сообщить о таких")
    await talk(BORIS, "помещение от 100 метров в Центральном районе")
    await talk.press(BORIS, "🔔 Сообщить о таких")
    preview = await premises(talk)
    assert "Сообщение получат 1 из 2 подписавшихся" in preview
    await talk.press(VERA, "✅ Опубликовать")
    await write_due(talk.database, talk.clock, talk.parts.zone)
    told = {}
    async with talk.database.reading() as session:
        for number in (ANNA, BORIS):
            person = await find_person(session, Channel.TELEGRAM, str(number))
            assert person is not None
            told[number] = {item.subject for item in await told_of(session, person.id)}
    assert "kabinet-20-m-primer" in told[ANNA]
    assert "kabinet-20-m-primer" not in told[BORIS]


@pytest.mark.asyncio
async def test_a_visit_is_an_appeal_that_is_said_before_it_is_sent(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(ANNA, "/start")
    await talk.press_data(ANNA, "p:demo-room-18")
    confirm = await talk.press(ANNA, "👀 Записаться на осмотр")
    assert "Хотим осмотреть помещение: Кабинет 18 м² (пример), улица Учебная, 12" in confirm
    assert re.search(r"Обращение № \d+", await talk.press(ANNA, "Передать"))
    async with talk.database.reading() as session:
        assert len(await all_of(session, Premises)) > 6
    assert "больше нет" in await talk.press_data(ANNA, "pv:nothing")


@pytest.mark.asyncio
async def test_the_overview_counts_offers_that_still_stand(demo_talk: Chat) -> None:
    talk = demo_talk
    assert "Помещения в базе: 10" in await talk(ANNA, "помещение")
    talk.clock = TODAY + timedelta(days=5)  # the yard's house was offered until the third day
    later = await talk(ANNA, "помещение")
    assert "Помещения в базе: 9" in later
    assert "Домик" not in later
