"""What stands under a letter: say that it is done, read on, keep the date, stop exactly this."""

from core.announcements.items import Item
from core.messages import Action, Button, Buttons, rows_of
from core.rendering import label
from storage.terms import SubjectKind, SubscriptionKind

SHOWN = 5
"""Lines of a digest; the rest is counted."""


def card_buttons(one: Item) -> Buttons:
    """What a person can do about one subject: say that it is done, read on, keep the date, stop this."""
    subject = (str(one.kind), one.key)
    moved, season = one.event == "moved", one.kind is SubjectKind.SEASON
    done = None
    if season and one.event != "results":
        open_now = one.opens is None or one.opens.passed
        name = "alert_applied_already" if moved else "alert_applied"
        done = Button(label(name), Action.DONE, subject) if open_now else None
    elif one.kind is SubjectKind.DUTY:
        done = Button(label("alert_handed_in"), Action.DONE, subject)
    dated = one.deadline is not None or one.day is not None
    calendar = label("alert_calendar_update" if moved else "alert_calendar")
    if one.kind is SubjectKind.OWN_DATE:
        return own_buttons(one.key)
    stop = _stop_button(one, subject)
    return rows_of(
        done,
        None if moved else more_button(one),
        Button(calendar, Action.CALENDAR, subject) if dated and one.event != "results" else None,
        stop,
    )


def _stop_button(one: Item, subject: tuple[str, str]) -> Button:
    """The tap that stops exactly this: the subject, or the subscription where a subject is told of only once."""
    if one.event == "results":
        return Button(label("menu_mine"), Action.MINE)
    if one.kind in {SubjectKind.SEASON, SubjectKind.DUTY}:
        return Button(label("alert_mute"), Action.MUTE, subject)
    kind = SubscriptionKind.PREMISES if one.kind is SubjectKind.PREMISES else SubscriptionKind.TRAININGS
    return Button(label("alert_stop_kind", kind=str(kind)), Action.UNSUBSCRIBE, (kind,))


def own_buttons(key: str) -> Buttons:
    """What can be done about an own date."""
    return rows_of(
        Button(label("own_change"), Action.OWN_DATE, (key, "change")),
        Button(label("own_drop"), Action.OWN_DATE, (key, "drop")),
        Button(label("alert_calendar"), Action.CALENDAR, (str(SubjectKind.OWN_DATE), key)),
        Button(label("menu_mine"), Action.MINE),
    )


def more_button(one: Item, name: str = "") -> Button | None:
    """The way to the record's own card."""
    text = name or label("alert_more")
    if one.contest is not None:
        return Button(text, Action.CONTEST, (one.contest.key,))
    if one.kind is SubjectKind.DUTY:
        return Button(text, Action.DUTY, (one.key,))
    if one.kind is SubjectKind.PREMISES:
        return Button(text, Action.PREMISE, (one.key,))
    if one.kind is SubjectKind.TRAINING:
        return Button(text, Action.TRAINING, (one.key,))
    return None


def digest_buttons(items: list[Item]) -> Buttons:
    """The first subjects' cards, everything that is open when not all was shown, and the screen that stops all."""
    rest = Button(label("contests_open"), Action.CONTESTS, ("open", "1")) if len(items) > SHOWN else None
    cards = [more_button(one, label("named", title=one.title)) for one in items]
    shown = [card for card in cards if card is not None][: 2 if rest else 3]
    return rows_of(*shown, rest, Button(label("menu_mine"), Action.MINE))
