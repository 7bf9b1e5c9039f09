"""A base of any size for the search's figures: the city's own records among invented neighbours.

The neighbours speak of the same things (their words are drawn from the city's records, the usual ones often and the
rare ones seldom, as in a language) and of names that nobody else bears.
"""

import asyncio
import bisect
import itertools
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.report import word
from core.answers.tokens import words
from core.base import open_base
from storage import content as stored
from storage.models import CONTENT
from storage.records.content import Content, Fact
from storage.terms import Unit

PACKS = tuple(Path("data") / name for name in ("kemerovo-2023", "public"))
_UNITS = (Unit.ROUBLES, Unit.APPLICATIONS, Unit.WINNERS, Unit.ORGANISATIONS)


def city_records() -> list[Content]:
    """All content of the city's and the public pack, read from a fresh base."""

    async def read() -> list[Content]:
        with tempfile.TemporaryDirectory() as folder:
            database = await open_base(f"sqlite:///{folder}/bench.db", packs=PACKS)
            try:
                async with database.reading() as session:
                    return [
                        record for table in CONTENT.values() for record in await stored.all_of(session, table.record)
                    ]
            finally:
                await database.close()

    return asyncio.run(read())


def invented_facts(records: list[Content], count: int, seed: int = 1) -> list[Fact]:
    """Facts about organisations that do not exist, of 12 to 40 words; the same ones for the same seed."""
    chance = random.Random(seed)
    facts = [record for record in records if isinstance(record, Fact)]
    said = [each for fact in facts for each in words(f"{fact.title} {fact.text}") if each.isalpha()]
    pool = sorted(set(said))
    chance.shuffle(pool)
    usual = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(pool))))

    def drawn(number: int) -> list[str]:
        return [pool[bisect.bisect_left(usual, chance.random() * usual[-1])] for _ in range(number)]

    made = []
    for number in range(count):
        name = f"«{word(number)} {word(number * 5 + 2)}»"
        title = f"{' '.join(drawn(3))} {name}"
        text = " ".join([*drawn(chance.randint(8, 34)), str(chance.randint(2, 900)), name])
        made.append(
            replace(
                facts[number % len(facts)], key=f"bench-{number}", title=title, text=text, aliases=(), value=None,
                organisation=None, contest=None, programme=None, spheres=(), unit=_UNITS[number % 4],
            )
        )  # fmt: skip
    return made
