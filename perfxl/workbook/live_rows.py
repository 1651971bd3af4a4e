"""What the live checks say of one row: formulas that give a code or empty text, one per input cell.

The faults of one cell exclude each other, so one formula per cell is enough. Helpers are columns of the same
row on 校验明细; cells of other sheets are reached through INDEX only.
"""

from __future__ import annotations

from perfxl.block import RUNGS
from perfxl.checks.case import COST
from perfxl.checks.evaluation import DEADLINE_ENDS
from perfxl.checks.indicators import GROWTH, SAVINGS
from perfxl.numbers import plain
from perfxl.scoring.kinds import Manual
from perfxl.scoring.values import ASKED_FROM
from perfxl.workbook.expressions import FIRST_DAY, LAST_DAY, quote
from perfxl.workbook.layout import Layout
from perfxl.workbook.live_words import Words, has_any, is_qualitative, squeezed

# Input cells of an indicator row and of a line of the self-evaluation, in the order of the sheet.
GOAL_CELLS = (
    *("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark"),
    *("points", "kind", "own_standard", "key"),
)
LINE_CELLS = ("actual", "score", "cause", "evidence", "manual", "scorer", "manual_reason")

# Helper columns of an indicator row.
GOAL_HELPERS = (
    *("level1", "level2", "name", "comparator", "target", "unit", "definition", "kind"),
    *("state", "first", "sign", "keyed", "dated", "points", "stem", "held"),
)
LINE_HELPERS = ("live", "typed", "question", "begun")

_FIELDS = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard")


def goal_helpers(layout: Layout, words: Words, n: str, h: dict[str, str], above: str) -> dict[str, str]:
    """Helpers of the indicator row whose number stands in *n*; *h* are the helper cells, *above* the stems before."""
    goals = layout.goals
    place = f"{n}+1"

    def raw(key: str) -> str:
        return goals.item(key, place)

    texts = {key: f'=IFERROR({squeezed(raw(key))},"")' for key in GOAL_HELPERS[:7]}
    texts["kind"] = f'=IFERROR({raw("kind")}&"","")'
    together = squeezed("&".join(raw(key) for key in _FIELDS))
    slash = f"OR({words.has('slash', h['name'])},{words.has('slash', h['target'])})"
    only = [f'OR({h[key]}="",{words.has("slash", h[key])})' for key in ("name", "target")]
    unbroken = f"NOT(OR(ISERROR({raw('name')}),ISERROR({raw('target')})))"
    key = raw("key")
    dated_number = f"AND({is_qualitative(h['sign'])},{raw('target')}>={FIRST_DAY},{raw('target')}<={LAST_DAY})"
    dated_text = f"{layout.settings.item('is_date', f'{key}+1')}=1"
    total = plain(layout.form.points.total)
    points = raw("points")
    good = f"AND({points}>0,{points}<={total},ABS({points}-ROUND({points},2))<0.000000001)"
    held = words.has("placeholder", f"LOWER({h['name']})")
    return texts | {
        "state": f'=IF(IFERROR({together}="",FALSE),0,IF(AND({unbroken},{",".join(only)},{slash}),2,1))',
        "first": f"=IF({h['state']}=1,{words.level1(h['level1'])},0)",
        "sign": f"={words.comparator(h['comparator'])}",
        "keyed": (
            f"=IFERROR(IF(AND(ISNUMBER({key}),{key}=INT({key}),{key}>=1,{key}<={layout.capacity}),"
            f"IF(COUNTIF({goals.column('key')},{key})=1,1,0),0),0)"
        ),
        "dated": (
            f'=IFERROR(IF({h["target"]}="",0,IF(ISNUMBER({raw("target")}),IF({dated_number},1,0),'
            f"IF({h['keyed']}=1,IF({dated_text},1,0),0))),0)"
        ),
        "points": f'=IF({h["state"]}=1,IF(ISNUMBER({points}),IF({good},{points},""),""),"")',
        "stem": f'=IF(OR({h["state"]}<>1,{h["name"]}="",{held}),"",{words.stem(h["name"])})',
        "held": f'=IF({h["stem"]}="",0,SUMPRODUCT(--({above}={h["stem"]})))',
    }


def goal_codes(layout: Layout, words: Words, n: str, h: dict[str, str], totals: dict[str, str]) -> dict[str, str]:
    """The code of every input cell of an indicator row, or empty text."""
    goals = layout.goals
    place = f"{n}+1"

    def raw(key: str) -> str:
        return goals.item(key, place)

    def unless_broken(key: str, code: str) -> str:
        return f'=IFERROR(IF({h["state"]}<>1,"",IF(ISERROR({raw(key)}),"S013",{code})),"S022")'

    def holder(cell: str, name: str = "placeholder") -> str:
        return words.has(name, f"LOWER({cell})")

    qualitative = is_qualitative(h["sign"])
    quantitative = f'AND({h["sign"]}<>"",NOT({qualitative}))'
    rising = f'OR(EXACT({h["sign"]},"≥"),EXACT({h["sign"]},">"))'
    cost_level = list(layout.form.levels).index(COST) + 1 if COST in layout.form.levels else 0
    cost = f'OR({h["first"]}={cost_level},ISNUMBER(FIND("{COST}",{h["level2"]})))'
    costly = f"AND({cost},{rising},NOT({has_any(h['name'], SAVINGS)}))"
    number = f"ISNUMBER({raw('target')})"
    percent = words.has("percent", h["unit"])
    share = f'AND({raw("target")}>0,{raw("target")}<1,OR({rising},EXACT({h["sign"]},"＝")))'
    numeric = (
        f"IF({number},IF(AND({percent},NOT({has_any(h['name'], GROWTH)})),"
        f'IF({raw("target")}>100,"I013",IF({share},"I015","")),""),'
        f'IF(AND({h["keyed"]}=1,{h["dated"]}=0),"I004",""))'
    )
    # An error value is no text to choose a kind for, and told in its own cell.
    no_kind = f'IFERROR(IF({squeezed(raw("own_standard"))}="","C012","C024"),"")'
    complete = layout.evaluation.item("block_complete", f"{raw('key')}+1")
    ready = (
        f'AND({h["keyed"]}=1,{h["points"]}<>"",{h["sign"]}<>"",{h["target"]}<>"",NOT(ISERROR({raw("target")}&{raw("name")}&{raw("unit")})),'
        f"NOT({holder(h['target'])}),OR({number},{h['dated']}=1,{qualitative}))"
    )
    stray = f'IF(IFERROR({squeezed(raw("points"))}="",FALSE),"","P009")'
    total = plain(layout.form.points.total)
    alone = f"AND({totals['active']}>1,{totals['pointed']}=1,{h['points']}={total})"
    return {
        "level1": unless_broken("level1", f'IF({h["level1"]}="","C006",IF({h["first"]}=0,"I001",""))'),
        "level2": unless_broken(
            "level2",
            f'IF({h["level2"]}="","C007",IF({h["first"]}=0,"",IF({words.level2(h["level2"], h["first"])},"","I002")))',
        ),
        "name": unless_broken(
            "name", f'IF({h["name"]}="","C005",IF({holder(h["name"])},"C014",IF({h["held"]}>0,"I007","")))'
        ),
        "comparator": unless_broken(
            "comparator", f'IF({h["comparator"]}="","C008",IF({h["sign"]}="","I003",IF({costly},"I012","")))'
        ),
        "target": unless_broken(
            "target",
            f'IF({h["target"]}="","C009",IF(IF({qualitative},{holder(h["target"], "symbol")},{holder(h["target"])}),'
            f'"C014",IF({quantitative},{numeric},"")))',
        ),
        "unit": unless_broken(
            "unit",
            f'IF({h["unit"]}="",IF(AND({quantitative},{h["keyed"]}=1,{h["dated"]}=0),"C010",""),'
            f'IF({qualitative},"",IF({holder(h["unit"])},"C014",'
            f'IF(AND({quantitative},NOT({words.has("unit", h["unit"])})),"I005",""))))',
        ),
        "definition": unless_broken(
            "definition", f'IF({h["definition"]}="","C011",IF({holder(h["definition"])},"C014",""))'
        ),
        "remark": unless_broken("remark", '""'),
        "points": (
            f'=IFERROR(IF({h["state"]}<>1,{stray},IF(ISERROR({raw("points")}),"S013",'
            f'IF({squeezed(raw("points"))}="","P003",IF({h["points"]}="","P004",IF({alone},"P005",""))))),"S022")'
        ),
        "kind": unless_broken(
            "kind",
            f'IF({squeezed(h["kind"])}="",{no_kind},IF(NOT({words.has("kind", h["kind"])}),"I016",'
            f'IF({ready},IF(IFERROR(N({complete}),0)<>1,"I020",""),"")))',
        ),
        "own_standard": unless_broken("own_standard", '""'),
        "key": unless_broken("key", f'IF({h["keyed"]}=1,"","S005")'),
    }


def line_helpers(layout: Layout, words: Words, n: str, h: dict[str, str], states: str, keyed: str) -> dict[str, str]:
    """Helpers of the line of the self-evaluation whose number stands in *n*; *states* and *keyed*
    are those helpers of the rows."""
    area = layout.evaluation
    place = f"{n}+1"

    def raw(key: str) -> str:
        return area.item(key, place)

    position = raw("position")
    leads = [f"INDEX({helper},{position}-1)=1" for helper in (states, keyed)]
    percent = words.has("percent", squeezed(layout.settings.item("unit_shown", place)))
    target = raw("block_target")
    small = f"IF(ISNUMBER({target}),{target}<{plain(ASKED_FROM)},FALSE)"
    anything = squeezed("&".join(raw(key) for key in LINE_CELLS if key != "score"))
    return {
        "live": f"=IF(ISNUMBER({position}),IF({leads[0]},IF({leads[1]},2,1),0),0)",
        "typed": f'=IFERROR({squeezed(raw("actual"))},"")',
        "question": (
            f"=IFERROR(IF({h['live']}=2,IF(ISNUMBER({raw('actual')}),IF(AND({percent},NOT({small}),"
            f"{raw('actual')}>0,{raw('actual')}<=1),1,0),0),0),0)"
        ),
        "begun": f'=IF({h["live"]}=2,IF(IFERROR({anything}="",FALSE),0,1),0)',
    }


def line_codes(
    layout: Layout, words: Words, n: str, h: dict[str, str], *, begun: str, points: str, year: str
) -> dict[str, str]:
    """The code of every input cell of a line; *points* are the good points of the indicator rows."""
    area = layout.evaluation
    place = f"{n}+1"

    def raw(key: str) -> str:
        return area.item(key, place)

    def unless_broken(key: str, code: str) -> str:
        spoken = f'IF(AND({h["live"]}=2,{begun}=1),{code},"")'
        return f'=IFERROR(IF({h["live"]}=0,"",IF(ISERROR({raw(key)}),"S013",{spoken})),"S022")'

    def blank(key: str) -> str:
        return f'IFERROR({squeezed(raw(key))}="",FALSE)'

    bounds = [raw(f"block_bound{i}") for i in range(1, RUNGS + 1)]
    listed = ",".join(f'AND({bound}<>"",EXACT({h["typed"]},{bound}))' for bound in bounds)
    level = f'IF(IFERROR(N({raw("block_complete")}),0)=1,IF(OR({listed}),"","E007"),"")'
    ends = ",".join(f"EXACT(RIGHT({h['typed']},1),{quote(end)})" for end in DEADLINE_ENDS)
    copied = words.begins(h["typed"])
    number = f"ISNUMBER({raw('actual')})"
    expects = f'IFERROR({raw("expects")},"")'
    date = (
        f'IF(AND(NOT({number}),OR({ends},{copied})),"E003",IF({raw("actual_date")}="","E018",'
        f'IF(ISNUMBER({year}),IF(YEAR({raw("actual_date")})<>{year},"E006",""),"")))'
    )
    # Of numbers below 0 the block takes all but counts.
    refused = f'IF({raw("actual")}<0,IF(IFERROR({raw("block_actual")}&"","")="","E031",""),"")'
    plain_number = f'IF({number},IF({h["question"]}=1,"E005",{refused}),IF({copied},"E003","E002"))'
    kind = f'IFERROR({raw("block_kind")},"")'
    by_hand = f"EXACT({kind},{quote(Manual.kind)})"
    other = f"AND({words.has('kind', kind)},NOT({by_hand}))"
    for_a_person = f'IF(AND(NOT({number}),{copied}),"E003","")'
    actual = (
        f'IF({h["typed"]}="","E001",IF(NOT({other}),{for_a_person},IF(EXACT({expects},"level"),{level},'
        f'IF(EXACT({expects},"date"),{date},{plain_number}))))'
    )
    good = f"INDEX({points},{raw('position')}-1)"
    missed = f"IF(ISNUMBER({raw('score')}),IF(ISNUMBER({good}),{raw('score')}<{good},FALSE),FALSE)"
    comparator = f'IFERROR({raw("block_comparator")},"")'
    positive = (
        f'OR(EXACT({comparator},"≥"),EXACT({comparator},">"),'
        f'AND(EXACT({comparator},"＝"),EXACT(IFERROR({raw("block_direction")},""),"正向")))'
    )
    times = plain(layout.form.readings.overachieved)
    above = (
        f'IF(AND({positive},EXACT({expects},"number"),{number},{h["question"]}=0),'
        f"IF(N({raw('block_target')})>0,{raw('actual')}>=ROUND({raw('block_target')}*{times},9),FALSE),FALSE)"
    )
    manual = raw("manual")
    fits = f"IF(ISNUMBER({manual}),AND({manual}>=0,{manual}<=N({good})),FALSE)"
    signed = f"AND({by_hand},NOT(ISERROR({manual})),NOT({blank('manual')}))"
    return {
        "actual": unless_broken("actual", actual),
        "score": f'=IF({h["live"]}>0,IF(ISERROR({raw("score")}),"S022",""),"")',
        "cause": unless_broken("cause", f'IF(NOT({blank("cause")}),"",IF({missed},"E009",IF({above},"E010","")))'),
        "evidence": unless_broken("evidence", '""'),
        "manual": unless_broken(
            "manual",
            f'IF({by_hand},IF({blank("manual")},"E014",IF(AND(ISNUMBER({good}),NOT({fits})),"E015","")),'
            f'IF(AND({other},NOT({blank("manual")})),"E017",""))',
        ),
        "scorer": unless_broken("scorer", f'IF(AND({signed},{blank("scorer")}),"E016","")'),
        "manual_reason": unless_broken(
            "manual_reason", f'IF(AND({signed},NOT({blank("scorer")}),{blank("manual_reason")}),"E016","")'
        ),
    }
