"""The one form definition: a profile file under ``templates/forms/`` and what everything else derives from it.

Template, dropdowns, prompts, live checks, the reader's header aliases and the Python checks all take their
words, limits and switchable readings from here. A region that differs writes a profile, not code.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from perfxl import numbers
from perfxl.block import SIGNS
from perfxl.profile import Column, FootField, Foreign, Labels, Points, Rating, Readings, Sheets, Table, Units, Wording
from perfxl.resources import templates_dir

DEFAULT_PROFILE = "hunan-county"
# Folders with a bureau's own profiles, separated like PATH; a workbook names its profile, so who reads it needs it.
FOLDERS_VARIABLE = "PERFXL_FORMS"
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{1,31}")
_SHORT_TEXT = 64
_LONGEST_HEAD, _MOST_HEADS = 30, 4096
_REMARK = re.compile(r"\([^()]*\)$")


class FormError(Exception):
    """A profile file has a mistake: the message names file, key and what is expected there."""


class ProfileMissingError(FormError):
    """There is no profile of that name."""


class Form(Table, frozen=True):
    """A profile with everything it inherits."""

    name: str
    label: str
    version: str
    title: str
    capacity: int
    sheets: Sheets
    columns: tuple[Column, ...]
    labels: Labels
    foot: tuple[FootField, ...]
    levels: dict[str, tuple[str, ...]]
    level_aliases: dict[str, str]
    older_levels: dict[str, tuple[str, ...]]
    comparators: dict[str, tuple[str, ...]]
    units: Units
    points: Points
    rating: Rating
    readings: Readings
    wording: Wording
    foreign: Foreign = Foreign()

    def column(self, key: str) -> Column:
        """The column named *key*. :raises KeyError: the form has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @cached_property
    def comparator_words(self) -> dict[str, str]:
        """Every spelling of the comparators, folded; the canonical one."""
        spellings: dict[str, str] = {}
        for canonical, others in self.comparators.items():
            for word in (canonical, *others):
                spellings[fold(word)] = canonical
        return spellings

    @cached_property
    def signs(self) -> tuple[tuple[str, str], ...]:
        """Every spelling of the comparators that are signs, as numbers are normalised, longest first; its sign."""
        spelled = [
            (numbers.normalise(word), canonical)
            for canonical, others in self.comparators.items()
            if canonical in SIGNS
            for word in (canonical, *others)
        ]
        return tuple(sorted(spelled, key=lambda pair: -len(pair[0])))

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """The units of the list and the signs of percent, folded."""
        return frozenset(map(fold, (*self.units.list, *self.units.percent)))

    @cached_property
    def expected_words(self) -> frozenset[str]:
        """Heads of the columns in which foreign forms have the values of their heads, folded."""
        return frozenset(map(fold, self.foreign.expected))

    @cached_property
    def _money_heads(self) -> dict[str, str]:
        return {fold(word): key for key, words in self.foreign.money.items() for word in words}

    def money_head(self, text: str) -> str | None:
        """The key of the amount a head of the money block names; a remark in brackets at its end does not count."""
        word = fold(text)
        return self._money_heads.get(word) or self._money_heads.get(_REMARK.sub("", word))

    @cached_property
    def fund_labels(self) -> tuple[tuple[str, str], ...]:
        """The labels of the funds, folded, longest first, each with its key."""
        labels = [(fold(word), key) for key, words in self.foreign.funds.items() for word in words]
        return tuple(sorted(labels, key=lambda label: -len(label[0])))

    @cached_property
    def _headings(self) -> dict[str, str]:
        headings = {fold(column.header): column.key for column in self.columns}
        for column in self.columns:
            for word in column.aliases:
                headings.setdefault(fold(word), column.key)
        for key, words in self.foreign.evaluation.items():
            for word in words:
                headings.setdefault(fold(word), key)
        return headings

    def heading(self, text: str) -> str | None:
        """The key of the column a header names, of the goal sheet or the self-evaluation, or ``None``.

        A remark in brackets at the end of the header does not count: ``实际完成值(B)``.
        """
        return self.listed_heading(text) or self._in_other_words(text)

    def listed_heading(self, text: str) -> str | None:
        """The same, of the words the form lists alone."""
        word = fold(text)
        return self._headings.get(word) or (self._headings.get(_REMARK.sub("", word)) if word[-1:] == ")" else None)

    def _in_other_words(self, text: str) -> str | None:
        word = fold(text)
        if not 1 < len(word) <= _LONGEST_HEAD:
            return None
        known = self._other_words
        if word not in known:
            if len(known) >= _MOST_HEADS:
                known.clear()
            known[word] = self._fitting(word) or (self._fitting(_REMARK.sub("", word)) if word[-1] == ")" else None)
        return known[word]

    def _fitting(self, word: str) -> str | None:
        return next((key for key, pattern in self._patterns if pattern.fullmatch(word)), None)

    @cached_property
    def _other_words(self) -> dict[str, str | None]:
        """What was found for words before: most stand on every sheet."""
        return {}

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key, re.compile(pattern)) for key, pattern in self.foreign.patterns.items())

    def comparator(self, text: str) -> str | None:
        """The canonical comparator of any spelling, or ``None``."""
        return self.comparator_words.get(fold(text))

    def level1(self, text: str) -> str | None:
        """The canonical first level, or ``None``. Anything containing 满意度 is 满意度指标."""
        word = fold(text)
        if word in self.levels:
            return word
        alias = self.level_aliases.get(word)
        if alias in self.levels:
            return alias
        return "满意度指标" if "满意度" in word and "满意度指标" in self.levels else None

    @cached_property
    def _second_levels(self) -> dict[str | None, tuple[str, ...]]:
        """The second levels under each first one, those of older forms included; under ``None`` all."""
        under: dict[str | None, tuple[str, ...]] = {
            first: (*names, *self.older_levels.get(first, ())) for first, names in self.levels.items()
        }
        return {**under, None: tuple(name for names in under.values() for name in names)}

    def level2(self, text: str, level1: str | None = None) -> str | None:
        """The canonical second level (under *level1* where given), or ``None``."""
        word = fold(text)
        allowed = self._second_levels.get(level1, ())
        if word in allowed:
            return word
        alias = self.level_aliases.get(word)
        if alias in allowed:
            return alias
        return next((name for name in allowed if "满意度" in name), None) if "满意度" in word else None

    def read_otherwise(self, **readings: str) -> Form:
        """The form with some readings of its profile the other way; made once."""
        key = tuple(sorted(readings.items()))
        other = self._otherwise.get(key)
        if other is None:
            changed = msgspec.structs.replace(self.readings, **readings)
            other = self._otherwise[key] = msgspec.structs.replace(self, readings=changed)
        return other

    @cached_property
    def _otherwise(self) -> dict[tuple[tuple[str, str], ...], Form]:
        return {}

    def unit(self, text: str) -> str:
        """The unit as stored: percent signs unified, blanks dropped; other units kept as written."""
        word = fold(text)
        return "%" if word in self._percents else word

    @cached_property
    def _percents(self) -> frozenset[str]:
        return frozenset(map(fold, self.units.percent))

    def counts_bad(self, name: str) -> bool:
        """Whether an indicator counts something of which fewer is better: 事故起数, but not 事故整改率."""
        wording = self.wording
        return bool(_any_of(wording.bad_counts).search(name)) and not _any_of(wording.mended).search(name)

    def rating_of(self, total: Decimal) -> str:
        """The rating of a total score out of 100."""
        for border, word in self.rating.borders:
            if total >= border:
                return word
        return self.rating.lowest


def fold(text: str) -> str:
    """Header and vocabulary matching: NFKC, no blanks or line breaks, brackets and colons unified."""
    return _folded(text) if len(text) <= _SHORT_TEXT else _fold(text)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split()).rstrip(":")


_folded = lru_cache(maxsize=4096)(_fold)
_any_of = lru_cache(maxsize=64)(lambda words: re.compile("|".join(map(re.escape, words)) or "(?!)"))


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        inherited = merged.get(key)
        merged[key] = _merge(inherited, value) if isinstance(inherited, dict) and isinstance(value, dict) else value
    return merged


def _read_table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormError(f"{path}: cannot be read / 方案文件读不了：{error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"{path}: not valid TOML / 不是有效的 TOML：{error}") from error
    parent = table.pop("extends", None)
    if parent is None:
        return table
    file = _find(parent) if isinstance(parent, str) else None
    if file is None or file == path:
        raise FormError(f"{path}: key extends: no such form {parent!r} / 键 extends：没有这个方案")
    return _merge(_read_table(file), table)


def _folders() -> list[Path]:
    """Where profiles are looked for: the folders of ``PERFXL_FORMS``, then those that ship."""
    own = [Path(folder) for folder in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if folder]
    return [*own, templates_dir() / "forms"]


def _find(name: str) -> Path | None:
    for folder in _folders():
        file = folder / f"{name}.toml"
        if file.is_file():
            return file
    return None


def _decode(kind: type, value: Any) -> Any:
    if kind is Decimal and isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    raise NotImplementedError(f"{kind} from {value!r}")


def read_form(path: str | os.PathLike[str]) -> Form:
    """Read and check a profile file.

    :raises FormError: unreadable, or a key is missing, unknown, of the wrong type or out of range; the
        message names the file and the key.
    """
    file = Path(path)
    table = _read_table(file)
    try:
        form = msgspec.convert(table, Form, dec_hook=_decode, builtin_types=())
    except msgspec.ValidationError as error:
        raise FormError(f"{file}: {_explain(str(error))}") from error
    _check(file, form)
    return form


def _explain(message: str) -> str:
    what, _, where = message.partition(" - at ")
    key = where.strip("`").removeprefix("$").lstrip(".") or "(top level)"
    return f"key {key}: {what} / 键 {key} 有误"


def _check(file: Path, form: Form) -> None:
    def fail(key: str, why: str) -> FormError:
        return FormError(f"{file}: key {key}: {why} / 键 {key} 有误")

    if not 1 <= form.capacity <= 200:
        raise fail("capacity", "expected 1 to 200 rows")
    names = msgspec.structs.asdict(form.sheets)
    for key, name in names.items():
        if not _SHEET_NAME.fullmatch(name):
            raise fail(f"sheets.{key}", "expected 1 to 31 characters, none of [ ] : * ? / \\ '")
    if len(set(names.values())) != len(names):
        raise fail("sheets", "a sheet name is repeated")
    for key, pattern in form.foreign.patterns.items():
        try:
            re.compile(pattern)
        except re.error as error:
            raise fail(f"foreign.patterns.{key}", f"no regular expression: {error}") from error
    keys = [column.key for column in form.columns]
    if len(set(keys)) != len(keys):
        raise fail("columns", "a column key is repeated")
    required = {"level1", "level2", "name", "comparator", "target", "unit", "definition", "standard", "remark"}
    if missing := required - set(keys):
        raise fail("columns", f"missing {sorted(missing)}")
    borders = [border for border, _ in form.rating.borders]
    if not borders or borders != sorted(set(borders), reverse=True):
        raise fail("rating.borders", "expected falling borders, highest first")
    seconds = {name for names in form.levels.values() for name in names}
    for table, allowed in (("level1", set(form.levels)), ("level2", seconds)):
        points: dict[str, Decimal] = getattr(form.points, table)
        for name in points:
            if name not in allowed:
                raise fail(f"points.{table}.{name}", "not a level of this form")
    if form.points.level1 and sum(form.points.level1.values()) != form.points.total:
        raise fail("points.level1", f"adds up to {sum(form.points.level1.values())}, not {form.points.total}")
    if not form.points.total > 0 or form.points.execution < 0:
        raise fail("points", "expected positive points")
    if form.readings.overachieved <= 1:
        raise fail("readings.overachieved", "expected a ratio above 1")


def profiles() -> tuple[str, ...]:
    """The names of the profiles at hand: those that ship and those in the folders of ``PERFXL_FORMS``."""
    found = sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")})
    return tuple(name for name in found if name != "base")


def load_form(profile: str = DEFAULT_PROFILE) -> Form:
    """A profile by name, or a profile file by its path (anything ending in ``.toml``).

    :raises FormError: there is no such profile, or its file has a mistake.
    """
    if profile.endswith(".toml"):
        return read_form(profile)
    return _load(profile, os.environ.get(FOLDERS_VARIABLE, ""))


@lru_cache(maxsize=64)
def _load(profile: str, _folders: str) -> Form:
    """A profile by name, found and read once for the same folders; what is not there is looked for again."""
    file = _find(profile) if profile in profiles() else None
    if file is None:
        raise ProfileMissingError(f"no profile {profile!r}; there are {', '.join(profiles())} / 没有方案 {profile}")
    return read_form(file)
