"""Whose standards a self-evaluation is scored by, and what a waiver is about in any layout."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "sheets",
        sa.Column(
            "standards_from", sa.String(64), nullable=True,
            comment="the goal sheet whose standards it is scored by; blank: none is there; empty: it has its own",
        ),
    )
    op.add_column(
        "waivers",
        sa.Column("layout", sa.String(8), nullable=True, comment="of the sheet it was found on"),
    )
    op.add_column(
        "waivers",
        sa.Column(
            "likeness", sa.String(64), nullable=True,
            comment="of code, indicator, field and value: what it is about in another layout",
        ),
    )
    # What was read before: the import that comes next looks for the goal sheets of these.
    op.execute(
        "UPDATE sheets SET standards_from = '' WHERE layout = 'foreign' AND stage = 'evaluation' AND NOT EXISTS "
        "(SELECT 1 FROM indicators WHERE indicators.sha256 = sheets.sha256 AND TRIM(indicators.standard) <> '')"
    )
