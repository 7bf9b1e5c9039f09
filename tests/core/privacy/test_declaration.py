"""No table of people can be forgotten: each is exported and erased, or stays for a reason."""

import pytest
from sqlalchemy import JSON, Column, Table
from sqlalchemy import Text as LongText

from core.privacy.retention import KEPT_DAYS
from storage.models import CONTENT, Base
from storage.models.base import Words
from storage.models.personal import NOT_PERSONAL, PERSONAL, Personal
from storage.retention import SWEEPS

CONTENT_TABLES = {table.row.__tablename__ for table in CONTENT.values()}


def people_columns(table: Table) -> set[str]:
    """Columns that name a person."""
    return {column.name for column in table.columns for key in column.foreign_keys if key.column.table.name == "people"}


def free(column: Column[object]) -> bool:
    """Whether a column may hold somebody's words: text or JSON of no closed vocabulary."""
    kind = column.type.impl if hasattr(column.type, "impl") else column.type
    return isinstance(kind, LongText | JSON) and not isinstance(column.type, Words)


def test_every_table_is_content_or_declared() -> None:
    declared = {one.table.__tablename__ for one in PERSONAL} | set(NOT_PERSONAL)
    assert set(Base.metadata.tables) - CONTENT_TABLES == declared
    assert not CONTENT_TABLES & declared


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_only_declared_tables_name_people(table: Table) -> None:
    declared = {one.table.__tablename__: one for one in PERSONAL}
    named = people_columns(table)
    if table.name not in declared:
        assert named == set(), f"{table.name} names people: declare it in storage/models/personal.py"
        return
    owners = named - set(declared[table.name].staff)
    assert len(owners) <= 1, f"{table.name}: whose rows are these, and who are `staff`?"


@pytest.mark.parametrize("personal", PERSONAL, ids=lambda one: one.table.__tablename__)
def test_what_stays_of_a_person_has_no_column_that_was_not_thought_of(personal: Personal) -> None:
    if personal.deleted:
        assert not personal.emptied
        assert not personal.kept
        return
    texts = {column.name for column in personal.table.__table__.columns if free(column)}
    assert texts == (set(personal.emptied) | set(personal.kept)) & texts
    assert texts - set(personal.emptied) == set(personal.kept) & texts
    assert set(personal.kept) <= texts


def test_everything_that_is_swept_has_its_days() -> None:
    assert set(KEPT_DAYS) == set(SWEEPS) | {"people"}


def test_no_table_of_people_has_room_for_a_telephone() -> None:
    """No role needs one: the only telephones of the base are those of offices."""
    asked = {
        (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns
        if "phone" in column.name or column.name.startswith("tel")
    }  # fmt: skip
    assert asked == {("contacts", "phone")}
