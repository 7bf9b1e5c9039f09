"""files that go to whoever came to a training"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trainings", sa.Column("handouts", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("trainings", "handouts")
