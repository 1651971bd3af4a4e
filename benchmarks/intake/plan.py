"""A clean return out of chance: indicators of a sector, points that add up, actual values, money, foot."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.intake import words
from benchmarks.intake.model import AMOUNTS, Return, Row, Value
from benchmarks.intake.standards import rule_for, sentence
from perfxl import dates
from perfxl.form import Form, load_form
from perfxl.numbers import cents

D = Decimal
HALF = D("0.5")
_SPELLINGS = {
    "≥": (">=", "不低于", "≧"), "≤": ("<=", "不超过", "≦"), "＝": ("=", "等于"), "定性": ("定性指标",),
    ">": ("＞",), "<": ("＜",),
}  # fmt: skip


def return_of(
    rng: random.Random, department: str, sector: str, year: int, *, layout: str, profile: str, stage: str
) -> Return:
    """A return without any fault."""
    form = load_form(profile)
    things = list(words.THINGS[sector])
    rng.shuffle(things)
    rows = list(_rows(rng, form, things, year))
    if rng.random() < 0.08:
        _slash(rng, rows)
    for number, row in enumerate(rows, start=1):
        row.first, row.second = row.level1, row.level2
        _describe(rng, row, number)
    sheet = Return(
        form=form,
        layout=layout,
        department=department,
        year=year,
        stage=stage,
        rows=rows,
        duties="\n".join(
            f"{n}. {text.format(a=things[0], b=things[1], c=things[2])}" for n, text in enumerate(words.DUTIES, start=1)
        ),
        goals=[
            f"目标{n}：{text.format(a=things[0], b=things[1], c=things[2])}"
            for n, text in enumerate(rng.sample(words.GOALS, rng.randint(2, 5)), start=1)
        ],
        foot=_foot(rng, year),
        money=_money(rng),
        version=form.version,
    )
    for row in sheet.scored:
        _points_settings(rng, row)
        row.rule = rule_for(row, form)
        if row.rule is not None:
            row.standard = sentence(row, row.rule, rng)
            if layout == "own" and row.kind != "人工评分" and rng.random() < 0.2:
                row.own_standard = row.standard
    for row in sheet.scored if sheet.evaluated else ():
        _achieve(rng, row, year)
    return sheet


def a_year_back(sheet: Return) -> None:
    """The sheet as it was a year ago: the same but for the year, wherever that stands."""
    old, new = sheet.year, sheet.year - 1

    def back(value: Value) -> Value:
        if isinstance(value, str):
            return re.sub(rf"{old}(?=[年-])", str(new), value)
        return value.replace(year=new) if isinstance(value, dt.date) else value

    def earlier(day: Decimal) -> Decimal:
        return dates.to_serial(dates.from_serial(day).replace(year=new))

    sheet.year = new
    sheet.foot = {
        key: value.replace(year=value.year - 1) if isinstance(value, dt.date) else value
        for key, value in sheet.foot.items()
    }
    for row in sheet.rows:
        row.target, row.actual = back(row.target), back(row.actual)
        row.standard, row.own_standard = str(back(row.standard)), str(back(row.own_standard))
        if row.dated and row.goal is not None:
            row.goal = earlier(row.goal)
            row.achieved = earlier(row.achieved) if isinstance(row.achieved, Decimal) else row.achieved


def _slash(rng: random.Random, rows: list[Row]) -> None:
    """Rows that do not apply, filled with slashes, behind others of their kind."""
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(1, len(rows))
        above = rows[place - 1]
        rows.insert(place, Row(above.level1, above.level2, "/", "/", "/", "/", "", slashed=True))


def fill_up(rng: random.Random, sheet: Return, count: int) -> None:
    """Indicators of every sector behind those there are, until there are so many: of half a point each."""
    things = [thing for some in words.THINGS.values() for thing in some]
    used = {row.name for row in sheet.rows}
    while len(sheet.rows) < count:
        row = _row(rng, "产出指标", "数量指标", things, used, sheet.year)
        row.first, row.second, row.points = row.level1, row.level2, HALF
        _describe(rng, row, len(sheet.rows) + 1)
        row.sign, row.level2 = str(row.comparator), str(row.second)
        _points_settings(rng, row)
        sheet.rows.append(row)


# -- which indicators, with how many points


def _rows(rng: random.Random, form: Form, things: list[str], year: int) -> Iterator[Row]:
    count = rng.choice((10, 12, 14, 15, 16, 18, 20, 22, 24, 26, 30, 34, 40))
    buckets = _buckets(rng, form)
    sizes = _sizes(rng, buckets, count)
    by_profile = rng.random() < 0.8
    totals = [total for _, _, total in buckets]
    if not by_profile:  # a bureau's own mind: some points moved from one level to another
        a, b = rng.sample(range(len(buckets)), 2)
        moved = min(D(rng.randint(1, 3)), totals[a] - HALF * sizes[a])
        if moved > 0:
            totals[a], totals[b] = totals[a] - moved, totals[b] + moved
    used: set[str] = set()
    for (level1, seconds, _), size, total in zip(buckets, sizes, totals, strict=True):
        places = sorted((seconds.index(second), second) for second in (_spread(rng, seconds, size)))
        for (_, level2), points in zip(places, _parts(rng, total, size), strict=True):
            row = _row(rng, level1, level2, things, used, year)
            row.points = points
            yield row


def _buckets(rng: random.Random, form: Form) -> list[tuple[str, list[str], Decimal]]:
    """Groups of rows with their points: a second level the profile gives points to, else a first level."""
    found = []
    for level1, total in form.points.level1.items():
        fixed = [name for name in form.levels[level1] if name in form.points.level2]
        if fixed:
            found += [(level1, [name], form.points.level2[name]) for name in fixed]
            continue
        names = list(form.levels[level1])
        kept = names if level1 == "产出指标" else sorted(rng.sample(names, rng.randint(1, len(names))), key=names.index)
        if level1 == "成本指标" and names[0] not in kept:
            kept.insert(0, names[0])
        found.append((level1, kept, total))
    return found


_SHARES = {"数量指标": 6, "质量指标": 4, "时效指标": 3}


def _sizes(rng: random.Random, buckets: list[tuple[str, list[str], Decimal]], count: int) -> list[int]:
    sizes = [len(seconds) for _, seconds, _ in buckets]
    weights = [_SHARES.get(seconds[0], 13 if first == "产出指标" else 4 if first == "效益指标" else 2)
               for first, seconds, _ in buckets]  # fmt: skip
    for _ in range(1000):
        if sum(sizes) >= count:
            break
        place = rng.choices(range(len(buckets)), weights)[0]
        first, seconds, total = buckets[place]
        most = 4 if first in ("满意度指标", "成本指标") else 8 * len(seconds)
        if sizes[place] < min(int(total / HALF) // 2, most):
            sizes[place] += 1
    return sizes


def _spread(rng: random.Random, seconds: list[str], size: int) -> list[str]:
    return [*seconds, *(rng.choice(seconds) for _ in range(size - len(seconds)))]


def _parts(rng: random.Random, total: Decimal, size: int) -> list[Decimal]:
    """Points that add up to *total*: whole where there is room, else halves."""
    step = D(1) if total >= 2 * size and total == int(total) else HALF
    units = int(total / step) - size
    cuts = sorted(rng.randint(0, units) for _ in range(size - 1))
    parts = [(b - a + 1) * step for a, b in zip([0, *cuts], [*cuts, units], strict=True)]
    return [*parts[:-1], parts[-1] + total - sum(parts)]


# -- one indicator


def _row(rng: random.Random, level1: str, level2: str, things: list[str], used: set[str], year: int) -> Row:
    while True:
        row = _made(rng, level1, level2, rng.choice(things), year)
        if row.name not in used:
            used.add(row.name)
            return row


def _made(rng: random.Random, level1: str, level2: str, thing: str, year: int) -> Row:
    def row(pattern: str, sign: str, target: Value, unit: str, *kinds: str) -> Row:
        made = Row(level1, level2, pattern.format(thing=thing), sign, target, unit, rng.choice(kinds))
        made.comparator = sign
        made.goal = target if isinstance(target, Decimal) else None
        return made

    rates = ("按比例", "达标得分", "逐档扣分", "逐档扣分", "分段计分", "区间插值")
    chance = rng.random()
    if level2 == "数量指标":
        pattern, unit, least, most = rng.choice(words.COUNTED)
        target = D(rng.randint(least, most))
        kinds = ["按比例"] * 4 + ["达标得分"] + (["逐件计分"] * 2 if target <= 60 else [])
        return row(pattern, rng.choice("≥≥≥≥＝"), target, unit, *kinds)
    if level2 == "质量指标":
        if chance < 0.2:
            return row(rng.choice(words.FAULTY), rng.choice("＝≤"), D(0), "次", "逐档扣分")
        return row(rng.choice(words.RATES), rng.choice("≥≥≥＝"), D(rng.randint(85, 100)), "%", *rates)
    if level2 == "时效指标":
        if chance < 0.6:
            return _due(rng, row, year)
        return row(rng.choice(words.PROMPT), "≥", D(rng.randint(88, 100)), "%", *rates)
    if level1 == "成本指标":
        if level2 == "经济成本指标" and chance < 0.6:
            pattern, unit = (rng.choice(words.AMOUNTS), "万元") if chance < 0.45 else (rng.choice(words.EACH), "元/人")
            return row(pattern, "≤", D(rng.randint(30, 900)), unit, "按比例", "达标得分", "按比例")
        return row(rng.choice(words.COSTS), "≤", D(rng.randint(90, 100)), "%", "按比例", "达标得分", "逐档扣分")
    if level1 == "满意度指标":
        people = rng.choice(words.PEOPLE)
        return row(f"{people}对{{thing}}满意度", "≥", D(rng.randint(85, 98)), "%", *rates)
    if level2 == "经济效益指标" and chance < 0.7:
        return row(rng.choice(words.GAINS), "≥", D(rng.randint(4, 40)) / 2, "%", "按比例", "达标得分")
    if chance < 0.3 and level2 != "生态效益指标":
        return row(rng.choice(words.KNOWN), "≥", D(rng.randint(80, 98)), "%", *rates)
    if chance > 0.93:
        return row(rng.choice(words.BY_HAND), "定性", "取得成效", "", "人工评分")
    pattern, levels = rng.choice(words.GREEN if level2 == "生态效益指标" else words.MOODS)
    made = row(pattern, "定性", levels[0], "", "等级评定")
    made.settings = {f"bound{n}": word for n, word in enumerate(levels, start=1)}
    return made


def _due(rng: random.Random, row: object, year: int) -> Row:
    month = rng.randint(5, 12)
    day = dates.parse_deadline(f"{month}月底前", year)
    assert day is not None
    texts = [f"{month}月底前", f"{month}月{day.day}日前", f"{year}年{month}月{day.day}日前"]
    texts += [f"{year}-{month:02}-{day.day}", *(["年底前"] if month == 12 else [])]
    made: Row = row(rng.choice(words.DUE), rng.choice(("定性", "≤")), rng.choice(texts), "", "达标得分", "逐档扣分")  # type: ignore[operator]
    made.dated, made.goal = True, dates.to_serial(day)
    if rng.random() < 0.15 and made.sign == "定性":
        made.target = day
        made.formats["target"] = "date"
    return made


def _points_settings(rng: random.Random, row: Row) -> None:
    """The parameters that depend on the points."""
    points, target = row.marks or D(0), row.goal
    share = max(D("0.1"), cents(points / 5))
    match row.kind:
        case "逐档扣分":
            step = D(10) if row.dated else D(1) if target == 0 or row.unit == "%" else D(5)
            row.settings = {"step": step, "deduction": share}
        case "逐件计分":
            assert target is not None
            credit = next((c for c in (D(1), D("0.5"), D("0.2"), D("0.1"), D("0.05")) if c * target <= points), None)
            if credit is None or points % credit:
                row.kind = "按比例"
            else:
                row.settings = {"step": D(1), "deduction": credit}
                row.target = row.goal = points / credit
        case "分段计分":
            assert target is not None
            low, lower = cents(points * D("0.8")), cents(points * D("0.5"))
            bounds = (target, target - 5, target - 15)
            row.settings = {"rest": D(0)}
            for n, (bound, score) in enumerate(zip(bounds, (points, low, lower), strict=True), start=1):
                row.settings |= {f"sign{n}": "≥", f"bound{n}": bound, f"score{n}": score}
        case "区间插值":
            assert target is not None
            row.settings = {"bound1": target, "score1": points, "bound2": target - 20, "rest": D(0)}
            row.settings["score2"] = cents(points * D("0.6"))
        case "等级评定":
            scores = (points, cents(points * D("0.6")), D(0))
            row.settings |= {f"score{n}": score for n, score in enumerate(scores, start=1)}


def _describe(rng: random.Random, row: Row, number: int) -> None:
    row.key = row.born = number
    if row.slashed:
        row.definition = "/"
        return
    row.definition = rng.choice(words.DEFINITIONS).format(name=row.name)
    if rng.random() < 0.08:
        row.sign = rng.choice(_SPELLINGS[row.sign])
    if rng.random() < 0.05:
        row.level2 = row.level2.removesuffix("指标")


# -- what was achieved


def _achieve(rng: random.Random, row: Row, year: int) -> None:
    row.evidence = rng.choice(words.EVIDENCE)
    missed = rng.random() < 0.15
    if row.kind == "人工评分":
        row.actual = "按年初方案完成"
        row.manual = cents((row.marks or D(0)) * rng.choice((D(1), D("0.9"), D("0.8"))))
        row.scorer = rng.choice(words.SURNAMES) + rng.choice(words.GIVEN)
        row.manual_reason = "对照年初方案逐项评分"
    elif row.levelled:
        row.actual = row.settings[f"bound{2 if missed else 1}"]  # type: ignore[assignment]
        row.achieved = str(row.actual)
    elif row.dated:
        assert row.goal is not None
        days = rng.randint(3, 28) if missed else -rng.randint(0, 60)
        day = dates.from_serial(row.goal) + dt.timedelta(days=days)
        day = min(day, dt.date(year, 12, 31))
        row.actual, row.achieved = day, dates.to_serial(day)
        row.formats["actual"] = "date"
        if rng.random() < 0.1:
            row.actual = dates.chinese(day)
    else:
        assert row.goal is not None
        row.actual = row.achieved = _number(rng, row, row.goal, missed)
    score = _score(row)
    if score is not None and score < (row.marks or 0):
        row.cause = rng.choice(words.CAUSES)
    elif far_above(row):
        row.cause = rng.choice(words.BETTER)


def _number(rng: random.Random, row: Row, target: Decimal, missed: bool) -> Decimal:
    down = row.comparator == "≤" or target == 0
    whole = row.unit != "%" and target == int(target)
    if target == 0:
        return D(rng.randint(1, 3)) if missed else D(0)
    if row.unit == "%" and target > 40:
        gap = D(rng.randint(1, 120)) / 10
        if down:
            return target + gap if missed else target - gap / 2
        return max(target - gap, D(2)) if missed else min(D(100), target + gap / 4)
    factor = D(rng.randint(60, 97)) / 100 if missed else D(rng.choice((100, 100, 102, 105, 110, 120, 140))) / 100
    if down:
        factor = D(rng.randint(103, 130)) / 100 if missed else D(rng.randint(80, 100)) / 100
    value = target * factor
    return D(int(value + HALF)) if whole else D(int(value * 10)) / 10


def miss(rng: random.Random, row: Row) -> None:
    """Achieve less than the target, clearly."""
    if row.levelled:
        row.actual = row.achieved = str(row.settings["bound2"])
        return
    assert row.goal is not None
    factor = D(rng.randint(130, 160)) / 100 if row.comparator in ("≤", "<") else D(rng.randint(50, 70)) / 100
    row.actual = row.achieved = D(int(row.goal * factor * 10)) / 10


def _score(row: Row) -> Decimal | None:
    if row.kind == "人工评分":
        return row.manual if isinstance(row.manual, Decimal) else None
    return None if row.rule is None or row.achieved is None else row.rule.score(row.achieved).score


def met_by(row: Row) -> bool:
    """Whether the value reaches the target by the sign alone."""
    if not isinstance(row.achieved, Decimal) or row.goal is None:
        return False
    if row.comparator == "＝":
        return row.achieved == row.goal
    return row.achieved >= row.goal if row.comparator == "≥" else row.achieved <= row.goal


def far_above(row: Row) -> bool:
    """Whether more than 130 % of a target of which more is better was reached."""
    positive = row.comparator == "＝" and getattr(row.rule, "direction", None) != "反向"
    up = positive or row.comparator in ("≥", ">")
    if row.dated or row.levelled or not up or row.goal is None or row.goal <= 0:
        return False
    return isinstance(row.achieved, Decimal) and row.achieved >= row.goal * D("1.3")


# -- money and foot


def _money(rng: random.Random) -> dict[str, dict[str, Value]]:
    money: dict[str, dict[str, Value]] = {"grant": {}, "carried": {}, "other": {}}
    for name, scale in (("grant", 300000), ("carried", 20000), ("other", 10000)):
        initial = D(rng.randint(scale // 10, scale)) / 100
        budget = initial + (D(rng.randint(0, scale // 10)) / 100 if name == "grant" else D(0))
        spent = cents(budget * D(rng.randint(900, 1000)) / 1000)
        money[name] = {"initial": initial, "budget": budget, "spent": spent}
    parts = list(money.values())
    money["total"] = {key: sum((part[key] for part in parts), D(0)) for key in AMOUNTS}  # type: ignore[misc]
    return money


def _foot(rng: random.Random, year: int) -> dict[str, Value]:
    def person() -> str:
        return rng.choice(words.SURNAMES) + rng.choice(words.GIVEN)

    filled = dt.date(year - 1, 12, rng.randint(1, 15))
    reviewed = filled + dt.timedelta(days=rng.randint(0, 8))
    return {
        "business_reviewer": person(),
        "business_date": reviewed,
        "performance_reviewer": person(),
        "performance_date": reviewed + dt.timedelta(days=rng.randint(0, 5)),
        "preparer": person(),
        "phone": f"{rng.randint(2, 8)}{rng.randint(100000, 999999)}",
        "date": filled,
        "head": person(),
    }
