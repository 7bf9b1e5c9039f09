"""pace and ladder of alerts, what fits an organisation, own dates, colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("pace", sa.String(length=32), nullable=False, server_default="daily"))
    op.add_column("people", sa.Column("ladder", sa.Text(), nullable=False, server_default="14-7-3-1-0"))
    op.add_column("subscriptions", sa.Column("fitting", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "own_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_own_dates_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_dates")),
        sa.UniqueConstraint("update_key", name=op.f("uq_own_dates_update_key")),
    )
    op.create_index(op.f("ix_own_dates_person_id"), "own_dates", ["person_id"])
    op.create_index(op.f("ix_own_dates_day"), "own_dates", ["day"])
    op.create_table(
        "colleagues",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_colleagues_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_colleagues")),
    )
    op.create_index(op.f("ix_colleagues_organisation"), "colleagues", ["organisation"])


def downgrade() -> None:
    op.drop_table("colleagues")
    op.drop_table("own_dates")
    op.drop_column("subscriptions", "fitting")
    op.drop_column("people", "ladder")
    op.drop_column("people", "pace")
