"""A deadline is told by the evening on which a person can still act, and on both clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.catalogue.deadlines import deadline_view
from core.rendering import _environment

HOME = ZoneInfo("Asia/Novokuznetsk")
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def told(macro: str, moment: datetime, zone: str, now: datetime = NOW) -> str:
    source = f"{{% import '_macros/deadline.html.j2' as d %}}{{{{ d.{macro}(view) }}}}"
    text = _environment().from_string(source).render(view=deadline_view(moment, zone, HOME, now))
    return text.replace("\u00a0", " ")


def test_a_night_deadline_is_the_evening_before_and_names_both_clocks() -> None:
    moment = datetime(2026, 12, 11, 20, 59, tzinfo=UTC)
    assert told("deadline", moment, "Europe/Moscow") == (
        "Последний вечер: пятница, 11 декабря. Закроется в 23:59 по Москве, у нас это 03:59 субботы."
    )
    assert told("short", moment, "Europe/Moscow") == "до пятницы, 11 декабря"
    assert told("left", moment, "Europe/Moscow") == "осталось 19 дней"
    assert deadline_view(moment, "Europe/Moscow", HOME, NOW).evening == date(2026, 12, 11)


def test_a_daytime_deadline_elsewhere_names_both_clocks_of_one_day() -> None:
    moment = datetime(2026, 12, 11, 12, 0, tzinfo=UTC)
    assert told("deadline", moment, "Europe/Moscow") == (
        "Последний день: пятница, 11 декабря, до 15:00 по Москве (19:00 у нас)."
    )


def test_our_own_clock_is_not_said_twice() -> None:
    moment = datetime(2026, 12, 20, 11, 0, tzinfo=UTC)
    assert told("deadline", moment, "Asia/Novokuznetsk") == "Последний день: воскресенье, 20 декабря, до 18:00."


def test_midnight_at_home_is_the_evening_before() -> None:
    moment = datetime(2026, 12, 10, 17, 0, tzinfo=UTC)
    assert told("deadline", moment, "Asia/Novokuznetsk") == (
        "Последний вечер: четверг, 10 декабря. Закроется в 00:00 пятницы."
    )


def test_next_year_is_named_and_this_year_is_not() -> None:
    assert told("short", datetime(2027, 3, 15, 10, 0, tzinfo=UTC), "Asia/Novokuznetsk") == (
        "до понедельника, 15 марта 2027"
    )


def test_what_is_left_is_told_in_minutes_then_as_today_then_in_days() -> None:
    moment = datetime(2026, 11, 22, 5, 40, tzinfo=UTC)
    assert told("left", moment, "Asia/Novokuznetsk") == "осталось 40 минут"
    assert told("left", moment.replace(hour=11), "Asia/Novokuznetsk") == "сегодня последний день"
    assert told("left", moment.replace(hour=4), "Asia/Novokuznetsk") == "срок прошёл"


def test_the_last_day_is_said_once_in_a_list() -> None:
    moment = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
    assert told("short_left", moment, "Asia/Novokuznetsk") == "сегодня до 18:00"
    assert told("short_left", moment + timedelta(days=3), "Asia/Novokuznetsk").endswith(", осталось 3 дня")


def test_in_the_night_of_the_deadline_the_day_that_has_begun_is_told() -> None:
    night = datetime(2026, 12, 11, 18, 30, tzinfo=UTC)  # 01:30 on Saturday at home
    moment = datetime(2026, 12, 11, 20, 59, tzinfo=UTC)
    assert told("short", moment, "Europe/Moscow", night) == "сегодня до 03:59"
    assert told("short_left", moment, "Europe/Moscow", night) == "сегодня до 03:59"
    assert told("left", moment, "Europe/Moscow", night) == "сегодня последний день"
    assert told("deadline", moment, "Europe/Moscow", night) == (
        "Последний день: суббота, 12 декабря, до 23:59 пятницы по Москве (03:59 у нас)."
    )


def test_the_weekday_stands_beside_its_hour() -> None:
    moment = datetime(2026, 12, 11, 2, 30, tzinfo=UTC)
    assert told("deadline", moment, "America/New_York") == (
        "Последний день: пятница, 11 декабря, до 21:30 четверга по времени организатора (09:30 у нас)."
    )
