"""«Сотрудники»: who is in a department, withdrawing a role at once and taking it back, changing it, leaving."""

from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.desk.places import CHOICE, OVER_ALL, argument_of, belongs, department_of, manages, roles_of
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, desk
from storage.content import all_of
from storage.deliveries import enqueue
from storage.invitations import open_invitations
from storage.people import names_of
from storage.records.desk import Department, Membership
from storage.records.people import Person
from storage.terms import Role, SubjectKind


def team_button(department: str | None, *, back: bool = True) -> Button:
    """To the people of a department."""
    return Button(label("team_back" if back else "team"), Action.TEAM, (argument_of(department), "1"))


def to_team(call: Call) -> Button:
    """The door on the employees' menu: the only department there is for this person, or the choice."""
    places = {argument_of(one.department) for one in call.desk.active}
    only = places.pop() if len(places) == 1 and not call.is_admin and OVER_ALL not in places else CHOICE
    return Button(label("team"), Action.TEAM, (only, "1"))


def name_of(person: Person) -> str:
    """A person's name, the number where it is empty."""
    return person.name or person.external_id


async def open_team(call: Call) -> Message:
    """/team: the own department's people, or the choice of departments."""
    return await team(call, to_team(call).args[0], 1)


async def team(call: Call, place: str, number: int) -> Message:
    """Who is in a department; «-» is the choice among those that this person may see."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    if place == CHOICE:
        return await _choice(call)
    async with call.reading() as session:
        department, known = await department_of(session, place)
        if not known or not belongs(call, department.key if department else None):
            return gone()
        key = department.key if department else None
        found = await desk.members(session, key)
        waiting = await open_invitations(session, key, call.now)
        over_all = [] if key is None else await desk.members(session, None)
    leads = manages(call, key)
    page = page_of(found, number)
    text = render(
        "admin/desk/team.html.j2", department=department, page=page, me=call.person.id, today=call.today,
        zone=call.zone, over_all=len(over_all), leads=leads, name=name_of,
    )  # fmt: skip
    cards = [
        Button(label("member_named", title=name_of(person)), Action.MEMBER, (str(one.id),))
        for one, person in page.items if leads
    ]  # fmt: skip
    own = next((one for one in call.desk.active if one.department == key), None)
    invite = Button(label("team_invite"), Action.INVITE, (place, "choose")) if leads else None
    count = len(waiting)
    open_ones = Button(label("team_invites", count=count), Action.INVITES, (place,)) if leads and count else None
    leave = Button(label("team_leave"), Action.LEAVE, (str(own.id), "ask")) if own is not None else None
    staff = Button(label("menu_staff"), Action.STAFF)
    turn = pager(page, Action.TEAM, place)
    return Message(text, (*rows_of(*cards), *([turn] if turn else []), *rows_of(invite, open_ones, leave, staff)))


async def _choice(call: Call) -> Message:
    async with call.reading() as session:
        departments = await all_of(session, Department)
        everybody = await desk.members(session, everywhere=True)
    counts: dict[str | None, int] = {}
    for one, _ in everybody:
        counts[one.department] = counts.get(one.department, 0) + 1
    seen = [one for one in departments if belongs(call, one.key)]
    buttons = [
        Button(label("team_of", title=one.short_name, count=counts.get(one.key, 0)), Action.TEAM, (one.key, "1"))
        for one in seen
    ]
    if belongs(call, None):
        over_all = label("team_over_all", count=counts.get(None, 0))
        buttons.append(Button(over_all, Action.TEAM, (OVER_ALL, "1")))
    orphans = [one.short_name for one in seen if not any(
        member.department == one.key and member.role is Role.OWNER for member, _ in everybody
    )]  # fmt: skip
    text = render("admin/desk/teams.html.j2", total=len(everybody), orphans=orphans)
    return Message(text, rows_of(*buttons, Button(label("menu_staff"), Action.STAFF)))


Found = tuple[Membership, Person, Department | None]


async def found_member(session: Session, call: Call, number: int) -> Found | None:
    """A membership that this person manages; to anybody else it does not exist."""
    found = await desk.membership_of(session, number)
    if found is None or not manages(call, found[0].department):
        return None
    department, _ = await department_of(session, argument_of(found[0].department))
    return found[0], found[1], department


async def member(call: Call, number: int) -> Message:
    """A member's card: the role, since when, invited by whom; other roles and withdrawal as buttons."""
    async with call.reading() as session:
        found = await found_member(session, call, number)
        if found is None:
            return gone()
        one, person, department = found
        inviters = await names_of(session, [one.invited_by] if one.invited_by else [])
    if one.ended_at is not None:
        return _withdrawn(call, one, person, department)
    text = render(
        "admin/desk/member.html.j2", one=one, name=name_of(person), department=department, today=call.today,
        zone=call.zone, inviter=inviters.get(one.invited_by or 0, ""), me=person.id == call.person.id,
    )  # fmt: skip
    others = [
        Button(label("member_role", role=str(role)), Action.MEMBER_ROLE, (str(number), str(role)))
        for role in roles_of(one.department) if role is not one.role and (call.is_admin or person.id != call.person.id)
    ]  # fmt: skip
    out = Button(label("member_out"), Action.MEMBER_OUT, (str(number),))
    return Message(text, rows_of(*others, out, team_button(one.department)))


def _withdrawn(call: Call, one: Membership, person: Person, department: Department | None) -> Message:
    text = render("admin/desk/member_out.html.j2", one=one, name=name_of(person), department=department,
                  me=person.id == call.person.id)  # fmt: skip
    back = Button(label("member_back"), Action.MEMBER_BACK, (str(one.id),))
    return Message(text, rows_of(back, team_button(one.department)))


async def _is_last_owner(session: Session, one: Membership) -> bool:
    """Whether a department would be left without an owner. Its owners are locked until the transaction ends."""
    owners = await desk.hold_owners(session, one.department)
    return one.id in owners and len(owners) == 1


def _last_owner(department: Department | None, one: Membership) -> Message:
    text = render("admin/desk/last_owner.html.j2", department=department)
    invite = Button(label("team_invite"), Action.INVITE, (argument_of(one.department), "choose"))
    return Message(text, rows_of(invite, team_button(one.department)))


async def withdraw(call: Call, number: int) -> Message:
    """Withdraw a role at once; the person is told. The last owner is withdrawn by an administrator alone."""
    async with call.writing() as session:
        found = await found_member(session, call, number)
        if found is None:
            return gone()
        one, person, department = found
        if person.id == call.person.id and not call.is_admin:
            await session.rollback()
            return await leave(call, number, sure=False)
        if not call.is_admin and await _is_last_owner(session, one):
            return _last_owner(department, one)
        if await desk.end_membership(session, number, call.person.id, call.now):
            await _tell(session, call, person, "admin/desk/ended_told.html.j2", one.role, department)
        await session.commit()
    return _withdrawn(call, one, person, department)


async def restore(call: Call, number: int) -> Message:
    """Take a withdrawal back: the same role, as if nothing had been; the person is told."""
    async with call.writing() as session:
        found = await found_member(session, call, number)
        if found is None:
            return gone()
        _, person, department = found
        if await desk.restore_membership(session, number):
            await _tell(session, call, person, "admin/desk/back_told.html.j2", found[0].role, department)
        await session.commit()
    return await member(call, number)


async def change_role(call: Call, number: int, role: str) -> Message:
    """Another role in the same department; the message offers the former one. Nobody changes the own one."""
    async with call.writing() as session:
        found = await found_member(session, call, number)
        if found is None or role not in {str(known) for known in roles_of(found[0].department)}:
            return gone()
        one, person, department = found
        wanted = Role(role)
        own = person.id == call.person.id and not call.is_admin
        if own or one.ended_at is not None or one.role is wanted:
            await session.rollback()
            return await member(call, number)
        if not call.is_admin and await _is_last_owner(session, one):
            return _last_owner(department, one)
        await desk.set_role(session, number, wanted)
        await _tell(session, call, person, "admin/desk/role_told.html.j2", wanted, department)
        await session.commit()
    text = render(
        "admin/desk/member_role.html.j2", name=name_of(person), role=role, former=str(one.role), department=department
    )
    back = Button(label("member_role_back"), Action.MEMBER_ROLE, (str(number), str(one.role)))
    return Message(text, rows_of(back, team_button(one.department)))


async def leave(call: Call, number: int, *, sure: bool) -> Message:
    """One's own way out: asked once, since only a new invitation leads back."""
    async with call.writing() as session:
        found = await desk.membership_of(session, number)
        if found is None or found[0].person_id != call.person.id:
            return gone()
        one = found[0]
        department, _ = await department_of(session, argument_of(one.department))
        if one.ended_at is None and await _is_last_owner(session, one):
            return _last_owner(department, one)
        if not sure and one.ended_at is None:
            text = render("admin/desk/leave.html.j2", department=department, role=str(one.role))
            yes = Button(label("team_leave_yes"), Action.LEAVE, (str(number), "yes"))
            no = Button(label("team_leave_no"), Action.TEAM, (argument_of(one.department), "1"))
            return Message(text, rows_of(yes, no))
        await desk.end_membership(session, number, call.person.id, call.now)
        await session.commit()
    return Message(render("admin/desk/left.html.j2", department=department), rows_of(home_button()))


async def _tell(
    session: Session, call: Call, person: Person, template: str, role: Role, department: Department | None
) -> None:
    if person.id == call.person.id:
        return
    values = {
        "role": str(role), "department": department.name_genitive if department else "", "by": name_of(call.person),
    }  # fmt: skip
    staff = rows_of(Button(label("menu_staff"), Action.STAFF)) if "ended" not in template else ()
    await enqueue(
        session, person_id=person.id, kind=SubjectKind.DESK, payload=payload(template, values, staff), now=call.now
    )
