import pytest

from core.announcements.asked_words import Wish, read_wish
from storage.terms import SubscriptionKind

TRAININGS, PREMISES, DUTIES = SubscriptionKind.TRAININGS, SubscriptionKind.PREMISES, SubscriptionKind.DUTIES


@pytest.mark.parametrize(
    ("text", "wish", "kinds"),
    [
        ("не пишите мне больше", Wish.STOP, ()),
        ("Хватит писать мне!", Wish.STOP, ()),
        ("отпишите меня от всего", Wish.STOP, ()),
        ("отключи уведомления пожалуйста", Wish.STOP, ()),
        ("надоели уже ваши рассылки", Wish.STOP, ()),
        ("хватит слать про помещения", Wish.STOP, (PREMISES,)),
        ("отпишите меня от вебинаров", Wish.STOP, (TRAININGS,)),
        ("не хочу получать напоминания про сроки отчётов", Wish.STOP, (DUTIES,)),
        ("подпиши меня на спорт", Wish.BEGIN, ()),
        ("подпишите на гранты по культуре", Wish.BEGIN, (SubscriptionKind.CONTESTS,)),
        ("сообщайте мне о помещениях", Wish.BEGIN, (PREMISES,)),
        ("на что я подписан?", Wish.SHOW, ()),
        ("что я у вас подписан", Wish.SHOW, ()),
        ("мои подписки", Wish.SHOW, ()),
        ("мои обращения", Wish.APPEALS, ()),
        ("моё обращение рассмотрели?", Wish.APPEALS, ()),
        ("а когда ответят", Wish.APPEALS, ()),
        ("запишите меня на семинар", Wish.SIGN_UPS, (TRAININGS,)),
        ("отмените мою запись на семинар", Wish.SIGN_UPS, (TRAININGS,)),
    ],
)
def test_a_wish_is_read_with_the_kinds_that_it_names(
    text: str, wish: Wish, kinds: tuple[SubscriptionKind, ...]
) -> None:
    found = read_wish(text)
    assert found is not None
    assert (found.wish, found.kinds) == (wish, kinds)
    assert found.spare(1)


@pytest.mark.parametrize(
    "text",
    [
        "кто подписал отчёт",
        "нужно ли писать отчёт, если деятельности не было",
        "сколько обращений рассмотрели за год",
        "кто подписал соглашение о субсидии с советом ветеранов",
        "сколько дали на спорт",
        "как записаться на обучение",
        "больше всех получил кто",
        "спасибо большое",
        "когда напишут итоги конкурса",
        "не пришли документы, куда звонить",
    ],
)
def test_a_question_with_a_wish_s_word_is_not_a_wish(text: str) -> None:
    found = read_wish(text)
    assert found is None or not found.spare(0)
