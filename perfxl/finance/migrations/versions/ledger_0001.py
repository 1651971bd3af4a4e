"""The first ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

EXACT = sa.String(40).with_variant(sa.Numeric(), "postgresql")
MOMENT = sa.DateTime()


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 …"),
        sa.Column("key", sa.String(64), nullable=False, comment="SHA-256 over names and bytes of all it took in"),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("finished", MOMENT, nullable=True, comment="empty while it runs, or where it was interrupted"),
        sa.Column("sources", sa.JSON(), nullable=False, comment="the paths given, a list of texts"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_batches")),
        sa.UniqueConstraint("key", name=op.f("uq_batches_key")),
        comment="One import: the same files again are the same batch.",
    )
    op.create_table(
        "departments",
        sa.Column("name", sa.String(200), nullable=False, comment="as the roster writes it"),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False, comment="other names, a list of texts"),
        sa.Column("position", sa.Integer(), nullable=False, comment="its place in the roster"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_departments")),
        comment="Who has to return a workbook.",
    )
    op.create_table(
        "waivers",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 …"),
        sa.Column(
            "department", sa.String(500), nullable=False,
            comment="the roster's name, else the one in the workbook",
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column(
            "fingerprint", sa.String(64), nullable=False,
            comment="of the finding: it holds while the cell is unchanged",
        ),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("sheet", sa.String(100), nullable=True),
        sa.Column("cell", sa.String(12), nullable=True),
        sa.Column("message", sa.Text(), nullable=False, comment="of the finding waived"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.String(100), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_waivers")),
        comment="Findings the bureau lets stand: by whom and why. Withdrawn ones stay on record.",
    )
    op.create_index("ix_waivers_fingerprint", "waivers", ["fingerprint"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column(
            "name", sa.String(1000), nullable=False,
            comment="path below what was given; a zip's entry behind its zip",
        ),
        sa.Column("sha256", sa.String(64), nullable=True, comment="empty: passed over"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("modified", MOMENT, nullable=True, comment="of the file, or of the zip's entry"),
        sa.Column("passed_over", sa.String(40), nullable=False, comment="why it was not taken in; F code: refused"),
        sa.Column("refusal", sa.Text(), nullable=False, comment="where its bytes could not be had"),
        sa.Column("refusal_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name=op.f("fk_sightings_batch")),
        sa.PrimaryKeyConstraint("batch", "name", name=op.f("pk_sightings")),
        comment="Every file a batch met, under its name: nothing is lost.",
    )
    op.create_index("ix_sightings_sha256", "sightings", ["sha256"], unique=False)
    op.create_table(
        "workbooks",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False, comment="the batch that brought it"),
        sa.Column(
            "name", sa.String(1000), nullable=False,
            comment="its first name in that batch, in the order of names",
        ),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("modified", MOMENT, nullable=True),
        sa.Column("refusal_code", sa.String(4), nullable=False, comment="F code; empty: it was read"),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("refusal_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name=op.f("fk_workbooks_batch")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_workbooks")),
        comment="Every file taken in, by its bytes; the bytes are in the folder beside the ledger.",
    )
    op.create_table(
        "actuals",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheet", sa.String(100), nullable=False),
        sa.Column("cell", sa.String(12), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("number_format", sa.String(200), nullable=False),
        sa.Column("value", EXACT, nullable=True, comment="as it counts; a date is its day number"),
        sa.Column("word", sa.Text(), nullable=True, comment="the level word, where it is one"),
        sa.Column("cause", sa.Text(), nullable=False, comment="偏差原因分析及改进措施"),
        sa.Column("evidence", sa.Text(), nullable=False, comment="佐证材料"),
        sa.Column("manual", EXACT, nullable=True, comment="人工得分"),
        sa.Column("scorer", sa.String(200), nullable=False),
        sa.Column("manual_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["workbooks.sha256"], name=op.f("fk_actuals_sha256"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_actuals")),
        comment="The actual values of the self-evaluation.",
    )
    op.create_table(
        "findings",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False, comment="check, recalc, return"),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False, comment="its number within its origin"),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("sheet", sa.String(100), nullable=True),
        sa.Column("cell", sa.String(12), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("message_en", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("fix_en", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False, comment="the indicator's name, where it is about one"),
        sa.Column(
            "fingerprint", sa.String(64), nullable=False,
            comment="of code, indicator, field and the cell's content",
        ),
        sa.ForeignKeyConstraint(["sha256"], ["workbooks.sha256"], name=op.f("fk_findings_sha256"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "origin", "place", name=op.f("pk_findings")),
        comment="Everything found: by checking, by recomputing, by comparing with the return before.",
    )
    op.create_index("ix_findings_code", "findings", ["code"], unique=False)
    op.create_index("ix_findings_fingerprint", "findings", ["fingerprint"], unique=False)
    op.create_table(
        "indicators",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False, comment="of the worksheet"),
        sa.Column("level1", sa.String(200), nullable=False),
        sa.Column("level2", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("comparator", sa.String(40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False, comment="as written"),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("points", EXACT, nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("own_standard", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False, comment="filled with /: not scored"),
        sa.Column("sheet", sa.String(100), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False, comment="the cell of every field, by the form's key"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["workbooks.sha256"],
            name=op.f("fk_indicators_sha256"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_indicators")),
        comment="The indicators as written, with their cells.",
    )
    op.create_table(
        "rules",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.String(10), nullable=False, comment="text, settings, manual, profile, national"),
        sa.Column("kind", sa.String(20), nullable=True, comment="计分方式"),
        sa.Column("block", sa.JSON(), nullable=False, comment="the rule block by column key, numbers as exact texts"),
        sa.ForeignKeyConstraint(["sha256"], ["workbooks.sha256"], name=op.f("fk_rules_sha256"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_rules")),
        comment="What each indicator is scored by: what is poured into the recalculation workbook.",
    )
    op.create_table(
        "scores",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", EXACT, nullable=True, comment="Python's: the one that counts; empty: unscored"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why there is none"),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("sheet", sa.String(100), nullable=False, comment="where the reported score stands"),
        sa.Column("cell", sa.String(12), nullable=False),
        sa.Column("reported", EXACT, nullable=True, comment="what stands in the workbook"),
        sa.Column("engine", sa.String(20), nullable=False, comment="the engine that recomputed it; empty: none yet"),
        sa.Column("engine_score", EXACT, nullable=True),
        sa.Column("engine_text", sa.String(40), nullable=False, comment="what the engine gave instead of a number"),
        sa.ForeignKeyConstraint(["sha256"], ["workbooks.sha256"], name=op.f("fk_scores_sha256"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_scores")),
        comment="Three scores of every indicator.",
    )
    op.create_table(
        "sheets",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("department", sa.String(200), nullable=True, comment="empty: the roster does not know it"),
        sa.Column("department_text", sa.String(500), nullable=False, comment="as the workbook writes it"),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(12), nullable=False, comment="goals, evaluation"),
        sa.Column("layout", sa.String(8), nullable=False, comment="own, foreign"),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("version", sa.String(60), nullable=True),
        sa.Column("title", sa.String(100), nullable=False, comment="the worksheet"),
        sa.Column("cells", sa.JSON(), nullable=False, comment="[sheet, cell] of department, year, duties, goals"),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("foot", sa.JSON(), nullable=False),
        sa.Column("budget", EXACT, nullable=True, comment="A, 万元"),
        sa.Column("spent", EXACT, nullable=True, comment="B, 万元"),
        sa.Column("execution_rate", EXACT, nullable=True),
        sa.Column("execution_score", EXACT, nullable=True),
        sa.Column("execution_points", EXACT, nullable=True),
        sa.Column("total", EXACT, nullable=True, comment="recomputed; empty while a row is unscored"),
        sa.Column("rating", sa.String(4), nullable=True),
        sa.Column("reported_total", EXACT, nullable=True),
        sa.Column("reported_rating", sa.String(20), nullable=False),
        sa.Column(
            "superseded_by", sa.String(64), nullable=True,
            comment="the newer return of the department, year and stage",
        ),
        sa.ForeignKeyConstraint(["department"], ["departments.name"], name=op.f("fk_sheets_department")),
        sa.ForeignKeyConstraint(["sha256"], ["workbooks.sha256"], name=op.f("fk_sheets_sha256"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sheets")),
        comment="A goal sheet with its self-evaluation, as read from one workbook.",
    )
    op.create_index("ix_sheets_department", "sheets", ["department", "year", "stage"], unique=False)
