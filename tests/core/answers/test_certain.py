"""Questions that their words alone decide: an intake's details, averages, counts, help, what no record says."""

import pytest

from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


@pytest.mark.parametrize(
    ("questions", "begins"),
    [
        (("до какого числа тёплый город и сколько там дают",), "«Тёплый город» (пример): до 500,0 тыс. ₽ на проект"),
        (("результаты тёплого города когда",), "«Тёплый город» (пример): итоги ждём"),
        (("кто решает кому дать в соседях",), "«Соседи» (пример): решает организатор"),
        (("книжный двор почему дата другая",), "«Книжный двор» (пример): срок сократили"),
        (("субсидия на инвентарь", "что там за причины отказа"), "Субсидия на инвентарь (пример): за что отказывают"),
        (("фпг", "а сколько можно попросить"), "Президентские гранты: сколько можно просить, в базе не записано"),
        (("росмолодёжь когда приём",), "«Росмолодежь»: сейчас приёма нет"),
    ],
)
def test_what_is_asked_of_an_intake_comes_first(ask_demo: Ask, questions: tuple[str, ...], begins: str) -> None:
    assert said(ask_demo, *questions).startswith(begins)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("что еще можно успеть до конца ноября", "Закрывается до 30 ноября: "),
        ("самый большой грант из открытых", "До 700,0 тыс. ₽: «Дворовый спорт»"),
        ("какие гранты для витеранов", "Открыто сейчас, социальная защита"),
        ("ваще есть чё для животных??", "Открыто сейчас, помощь животным: 1\n• «Лапа помощи»"),
    ],
)
def test_what_is_open_is_told_by_day_sum_and_group(ask_demo: Ask, question: str, begins: str) -> None:
    assert said(ask_demo, question).startswith(begins)


def test_past_money_for_a_group_is_not_taken_for_an_open_contest(ask_demo: Ask) -> None:
    assert "Открыто сейчас" not in said(ask_demo, "сколько дали грантов на спорт")
    assert "Открыто сейчас" not in said(ask_demo, "кто получил деньги на культуру")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("сколько в среднем на одну организацию по спорту", "155,2 тыс. ₽ в среднем на одного получателя"),
        ("средний чек на вече", "54,3 тыс. ₽ в среднем на одного победителя"),
        ("сколько на одного победителя у фпг", "974,5 тыс. ₽ в среднем"),
    ],
)
def test_an_average_is_a_named_computation(ask: Ask, question: str, first: str) -> None:
    answer = ask(question)
    assert said(ask, question).startswith(first)
    assert any(figure.formula.startswith("amount / ") for figure in answer.figures)


def test_how_many_they_are_counts_the_list_and_never_its_money(ask: Ask) -> None:
    assert said(ask, "список проектов фпг", "сколько их всего").startswith(
        "Проекты, Президентские гранты, 2023 год: 14"
    )
    assert said(ask, "список всех кто арендует у города").startswith("Имущество города у организаций, 2023 год: 17")
    assert "2 получателя" in said(ask, "сколько ветеранских организаций получили деньги и сколько на всех")
    assert "410,2" in said(ask, "в каком году дали больше в 22 или 23")


def test_what_the_bot_can_do_is_no_comparison(ask: Ask) -> None:
    assert said(ask, "чем вы можете помочь").startswith("Подсказываю НКО")
    assert said(ask, "Я придседатель совета витеранов, чем вы можите помоч").startswith("Подсказываю НКО")


def test_help_with_an_application_names_who_helps(ask_demo: Ask) -> None:
    for question in ("научи писать заявку", "помоги составить бюджет проекта", "нужна помощь с заявкой кто поможет"):
        assert "Как написать заявку на грант (пример)" in said(ask_demo, question)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("можно ли из гранта платить зарплату бухгалтеру", "На что можно тратить грант"),
        ("мы состоим в областной организации, своего счета нет, можно подать?", "Про счёт в условиях"),
        ("можно ли два гранта сразу", "Можно ли получить два гранта сразу"),
        ("а если фонд отказал, можно второй раз", "Можно ли подать ещё раз"),
        ("чем грозит если не сдать отчет в минюст", "Чем грозит опоздание"),
        ("у нас договор аренды кончается в декабре что делать", "Что делать, когда договор аренды кончается"),
    ],
)
def test_what_no_record_says_is_said_so_and_handed_over(ask_demo: Ask, question: str, begins: str) -> None:
    assert said(ask_demo, question).startswith(begins)
    labels = [one.label for row in ask_demo(question).message.buttons for one in row]
    assert "✉️ Спросить специалиста" in labels


def test_we_is_not_the_organisation_of_that_name(ask: Ask, ask_demo: Ask) -> None:
    assert "инклюзив" not in said(ask, "мы ано").lower()
    assert "подходит" in said(ask_demo, "мы ано, с марта 2024")
    assert "МЫ" in said(ask, "кому помогает ано «МЫ»")


def test_several_targets_are_not_narrowed_by_the_one_of_the_talk(ask: Ask) -> None:
    reply = said(ask, "выполнен ли показатель по образованию", "по каким показателям план не выполнили")
    assert reply.startswith("Ниже плана, 2023 год: 2")


def test_a_post_that_says_another_day_and_sum_is_contradicted(ask_demo: Ask) -> None:
    post = (
        "Фонд «Лапа помощи» (пример) объявляет конкурс! Принимаем заявки от приютов, гранты до 300 тыс. рублей, "
        "заявки до 5 декабря."
    )
    reply = said(ask_demo, post)
    assert "В посте иначе: до 5 декабря, а в базе до" in reply
    assert "а в базе до 250,0 тыс. ₽" in reply


def test_what_is_left_out_is_never_the_answer(ask: Ask, ask_demo: Ask) -> None:
    opened = said(ask_demo, "какие гранты открыты без федеральных")
    assert "Соседи" in opened
    assert "Тёплый город" not in opened
    assert "Вече" not in said(ask, "конкурсы кроме вече")
    assert said(ask, "какие конкурсы были кроме федеральных").startswith("Гранты и конкурсы, 2023 год: 13")


@pytest.mark.parametrize(
    ("questions", "begins"),
    [
        (("зал 62 сколько в месяц",), "Зал 62 м² с зеркалами (пример): 9,0 тыс. ₽ в месяц"),
        (("самый дешевый зал в аренду",), "Бесплатно: 4 из 10 помещений"),
        (("самое большое помещение какое",), "Участок 1 500 м² под приют"),
        (("нужен зал 60 метров", "как его взять"), "Порядка, как взять помещение города, в базе нет"),
        (("сколько получателей субсидий всего",), "Деньги города получили 27 организаций"),
        (("сравни спорт и туризм",), "Больше: «Спорт города Кемерово»: 1 397,2 тыс. ₽"),
        (("хотим узнать почему отказали в субсидии на ремонт",), "Порядка обжалования в базе нет"),
        (("скинь отчет за 2023 файлом",), "Файлом отчёт здесь не отправляю"),
    ],
)
def test_rents_recipients_and_pleas_have_one_reading(ask_demo: Ask, questions: tuple[str, ...], begins: str) -> None:
    assert said(ask_demo, *questions).startswith(begins)
