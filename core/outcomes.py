"""What became of one message that was sent: the only shape in which a messenger's errors reach core."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took it. `others` are the messages that followed the first; `topic` is the one it stands in."""

    message_id: str
    others: tuple[str, ...] = field(default=(), compare=False)
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Permanent:
    """Nothing will ever reach this person: blocked, deactivated, chat not found."""

    reason: str


@dataclass(frozen=True, slots=True)
class Temporary:
    """It surely did not go out (no connection, token refused): safe to send again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request was written and no clear answer came: it may have gone out.

    `answered` means that the messenger itself said it had failed (5xx in its own words), so that this is unlikely.
    """

    reason: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """The whole token was told to pause for `seconds`; this message did not go out."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new external id; this message did not go out."""

    external_id: str


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The group's topic is gone: it was deleted there. This message did not go out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was stopped while it waited for its turn; it did not go out, and its row says so already."""


@dataclass(frozen=True, slots=True)
class NotEditable:
    """The message that was to be changed is gone or too old; nothing went out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Our own bad message (markup, length): sending it again is pointless, the person is not to blame."""

    reason: str


Outcome = Sent | Permanent | Temporary | Unknown | Wait | Moved | NoTopic | Refused | NotEditable | Withdrawn
