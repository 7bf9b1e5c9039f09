"""Short questions that lean on the talk: sums and comparisons of what was told, «там», «его», «ему», «ещё один»."""

import pytest

from core.answers.answer import Context, Outcome
from tests.core.answers.conftest import Ask
from tests.core.answers.test_figures import said


def test_what_was_told_of_two_organisations_is_added(ask: Ask) -> None:
    assert said(ask, "сколько дали витязю", "а вместе с федерацией футбола").count("₽")
    reply = said(ask, "сколько дали федерации волейбола", "а баскетбола", "сколько это вместе?")
    assert reply.startswith("326,0 тыс. ₽ вместе, 2 получателя")


def test_a_programme_is_added_to_the_one_before(ask: Ask) -> None:
    reply = said(ask, "сколько денег по программе «Культура города Кемерово»", "а вместе с туризмом")
    assert reply.startswith("1 950,0 тыс. ₽ вместе")
    assert "Если вопрос о другом" not in reply


def test_what_is_named_is_compared_with_what_was_told(ask: Ask) -> None:
    contests = said(ask, "сколько дало министерство науки и образования", "а рнф дал меньше?")
    assert "276 592,0" in contests
    assert "24 000,0" in contests
    subsidies = said(ask, "какая субсидия у федерации футбола", "а у мини-футбола? у кого больше")
    assert subsidies.startswith("Больше: Федерация футбола: 201,0 тыс. ₽")
    assert "146,0 тыс. ₽" in subsidies


def test_two_figures_of_prose_are_compared_the_larger_first(ask: Ask) -> None:
    reply = said(ask, "сколько школьников в центре «Интеллектуал КемГУ»", "там больше или в кузгту")
    assert reply.index("500 школьников") < reply.index("150 одарённых")


def test_a_level_is_told_for_the_year_that_is_named(ask: Ask) -> None:
    talk = ("сколько региональных грантов привлекли нко в 2023 году", "а в 2022?")
    assert said(ask, *talk).startswith("23,1 млн ₽ дали областные конкурсы в 2022 году")


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("расскажи про центр Интеллектуал КемГУ", "сколько там детей", "около 500 школьников"),
        ("где лежит реестр поставщиков социальных услуг", "сколько в нём всего организаций", "123 организации"),
        ("что такое инклюзивный фестиваль МЫ", "в какие регионы его потом перенесли", "Иркутскую, Томскую"),
        ("кто проводит городскую проектную школу", "и чем там занимаются", "прорабатывают заявки на гранты"),
    ],
)
def test_a_pronoun_means_the_record_of_the_talk(ask: Ask, first: str, then: str, told: str) -> None:
    assert told in said(ask, first, then)


def test_a_pronoun_is_never_answered_by_another_record(ask: Ask) -> None:
    assert ask("сколько вебинаров было на ДОБРО.РФ", "а кто их вёл?").outcome is Outcome.DECLINED
    reply = ask("проект Дорога в жизнь победил на Вече?", "и сколько рублей дали конкретно ему")
    assert reply.outcome is Outcome.DECLINED
    assert "1 200,0" not in reply.message.text


def test_an_intake_tells_how_many_asked_and_how_many_got(ask: Ask) -> None:
    talk = ("субсидия предпринимателям на лизинг", "сколько просили её и скольким дали")
    reply = said(ask, *talk)
    assert "36 заявок" in reply
    assert "32" in reply


def test_one_more_of_what_is_not_for_the_bot_is_not_for_it_either(ask: Ask) -> None:
    for more in ("а ещё один?", "ну давай ещё", "другой"):
        assert ask("расскажи анекдот", more).outcome is Outcome.SMALL_TALK


def test_what_was_told_outlives_the_dialogues_state(ask: Ask) -> None:
    context = ask("сколько дали федерации волейбола", "а баскетбола").context
    assert Context.from_json(context.as_json()) == context
    assert len(context.told) == 1


def test_figures_that_cannot_be_added_are_not_answered_by_the_citys_total(ask: Ask) -> None:
    assert said(ask, "сколько дали пантере", "а снегирям", "а обе вместе сколько").startswith("Назовите оба")
    assert "948,6 тыс. ₽ вместе" in said(ask, "какие деньги привлёк центр «Многоточие»", "а вместе это сколько")


def test_what_a_tenant_pays_is_not_the_citys_programmes(ask: Ask) -> None:
    assert ask("какие помещения у союза художников", "сколько они платят").outcome is Outcome.DECLINED


def test_an_address_of_it_is_not_another_offices(ask: Ask) -> None:
    assert "предпринимательства" not in said(ask, "кто ведёт реестр поставщиков", "а адрес его")


def test_teams_are_counted_not_commands_listed(ask: Ask) -> None:
    reply = said(ask, "что за фестиваль с футболом за здоровьем", "сколько там команд")
    assert not reply.startswith("Подсказываю НКО")
