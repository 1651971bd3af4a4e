"""Our own template as it comes back: a blank one built once per profile, values written into its sheets' XML."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from benchmarks.intake.model import AMOUNTS, FUNDS, Expected, Return, Row, Value
from benchmarks.intake.package import Part, deflate, zipped
from benchmarks.intake.standards import explanation, standard_wording
from benchmarks.intake.strings import Strings, content
from benchmarks.intake.tampering import tampered, with_row
from perfxl import dates
from perfxl.findings import CATALOGUE
from perfxl.form import load_form
from perfxl.numbers import plain
from perfxl.scoring.explanation import own_standard_note
from perfxl.workbook.layout import (
    EVALUATION_SHOWN,
    HEAD,
    MONEY_COLUMNS,
    MONEY_ROWS,
    RATING_CELL,
    SETTINGS_INPUTS,
    TOTAL_CELL,
    Layout,
    layout_of,
)
from perfxl.workbook.write import template, workbook_bytes

LINE_KEYS = ("actual", "score", "cause", "evidence", "manual", "scorer", "manual_reason")
UNDETERMINED = "待定"
_CELL = re.compile(r'<c r="([A-Z]+\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
_FORMULA = re.compile(r"<f[^>]*?/>|<f.*?</f>", re.DOTALL)
_XFS = re.compile(r'(<cellXfs count=")(\d+)(">)(.*?)(</cellXfs>)', re.DOTALL)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_NUMBER_FORMATS = {"date": "14", "percent": "9"}


class Places:
    """Where the fields of our own layout stand."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.goals = layout.goals.sheet
        self.evaluation = layout.evaluation.sheet

    def settle(self, sheet: Return) -> None:
        for number, row in enumerate(sheet.rows):
            row.place = self.layout.goals.first + number
            row.line = self.layout.evaluation.first + row.key - 1

    def has(self, key: str) -> bool:
        return True

    def cell(self, row: Row, key: str) -> tuple[str, str]:
        if key in LINE_KEYS:
            return self.evaluation, self.layout.evaluation.cell(key, row.line)
        return self.goals, self.layout.goals.cell(key, row.place)

    def field(self, key: str) -> tuple[str, str]:
        if key in HEAD:
            return self.goals, HEAD[key]
        if key in self.layout.foot:
            return self.goals, self.layout.foot[key][1]
        return self.evaluation, {"total": TOTAL_CELL, "rating": RATING_CELL}[key]

    def amount(self, fund: str, key: str) -> tuple[str, str]:
        return self.evaluation, f"{MONEY_COLUMNS[key]}{MONEY_ROWS[fund]}"

    def points_total(self, sheet: Return) -> tuple[str, str]:
        return self.goals, "L2"


class Sheet:
    """A worksheet of the blank template, cut up at its cells."""

    def __init__(self, xml: str, strings: Strings) -> None:
        self.pieces: list[str] = []
        self.at: dict[str, int] = {}
        self.style: dict[str, str] = {}
        self.formula: dict[str, str] = {}
        end = 0
        for match in _CELL.finditer(xml):
            ref, style, kind, inside = match.groups()
            self.pieces.append(xml[end : match.start()])
            self.at[ref] = len(self.pieces)
            style = self.style[ref] = style or "0"
            text = match[0]
            if kind == "inlineStr":
                words = "".join(_TEXT.findall(inside or ""))
                text = f'<c r="{ref}" s="{style}"' + content(_unescaped(words), strings)
            elif formula := _FORMULA.match(inside or ""):
                self.formula[ref] = formula[0]
                text = f'<c r="{ref}" s="{style}" t="str">{formula[0]}<v></v></c>'  # computed: an empty text
            self.pieces.append(text)
            end = match.end()
        self.pieces.append(xml[end:])

    def written(self, cells: dict[str, tuple[Value, str]], gone: set[str], hidden: set[int], strings: Strings) -> str:
        """The sheet with values in *cells*: (value, style or ``""``); *gone* lose their formula."""
        pieces = list(self.pieces)
        for ref, (value, style) in cells.items():
            formula = "" if ref in gone else self.formula.get(ref, "")
            pieces[self.at[ref]] = f'<c r="{ref}" s="{style or self.style[ref]}"' + content(value, strings, formula)
        xml = "".join(pieces)
        for row in hidden:
            xml = xml.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"', 1)
        return xml


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Base:
    """The blank template of a profile, ready to be filled many times."""

    def __init__(self, profile: str) -> None:
        self.form = load_form(profile)
        self.layout = layout_of(self.form)
        self.places = Places(self.layout)
        with zipfile.ZipFile(io.BytesIO(workbook_bytes(template(self.form)))) as built:
            parts = {entry.filename: built.read(entry) for entry in built.infolist()}
        strings = Strings()
        self.sheets: dict[str, tuple[str, Sheet]] = {}
        names = self.form.sheets.in_order()
        keys = ("goals", "settings", "evaluation", "checks", "metadata")
        changed = [getattr(self.form.sheets, key) for key in keys]
        static: dict[str, bytes] = {}
        for number, name in enumerate(names, start=1):
            part = f"xl/worksheets/sheet{number}.xml"
            cut = Sheet(parts.pop(part).decode(), strings)
            if name in changed:
                self.sheets[name] = (part, cut)
            else:
                static[part] = cut.written({}, set(), set(), strings).encode()
        self.strings = tuple(strings.index)
        parts["xl/styles.xml"], self.extra = _with_formats(parts["xl/styles.xml"].decode())
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS_TYPE}"/></Types>'.encode()
        )
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Type="{_STRINGS_LINK}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'.encode(),
        )
        parts["docProps/core.xml"] = _STAMP.sub(rb"\g<1>2026-01-01T00:00:00Z", parts["docProps/core.xml"])
        self.workbook = parts.pop("xl/workbook.xml").decode()
        self.static = [deflate(name, data) for name, data in (parts | static).items()]
        self.uncalculated = [
            deflate(name, _uncalculated(data.decode()).encode() if name in static else data)
            for name, data in (parts | static).items()
        ]

    def write(self, sheet: Return, expected: Iterable[Expected]) -> bytes:
        """The bytes of a return whose rows have their places."""
        strings = Strings(self.strings)
        cells: dict[str, dict[str, tuple[Value, str]]] = {name: {} for name in self.sheets}
        _Filling(self, sheet, cells).fill(list(expected))
        parts = list(self.static if sheet.calculated else self.uncalculated)
        workbook = self.workbook
        for old, new in sheet.renamed.items():
            workbook = workbook.replace(f'name="{old}"', f'name="{new}"').replace(f"'{old}'!", f"'{new}'!")
        for name, (part, cut) in self.sheets.items():
            gone = {cell for where, cell in sheet.formulas_gone if where == name}
            if name == self.layout.evaluation.sheet:
                gone |= {self.places.cell(row, "score")[1] for row in sheet.rows if row.raised}
            hidden = {row for where, row in sheet.hidden if where == name}
            text = cut.written(cells[name], gone, hidden, strings)
            for row in sheet.rows[self.layout.capacity :] if name == self.places.goals else ():
                text = with_row(text, row.place, self._inserted(row), strings)
            text = tampered(text, name, sheet, strings)
            parts.append(deflate(part, (text if sheet.calculated else _uncalculated(text)).encode()))
        return zipped([*parts, deflate("xl/workbook.xml", workbook.encode()), self._last(strings)])

    def _inserted(self, row: Row) -> dict[str, Value]:
        """What a clerk types into a row of her own below the last: it has no formulas and no number."""
        typed: dict[str, Value] = {
            "level1": row.level1, "level2": row.level2, "name": row.name, "comparator": row.sign, "target": row.target,
            "unit": row.unit, "definition": row.definition, "points": row.points, "kind": row.kind,
        }  # fmt: skip
        return {self.layout.goals.letters[key]: value for key, value in typed.items()}

    def _last(self, strings: Strings) -> Part:
        return deflate("xl/sharedStrings.xml", strings.xml())


def _uncalculated(xml: str) -> str:
    """The sheet as openpyxl leaves it: formulas without values."""
    return re.sub(r"(<c [^>]*?)(?: t=\"str\")?>(<f[^>]*?/>|<f.*?</f>)<v>[^<]*</v>", r"\1>\2", xml)


def _with_formats(styles: str) -> tuple[bytes, dict[tuple[str, str], str]]:
    """The styles with a date and a percent twin of every cell format; and which is whose."""
    match = _XFS.search(styles)
    assert match is not None
    formats = re.findall(r"<xf [^>]*?/>|<xf .*?</xf>", match[4], re.DOTALL)
    extra, added = {}, []
    for index, xf in enumerate(formats):
        for word, number in _NUMBER_FORMATS.items():
            extra[str(index), word] = str(len(formats) + len(added))
            twin = re.sub(r' (?:numFmtId|applyNumberFormat)="\d+"', "", xf)
            added.append(twin.replace("<xf ", f'<xf numFmtId="{number}" applyNumberFormat="1" ', 1))
    every = "".join([*formats, *added])
    replaced = f"{match[1]}{len(formats) + len(added)}{match[3]}{every}{match[5]}"
    return (styles[: match.start()] + replaced + styles[match.end() :]).encode(), extra


def _order(item: Expected) -> tuple[str, int]:
    """Row by row, the goal sheet first (its name sorts so)."""
    digits = re.sub(r"\D", "", item.cell or "")
    return item.sheet or "", int(digits or 0)


class _Filling:
    """Puts a return into the cells of the template, typed values and computed ones."""

    def __init__(self, base: Base, sheet: Return, cells: dict[str, dict[str, tuple[Value, str]]]) -> None:
        self.base, self.sheet, self.cells = base, sheet, cells
        self.names = base.form.sheets

    def put(self, place: tuple[str, str], value: Value, look: str = "") -> None:
        name, ref = place
        style = self.base.sheets[name][1].style[ref]
        self.cells[name][ref] = (value, self.base.extra[style, look] if look else "")

    def fill(self, expected: list[Expected]) -> None:
        sheet, places, names = self.sheet, self.base.places, self.names
        for number, value in enumerate((sheet.version, sheet.form.name, str(sheet.year), sheet.department), start=2):
            self.put((names.metadata, f"B{number}"), value)
        self.put(places.field("department"), sheet.department)
        self.put(places.field("year"), Decimal(sheet.year))
        self.put(places.field("duties"), sheet.duties)
        self.put(places.field("goals"), "\n".join(sheet.goals))
        for key, value in sheet.foot.items():
            self.put(places.field(key), value)
        self.put((names.goals, "A1"), f"{sheet.department}{sheet.form.title}")
        self.put((names.evaluation, "A1"), f"{sheet.department}部门整体绩效自评表")
        self.put((names.evaluation, "A2"), f"({sheet.year}) 年度")
        total = sum((row.marks or Decimal(0) for row in sheet.rows), Decimal(0))
        gap = total - sheet.form.points.total
        self.put((names.goals, "L2"), total)
        more = "正好" if gap == 0 else f"{'多' if gap > 0 else '少'} {plain(abs(gap))} 分"
        self.put((names.goals, "L3"), more)
        for row in sheet.rows[: self.base.layout.capacity]:
            self._row(row)
        self._money()
        self._checks(expected)
        for place, value in sheet.cells.items():
            self.put(place, value)

    def _row(self, row: Row) -> None:
        places, layout, names = self.base.places, self.base.layout, self.names
        generated, explained = standard_wording(row, row.rule), explanation(row, self.sheet.form)
        note = own_standard_note() if row.own_standard else ""
        typed: dict[str, Value] = {
            "level1": row.level1, "level2": row.level2, "name": row.name, "comparator": row.sign, "target": row.target,
            "unit": row.unit, "definition": row.definition, "remark": row.remark, "points": row.points,
            "kind": row.kind, "own_standard": row.own_standard, "key": Decimal(row.key),
            "standard": row.own_standard or generated, "explanation": note + explained,
        }  # fmt: skip
        if row.slashed:
            typed |= {"standard": "", "explanation": "", "kind": None, "points": None}
        for key, value in typed.items():
            self.put(places.cell(row, key), value, row.formats.get(key, ""))
        if row.slashed:
            return
        shown = {
            "position": Decimal(row.place - layout.goals.header + 1), "name": row.name, "comparator_shown": row.sign,
            "target_shown": row.target, "unit_shown": row.unit, "points": row.points, "kind": row.kind,
            "explanation": explained, "wording": generated,
            "is_date": Decimal(int(row.dated)), "complete": Decimal(int(row.rule is not None)),
        }  # fmt: skip
        setting = layout.settings.first + row.key - 1
        for key, value in (shown | row.settings).items():
            if key in shown or key in SETTINGS_INPUTS:
                self.put((names.settings, layout.settings.cell(key, setting)), value)
        line: dict[str, Value] = {
            "actual": row.actual, "cause": row.cause, "evidence": row.evidence, "manual": row.manual,
            "scorer": row.scorer, "manual_reason": row.manual_reason,
        }  # fmt: skip
        line["score"] = "" if row.shown is None else row.shown
        for key, value in line.items():
            self.put(places.cell(row, key), value, row.formats.get(key, ""))
        sign = "" if row.comparator == "定性" else row.comparator or ""
        target = dates.chinese(row.target) if isinstance(row.target, dt.date) else row.target
        target = plain(target) if isinstance(target, Decimal) else target or ""
        pulled = {"level1": row.level1, "level2": row.level2, "name": row.name, "points": row.points,
                  "target_shown": f"{sign}{target}{row.unit}"}  # fmt: skip
        for key in EVALUATION_SHOWN:
            if key in pulled:
                self.put((names.evaluation, layout.evaluation.cell(key, row.line)), pulled[key])
        self.put((names.evaluation, layout.evaluation.cell("position", row.line)), shown["position"])

    def _money(self) -> None:
        sheet, places = self.sheet, self.base.places
        if sheet.evaluated:
            for fund in FUNDS:
                for key in AMOUNTS:
                    self.put(places.amount(fund, key), sheet.money[fund][key])
        total = sheet.money["total"]
        budget, spent = total["budget"], total["spent"]
        rate: Value = ""
        if sheet.evaluated and isinstance(budget, Decimal) and isinstance(spent, Decimal) and budget > 0:
            rate = spent / budget
        self.put(places.amount("total", "rate"), round(rate, 12) if isinstance(rate, Decimal) else rate)
        self.put(places.amount("total", "score"), "" if sheet.execution_shown is None else sheet.execution_shown)
        self.put(places.field("total"), sheet.total_shown if sheet.total_shown is not None else UNDETERMINED)
        self.put(places.field("rating"), sheet.rating_shown or UNDETERMINED)

    def _checks(self, expected: list[Expected]) -> None:
        """The list of 校验 with what its formulas find."""
        live = [(item, CATALOGUE[item.code]) for item in sorted(expected, key=_order) if CATALOGUE[item.code].live]
        errors = sum(entry.severity == "error" for _, entry in live)
        warnings = len(live) - errors
        light = "√ 没有发现问题，可以上报"
        if live:
            light = f"！ 没有错误，有 {warnings} 处提醒，请核对后上报"
        if errors:
            light = f"× 有 {errors} 处错误、{warnings} 处提醒，请逐条改正"
        name = self.names.checks
        for ref, value in (("A2", light), ("I2", Decimal(errors)), ("I3", Decimal(warnings))):
            self.put((name, ref), value)
        for row, (item, entry) in enumerate(live[:200], start=6):
            words = ("错误" if entry.severity == "error" else "提醒", item.code, f"{item.sheet} {item.cell}")
            for letter, value in zip("BCDFG", (*words, entry.zh, entry.fix_zh), strict=True):
                self.put((name, f"{letter}{row}"), value)
            self.put((name, f"A{row}"), Decimal(row - 5))


@cache
def base_of(profile: str) -> Base:
    """The base of a profile, built once."""
    return Base(profile)
