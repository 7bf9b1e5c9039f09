"""announcements at a time, from a record, corrected in place; who opened them, and what they are evidence of"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement_taps",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name=op.f("fk_announcement_taps_announcement_id_announcements")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_announcement_taps_person_id_people")),
        sa.PrimaryKeyConstraint("announcement_id", "person_id", name=op.f("pk_announcement_taps")),
    )
    with op.batch_alter_table("announcement_taps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_taps_person_id"), ["person_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("announcement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name=op.f("fk_evidence_announcement_id_announcements")
        ),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_year_measure", ["year", "measure"], unique=False)
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject_kind", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("subject", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("new_text", sa.Text(), nullable=True))
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edits", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("edits")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_column("new_text")
        batch_op.drop_column("subject")
        batch_op.drop_column("subject_kind")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_year_measure")
    op.drop_table("evidence")
    with op.batch_alter_table("announcement_taps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_taps_person_id"))
    op.drop_table("announcement_taps")
