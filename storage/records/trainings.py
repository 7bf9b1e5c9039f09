"""A person's place at a training."""

from dataclasses import dataclass
from datetime import datetime

from storage.terms import SignupState


@dataclass(frozen=True, slots=True)
class Signup:
    """Who signed up, what they were told of hour and place, and whether they came (None: not marked).

    `organisation` is the mark of the organisation that they were from at that time.
    """

    id: int
    training: str
    person_id: int
    state: SignupState
    asked_at: datetime
    organisation: str | None
    known_starts_at: datetime
    known_place: str
    came: bool | None
    marked_by: int | None
    materials_at: datetime | None
