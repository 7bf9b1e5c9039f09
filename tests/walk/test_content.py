"""Records in the chat page: the owner of premises writes an offer with photos, an NGO finds it and asks for a visit."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, MARINA, Walker, words

IRINA = 905
"""The owner of the property department."""


def pictures(folder: Path) -> list[Path]:
    """Two photos, drawn here."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = []
    for number, colour in enumerate(("#8ecae6", "#ffb703")):
        figure = Figure(figsize=(6.4, 4.8), facecolor=colour)
        FigureCanvasAgg(figure)
        figure.text(0.3, 0.5, f"пример {number + 1}", size=40)
        made.append(folder / f"photo-{number}.png")
        figure.savefig(made[-1])
    return made


@pytest.mark.asyncio
async def test_an_owner_writes_an_offer_and_an_ngo_finds_it(walker: Walker, tmp_path: Path) -> None:
    await walker.become(IRINA)
    await walker.page.fill("#composer textarea", "/start")
    await walker.page.click("#send")
    await expect(walker.newest).to_be_visible(timeout=90_000)
    await walker.press("Для сотрудников")
    await expect(walker.newest).to_contain_text("/content")
    await walker.picture("content-staff")
    await walker.say("/content")
    await walker.picture("content-menu")
    await walker.press("🏠 Помещение")
    await walker.picture("content-table")
    await walker.press("Добавить")
    await expect(walker.newest).to_contain_text("1 из 10")
    await walker.say("Зал 48 м² (пример)")
    await walker.say("улица Учебная, 30")
    await walker.picture("content-question")
    await walker.press("Заводский")
    await expect(walker.newest).to_contain_text("Какая площадь")
    await walker.say("много")
    await walker.picture("content-wrong")
    await walker.say("48 м²")
    await walker.say("занятия")
    await walker.press("бесплатно")
    await expect(walker.newest).to_contain_text("Что ещё важно")
    await walker.say("безвозмездно на 3 года")
    await walker.say("20 декабря")
    await walker.page.set_input_files("#photo-input", [str(one) for one in pictures(tmp_path)])
    await expect(walker.newest).to_contain_text("Фото принимаю")
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("content-photos")
    await walker.press("Дальше")
    await expect(walker.newest).to_contain_text("страница с объявлением")
    await walker.press("Пропустить")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("content-preview")
    await walker.press("Исправить")
    await expect(walker.newest).to_contain_text("что исправить")
    await walker.picture("content-fix")
    await walker.press("Показать целиком")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Опубликовано")
    await walker.picture("content-published")
    await walker.press("Записи")
    await walker.press("Проверить записи")
    await expect(walker.newest).to_contain_text("Проверьте")
    await walker.picture("content-stale")
    await walker.press("✅ Проверено")
    await expect(walker.newest).to_contain_text("Осталось проверить")
    await walker.picture("content-checked")

    await walker.become(ANNA)
    await walker.say("/start")
    found = await walker.say("помещение до 50 метров в Заводском районе безвозмездно")
    await expect(found).to_contain_text("Зал 48")
    await walker.picture("premises-found")
    await walker.press("Зал 48")
    await expect(walker.newest).to_contain_text(words("48 м²"))
    await walker.page.wait_for_timeout(1_000)
    await walker.picture("premises-card")
    await walker.press("Записаться на осмотр")
    await expect(walker.newest).to_contain_text("Хотим осмотреть")
    await walker.picture("premises-visit")
    none = await walker.say("помещение от 300 метров в Кировском районе под склад")
    await expect(none).to_contain_text("Такого сейчас нет")
    await walker.picture("premises-none")
    await walker.press("Уточнить")
    await expect(walker.newest).to_contain_text("Что уточнить?")
    await walker.press("Район")
    await walker.picture("premises-choose")

    await walker.become(MARINA)
    await walker.say("/content")
    await walker.press("⚖️ Условие участия")
    await walker.press("Добавить")
    await walker.say("соседи")
    await walker.picture("content-rule-field")
    await walker.press("форма заявителя")
    await walker.press("одно из")
    await walker.press("АНО")
    await walker.press("ТОС")
    await walker.picture("content-ticks")
    await walker.press("Дальше")
    await walker.say("участвуют только учебные организации")
    await walker.press("Пропустить")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("content-rule-preview")
    await walker.say("/start")
    await walker.press("Гранты и конкурсы")
    await walker.press("Тёплый город")
    await walker.press("✏️ Срок приёма")
    await expect(walker.newest).to_contain_text("Что изменить")
    await walker.picture("content-edit-season")
    await walker.press("Приём до")
    await expect(walker.newest).to_contain_text("До какого дня")
    await walker.say("18 декабря")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("content-moved")
