"""«Сотрудники»: who is in, invitations, roles. Rights and the departments are checked by core at every press."""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.desk import inviting, team
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Team(CallbackData, prefix=Action.TEAM):
    """Who is in a department."""

    place: str
    page: int


class Invite(CallbackData, prefix=Action.INVITE):
    """Which role, then the link."""

    place: str
    role: str


class Invites(CallbackData, prefix=Action.INVITES):
    """The links that are open."""

    place: str


class InviteBack(CallbackData, prefix=Action.INVITE_BACK):
    """Withdraws a link."""

    invitation: int


class InviteTake(CallbackData, prefix=Action.INVITE_TAKE):
    """Joins by a link."""

    word: str


class Member(CallbackData, prefix=Action.MEMBER):
    """A member's card."""

    membership: int


class MemberRole(CallbackData, prefix=Action.MEMBER_ROLE):
    """Another role."""

    membership: int
    role: str


class MemberOut(CallbackData, prefix=Action.MEMBER_OUT):
    """Withdraws a role at once."""

    membership: int


class MemberBack(CallbackData, prefix=Action.MEMBER_BACK):
    """Takes the withdrawal back."""

    membership: int


class Leave(CallbackData, prefix=Action.LEAVE):
    """One's own way out, asked first."""

    membership: int
    step: str


CALLBACKS: tuple[type[CallbackData], ...] = (
    Team, Invite, Invites, InviteBack, InviteTake, Member, MemberRole, MemberOut, MemberBack, Leave,
)  # fmt: skip


def setup() -> Router:
    """The router of the desk's people."""
    router = Router(name="admin.team")

    @router.message(Command("team"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await team.open_team(call))

    @router.callback_query(Team.filter())
    async def on_team(query: CallbackQuery, callback_data: Team, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.team(call, callback_data.place, callback_data.page))

    @router.callback_query(Invite.filter())
    async def on_invite(query: CallbackQuery, callback_data: Invite, call: Call, wire: Wire, bot: Bot) -> None:
        username = (await bot.me()).username or ""
        await show(query, wire, await inviting.invite(call, callback_data.place, callback_data.role, username))

    @router.callback_query(Invites.filter())
    async def on_invites(query: CallbackQuery, callback_data: Invites, call: Call, wire: Wire) -> None:
        await show(query, wire, await inviting.waiting(call, callback_data.place))

    @router.callback_query(InviteBack.filter())
    async def on_invite_back(query: CallbackQuery, callback_data: InviteBack, call: Call, wire: Wire) -> None:
        await show(query, wire, await inviting.revoke(call, callback_data.invitation))

    @router.callback_query(InviteTake.filter())
    async def on_take(
        query: CallbackQuery, callback_data: InviteTake, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        await show(query, wire, await inviting.take(call, callback_data.word, admins))

    @router.callback_query(Member.filter())
    async def on_member(query: CallbackQuery, callback_data: Member, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.member(call, callback_data.membership))

    @router.callback_query(MemberRole.filter())
    async def on_role(query: CallbackQuery, callback_data: MemberRole, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.change_role(call, callback_data.membership, callback_data.role))

    @router.callback_query(MemberOut.filter())
    async def on_out(query: CallbackQuery, callback_data: MemberOut, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.withdraw(call, callback_data.membership))

    @router.callback_query(MemberBack.filter())
    async def on_back(query: CallbackQuery, callback_data: MemberBack, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.restore(call, callback_data.membership))

    @router.callback_query(Leave.filter())
    async def on_leave(query: CallbackQuery, callback_data: Leave, call: Call, wire: Wire) -> None:
        await show(query, wire, await team.leave(call, callback_data.membership, sure=callback_data.step == "yes"))

    return router
