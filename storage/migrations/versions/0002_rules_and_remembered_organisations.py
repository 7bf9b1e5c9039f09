"""rules of contests and remembered organisations"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rules",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("contest", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("comparison", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counted_to", sa.String(length=32), nullable=False),
        sa.Column("for_forms", sa.JSON(), nullable=False),
        sa.Column("only_if", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("source_document", sa.Text(), nullable=True),
        sa.Column("source_printed", sa.Text(), nullable=True),
        sa.Column("source_as_of", sa.Date(), nullable=True),
        sa.Column("source_section", sa.Text(), nullable=True),
        sa.Column("source_table", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rules")),
    )
    op.create_index(op.f("ix_rules_contest"), "rules", ["contest"])
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


def downgrade() -> None:
    op.drop_table("organisation_profiles")
    op.drop_index(op.f("ix_rules_contest"), table_name="rules")
    op.drop_table("rules")
