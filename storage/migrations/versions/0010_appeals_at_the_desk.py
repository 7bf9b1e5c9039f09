"""appeals by department, their threads, notes and files"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_QUESTIONS = """
INSERT INTO appeal_messages (appeal_id, author_id, turn, text, files, created_at)
SELECT id, person_id, 'question', text, '{}', created_at FROM appeals WHERE text <> ''
"""
_ANSWERS = """
INSERT INTO appeal_messages (appeal_id, author_id, turn, text, files, created_at)
SELECT id, answered_by, 'answer', answer, '{}', answered_at FROM appeals WHERE text <> '' AND answer IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "desk_groups",
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("bound_by", sa.Integer(), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bound_by"], ["people.id"], name=op.f("fk_desk_groups_bound_by_people")),
        sa.ForeignKeyConstraint(["group_id"], ["people.id"], name=op.f("fk_desk_groups_group_id_people")),
        sa.PrimaryKeyConstraint("department", name=op.f("pk_desk_groups")),
    )
    with op.batch_alter_table("desk_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_groups_group_id"), ["group_id"], unique=False)

    op.create_table(
        "appeal_copies",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_copies_appeal_id_appeals")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appeal_copies_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "message_id", name=op.f("pk_appeal_copies")),
    )
    with op.batch_alter_table("appeal_copies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_copies_appeal_id"), ["appeal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_copies_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "appeal_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("turn", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_messages_appeal_id_appeals")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_appeal_messages_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_messages")),
        sa.UniqueConstraint("update_key", name=op.f("uq_appeal_messages_update_key")),
    )
    with op.batch_alter_table("appeal_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_messages_appeal_id"), ["appeal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_messages_created_at"), ["created_at"], unique=False)

    op.create_table(
        "appeal_topics",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_topics_appeal_id_appeals")),
        sa.ForeignKeyConstraint(["group_id"], ["people.id"], name=op.f("fk_appeal_topics_group_id_people")),
        sa.PrimaryKeyConstraint("appeal_id", "group_id", name=op.f("pk_appeal_topics")),
        sa.UniqueConstraint("group_id", "topic_id", name=op.f("uq_appeal_topics_group_id_topic_id")),
    )
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sphere", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("department", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("subject", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("kind", sa.String(length=32), nullable=False, server_default="consultation"))
        batch_op.add_column(sa.Column("organisation", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("taken_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reminded", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index("ix_appeals_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_appeals_taken_by_people"), "people", ["taken_by"], ["id"])

    op.execute(_QUESTIONS)
    op.execute(_ANSWERS)


def downgrade() -> None:
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_appeals_taken_by_people"), type_="foreignkey")
        batch_op.drop_index("ix_appeals_state_due_on")
        batch_op.drop_column("reminded")
        batch_op.drop_column("reopened")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("outcome")
        batch_op.drop_column("taken_by")
        batch_op.drop_column("organisation")
        batch_op.drop_column("kind")
        batch_op.drop_column("subject")
        batch_op.drop_column("department")
        batch_op.drop_column("sphere")

    op.drop_table("appeal_topics")
    with op.batch_alter_table("appeal_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_messages_created_at"))
        batch_op.drop_index(batch_op.f("ix_appeal_messages_appeal_id"))

    op.drop_table("appeal_messages")
    with op.batch_alter_table("appeal_copies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_copies_sent_at"))
        batch_op.drop_index(batch_op.f("ix_appeal_copies_appeal_id"))

    op.drop_table("appeal_copies")
    with op.batch_alter_table("desk_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_groups_group_id"))

    op.drop_table("desk_groups")
