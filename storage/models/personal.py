"""Which tables hold what of people, and what becomes of it when a person's data are deleted.

Every table that is no content stands here once; a test refuses one that does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from storage.models.appeals import AppealCopyRow, AppealMessageRow, AppealRow, AppealTopicRow, DeskGroupRow
from storage.models.base import Base
from storage.models.colleagues import ColleagueRow, JoinRequestRow, OwnOrganisationRow
from storage.models.consents import ConsentRow
from storage.models.desk import InvitationRow, MembershipRow
from storage.models.drafts import DraftRow
from storage.models.imports import ImportRow
from storage.models.learning import LabelledExampleRow, LessonRow
from storage.models.naming import NameDecisionRow
from storage.models.people import (
    LADDER,
    AnnouncementRow,
    AnnouncementTapRow,
    DeliveryRow,
    OwnDateRow,
    PersonRow,
    SubscriptionRow,
    ToldRow,
    WatchRow,
)
from storage.models.trainings import SignupRow
from storage.models.work import ChangeRow, DialogueRow, InboxRow, QuestionRow
from storage.models.years import RoundUpRow, SettlementRow, SignedVersionRow, SubmissionRow
from storage.records.people import Person
from storage.terms import (
    AnnouncementState,
    AppealTurn,
    DeliveryState,
    DraftState,
    ImportState,
    Pace,
    SubmissionState,
    UpdateState,
)

Rows = Callable[[Person], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Personal:
    """A table with rows of people. `rows` finds a person's; all of them are exported.

    Without `emptied` and `reason` the rows are deleted. `emptied` columns take a value that says nothing;
    `kept` text columns stay, for the `reason`. `unless` leaves rows alone for now, `hidden` ones are erased but not
    exported. `staff` names columns that
    point to an employee who dealt with the row.
    """

    table: type[Base]
    rows: Rows
    emptied: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    reason: str = ""
    unless: ColumnElement[bool] | None = None
    staff: tuple[str, ...] = ()
    hidden: ColumnElement[bool] | None = None

    @property
    def deleted(self) -> bool:
        """Whether nothing of the rows stays."""
        return not self.reason


def _dialogues(person: Person) -> ColumnElement[bool]:
    """A dialogue's key is «bot:chat:person:...»."""
    return DialogueRow.key.contains(f":{person.external_id}:", autoescape=True)


def _appeals(person: Person) -> Select[int]:
    return select(AppealRow.id).where(AppealRow.person_id == person.id)


def _own_organisation(person: Person) -> ColumnElement[bool]:
    inside = select(ColleagueRow.organisation_id).where(ColleagueRow.person_id == person.id)
    return OwnOrganisationRow.id.in_(inside)


PERSONAL: tuple[Personal, ...] = (
    Personal(SubscriptionRow, lambda person: SubscriptionRow.person_id == person.id),
    Personal(WatchRow, lambda person: WatchRow.person_id == person.id, staff=("done_by",)),
    Personal(OwnDateRow, lambda person: OwnDateRow.person_id == person.id),
    Personal(JoinRequestRow, lambda person: JoinRequestRow.person_id == person.id, staff=("decided_by",)),
    # The organisation itself goes with the last of its colleagues: storage.privacy.erase leaves it first.
    Personal(OwnOrganisationRow, _own_organisation),
    Personal(ColleagueRow, lambda person: ColleagueRow.person_id == person.id),
    Personal(MembershipRow, lambda person: MembershipRow.person_id == person.id, staff=("invited_by", "ended_by")),
    Personal(InvitationRow, lambda person: InvitationRow.author_id == person.id, staff=("used_by",)),
    Personal(ConsentRow, lambda person: ConsentRow.person_id == person.id),
    Personal(DialogueRow, _dialogues),
    Personal(
        InboxRow,
        lambda person: (InboxRow.channel == str(person.channel)) & (InboxRow.lane == person.external_id),
        emptied={"body": {}, "lane": ""},
        kept=("channel",),
        reason="an update's number stays for eight days, so that the messenger's repetition is not handled twice",
        unless=InboxRow.state == UpdateState.WAITING,
    ),
    Personal(
        ToldRow,
        lambda person: ToldRow.person_id == person.id,
        kept=("subject", "event", "version"),
        reason="how many were told of a deadline; the columns name public records and dates",
    ),
    Personal(
        DeliveryRow,
        lambda person: DeliveryRow.person_id == person.id,
        emptied={"payload": {}, "message_id": None, "edits": None},
        kept=("reason",),
        reason="how many messages arrived; `reason` holds the messenger's words about a failure",
    ),
    Personal(LabelledExampleRow, lambda person: LabelledExampleRow.person_id == person.id),
    Personal(LessonRow, lambda person: LessonRow.person_id == person.id),
    Personal(
        QuestionRow,
        lambda person: QuestionRow.person_id == person.id,
        emptied={"text": ""},
        kept=("outcome", "subject", "update_key"),
        reason="how many questions were answered; `subject` names a record",
    ),
    Personal(
        AppealMessageRow,
        lambda person: AppealMessageRow.appeal_id.in_(_appeals(person)),
        staff=("author_id",),
        hidden=AppealMessageRow.turn.in_((AppealTurn.NOTE, AppealTurn.HELD)),  # the desk's own words
    ),
    Personal(AppealCopyRow, lambda person: AppealCopyRow.person_id == person.id),
    Personal(AppealTopicRow, lambda person: AppealTopicRow.group_id == person.id),
    Personal(DeskGroupRow, lambda person: DeskGroupRow.group_id == person.id, staff=("bound_by",)),
    Personal(
        AppealRow,
        lambda person: AppealRow.person_id == person.id,
        emptied={"text": "", "answer": None},
        kept=("sphere", "department", "subject", "organisation", "reminded", "update_key"),
        reason="how many appeals there were, about what, of which organisations, and when they were answered",
        staff=("answered_by", "taken_by"),
    ),
    Personal(
        AnnouncementRow,
        lambda person: AnnouncementRow.author_id == person.id,
        emptied={"text": "", "new_text": None, "file_id": None, "file_kind": None, "progress_message": None},
        kept=("audience", "subject", "update_key"),
        reason="how many people an announcement reached; `audience` names spheres",
        unless=AnnouncementRow.state == AnnouncementState.SENDING,
    ),
    Personal(
        AnnouncementTapRow,
        lambda person: AnnouncementTapRow.person_id == person.id,
        reason="how many opened an announcement; the row says nothing else",
    ),
    Personal(
        SignupRow,
        lambda person: SignupRow.person_id == person.id,
        kept=("training", "organisation", "known_place"),
        reason="how many came to a training, and of how many organisations; `organisation` is a mark that says nothing",
        staff=("marked_by",),
    ),
    Personal(
        NameDecisionRow,
        lambda person: NameDecisionRow.author_id == person.id,
        kept=("kept", "gone", "kept_name", "gone_name", "change_ids", "update_key"),
        reason="which organisations of the base are one, so that it can be taken back",
        staff=("undone_by",),
    ),
    Personal(
        ImportRow,
        lambda person: ImportRow.author_id == person.id,
        emptied={"file_name": "", "content": {}},
        kept=("book", "fingerprint", "change_ids", "update_key"),
        reason="which changes a workbook made, so that they can be undone",
    ),
    Personal(
        DraftRow,
        lambda person: DraftRow.author_id == person.id,
        emptied={"values": {}},
        kept=("table", "key", "step", "change_ids", "answered_key", "update_key"),
        reason="which changes a draft became, so that they can be undone",
    ),
    Personal(
        SubmissionRow,
        lambda person: SubmissionRow.author_id == person.id,
        emptied={"file_name": "", "content": {}},
        kept=("department", "fingerprint", "change_ids", "update_key"),
        reason="which department's figures came when, and which changes a file made, so that they can be undone",
    ),
    Personal(
        SettlementRow,
        lambda person: SettlementRow.author_id == person.id,
        kept=("code", "figures", "note", "department", "change_ids", "answer", "update_key"),
        reason="why a difference in the city's report was accepted; nothing in it is about its author",
        staff=("answered_by",),
    ),
    Personal(
        RoundUpRow,
        lambda person: RoundUpRow.author_id == person.id,
        reason="by when the year's figures were due",
    ),
    Personal(
        SignedVersionRow,
        lambda person: SignedVersionRow.author_id == person.id,
        kept=("snapshot", "fingerprint", "update_key"),
        reason="the city's report as it was signed; nothing in it is about whoever pressed the button",
    ),
    Personal(
        ChangeRow,
        lambda person: ChangeRow.author_id == person.id,
        kept=("table", "key", "field", "before", "after"),
        reason="the history of the city's public records; nothing in it is about its author",
    ),
    Personal(
        PersonRow,
        lambda person: PersonRow.id == person.id,
        emptied={"name": "", "legal_form": None, "reachable": False, "quiet_from": 21, "quiet_to": 9,
                 "digest_hour": 10, "pace": Pace.DAILY, "ladder": LADDER},
        kept=("external_id",),
        reason="what the statistics hang on; `external_id` becomes a random word (storage.privacy.erase)",
    ),
)  # fmt: skip
"""In the order in which rows are written, people last."""

STOPPED: tuple[tuple[Any, Any, Any], ...] = (
    (DeliveryRow.state, (DeliveryState.PENDING, DeliveryState.SENDING), DeliveryState.CANCELLED),
    (AnnouncementRow.state, (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED), AnnouncementState.CANCELLED),
    (ImportRow.state, (ImportState.PREVIEW,), ImportState.DROPPED),
    (DraftRow.state, (DraftState.OPEN,), DraftState.DROPPED),
    (SubmissionRow.state, (SubmissionState.PREVIEW,), SubmissionState.DROPPED),
)
"""What is under way and ends with its person: a state's column, the states it is stopped in, the state it takes."""

NOT_PERSONAL: Mapping[str, str] = {
    "evidence": "how many people an announcement reached, with its first line as it was published",
    "work_leases": "names of processes, and of chats for the seconds in which their update is worked on",
    "job_slots": "runs of the clock",
    "pack_records": "what packs wrote into public records",
    "versions": "a counter",
}
"""Work tables without people, and why."""
