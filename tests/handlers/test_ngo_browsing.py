"""What people read while browsing: facts with their year, honest empty screens, sources as printed."""

import re

import pytest

from tests.handlers.conftest import ANNA, BORIS, Chat


async def _menu(chat: Chat, *path: str) -> str:
    """/start and a tap after another; what the last one shows."""
    shown = await chat(ANNA, "/start")
    for label in path:
        shown = await chat.press(ANNA, label)
    return shown


@pytest.mark.asyncio
async def test_contests_come_five_a_page_in_the_document_s_order(talk: Chat) -> None:
    first = await _menu(talk, "🏆 Гранты и конкурсы")
    assert first.startswith("20 конкурсов, открытых сейчас нет")
    assert "Президентские гранты: в 2023 году 142 участника, 20 победителей, 19 489,1 тыс. ₽" in first
    assert first.count("•") == 5
    seen = talk.labels(ANNA)
    await talk.press(ANNA, "›")
    assert "2/4" in talk.labels(ANNA)
    await talk.press(ANNA, "‹")
    assert talk.labels(ANNA) == seen


@pytest.mark.asyncio
async def test_contests_are_filtered_by_level_and_sphere(talk: Chat) -> None:
    await _menu(talk, "🏆 Гранты и конкурсы", "🔎 Отобрать")
    assert "Областные конкурсы: 3" in await talk.press(ANNA, "Областные")
    await talk.press(ANNA, "🔎 Отобрать")
    assert "Спорт: 2 конкурса" in await talk.press(ANNA, "⚽ Спорт")


@pytest.mark.asyncio
async def test_nothing_open_says_why_names_the_past_year_and_offers_a_subscription(talk: Chat) -> None:
    reply = await _menu(talk, "🏆 Гранты и конкурсы", "🟢 Открыто сейчас")
    assert reply.startswith("Сейчас открытых конкурсов в базе нет: новых сроков редакторы пока не внесли.")
    assert "Вече»: в 2023 году 35 заявок, 23 победителя, 1 250,0 тыс. ₽" in reply
    assert "в 2023 году принимали с 10 июля по 11 августа" in reply
    assert "kemerovo.ru/obshchestvo/konkursy" in reply
    assert "🔔 Сообщить, когда откроется" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_no_past_window_reads_as_a_present_one(talk: Chat) -> None:
    for key in ("sme-subsidy", "sonko-subsidy", "veche", "fpg", "snezhny-kaleydoskop"):
        card = await talk(ANNA, f"/start c_{key}")
        assert "Сейчас приёма нет" in card
        assert "в 2023 году" in card
        assert not re.search(r"открыт|осталось|Последний", card), card
        assert "🔔 Напомнить" not in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_counts_that_are_no_plain_numbers_stay_as_printed(talk: Chat) -> None:
    assert "более 800 участников, 46 победителей" in await talk(ANNA, "/start c_snezhny-kaleydoskop")
    volunteers = await talk(ANNA, "/start c_volonter")
    assert "3 объединения 36 физлиц, победили 2 объединения 16 физлиц" in volunteers


@pytest.mark.asyncio
async def test_the_true_source_of_money_is_said_where_it_differs_from_the_level(talk: Chat) -> None:
    assert "Федеральный конкурс" in await talk(ANNA, "/start c_potanin")
    assert "деньги частного фонда" in await talk(ANNA, "/start c_potanin")
    assert "деньги" not in await talk(ANNA, "/start c_fpg")
    assert "Деньги тратят в 2024 году" in await talk(ANNA, "/start c_veche")


@pytest.mark.asyncio
async def test_the_source_shows_table_row_and_the_text_as_printed_and_leads_back(talk: Chat) -> None:
    card = await talk(ANNA, "/start c_fpg")
    source = await talk.press(ANNA, "Откуда")
    assert "Отчёт города за 2023 год, мера 2.8, таблица 3, строка 2." in source
    assert "2 | Фонд Президентских грантов | 13 различных направлений для НКО | 142 | 20 | 19 489,1" in source
    assert "Данные на 31 декабря 2023" in source
    assert "⚠️" not in source
    assert await talk.press(ANNA, "« Назад") == card


@pytest.mark.asyncio
async def test_premises_without_a_list_say_who_has_it_and_what_2023_gave(talk: Chat) -> None:
    reply = await _menu(talk, "🏠 Помещения")
    assert reply.startswith("Свободных помещений в базе сейчас нет")
    assert "В 2023 году у НКО было 29 договоров на имущество города, 11 332,7 м²" in reply
    assert "kumi-kemerovo.ru" in reply
    assert "🔔 Сообщить о новых" in talk.labels(ANNA)
    leases = await talk.press(ANNA, "Кому дали в 2023 году")
    assert "29 договоров" in leases
    assert "Организаций названо 17" in leases
    assert "«За зверушек»: бесплатно" in leases


@pytest.mark.asyncio
async def test_duties_that_nobody_entered_lead_to_where_they_are(talk: Chat) -> None:
    reply = await _menu(talk, "📅 Сроки и отчёты")
    assert reply.startswith("Сроков отчётности в базе пока нет")
    assert "Социально ориентированные некоммерческие организации" in reply
    assert "🔔 Напоминать о сроках" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_all_measures_of_the_plan_can_be_read_with_their_facts(talk: Chat) -> None:
    assert (await _menu(talk, "💰 Субсидии и меры")).startswith("3 субсидии и 21 мера плана, приёма заявок сейчас нет")
    assert "11 332,7" in await talk(ANNA, "/start m_measure-2-3")
    facts = await talk.press(ANNA, "Что известно")
    assert "17 негосударственным организациям" in facts
    assert "Источник: отчёт города за 2023 год, мера 2.3." in facts


@pytest.mark.asyncio
async def test_a_contact_says_what_the_base_does_not_have(talk: Chat) -> None:
    card = await talk(ANNA, "/start k_kumi")
    assert "kumi-kemerovo.ru" in card
    assert "Телефона, адреса, часов приёма в базе нет." in card


@pytest.mark.asyncio
async def test_an_open_contest_tells_its_last_evening_on_both_clocks(demo_talk: Chat) -> None:
    card = await demo_talk(ANNA, "/start c_demo-teply-gorod")
    assert card.startswith("«Тёплый город» (пример): приём открыт, осталось 3 дня")
    assert "Последний вечер: среда, 25 ноября. Закроется в 23:59 по Москве, у нас это 03:59 четверга." in card
    assert "🔔 Напомнить" in demo_talk.labels(ANNA)


@pytest.mark.asyncio
async def test_a_moved_deadline_names_the_old_one(demo_talk: Chat) -> None:
    assert "Срок продлили, было: понедельник, 23 ноября." in await demo_talk(ANNA, "/start c_demo-dvorovy-sport")
    assert "Срок сократили, было:" in await demo_talk(ANNA, "/start c_demo-knizhny-dvor")


@pytest.mark.asyncio
async def test_what_only_may_come_is_expected_and_not_dated(demo_talk: Chat) -> None:
    card = await demo_talk(ANNA, "/start c_demo-gorod-masterov")
    assert "приём ждём примерно" in card
    assert "дата не объявлена" in card


@pytest.mark.asyncio
async def test_open_contests_stand_first_and_the_nearest_end_on_top(demo_talk: Chat) -> None:
    listed = await demo_talk(ANNA, "/contests")
    assert listed.startswith("31 конкурс, открыто сейчас: 8")
    assert listed.index("Последний вагон") < listed.index("Тёплый город") < listed.index("Лапа помощи")


@pytest.mark.asyncio
async def test_duties_are_chosen_by_legal_form_and_unchecked_ones_say_so(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/duties")
    await demo_talk.press(ANNA, "Другая форма")
    chosen = await demo_talk.press(ANNA, "АНО")
    assert "Показаны сроки для АНО" in chosen
    assert "⚠️ Срок из открытых источников" in chosen
    await demo_talk.press(ANNA, "Запомнить форму")
    assert "Показаны сроки для АНО" in await demo_talk(ANNA, "/duties")
    assert "Показаны" not in await demo_talk(BORIS, "/duties")


@pytest.mark.asyncio
async def test_a_duty_names_its_day_its_year_and_its_act(demo_talk: Chat) -> None:
    card = await demo_talk(ANNA, "/start d_minjust-ngo-report")
    assert card.startswith("До четверга, 15 апреля 2027: Отчёт НКО в Минюст")
    assert "За 2026 год" in card
    assert "№ 7-ФЗ" in card
    assert "редактор его ещё не проверил" in card
    assert "🔔 Напомнить" in demo_talk.labels(ANNA)


@pytest.mark.asyncio
async def test_premises_on_offer_are_listed_by_their_end(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/start")
    listed = await demo_talk.press(ANNA, "🏠 Помещения")
    assert "Зал 62 м² с зеркалами (пример): Центральный, льготная аренда, до 2 декабря" in listed
    card = await demo_talk.press(ANNA, "Зал 62 м²")
    assert "Заявки до среды, 2 декабря." in card
    assert "9,0 тыс. ₽ в месяц" in card


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    ["щ" * 5000, "<b>&\"'{{7*7}}</b>", "\u202eתיבה\u202c", "🤷‍♀️🔥", "....", "*_`[x](y)", "а" * 300, "0", "\u200b!"],
)
async def test_odd_texts_get_an_answer_and_never_an_error(talk: Chat, text: str) -> None:
    assert (await talk(ANNA, text)).strip()
    assert "49" not in await talk(ANNA, "<i>{{7*7}}")


@pytest.mark.asyncio
async def test_a_forwarded_post_and_an_edited_picture_are_answered(talk: Chat) -> None:
    assert (await talk.after(ANNA, talk.sandbox.forward(ANNA, "Открыт приём заявок на гранты", "Канал"))).strip()
    sent = await talk.sandbox.send_file(ANNA, "a.pdf", b"%PDF-1.4", "document", caption="смотрите")
    await talk.handle()
    assert "Файлы не читаю" in await talk.after(ANNA, talk.sandbox.edit(ANNA, sent["message_id"], "другое"))
