"""Which department a written name is: as the list writes it, or by one of its other names. Never by likeness."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from perfxl.finance.schema import departments
from perfxl.form import fold

_CLOSEST, _LIKE, _COMPARED = 3, 0.42, 60
_LONGEST_PLACE = 8


@dataclass(frozen=True)
class Names:
    """The departments by every name they go by, and all those names. False without a list."""

    known: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, without: Collection[str] = ()) -> Names:
        """The names in a ledger."""
        wanted = select(departments.c.name, departments.c.aliases).order_by(departments.c.position)
        return cls.made((row.name, row.aliases) for row in connection.execute(wanted) if row.name not in without)

    @classmethod
    def made(cls, listed: Iterable[tuple[str, Iterable[str]]]) -> Names:
        """From (name, other names). A name several share through their other names means none of them."""
        own: dict[str, str] = {}
        shared: defaultdict[str, set[str]] = defaultdict(set)
        for name, aliases in listed:
            own[fold(name)] = name
            for alias in aliases:
                shared[fold(alias)].add(name)
        others = {alias: next(iter(names)) for alias, names in shared.items() if len(names) == 1}
        spellings = {word: tuple(sorted(names)) for word, names in shared.items()}
        return cls({**others, **own}, spellings | {word: (name,) for word, name in own.items()})

    def __bool__(self) -> bool:
        return bool(self.known)

    def match(self, written: str) -> str | None:
        """The department a name means, or ``None``: ask."""
        return self.known.get(fold(written)) if written.strip() else None

    def closest(self, written: str) -> tuple[str, ...]:
        """Up to three departments whose names look like this one, the likest first.

        Without what most names begin with: of 青石县审计局 and 青石县水利局 more than half is the county's.
        """
        word = fold(written)[:_COMPARED].removeprefix(self._place)
        cores: defaultdict[str, list[str]] = defaultdict(list)
        for spelling, names in self.spellings.items():
            cores[spelling.removeprefix(self._place)] += names
        like = difflib.get_close_matches(word, cores, n=3 * _CLOSEST, cutoff=_LIKE) if word else []
        found = dict.fromkeys(name for core in like for name in cores[core])
        return tuple(found)[:_CLOSEST]

    @cached_property
    def _place(self) -> str:
        """The longest beginning that more than half of the departments share, of two characters or more."""
        names = {fold(name) for name in self.known.values()}
        for size in range(_LONGEST_PLACE, 1, -1):
            ((begins, count),) = Counter(name[:size] for name in names if len(name) > size).most_common(1) or [("", 0)]
            if 2 * count > len(names) > 1:
                return begins
        return ""
