"""In which sphere of table 2 an appeal is counted when its department has none: by the profile, else asked once."""

from core.appeals.answering import found
from core.calling import Call
from core.catalogue.home import gone
from core.desk.owning import owning
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.content import all_of
from storage.own_organisations import organisation_of
from storage.records.appeals import Appeal
from storage.records.content import Sphere
from storage.terms import AppealState

LIST = "spheres"
"""The outcome's word of a button that lists spheres."""

TO = "to-"
"""How the word of a button begins that names one."""


async def by_profile(session: Session, appeal: Appeal) -> Appeal:
    """The appeal with the sphere that its person's organisation has by now, where it has none."""
    own = None if appeal.sphere else await organisation_of(session, appeal.person_id)
    if own is not None and own.sphere and await appeals.set_sphere(session, appeal.id, own.sphere, only_empty=True):
        return await appeals.appeal_of(session, appeal.id) or appeal
    return appeal


async def lacks_sphere(session: Session, appeal: Appeal) -> bool:
    """Whether nothing tells where the appeal is counted: it has no sphere, and neither has its department."""
    there = (await owning(session)).department(appeal.department)
    return appeal.sphere is None and (there is None or not there.spheres)


async def spheres_of(session: Session) -> list[tuple[str, str]]:
    """Keys and names of the spheres that table 2 knows."""
    owned = {sphere for one in (await owning(session)).departments for sphere in one.spheres}
    return [(one.key, f"{one.emoji} {one.name}".strip()) for one in await all_of(session, Sphere) if one.key in owned]


async def choices(session: Session, appeal: Appeal) -> Buttons:
    """The spheres to choose from."""
    return rows_of(*(
        Button(label("named", title=name), Action.APPEAL_CLOSE, (str(appeal.id), f"{TO}{key}"))
        for key, name in await spheres_of(session)
    ))  # fmt: skip


async def place(call: Call, appeal_id: int, word: str) -> Message:
    """Count a closed appeal in the chosen sphere, or list the spheres once more."""
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None or appeal.state is not AppealState.CLOSED:
            return gone()
        names = dict(await spheres_of(session))
        chosen = word.removeprefix(TO)
        if word == LIST:
            text = render("admin/appeals/ask_sphere.html.j2", appeal=appeal)
            return Message(text, await choices(session, appeal))
        if chosen not in names:
            return gone()
        await appeals.set_sphere(session, appeal.id, chosen)
        await session.commit()
    text = render("admin/appeals/placed.html.j2", appeal=appeal, sphere=names[chosen])
    return Message(text, rows_of(
        Button(label("appeal_sphere"), Action.APPEAL_CLOSE, (str(appeal.id), LIST)),
        Button(label("appeal_reopen"), Action.APPEAL_CLOSE, (str(appeal.id), "reopen")),
        Button(label("appeal_queue"), Action.APPEAL_QUEUE, ("1",)),
    ))  # fmt: skip
