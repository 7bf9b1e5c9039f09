"""The first screen, its commands, deep links, and what is not text."""

import base64

import pytest

from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.asyncio
async def test_start_says_what_it_does_how_fresh_it_is_and_who_runs_it(talk: Chat) -> None:
    reply = await talk(ANNA, "/start")
    assert "НКО Кемерова" in reply
    assert "2023 год" in reply
    assert "Ресурсный центр (пример)" in reply
    assert "Учебный режим" not in reply
    assert talk.labels(ANNA) == [
        "🏆 Гранты и конкурсы", "💰 Субсидии и меры", "🏠 Помещения", "📅 Сроки и отчёты",
        "🔔 Мои подписки", "✉️ Спросить специалиста",
    ]  # fmt: skip


@pytest.mark.asyncio
async def test_a_demo_base_says_that_it_is_one(demo_talk: Chat) -> None:
    assert "Учебный режим: записи со словом «пример» выдуманы" in await demo_talk(ANNA, "/start")


@pytest.mark.asyncio
async def test_only_administrators_see_the_employees_menu_and_it_is_checked_again(talk: Chat) -> None:
    await talk(VERA, "/start")
    assert "🗂 Для сотрудников" in talk.labels(VERA)
    assert "/stats" in await talk.press(VERA, "🗂 Для сотрудников")
    await talk(ANNA, "/start")
    assert "🗂 Для сотрудников" not in talk.labels(ANNA)
    refused = await talk.press_data(ANNA, "st")
    assert "/stats" not in refused
    assert "передайте администратору ваш номер: 101" in refused


@pytest.mark.asyncio
async def test_a_second_start_resets_nothing(talk: Chat) -> None:
    await talk(ANNA, "/settings")
    await talk.press(ANNA, "Час оповещений")
    assert "18:00" in await talk.press(ANNA, "18:00")
    await talk(ANNA, "/start")
    assert "18:00" in await talk(ANNA, "/settings")


@pytest.mark.asyncio
async def test_start_leaves_a_running_dialogue_with_one_line(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "Обращение: ничего не отправлено" in await talk(ANNA, "/start")
    assert "ничего не отправлено" not in await talk(ANNA, "/start")


@pytest.mark.asyncio
async def test_a_deep_link_opens_its_card_with_the_menu_one_tap_away(talk: Chat) -> None:
    reply = await talk(ANNA, "/start c_veche")
    assert "1 250,0 тыс. ₽" in reply
    assert "« Меню" in talk.labels(ANNA)
    assert "Помещения" in await talk(ANNA, "/start m_measure-2-3")
    assert "kumi-kemerovo.ru" in await talk(ANNA, "/start k_kumi")


@pytest.mark.asyncio
@pytest.mark.parametrize("payload", ["c_no-such-thing", "x", "c_", "_", "c_<b>&'", "c_" + "я" * 70, "st", "c_veche c"])
async def test_an_odd_link_gives_the_menu_and_one_sentence(talk: Chat, payload: str) -> None:
    reply = await talk(BORIS, f"/start {payload}")
    assert reply.startswith("Ссылка устарела")
    assert "Подсказываю" in reply
    assert "🏠 Помещения" in talk.labels(BORIS)


@pytest.mark.asyncio
async def test_help_lists_the_commands_of_the_reader(talk: Chat) -> None:
    assert "/settings" in await talk(ANNA, "/help")
    assert "/stats" not in await talk(ANNA, "/help")
    assert "/stats" in await talk(VERA, "/help")


@pytest.mark.asyncio
async def test_cancel_says_what_was_cancelled_or_that_nothing_ran(talk: Chat) -> None:
    assert "Незаконченного больше нет" in await talk(ANNA, "/cancel")
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "Обращение: прервано" in await talk(ANNA, "/cancel")
    assert "Незаконченного больше нет" in await talk(ANNA, "/cancel")


@pytest.mark.asyncio
async def test_an_unknown_command_gets_one_sentence(talk: Chat) -> None:
    assert "/help" in await talk(ANNA, "/nosuchthing")
    assert "/help" in await talk(ANNA, "/ что это")


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "video", "audio", "document", "animation",
                                  "location", "contact"])  # fmt: skip
async def test_what_is_not_text_gets_a_sentence_and_a_way_on(talk: Chat, kind: str) -> None:
    content = PICTURE if kind == "photo" else b"\x00\x01"
    reply = await talk.after(ANNA, talk.sandbox.send_file(ANNA, f"{kind}.bin", content, kind))
    assert "Напишите вопрос текстом" in reply
    assert "« Меню" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_an_album_gets_one_sentence(talk: Chat) -> None:
    await talk(ANNA, "/start")
    chat = {"id": ANNA, "type": "private", "first_name": "Анна"}
    person = {"id": ANNA, "is_bot": False, "first_name": "Анна"}
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    for number in (901, 902, 903):
        update = {"message": {"message_id": number, "date": 1, "chat": chat, "from": person, "photo": photo,
                              "media_group_id": "7"}}  # fmt: skip
        await talk.sandbox.push_update(update)
    before = len(talk.sandbox.messages(ANNA))
    await talk.handle()
    assert len(talk.sandbox.messages(ANNA)) == before + 1


@pytest.mark.asyncio
async def test_a_poll_and_a_kind_nobody_knows_yet_do_not_break_anything(talk: Chat) -> None:
    await talk(ANNA, "/start")
    chat = {"id": ANNA, "type": "private", "first_name": "Анна"}
    person = {"id": ANNA, "is_bot": False, "first_name": "Анна"}
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "type": "regular",
            "is_anonymous": True, "allows_multiple_answers": False, "allows_revoting": False,
            "members_only": False}  # fmt: skip
    update = {"message": {"message_id": 900, "date": 1, "chat": chat, "from": person, "poll": poll}}
    assert "Голосовать не умею" in await talk.after(ANNA, talk.sandbox.push_update(update))


@pytest.mark.asyncio
async def test_a_button_whose_record_is_gone_says_so_and_leads_on(talk: Chat) -> None:
    await talk(ANNA, "/start")
    for data in ("c:nothing", "m:nothing", "d:nothing", "p:nothing", "k:nothing", "src:contests:nothing",
                 "src:people:1", "mf:nothing:1", "seth:77", "setf:emperor"):  # fmt: skip
        assert "больше нет" in await talk.press_data(ANNA, data), data
        assert "« Меню" in talk.labels(ANNA)
        await talk(ANNA, "/start")


@pytest.mark.asyncio
async def test_a_page_that_does_not_exist_is_the_nearest_one(talk: Chat) -> None:
    await talk(ANNA, "/start")
    assert "4/4" in "".join([await talk.press_data(ANNA, "cs:all:99"), *talk.labels(ANNA)])
    await talk.press_data(ANNA, "cs:all:-3")
    assert "1/4" in talk.labels(ANNA)
    await talk.press_data(ANNA, "cs:sport:1")
    assert "20 конкурсов" in await talk.press_data(ANNA, "cs:nonsense:1")
