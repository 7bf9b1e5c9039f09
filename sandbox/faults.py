"""Faults on demand and Telegram's rate limits. The same seed gives the same faults for the same calls."""

import random
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from sandbox.refusals import Json


@dataclass
class Faults:
    """Rates are 0..1. `methods` narrows them to some methods; getUpdates is spared unless it is named."""

    error_500_rate: float = 0.0
    html_502_rate: float = 0.0
    drop_before_rate: float = 0.0
    drop_after_rate: float = 0.0
    rate_429: float = 0.0
    retry_after: int = 1
    delay_ms: float = 0.0
    methods: Iterable[str] | None = None
    seed: int = 1
    _random: random.Random = field(init=False, repr=False, compare=False)
    _names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._names = frozenset(name.lower() for name in self.methods or ())

    @classmethod
    def from_json(cls, data: Json) -> "Faults":
        known = {one.name for one in fields(cls) if one.init}
        extra = sorted(set(data) - known)
        if extra:
            raise ValueError(f"unknown fault {extra[0]!r}; known: {', '.join(sorted(known))}")
        return cls(**data)

    def as_json(self) -> Json:
        return {one.name: (list(self._names) or None) if one.name == "methods" else getattr(self, one.name)
                for one in fields(self) if one.init}  # fmt: skip

    def draw(self, method: str) -> str | None:
        """What goes wrong with this call: the name of a rate, or nothing."""
        if not self.concerns(method):
            return None
        point = self._random.random()
        for name in ("error_500_rate", "html_502_rate", "drop_before_rate", "drop_after_rate", "rate_429"):
            rate: float = getattr(self, name)
            if point < rate:
                return name
            point -= rate
        return None

    def concerns(self, method: str) -> bool:
        method = method.lower()
        return method in self._names if self._names else method != "getupdates"

    @property
    def idle(self) -> bool:
        return not (self.delay_ms or self.error_500_rate or self.html_502_rate or self.drop_before_rate
                    or self.drop_after_rate or self.rate_429)  # fmt: skip


@dataclass
class Limits:
    """Telegram's public figures: overall a second, a chat a second with a burst, a group a minute. 0 is off."""

    overall: int = 30
    per_chat: float = 1.0
    burst: int = 3
    group_minute: int = 20
    _sent: deque[float] = field(default_factory=deque, repr=False)
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    _groups: dict[int, deque[float]] = field(default_factory=dict, repr=False)

    def check(self, chat_id: int) -> int:
        """0 when the message may go, else the seconds to wait; a refused message does not count."""
        now = time.monotonic()
        while self._sent and self._sent[0] <= now - 1.0:
            self._sent.popleft()
        if self.overall and len(self._sent) >= self.overall:
            return 1
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 and self.group_minute else None
        if group is not None:
            while group and group[0] <= now - 60.0:
                group.popleft()
            if len(group) >= self.group_minute:
                return max(1, int(60 - (now - group[0])) + 1)
        if self.per_chat:
            tokens, then = self._chats.get(chat_id, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + (now - then) * self.per_chat)
            if tokens < 1:
                return max(1, round((1 - tokens) / self.per_chat))
            self._chats[chat_id] = (tokens - 1, now)
        if group is not None:
            group.append(now)
        self._sent.append(now)
        return 0
