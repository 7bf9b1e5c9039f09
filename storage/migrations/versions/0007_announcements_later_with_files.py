"""announcements at a time, with a file, with progress and a correction; people found by their hours"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("file_kind", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("send_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("progress_message", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_people_hours", ["reachable", "quiet_from", "quiet_to", "digest_hour", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_hours")

    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_column("corrected_at")
        batch_op.drop_column("progress_message")
        batch_op.drop_column("send_at")
        batch_op.drop_column("file_kind")
        batch_op.drop_column("file_id")
