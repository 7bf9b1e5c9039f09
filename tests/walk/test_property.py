"""The property department walked: a plain editor's offer with photos, a question in the evening to somebody without a
group, what is edited afterwards, the reminder, the sphere at the end, and a lease that ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.async_api import expect
from sqlalchemy import select

from core.appeals.reminding import remind
from core.premises.leases import write_lease_ends
from storage.engine import open_database
from storage.models import CONTENT
from storage.models.appeals import AppealRow
from storage.own_organisations import create
from storage.people import find_person
from storage.terms import Channel
from tests.conftest import ZONE
from tests.walk.conftest import NOON
from tests.walk.test_content import pictures
from tests.walk.test_people import agreed, seen
from tests.walk.walker import ANNA, MARINA, Walker, words

IRINA, KONSTANTIN = 905, 907
QUESTION = "как продлить договор безвозмездного пользования помещением"
PDF = {"name": "dogovor.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 dogovor"}


@pytest.fixture
def noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """The walk's clock; nine in the evening where nobody is to be at work."""
    evening = timedelta(hours=9 if "out_of_hours" in request.node.name else 0)
    with time_machine.travel(NOON + evening, tick=True):
        yield


async def edit(walker: Walker, text: str) -> None:
    """Change the newest own message."""
    await walker.page.locator(".message.out").last.locator(".bubble").click(button="right")
    await walker.page.locator("#context-menu button", has_text="Изменить").click()
    await walker.page.fill("#composer textarea", text)
    await walker.page.click("#send")


@pytest.mark.asyncio
async def test_an_editor_of_premises_and_an_ngo_that_looks_at_the_photos(walker: Walker, tmp_path: Path) -> None:
    await walker.become(KONSTANTIN)
    await walker.say("/start", patience=90)
    await walker.press("Для сотрудников")
    await expect(walker.newest).to_contain_text("Вы редактор")
    await walker.picture("property-01-staff")
    await walker.say("/queue")
    await walker.picture("property-02-no-queue")
    await walker.say("/content")
    await walker.press("🏠 Помещение")
    await walker.press("Добавить")
    await expect(walker.newest).to_contain_text("1 из 10")
    for said in ("Зал 48 м² (пример)", "улица Учебная, 30"):
        await walker.say(said)
    await walker.press("Заводский")
    await walker.say("48 м²")
    await walker.say("занятия")
    await walker.press("бесплатно")
    await walker.say("безвозмездно на 3 года")
    await walker.say("20 декабря")
    await walker.page.set_input_files("#photo-input", [str(one) for one in pictures(tmp_path)])
    await seen(walker, "Фото принимаю")
    await walker.page.wait_for_timeout(2_000)
    await walker.press("Дальше")
    await expect(walker.newest).to_contain_text("страница с объявлением")
    await walker.press("Пропустить")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("property-03-preview")
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Опубликовано")

    await walker.become(ANNA)
    await walker.say("/start")
    await walker.say("помещение до 50 метров в Заводском районе безвозмездно")
    await walker.press("Зал 48")
    await expect(walker.newest).to_contain_text(words("48 м²"))
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("property-04-card")

    database = open_database(f"sqlite:///{tmp_path / 'walk.db'}")
    async with database.writing() as session:
        anna = await find_person(session, Channel.TELEGRAM, str(ANNA))
        assert anna is not None
        table = CONTENT["leases"].row
        lease = (await session.scalars(select(table).order_by(table.key))).first()
        assert lease is not None
        lease.ends_on, lease.address = datetime.now(UTC).date() + timedelta(days=25), "ул. Примерная, 9 (пример)"
        await create(session, anna.id, datetime.now(UTC), name="Наша (пример)", record=lease.organisation)
        await session.commit()
    assert await write_lease_ends(database, datetime.now(UTC), ZoneInfo(ZONE), [str(MARINA)]) >= 2
    await database.close()
    await seen(walker, "Договор на помещение закончится")
    await walker.page.locator(".message.in", has_text="Договор на помещение").last.scroll_into_view_if_needed()
    await walker.picture("property-05-lease-holder")
    await walker.become(KONSTANTIN)
    await seen(walker, "договор закончится")
    await walker.picture("property-06-lease-department")


@pytest.mark.asyncio
async def test_a_question_out_of_hours_its_edits_the_reminder_and_the_sphere(walker: Walker, tmp_path: Path) -> None:
    await walker.become(IRINA)
    await walker.say("/start", patience=90)
    await walker.become(ANNA)
    await walker.say("/start")
    await walker.page.set_input_files("#file-input", PDF)
    await seen(walker, "передам вместе с вопросом")
    await walker.press("Спросить специалиста")
    await expect(walker.newest).to_contain_text("пойдёт вместе с ним")
    await walker.picture("evening-01-file-first")
    await walker.say(QUESTION)
    await expect(walker.newest).to_contain_text("Уйдут этот текст, 1")
    await walker.press("Передать")
    await agreed(walker)
    await seen(walker, "Сейчас нерабочее время")
    await walker.picture("evening-02-accepted")
    await edit(walker, f"{QUESTION} на улице Примерной, 9")
    await seen(walker, "Уточнение передано")
    await walker.picture("evening-03-clarified")
    database = open_database(f"sqlite:///{tmp_path / 'walk.db'}")
    async with database.writing() as session:
        (await session.scalars(select(AppealRow))).one().due_on = datetime.now(ZoneInfo(ZONE)).date()
        await session.commit()
    assert await remind(database, datetime.now(UTC), ZoneInfo(ZONE), [str(MARINA)]) == 1
    await database.close()

    await walker.become(IRINA)
    await seen(walker, "ответить сегодня")
    await walker.picture("evening-04-reminded")
    await walker.press("Ответить")
    await expect(walker.newest).to_contain_text("уйдёт человеку")
    await walker.say("Заявление подают до 15 марта.")
    await seen(walker, "отправляю человеку")
    await walker.become(ANNA)
    await seen(walker, "15 марта")
    await walker.become(IRINA)
    await edit(walker, "Заявление подают до 15 апреля.")
    await seen(walker, "Исправление")
    await walker.picture("evening-05-correcting")
    await walker.become(ANNA)
    await seen(walker, "Исправленный ответ")
    await walker.picture("evening-06-corrected")

    await walker.become(IRINA)
    await walker.page.locator(".inline-button", has_text="Обращение целиком").last.click()
    await walker.page.wait_for_timeout(1_500)
    await walker.press("Закрыть")
    await expect(walker.newest).to_contain_text("Чем закончилось")
    await walker.press("Разъяснили")
    await expect(walker.newest).to_contain_text("К какой сфере")
    await walker.picture("evening-07-sphere")
    await walker.press("Спорт")
    await expect(walker.newest).to_contain_text("сфера")
    await walker.picture("evening-08-placed")
