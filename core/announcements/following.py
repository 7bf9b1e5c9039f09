"""What a person follows: subscriptions by kind, and single seasons and duties. The screen «Мои» shows it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.announcements.board import Board, read_board
from core.announcements.events import evening_of
from core.calling import Call
from core.catalogue.duties import next_due
from storage.own_dates import own_dates_of
from storage.people import names_of
from storage.records.people import Watch
from storage.records.premises import ANY_PREMISES, PremisesWish
from storage.subscriptions import subscriptions_of, watches_of
from storage.terms import SubjectKind, SubscriptionKind, WatchState


@dataclass(frozen=True, slots=True)
class FollowedKind:
    """One subscription. Empty `spheres` or `levels` mean any; `spheres` are names as in a menu."""

    kind: SubscriptionKind
    spheres: tuple[str, ...]
    levels: tuple[str, ...]
    fitting: bool = False
    wishes: PremisesWish = ANY_PREMISES


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """One season or duty that the person was asked about. `day` is the last local day (the last evening).

    `contest` is the contest's key when the subject is a season or a contest, for the button to its card. `done_by`
    is the colleague who said that it is done, empty when the person did.
    """

    subject_kind: SubjectKind
    subject: str
    title: str
    state: WatchState
    day: date | None
    closes_at: datetime | None
    contest: str | None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """Everything that a person follows. Past subjects are left out, unless «Подали» waits for results."""

    kinds: tuple[FollowedKind, ...]
    subjects: tuple[FollowedSubject, ...]


async def following(call: Call) -> Following:
    """What `call.person` follows now, the nearest day first."""
    async with call.reading() as session:
        board = await read_board(session)
        subscriptions = await subscriptions_of(session, call.person.id)
        watches = await watches_of(session, call.person.id)
        own = await own_dates_of(session, call.person.id, call.today)
        by = {one.id: one.done_by for one in watches if one.done_by and one.done_by != call.person.id}
        names = await names_of(session, set(by.values()))
    board = replace(board, own_dates={str(one.id): one for one in own})
    kinds = tuple(
        FollowedKind(
            one.kind,
            tuple(board.spheres[key].name for key in one.spheres if key in board.spheres),
            one.levels,
            one.fitting,
            one.wishes,
        )
        for one in subscriptions
    )
    subjects = [
        replace(found, done_by=names.get(by.get(watch.id) or 0, ""))
        for watch in watches
        if (found := _followed(board, watch, call)) is not None
    ]
    return Following(kinds, tuple(sorted(subjects, key=lambda one: (one.day is None, one.day or date.max))))


def _followed(board: Board, watch: Watch, call: Call) -> FollowedSubject | None:
    title = board.title(watch.subject_kind, watch.subject)
    if title is None:
        return None
    if watch.subject_kind is SubjectKind.DUTY:
        day = next_due(board.duties[watch.subject], call.today)
        return FollowedSubject(watch.subject_kind, watch.subject, title, watch.state, day, None, None)
    if watch.subject_kind is SubjectKind.OWN_DATE:
        day = board.own_dates[watch.subject].day
        return FollowedSubject(watch.subject_kind, watch.subject, title, watch.state, day, None, None)
    if watch.subject_kind is SubjectKind.CONTEST:
        return FollowedSubject(watch.subject_kind, watch.subject, title, watch.state, None, None, watch.subject)
    season = board.seasons[watch.subject]
    passed = season.closes_at is not None and season.closes_at <= call.now
    waits = watch.state is WatchState.DONE and season.winners is None and not season.winners_text
    if passed and not waits:
        return None
    evening = evening_of(season, call.zone)
    return FollowedSubject(
        watch.subject_kind, watch.subject, title, watch.state, evening, season.closes_at, season.contest
    )  # fmt: skip
