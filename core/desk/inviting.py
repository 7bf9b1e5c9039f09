"""Invitations: a link with a random word for one person, three days, kept as its hash alone."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import quote

from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.desk.places import argument_of, department_of, manages, roles_of
from core.desk.refusing import refused
from core.desk.rights import RIGHTS, Right
from core.desk.team import name_of, team_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, desk, invitations
from storage.deliveries import enqueue
from storage.people import names_of, person_by_id
from storage.records.desk import Department, Invitation
from storage.terms import Role, SubjectKind

VALID_FOR = timedelta(days=3)
"""How long a link lets somebody in."""

START = "i"
"""What the deep link's payload begins with: `?start=i_<word>`."""

_SHARE = "https://t.me/share/url?url="


def hashed(word: str) -> str:
    """What is kept of a link's word."""
    return hashlib.sha256(word.encode()).hexdigest()


async def invite(call: Call, place: str, role: str, username: str) -> Message:
    """Which role («choose»), then the link. `username` is the bot's."""
    async with call.reading() as session:
        department, known = await department_of(session, place)
    key = department.key if department else None
    if not call.desk.may(Right.MANAGE):
        return refused(call, Right.MANAGE)
    if not known or not manages(call, key):
        return gone()
    if role not in {str(one) for one in roles_of(key)}:
        text = render("admin/desk/invite.html.j2", department=department)
        roles = [Button(label("invite_role", role=str(one)), Action.INVITE, (place, str(one))) for one in roles_of(key)]
        return Message(text, rows_of(*roles, team_button(key)))
    return await _make(call, department, Role(role), username)


async def _make(call: Call, department: Department | None, role: Role, username: str) -> Message:
    word = secrets.token_urlsafe(16)
    key = department.key if department else None
    async with call.writing() as session:
        made = await invitations.add_invitation(
            session, author_id=call.person.id, department=key, role=role, word_hash=hashed(word), now=call.now,
            expires_at=call.now + VALID_FOR, update_key=call.update_key,
        )  # fmt: skip
        await session.commit()
    link = f"https://t.me/{username}?start={START}_{word}"
    text = render(
        "admin/desk/invited.html.j2", link=link, role=str(role), department=department, until=made.expires_at,
        zone=call.zone, today=call.today,
    )  # fmt: skip
    share = Button(label("invite_share"), url=_SHARE + quote(link, safe=""))
    back = Button(label("invite_revoke"), Action.INVITE_BACK, (str(made.id),))
    more = Button(label("team_invite"), Action.INVITE, (argument_of(key), "choose"))
    return Message(text, rows_of(share, back, more, team_button(key)))


async def waiting(call: Call, place: str) -> Message:
    """The links of a department that somebody may still use, each with its way back."""
    async with call.reading() as session:
        department, known = await department_of(session, place)
        key = department.key if department else None
        if not known or not manages(call, key):
            return gone()
        found = await invitations.open_invitations(session, key, call.now)
        names = await names_of(session, {one.author_id for one in found})
    text = render(
        "admin/desk/invites.html.j2", found=found[:5], more=len(found[5:]), names=names, department=department,
        zone=call.zone, today=call.today,
    )  # fmt: skip
    buttons = [
        Button(label("invite_revoke_one", number=number), Action.INVITE_BACK, (str(one.id),))
        for number, one in enumerate(found[:5], 1)
    ]
    return Message(text, rows_of(*buttons, team_button(key)))


async def revoke(call: Call, number: int) -> Message:
    """A link that lets nobody in any more; what it has done already is said."""
    async with call.writing() as session:
        found = await invitations.invitation_of(session, number)
        if found is None or not manages(call, found.department):
            return gone()
        await invitations.revoke_invitation(session, number, call.now)
        await session.commit()
    async with call.reading() as session:
        found = await invitations.invitation_of(session, number) or found
        users = await names_of(session, [found.used_by] if found.used_by else [])
    text = render("admin/desk/invite_back.html.j2", one=found, user=users.get(found.used_by or 0, ""))
    again = Button(label("team_invite"), Action.INVITE, (argument_of(found.department), "choose"))
    return Message(text, rows_of(again, team_button(found.department)))


async def open_invitation(call: Call, word: str) -> Message:
    """What a link offers to whoever opened it; nothing is taken yet."""
    async with call.reading() as session:
        found = await invitations.find_invitation(session, hashed(word))
        if found is None or not _fresh(call, found):
            return _over(call, found)
        department, _ = await department_of(session, argument_of(found.department))
        authors = await names_of(session, [found.author_id])
    held = next((one for one in call.desk.active if one.department == found.department), None)
    if held is not None and held.role is found.role:
        text = render("admin/desk/invitation_held.html.j2", role=str(held.role), department=department)
        return Message(text, rows_of(Button(label("menu_staff"), Action.STAFF), home_button()))
    text = render(
        "admin/desk/invitation.html.j2", role=str(found.role), department=department, author=authors[found.author_id],
        until=found.expires_at, zone=call.zone, today=call.today, held=str(held.role) if held else "",
    )  # fmt: skip
    take = Button(label("invite_take"), Action.INVITE_TAKE, (word,))
    return Message(text, rows_of(take, Button(label("invite_drop"), Action.HOME)))


def _fresh(call: Call, found: Invitation) -> bool:
    return found.used_at is None and found.revoked_at is None and found.expires_at > call.now


def _over(call: Call, found: Invitation | None) -> Message:
    """One text for a forged word and for a link that is over, so that guessing tells nothing."""
    mine = found is not None and found.used_by == call.person.id
    text = render("admin/desk/invitation_over.html.j2", mine=mine)
    staff = Button(label("menu_staff"), Action.STAFF) if call.desk.may(Right.READ) else None
    return Message(text, rows_of(staff, home_button()))


async def take(call: Call, word: str, admins: Collection[str]) -> Message:
    """Join by a link, once, if its author may still invite; the author is told who came."""
    async with call.writing() as session:
        found = await invitations.find_invitation(session, hashed(word))
        if found is None:
            return _over(call, None)
        department, known = await department_of(session, argument_of(found.department))
        repeated = found.used_by == call.person.id
        if not repeated:
            stands = known and await _may_still_invite(session, found, admins)
            if not stands or await _demotes(session, call, found):
                return _over(call, found)
            if not await invitations.use_invitation(session, found.id, call.person.id, call.now):
                return _over(call, found)
            await desk.join(session, call.person.id, found.department, found.role, found.author_id, call.now)
            await _tell_author(session, call, found, department)
            await session.commit()
        joined = await desk.memberships_of(session, call.person.id)
    if not any(one.department == found.department and one.ended_at is None for one in joined):
        return _over(call, found)
    text = render("admin/desk/joined.html.j2", role=str(found.role), department=department)
    return Message(text, rows_of(Button(label("menu_staff"), Action.STAFF), home_button()))


async def _may_still_invite(session: Session, found: Invitation, admins: Collection[str]) -> bool:
    author = await person_by_id(session, found.author_id)
    if author is not None and author.external_id in admins:
        return True
    return any(
        Right.MANAGE in RIGHTS[one.role] and one.ended_at is None and one.department in (None, found.department)
        for one in await desk.memberships_of(session, found.author_id)
    )


async def _demotes(session: Session, call: Call, found: Invitation) -> bool:
    """Whether the last owner would become something less by the link."""
    if found.role is Role.OWNER:
        return False
    owners = await desk.hold_owners(session, found.department)
    own = [one.id for one in await desk.memberships_of(session, call.person.id) if one.ended_at is None]
    return len(owners) == 1 and owners[0] in own


async def _tell_author(session: Session, call: Call, found: Invitation, department: Department | None) -> None:
    joined = [one for one in await desk.memberships_of(session, call.person.id) if one.department == found.department]
    where = department.name_genitive if department else ""
    values = {"name": name_of(call.person), "role": str(found.role), "department": where}
    out = Button(label("member_out"), Action.MEMBER_OUT, (str(joined[0].id),))
    buttons = rows_of(out, team_button(found.department, back=False))
    told = payload("admin/desk/joined_told.html.j2", values, buttons)
    await enqueue(session, person_id=found.author_id, kind=SubjectKind.DESK, payload=told, now=call.now)
