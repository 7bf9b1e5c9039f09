"""drafts of content, premises with photos, wishes of premises"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("change_ids", sa.JSON(), nullable=False),
        sa.Column("answered_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_drafts_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("update_key", name=op.f("uq_drafts_update_key")),
    )
    op.create_index(op.f("ix_drafts_author_id"), "drafts", ["author_id"])
    op.create_index("ix_drafts_table_key", "drafts", ["table", "key"])
    op.add_column("premises", sa.Column("photos", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("subscriptions", sa.Column("wishes", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("subscriptions", "wishes")
    op.drop_column("premises", "photos")
    op.drop_table("drafts")
