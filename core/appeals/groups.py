"""A department's group: bound by a command written in it, told whose appeals it reads and what it still lacks."""

from dataclasses import dataclass

from core.calling import Call
from core.desk.owning import owning
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import desk_groups
from storage.appeals import appeal_of_copy
from storage.desk_groups import appeal_in_topic, departments_of
from storage.engine import Database
from storage.people import move_person, set_reachable
from storage.terms import Channel

ALL = "all"
"""Binds a group to the appeals of every department that has no group of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as the messenger shows it: whether it has topics, and whether the bot may make them."""

    external_id: str
    title: str
    forum: bool
    may_make: bool


async def is_ours(database: Database, external_id: str) -> bool:
    """Whether a group is bound to anything."""
    async with database.reading() as session:
        return bool(await departments_of(session, external_id))


async def ask(call: Call, group: Group) -> Message:
    """Bind at once where there is one department to choose, else ask which."""
    held = call.desk.departments(Right.MANAGE)
    if not call.desk.may(Right.MANAGE):
        return Message(render("admin/appeals/bind_closed.html.j2", number=call.person.external_id))
    async with call.reading() as session:
        departments = (await owning(session)).departments
    mine = [one for one in departments if held is None or one.key in held]
    if len(mine) == 1:
        return await bind(call, group, mine[0].key)
    buttons = [Button(label("named", title=one.short_name), Action.APPEAL_BIND, (one.key,)) for one in mine]
    everything = Button(label("group_all"), Action.APPEAL_BIND, (ALL,)) if held is None else None
    return Message(render("admin/appeals/bind_ask.html.j2", group=group), rows_of(*buttons, everything))


async def bind(call: Call, group: Group, department: str) -> Message:
    """From now on a department's appeals come here; what the group lacks for topics is said."""
    allowed = call.desk.may(Right.MANAGE, None if department == ALL else department)
    if not allowed or (department == ALL and call.desk.departments(Right.MANAGE) is not None):
        return Message(render("admin/appeals/bind_closed.html.j2", number=call.person.external_id))
    async with call.writing() as session:
        found = (await owning(session)).department(department)
        if found is None and department != ALL:
            return Message(render("ngo/gone.html.j2"))
        await desk_groups.bind(
            session, "" if found is None else found.key, group.external_id, group.title, call.person.id, call.now
        )
        await session.commit()
    text = render("admin/appeals/bound.html.j2", group=group, department=found)
    return Message(text, rows_of(Button(label("group_unbind"), Action.APPEAL_BIND, ("none",))))


async def unbind(call: Call, group: Group) -> Message:
    """New appeals come to each specialist in private."""
    async with call.writing() as session:
        bound = await departments_of(session, group.external_id)
        if bound and not all(call.desk.may(Right.MANAGE, one.department or None) for one in bound):
            return Message(render("admin/appeals/bind_closed.html.j2", number=call.person.external_id))
        await desk_groups.unbind(session, group.external_id)
        await session.commit()
    return Message(render("admin/appeals/unbound.html.j2", known=bool(bound)))


async def topic(call: Call, external_id: str, topic_id: str) -> int | None:
    """Which appeal a topic is about."""
    async with call.reading() as session:
        return await appeal_in_topic(session, external_id, topic_id)


async def copy(call: Call, external_id: str, message_id: str) -> int | None:
    """Which appeal a message of the bot is about in a group without topics."""
    async with call.reading() as session:
        for one in (await departments_of(session, external_id))[:1]:
            return await appeal_of_copy(session, one.group_id, message_id)
    return None


async def moved(database: Database, old: str, new: str) -> None:
    """A group became a supergroup: it keeps its departments and begins its topics anew."""
    async with database.writing() as session:
        for one in (await departments_of(session, old))[:1]:
            await desk_groups.drop_topics(session, one.group_id)
            await move_person(session, Channel.GROUP, old, new)
        await session.commit()


async def reach(database: Database, external_id: str, *, reachable: bool) -> None:
    """The bot was removed from a group, or came back: appeals go to specialists in private meanwhile."""
    async with database.writing() as session:
        await set_reachable(session, Channel.GROUP, external_id, reachable)
        await session.commit()
