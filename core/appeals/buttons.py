"""Buttons under messages about an appeal, by who reads them."""

from core.messages import Action, Button, Buttons, rows_of
from core.rendering import label
from storage.records.appeals import Appeal
from storage.terms import AppealState


def card_buttons(appeal: Appeal, *, short: bool = False) -> Buttons:
    """A specialist's private chat: answer, note, hand over, close; `short` leaves the rest to the card."""
    number = (str(appeal.id),)
    reply = Button(label("appeal_reply"), Action.REPLY_APPEAL, number)
    if short:
        return rows_of(reply, Button(label("appeal_card"), Action.APPEAL_CARD, number))
    hand = Button(label("appeal_hand"), Action.APPEAL_HAND, (*number, "list"))
    return rows_of(
        reply,
        Button(label("appeal_note"), Action.APPEAL_NOTE, number),
        hand if appeal.state is AppealState.OPEN else None,
        Button(label("appeal_close"), Action.APPEAL_CLOSE, (*number, "list")),
    )


def group_buttons(appeal: Appeal) -> Buttons:
    """A topic of the department's group: an answer is a reply there."""
    number = str(appeal.id)
    return rows_of(
        Button(label("appeal_hand"), Action.APPEAL_HAND, (number, "list")),
        Button(label("appeal_close"), Action.APPEAL_CLOSE, (number, "list")),
    )


def person_buttons(view: str, appeal: Appeal) -> Buttons:
    """Under what a person reads of their appeal."""
    number = (str(appeal.id),)
    again = Button(label("appeal_again"), Action.APPEAL_ADD, number)
    if view == "answer":
        return rows_of(Button(label("appeal_thanks"), Action.APPEAL_THANKS, number), again)
    if view == "handed":
        return rows_of(Button(label("appeal_add"), Action.APPEAL_ADD, number), own_button())
    return rows_of(again, own_button())


def own_button() -> Button:
    """«Мои обращения»."""
    return Button(label("appeals_own"), Action.APPEALS, ("1",))
