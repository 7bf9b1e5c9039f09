"""Lists that a statement is given as one parameter: it is compiled once, however long they are."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, Integer, column, func, literal, type_coerce

from storage import Session


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def apart(column: Any) -> ColumnElement[Any]:
    """The column as no index knows it: where rows are given by id, SQLite would read all of one state instead."""
    return type_coerce(func.coalesce(column, column), column.type)


def among(session: Session, ids: Sequence[int]) -> ColumnElement[int]:
    """Ids as a column to select or to look into."""
    if _on_postgresql(session):
        return func.unnest(literal(list(ids), ARRAY(Integer))).column_valued("one")
    given = literal(list(ids), JSON())
    return func.json_each(given).table_valued(column("value", Integer)).c.value


def fields_of(session: Session, rows: Sequence[Sequence[Any]]) -> Callable[[int], ColumnElement[Any]]:
    """Rows of plain values as a table; the function gives its columns by number, as text on PostgreSQL."""
    given = literal([list(row) for row in rows], JSON())
    if _on_postgresql(session):
        table = func.json_array_elements(given).table_valued(column("value", JSON()))
        return table.c.value.op("->>")
    table = func.json_each(given).table_valued("value")
    return lambda at: func.json_extract(table.c.value, f"$[{at}]")


def columns_of(rows: Sequence[Sequence[Any]], types: Sequence[Any]) -> Callable[[int], ColumnElement[Any]]:
    """Rows of typed values as a table, PostgreSQL alone; the function gives its columns by number."""
    arrays = [literal([row[at] for row in rows], ARRAY(kind)) for at, kind in enumerate(types)]
    table = func.unnest(*arrays).table_valued(*(column(f"c{at}", kind) for at, kind in enumerate(types)))
    given = table.render_derived()
    return lambda at: given.c[at]
