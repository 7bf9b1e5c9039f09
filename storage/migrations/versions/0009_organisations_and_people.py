"""organisations by INN, their people, merged names, sign-ups to trainings"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("sphere", sa.Text(), nullable=True),
        sa.Column("founded_from", sa.Date(), nullable=True),
        sa.Column("founded_to", sa.Date(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_organisations")),
        sa.UniqueConstraint("inn", name=op.f("uq_own_organisations_inn")),
        sa.UniqueConstraint("mark", name=op.f("uq_own_organisations_mark")),
    )
    op.create_table(
        "join_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_join_requests_decided_by_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["own_organisations.id"],
            name=op.f("fk_join_requests_organisation_id_own_organisations"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_join_requests_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")),
        sa.UniqueConstraint("organisation_id", "person_id", name=op.f("uq_join_requests_organisation_id_person_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_join_requests_person_id"), "join_requests", ["person_id"])
    op.create_table(
        "name_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("gone", sa.Text(), nullable=False),
        sa.Column("kept_name", sa.Text(), nullable=False),
        sa.Column("gone_name", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("change_ids", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("update_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_name_decisions_author_id_people")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_name_decisions_undone_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_decisions")),
        sa.UniqueConstraint("update_key", name=op.f("uq_name_decisions_update_key")),
    )
    op.create_index("ix_name_decisions_pair", "name_decisions", ["kept", "gone"])
    op.create_table(
        "training_signups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("known_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_place", sa.Text(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("marked_by", sa.Integer(), nullable=True),
        sa.Column("materials_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["marked_by"], ["people.id"], name=op.f("fk_training_signups_marked_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_signups_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_signups")),
        sa.UniqueConstraint("training", "person_id", name=op.f("uq_training_signups_training_person_id")),
    )
    op.create_index(op.f("ix_training_signups_person_id"), "training_signups", ["person_id"])
    op.create_index("ix_training_signups_state", "training_signups", ["state", "training"])
    op.drop_table("colleagues")
    op.create_table(
        "colleagues",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_colleagues_person_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["own_organisations.id"], name=op.f("fk_colleagues_organisation_id_own_organisations")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_colleagues")),
    )
    op.create_index(op.f("ix_colleagues_organisation_id"), "colleagues", ["organisation_id"])
    op.execute(
        "INSERT INTO own_organisations (mark, name, form, founded_from, founded_to, created_at, changed_at) "
        "SELECT 'person-' || person_id, '', form, founded_from, founded_to, saved_at, saved_at "
        "FROM organisation_profiles"
    )
    op.execute(
        "INSERT INTO colleagues (person_id, organisation_id, joined_at) "
        "SELECT person_id, own_organisations.id, saved_at FROM organisation_profiles "
        "JOIN own_organisations ON mark = 'person-' || person_id"
    )
    op.drop_table("organisation_profiles")
    with op.batch_alter_table("trainings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("venue", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("places", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("materials", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("called_off", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done_by", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_watches_done_by"), ["done_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_watches_done_by_people"), "people", ["done_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_watches_done_by_people"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_watches_done_by"))
        batch_op.drop_column("done_by")
    with op.batch_alter_table("trainings", schema=None) as batch_op:
        for column in ("called_off", "materials", "places", "venue", "ends_at"):
            batch_op.drop_column(column)
    op.create_table(
        "organisation_profiles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("founded_from", sa.Date(), nullable=True),
        sa.Column("founded_to", sa.Date(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_organisation_profiles_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_organisation_profiles")),
    )
    op.execute(
        "INSERT INTO organisation_profiles (person_id, form, founded_from, founded_to, saved_at) "
        "SELECT person_id, form, founded_from, founded_to, joined_at FROM colleagues "
        "JOIN own_organisations ON own_organisations.id = organisation_id"
    )
    op.drop_table("colleagues")
    op.create_table(
        "colleagues",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_colleagues_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_colleagues")),
    )
    op.create_index(op.f("ix_colleagues_organisation"), "colleagues", ["organisation"])
    op.drop_table("training_signups")
    op.drop_table("name_decisions")
    op.drop_table("join_requests")
    op.drop_table("own_organisations")
