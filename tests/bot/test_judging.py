"""What the scorer accepts beside a label's own characters, and what it refuses."""

from pathlib import Path

import pytest
import pytest_asyncio

from bot.judging import Judge
from core.answers.loading import load
from storage.engine import open_database


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def judge(city_file: Path) -> Judge:
    """The scorer over the city's pack."""
    database = open_database(f"sqlite:///{city_file}")
    try:
        return Judge(await load(database.reading))
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("wanted", "reply", "question"),
    [
        ("1,2", "1 200,0 тыс. ₽ на проект «Доктор пес: канистерапия», 2023 год.", "сколько дали на собак"),
        ("34,2", "34 200,0 тыс. ₽ вместе, 2023 год.", "сколько это в млн"),
        ("21 млн", "Привлекли 21 000,0 тыс. ₽.", "сколько привлекла молодёжь"),
        ("200 тыс", "Город дал 0,2 млн рублей.", ""),
        ("Дворец молодежи", "Школа прошла во Дворце молодёжи.", ""),
        ("21.12.2017", "постановлением от 21 декабря 2017 года № 3260", ""),
        ("методический", "на сайте Научно-методического центра", ""),
        ("Всероссийское общество инвалидов", "Ведёт Общество инвалидов (городское).", ""),
    ],
)
def test_the_same_figure_or_name_in_other_words_is_accepted(
    judge: Judge, wanted: str, reply: str, question: str
) -> None:
    assert judge.holds(wanted, reply, question)


@pytest.mark.parametrize(
    ("wanted", "reply", "question"),
    [
        ("1,2", "1 201,0 тыс. ₽ на проект.", "сколько млн дали"),
        ("1,2", "12,0 тыс. ₽ на проект.", "сколько дали на собак"),
        ("35", "35,0 тыс. ₽ на проект.", "сколько млн"),
        ("35", "Победителей: 350.", ""),
        ("376,0", "375 993,5 тыс. ₽ дали конкурсы.", "сколько млн"),
        ("21.12.2017", "постановлением от 22 декабря 2017 года № 3260", ""),
        ("21.12.2017", "постановлением от 21 декабря 2018 года", ""),
        ("лизинг", "6 212,8 тыс. ₽: Субсидии предпринимателям, 2023 год.", ""),
        ("Дворец молодежи", "Молодёжь собиралась у дворца.", ""),
        ("Всероссийское общество слепых", "Ведёт Общество инвалидов (городское).", ""),
        ("Кемерово", "МОО «Федерация футбола», 2023 год.", ""),
    ],
)
def test_another_figure_or_a_name_that_is_not_shown_is_refused(
    judge: Judge, wanted: str, reply: str, question: str
) -> None:
    assert not judge.holds(wanted, reply, question)
