"""What a person follows: subscriptions by kind, and single seasons and duties. The screen «Мои» shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from core.calling import Call
from storage.terms import SubjectKind, SubscriptionKind, WatchState


@dataclass(frozen=True, slots=True)
class FollowedKind:
    """One subscription. Empty `spheres` or `levels` mean any; `spheres` are names as in a menu."""

    kind: SubscriptionKind
    spheres: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """One season or duty that the person was asked about. `day` is the last local day (the last evening).

    `contest` is the contest's key when the subject is a season, for the button to its card.
    """

    subject_kind: SubjectKind
    subject: str
    title: str
    state: WatchState
    day: date | None
    closes_at: datetime | None
    contest: str | None


@dataclass(frozen=True, slots=True)
class Following:
    """Everything that a person follows. Past subjects are left out, unless «Подали» waits for results."""

    kinds: tuple[FollowedKind, ...]
    subjects: tuple[FollowedSubject, ...]


async def following(call: Call) -> Following:
    """What `call.person` follows now, the nearest day first."""
    raise NotImplementedError
