"""The tables of the ledger.

Every key is natural (the SHA-256 of a workbook's bytes, the row of an indicator), so two imports of the same
returns give the same rows in whatever order they finish, on SQLite and on PostgreSQL alike. Amounts, points and
scores are exact decimals; what was typed is kept as typed, with its cell.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from perfxl import numbers

CURRENT = "0002"
"""The revision of the schema these tables describe."""


class Exact(TypeDecorator[Decimal]):
    """A decimal without binary noise: NUMERIC where the database has one, its plain text in SQLite."""

    impl = String(40)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        exact = dialect.name == "postgresql"
        return dialect.type_descriptor(Numeric() if exact else String(40))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> object:
        if value is None or dialect.name == "postgresql":
            return value
        return numbers.plain(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(numbers.plain(Decimal(value)))


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC, to the second; aware on both sides."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _sha(*, primary: bool = True) -> Column[str]:
    return Column(
        "sha256", String(64), ForeignKey("workbooks.sha256", ondelete="CASCADE"), primary_key=primary, nullable=False
    )


departments = Table(
    "departments",
    metadata,
    Column("name", String(200), primary_key=True, comment="as the roster writes it"),
    Column("code", String(40), nullable=False, default=""),
    Column("aliases", JSON, nullable=False, default=list, comment="other names, a list of texts"),
    Column("position", Integer, nullable=False, comment="its place in the roster"),
    comment="Who has to return a workbook.",
)

batches = Table(
    "batches",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …"),
    Column("key", String(64), unique=True, nullable=False, comment="SHA-256 over names and bytes of all it took in"),
    Column("started", Moment, nullable=False),
    Column("finished", Moment, comment="empty while it runs, or where it was interrupted"),
    Column("sources", JSON, nullable=False, comment="the paths given, a list of texts"),
    comment="One import: the same files again are the same batch.",
)

sightings = Table(
    "sightings",
    metadata,
    Column("batch", Integer, ForeignKey("batches.number"), primary_key=True),
    Column("name", String(1000), primary_key=True, comment="path below what was given; a zip's entry behind its zip"),
    Column("sha256", String(64), comment="empty: passed over"),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("modified", Moment, comment="of the file, or of the zip's entry"),
    Column("passed_over", String(40), nullable=False, default="", comment="why it was not taken in; F code: refused"),
    Column("refusal", Text, nullable=False, default="", comment="where its bytes could not be had"),
    Column("refusal_en", Text, nullable=False, default=""),
    Index("ix_sightings_sha256", "sha256"),
    comment="Every file a batch met, under its name: nothing is lost.",
)

workbooks = Table(
    "workbooks",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False, comment="the batch that brought it"),
    Column("name", String(1000), nullable=False, comment="its first name in that batch, in the order of names"),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("modified", Moment),
    Column("refusal_code", String(4), nullable=False, default="", comment="F code; empty: it was read"),
    Column("refusal", Text, nullable=False, default=""),
    Column("refusal_en", Text, nullable=False, default=""),
    comment="Every file taken in, by its bytes; the bytes are in the folder beside the ledger.",
)

sheets = Table(
    "sheets",
    metadata,
    _sha(),
    Column("department", String(200), ForeignKey("departments.name"), comment="empty: the roster does not know it"),
    Column("department_text", String(500), nullable=False, comment="as the workbook writes it"),
    Column("year", Integer),
    Column("stage", String(12), nullable=False, comment="goals, evaluation"),
    Column("layout", String(8), nullable=False, comment="own, foreign"),
    Column("profile", String(60), nullable=False),
    Column("version", String(60)),
    Column("title", String(100), nullable=False, comment="the worksheet"),
    Column("cells", JSON, nullable=False, default=dict, comment="[sheet, cell] of department, year, duties, goals"),
    Column("duties", Text, nullable=False),
    Column("goals", JSON, nullable=False),
    Column("foot", JSON, nullable=False),
    Column("budget", Exact, comment="A, 万元"),
    Column("spent", Exact, comment="B, 万元"),
    Column("execution_rate", Exact),
    Column("execution_score", Exact),
    Column("execution_points", Exact),
    Column("total", Exact, comment="recomputed; empty while a row is unscored"),
    Column("rating", String(4)),
    Column("reported_total", Exact),
    Column("reported_rating", String(20), nullable=False, default=""),
    Column("superseded_by", String(64), comment="the newer return of the department, year and stage"),
    Column(
        "standards_from", String(64),
        comment="the goal sheet whose standards it is scored by; blank: none is there; empty: it has its own",
    ),
    Index("ix_sheets_department", "department", "year", "stage"),
    comment="A goal sheet with its self-evaluation, as read from one workbook.",
)

indicators = Table(
    "indicators",
    metadata,
    _sha(),
    Column("row", Integer, primary_key=True, autoincrement=False, comment="of the worksheet"),
    Column("level1", String(200), nullable=False),
    Column("level2", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("comparator", String(40), nullable=False),
    Column("target", Text, nullable=False, comment="as written"),
    Column("unit", String(200), nullable=False),
    Column("points", Exact),
    Column("definition", Text, nullable=False),
    Column("standard", Text, nullable=False),
    Column("own_standard", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("not_applicable", Boolean, nullable=False, comment="filled with /: not scored"),
    Column("sheet", String(100), nullable=False),
    Column("cells", JSON, nullable=False, comment="the cell of every field, by the form's key"),
    comment="The indicators as written, with their cells.",
)

rules = Table(
    "rules",
    metadata,
    _sha(),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("basis", String(10), nullable=False, comment="text, settings, manual, profile, national"),
    Column("kind", String(20), comment="计分方式"),
    Column("block", JSON, nullable=False, comment="the rule block by column key, numbers as exact texts"),
    comment="What each indicator is scored by: what is poured into the recalculation workbook.",
)

actuals = Table(
    "actuals",
    metadata,
    _sha(),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("sheet", String(100), nullable=False),
    Column("cell", String(12), nullable=False),
    Column("typed", Text, nullable=False),
    Column("number_format", String(200), nullable=False),
    Column("value", Exact, comment="as it counts; a date is its day number"),
    Column("word", Text, comment="the level word, where it is one"),
    Column("cause", Text, nullable=False, comment="偏差原因分析及改进措施"),
    Column("evidence", Text, nullable=False, comment="佐证材料"),
    Column("manual", Exact, comment="人工得分"),
    Column("scorer", String(200), nullable=False),
    Column("manual_reason", Text, nullable=False),
    comment="The actual values of the self-evaluation.",
)

scores = Table(
    "scores",
    metadata,
    _sha(),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("score", Exact, comment="Python's: the one that counts; empty: unscored"),
    Column("reason", Text, nullable=False, default="", comment="why there is none"),
    Column("reason_en", Text, nullable=False, default=""),
    Column("sheet", String(100), nullable=False, comment="where the reported score stands"),
    Column("cell", String(12), nullable=False),
    Column("reported", Exact, comment="what stands in the workbook"),
    Column("engine", String(20), nullable=False, default="", comment="the engine that recomputed it; empty: none yet"),
    Column("engine_score", Exact),
    Column("engine_text", String(40), nullable=False, default="", comment="what the engine gave instead of a number"),
    comment="Three scores of every indicator.",
)

findings = Table(
    "findings",
    metadata,
    _sha(),
    Column("origin", String(8), primary_key=True, comment="check, recalc, return"),
    Column("place", Integer, primary_key=True, autoincrement=False, comment="its number within its origin"),
    Column("code", String(4), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("sheet", String(100)),
    Column("cell", String(12)),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("fix_en", Text, nullable=False),
    Column("indicator", Text, nullable=False, default="", comment="the indicator's name, where it is about one"),
    Column("fingerprint", String(64), nullable=False, comment="of code, indicator, field and the cell's content"),
    Index("ix_findings_code", "code"),
    Index("ix_findings_fingerprint", "fingerprint"),
    comment="Everything found: by checking, by recomputing, by comparing with the return before.",
)

waivers = Table(
    "waivers",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …"),
    Column("department", String(500), nullable=False, comment="the roster's name, else the one in the workbook"),
    Column("year", Integer),
    Column("stage", String(12), nullable=False),
    Column("fingerprint", String(64), nullable=False, comment="of the finding: it holds while the cell is unchanged"),
    Column("code", String(4), nullable=False),
    Column("sheet", String(100)),
    Column("cell", String(12)),
    Column("message", Text, nullable=False, comment="of the finding waived"),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_by", String(100), nullable=False, default=""),
    Column("withdrawn_at", Moment),
    Column("layout", String(8), comment="of the sheet it was found on"),
    Column("likeness", String(64), comment="of code, indicator, field and value: what it is about in another layout"),
    Index("ix_waivers_fingerprint", "fingerprint"),
    comment="Findings the bureau lets stand: by whom and why. Withdrawn ones stay on record.",
)
