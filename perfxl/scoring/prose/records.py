"""Records of the grammar: unchanged once they are made, which mypy sees to.

A frozen dataclass sets its fields three times as slowly, and a standard is read into dozens of records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """A dataclass with slots, compared and hashed by its values."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def named_record(cls: type[T]) -> type[T]:
    """A record made by the names of its fields."""
    return dataclass(slots=True, unsafe_hash=True, kw_only=True)(cls)
