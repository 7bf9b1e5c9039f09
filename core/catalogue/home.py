"""The first screen, help, and the short answers that need no records."""

from core.calling import Call
from core.catalogue.commands import commands_for
from core.catalogue.places import city_of, newest_year
from core.desk.rights import Right
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, render
from storage.appeals import open_appeals


def home_button() -> Button:
    """«« Меню»."""
    return Button(label("home"), Action.HOME)


def announce_button(call: Call, kind: str, key: str) -> Button | None:
    """«📣 Объявить» under a record's card, for whoever may announce."""
    may = call.desk.may(Right.ANNOUNCE)
    return Button(label("announce_record"), Action.ANNOUNCE_RECORD, (str(kind), key)) if may else None


def specialist_button() -> Button:
    """«✉️ Спросить специалиста»."""
    return Button(label("menu_specialist"), Action.ASK_SPECIALIST)


def _menu(call: Call) -> Buttons:
    staff = ((Button(label("menu_staff"), Action.STAFF),),) if call.desk.may(Right.READ) else ()
    return (
        *rows_of(
            Button(label("menu_contests"), Action.CONTESTS, ("all", "1")),
            Button(label("menu_support"), Action.SUPPORT, ("1",)),
            Button(label("menu_premises"), Action.PREMISES, ("1",)),
            Button(label("menu_duties"), Action.DUTIES, (call.person.legal_form or "all", "1")),
            Button(label("menu_mine"), Action.MINE),
            specialist_button(),
        ),
        *staff,
    )


async def first_screen(call: Call, *, odd_link: bool = False, left: str = "") -> Message:
    """Whose bot this is, what it can do, how fresh it is, and the menu.

    `odd_link` adds a sentence for a link that led nowhere; `left` names the dialogue that was left.
    """
    async with call.reading() as session:
        city, year = await city_of(session), await newest_year(session)
        mine = call.desk.departments(Right.ANSWER)
        waiting = len(await open_appeals(session, mine)) if call.desk.may(Right.ANSWER) else 0
    text = render(
        "ngo/home.html.j2", city=city, year=year, operator=call.operator, odd_link=odd_link, left=left, waiting=waiting
    )
    return Message(text, _menu(call))


async def help_screen(call: Call) -> Message:
    """What may be asked and which commands there are."""
    async with call.reading() as session:
        city, year = await city_of(session), await newest_year(session)
    listed = commands_for(call.desk, call.operator.demo)
    text = render("ngo/help.html.j2", city=city, year=year, commands=listed)
    contacts = Button(label("contacts"), Action.CONTACTS, ("1",))
    return Message(text, rows_of(contacts, Button(label("settings"), Action.SETTINGS), home_button()))


def gone(back: Button | None = None) -> Message:
    """The record behind a button no longer exists, or the button is from another time."""
    return Message(render("ngo/gone.html.j2"), rows_of(back, home_button()))


def cancelled(dialogue: str) -> Message:
    """/cancel: what was left, or that nothing was running (an empty name)."""
    return Message(render("ngo/cancelled.html.j2", dialogue=dialogue), rows_of(home_button()))


def not_text(kind: str) -> Message:
    """A sentence for what is not text: voice, sticker, document, place, ..."""
    return Message(render("ngo/not_text.html.j2", kind=kind), rows_of(specialist_button(), home_button()))


def unknown_command() -> Message:
    """A slash and a word that is no command."""
    return Message(render("ngo/unknown_command.html.j2"), rows_of(Button(label("help"), Action.HELP), home_button()))
