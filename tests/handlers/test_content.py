"""Employees write records in the chat: a question at a time, a preview as people read it, published or kept."""

import struct

import pytest

from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\x00\x00\x00" + b"0" * 64
HOSTILE = "<b>&\"'{{7*7}} Кабинет (пример)"


async def begin(talk: Chat, button: str, person: int = VERA) -> str:
    """Choose a form and its «Добавить»."""
    await talk(person, "/content")
    await talk.press(person, button)
    return await talk.press(person, "➕ Добавить")


async def premises(talk: Chat, person: int = VERA, title: str = "Кабинет 20 м² (пример)") -> str:
    """Answer the form of premises up to the preview."""
    await begin(talk, "🏠 Помещение", person)
    await talk(person, title)
    await talk(person, "улица Новая, 5")
    await talk.press(person, "Рудничный")
    await talk(person, "35,5 м²")
    await talk.press(person, "Пропустить")
    await talk.press(person, "льготная аренда")
    await talk(person, "3 500 руб в месяц")
    await talk(person, "на 5 лет")
    await talk(person, "20 декабря")
    await talk.press(person, "Дальше")
    return await talk.press(person, "Пропустить")


@pytest.mark.asyncio
async def test_each_answer_is_checked_and_echoed_before_the_next_question(demo_talk: Chat) -> None:
    talk = demo_talk
    first = await begin(talk, "🏠 Помещение")
    assert first.startswith("Помещение, 1 из 10. Как назвать помещение?")
    assert "/cancel прервёт; что ввели, останется в черновиках." in first
    assert f"✅ Название: {HOSTILE}." in await talk(VERA, HOSTILE)
    await talk(VERA, "улица Новая, 5")
    assert {"Центральный", "Рудничный", "« Назад", "Пропустить"} <= set(talk.labels(VERA))
    await talk.press(VERA, "Рудничный")
    assert (await talk(VERA, "-5")).startswith("«-5». Нужно число от 0.")
    assert (await talk(VERA, "много")).startswith("«много». Нужно число.")
    assert (await talk(VERA, "35,5 кв. м")).startswith("✅ Площадь, м²: 35,5.")
    await talk.press(VERA, "Пропустить")
    assert "7 из 11. Сколько в месяц" in await talk.press(VERA, "льготная аренда")
    assert (await talk(VERA, "3 500 ₽")).startswith("✅ Аренда в месяц, ₽: 3 500.")
    await talk.press(VERA, "Пропустить")
    assert (await talk(VERA, "31 февраля")).startswith("«31 февраля». Такого дня в этом месяце нет, последний 28.")
    assert "⚠️ Этот день уже прошёл" in await talk(VERA, "20.12.2020")
    await talk.press(VERA, "« Назад")
    assert (await talk(VERA, "20 декабря")).startswith("✅ Предлагается до: воскресенье, 20 декабря 2026.")


@pytest.mark.asyncio
async def test_premises_are_previewed_published_seen_and_taken_back(demo_talk: Chat) -> None:
    talk = demo_talk
    preview = await premises(talk, title=HOSTILE)
    card = f"{HOSTILE}: 35,5 м², льготная аренда"
    assert preview.startswith(f"Так увидят люди:\n\n{card}\nЗаявки до воскресенья, 20 декабря.")
    assert "Сообщение получат 1 из 1 подписавшихся" in preview
    await talk(ANNA, "/start")
    assert HOSTILE not in await talk.press(ANNA, "🏠 Помещения")
    assert (await talk.press(VERA, "✅ Опубликовать")).startswith(f"Опубликовано: {HOSTILE}.")
    assert (await talk.press(VERA, "Карточка")).startswith(card)
    await talk(VERA, "/start")


@pytest.mark.asyncio
async def test_a_second_press_publishes_nothing_twice_and_undo_makes_a_draft_again(demo_talk: Chat) -> None:
    talk = demo_talk
    await premises(talk)
    preview = [one for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk.press_data(VERA, data)
    assert (await talk.press_data(VERA, data)).startswith("Уже опубликовано.")
    await talk(VERA, "/content")
    assert (await talk.press(VERA, "🏠 Помещение")).startswith("11 помещений.")
    await talk.press_data(VERA, data)
    assert (await talk.press(VERA, "↩️ Отменить")).startswith("Отменено. Людям записи больше не видно")
    assert (await talk.press(VERA, "Продолжить")).startswith("Так увидят люди:")


@pytest.mark.asyncio
async def test_a_season_says_how_many_people_will_hear_of_it(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "📅 Срок приёма")
    assert (await talk(VERA, "соседи")).startswith("✅ Конкурс: «Соседи» (пример).")
    await talk.press(VERA, "объявлен")
    await talk.press(VERA, "Москва")
    assert (await talk(VERA, "1 декабря")).startswith("✅ Приём с: вторник, 1 декабря 2026, 00:00 (Москва).")
    assert "пятница, 11 декабря 2026, 23:59 (Москва)" in await talk(VERA, "11 декабря")
    assert (await talk(VERA, "500000")).startswith("«500000». Это рубли или тысячи?")
    await talk(VERA, "500 тыс")
    await talk.press(VERA, "Пропустить")
    await talk.press(VERA, "Пропустить")
    preview = await talk(VERA, "example.org/sosedi")
    assert preview.startswith("Так увидят люди, когда в карточке дойдёт очередь до этого срока:")
    assert "последний вечер: пятница, 11 декабря" in preview.lower()
    assert "До 500,0 тыс. ₽" in preview
    assert "узнают 1 из 2 подписавшихся" in preview


@pytest.mark.asyncio
async def test_a_condition_in_months_and_one_by_a_day_are_written_and_read_back(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "⚖️ Условие участия")
    await talk(VERA, "соседи")
    await talk.press(VERA, "возраст организации")
    asked = await talk.press(VERA, "не меньше")
    assert "Сколько?" in asked
    assert talk.labels(VERA) == ["« Назад", "В черновик"]
    assert (await talk(VERA, "полгода")).startswith("«полгода». Нужно одно целое число.")
    assert (await talk(VERA, "6")).startswith("✅ Значение: 6.")
    await talk.press(VERA, "Пропустить")
    await talk(VERA, "организации 6 месяцев на последний день")
    assert "организации 6 месяцев на последний день" in await talk.press(VERA, "Пропустить")
    assert (await talk.press(VERA, "✅ Опубликовать")).startswith("Опубликовано: ")
    await begin(talk, "⚖️ Условие участия")
    await talk(VERA, "соседи")
    await talk.press(VERA, "дата регистрации")
    await talk.press(VERA, "раньше")
    assert (await talk(VERA, "давно")).startswith("«давно». Нужна дата")
    assert (await talk(VERA, "1 января 2025")).startswith("✅ Значение: 01.01.2025.")


@pytest.mark.asyncio
async def test_ten_messages_at_once_answer_one_question(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "☎️ Контакт")
    for number in range(10):
        await talk.sandbox.say(VERA, f"Учреждение {number}")
    reply = await talk.after(VERA, talk.sandbox.say(VERA, "ещё"))
    assert reply.count("Взял первое сообщение. Остальные пришли до этого вопроса") == 1
    assert "Учреждение 0" in reply
    assert "2 из 9. А коротко?" in reply
    assert (await talk(VERA, "Приёмная")).startswith("✅ Коротко: Приёмная.")


@pytest.mark.asyncio
async def test_a_phone_is_a_number_and_a_sphere_is_one_of_the_list(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "☎️ Контакт")
    for answer in ("Приёмная (пример)", "Приёмная", "аренда", "Поможет."):
        await talk(VERA, answer)
    assert (await talk(VERA, "звоните")).startswith("«звоните». Нужен номер телефона, например 8 3842")
    assert (await talk(VERA, "8 3842 58-00-01, приёмная")).startswith("✅ Телефон: 8 3842 58-00-01, приёмная.")
    assert (await talk(VERA, "ул. Новая, 5.")).startswith("✅ Адрес: ул. Новая, 5.\n")
    await talk(VERA, "пропустить")
    await talk(VERA, "нет")
    assert (await talk(VERA, "балет")).startswith("«балет» в базе нет. Выберите из списка или напишите иначе.")
    assert "▫️ Спорт" in talk.labels(VERA)


@pytest.mark.asyncio
async def test_what_is_no_text_is_refused_and_the_question_stands(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "☎️ Контакт")
    reply = await talk.after(VERA, talk.sandbox.send_file(VERA, "a.png", PICTURE, kind="photo"))
    assert reply.startswith("Здесь нужен текст, а не фотография.\nКонтакт, 1 из")
    reply = await talk.after(VERA, talk.sandbox.send_file(VERA, "a.pdf", b"%PDF-1.4"))
    assert "Контакт, 1 из" in reply
    assert (await talk(VERA, "я" * 4000)).startswith("✅ Полное название: яя")


@pytest.mark.asyncio
async def test_cancel_keeps_the_draft_and_it_goes_on_where_it_stood(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "💬 Частый вопрос")
    await talk(VERA, "Где взять устав?")
    assert "осталось в черновиках" in await talk(VERA, "/cancel")
    assert "Частый" not in await talk(VERA, "что сейчас открыто")
    await talk(VERA, "/content")
    drafts = await talk.press(VERA, "📝 Черновики: 1")
    assert "ждёт ответа «Ответ»" in drafts
    assert (await talk.press(VERA, "Вопрос: Где взять устав?")).startswith("Вопрос, 2 из 4. Что ответить?")
    await talk(VERA, "В Минюсте.")
    await talk.press(VERA, "Пропустить")
    preview = await talk.press(VERA, "Дальше")
    assert preview.startswith("Так увидят люди:\n\nГде взять устав?\n\nВ Минюсте.")
    assert (await talk.press(VERA, "В черновик")).startswith("Сохранено в черновиках.")
    await talk.press(VERA, "Вопрос: Где взять устав?")
    assert (await talk.press(VERA, "Не надо")).startswith("Черновик удалён.")


@pytest.mark.asyncio
async def test_a_stranger_gets_no_form_and_no_draft_of_somebody_else(demo_talk: Chat) -> None:
    talk = demo_talk
    await begin(talk, "🏠 Помещение")
    for data in (
        "fm", "ft:premises:1", "fn:premises", "fe:premises:demo-room-18", "fef:premises:demo-room-18:0", "fdr:1",
        "frq:premises:demo-room-18", "frm:premises:demo-room-18",
    ):  # fmt: skip
        await talk(ANNA, "/start")
        assert "Раздел для сотрудников" in await talk.press_data(ANNA, data), data
    for data in ("fp:1:district:x", "fs:1:title:skip", "fd:1:pub", "fd:1:undo", "fd:1:no", "fd:999999999999:pub"):
        await talk(BORIS, "/start")
        assert (await talk.press_data(BORIS, data)).startswith("Этого черновика нет"), data
    assert "Раздел для сотрудников" in await talk(ANNA, "/content")
