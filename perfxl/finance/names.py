"""Which department a written name is: as the list writes it, or by one of its other names. Never by likeness."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from perfxl.finance.schema import departments
from perfxl.form import fold

_CLOSEST, _LIKE, _COMPARED = 3, 0.4, 60


@dataclass(frozen=True, slots=True)
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
        """Up to three departments whose names look like this one, the likest first."""
        word = fold(written)[:_COMPARED]
        like = difflib.get_close_matches(word, self.spellings, n=3 * _CLOSEST, cutoff=_LIKE) if word else []
        found = dict.fromkeys(name for spelling in like for name in self.spellings[spelling])
        return tuple(found)[:_CLOSEST]
