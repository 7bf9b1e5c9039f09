"""which row of a thread a message was, so that an edit of it is understood"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appeal_copies", sa.Column("entry_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("appeal_copies", "entry_id")
