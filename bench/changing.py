"""How soon one changed record is answered, and what others wait meanwhile: a question each twentieth of a second."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.records import PACKS, invented_facts
from bench.searching import ZONE, settle
from core.answers.loading import EngineHolder
from core.answers.plan import Plan
from core.base import open_base
from storage import content as stored
from storage.editing import change_fields
from storage.models import CONTENT
from storage.records.content import Fact

_PAUSE = 0.05
_ROUNDS = 5
_QUESTIONS = ("сколько выделили на спорт", "гранты на молодежь", "президентские гранты 2023", "вече")


async def changed(size: int, folder: str) -> dict[str, float]:
    """Seconds from the commit of one change until it is answered (the worst of some), and the 99th percentile of other
    people's answers in milliseconds, before and during."""
    database = await open_base(f"sqlite:///{Path(folder) / 'changing.db'}", packs=PACKS)
    try:
        async with database.writing() as session:
            records = [record for kind in CONTENT.values() for record in await stored.all_of(session, kind.record)]
            row = CONTENT["facts"].row
            for record in invented_facts(records, size - len(records)):
                session.add(row(**{name: getattr(record, name) for name in Fact.__dataclass_fields__}))
            await stored.raise_version(session)
            await session.commit()
        holder = EngineHolder()

        async def ask(question: str) -> str:
            engine = await holder.get(database.reading)
            return engine.answer(question, now=datetime.now(UTC), zone=ZONE).message.text

        async def shown(key: str) -> str:
            engine = await holder.get(database.reading)
            answer = engine.follow(Plan("record", "facts", "", (key,)).encode(), now=datetime.now(UTC), zone=ZONE)
            return answer.message.text if answer else ""

        async def others(spent: list[float]) -> None:
            number = 0
            while True:
                start = time.perf_counter()
                await ask(_QUESTIONS[number % len(_QUESTIONS)])
                spent.append((time.perf_counter() - start) * 1000)
                number += 1
                await asyncio.sleep(_PAUSE)

        await ask(_QUESTIONS[0])
        settle()
        before: list[float] = []
        calm = asyncio.create_task(others(before))
        await asyncio.sleep(2)
        calm.cancel()
        seen, during = [], [0.0]
        busy = asyncio.create_task(others(during))
        for number in range(_ROUNDS):
            word = f"зюбраковка{number}"
            async with database.writing() as session:
                await change_fields(
                    session, "facts", f"bench-{number}", {"text": f"Смотр «{word}»"}, author_id=None,
                    now=datetime.now(UTC),
                )  # fmt: skip
                await session.commit()
            start = time.perf_counter()
            while word not in await shown(f"bench-{number}"):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            seen.append(time.perf_counter() - start)
        busy.cancel()
        return {"seen": max(seen), "before": _p99(before), "during": _p99(during)}
    finally:
        await database.close()


def _p99(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.99)]
