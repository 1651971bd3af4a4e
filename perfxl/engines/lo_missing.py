"""What the LibreOffice engine cannot do says so, with the name of the call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

Anything = TypeVar("Anything", bound=type)
REFUSED = "refused_by_libreoffice"


def _refusal(name: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{name} is not supported by the LibreOffice engine")

    setattr(refuse, REFUSED, name)
    return refuse


def names_what_is_missing(cls: Anything) -> Anything:
    """Class decorator: inherited members that only raise NotImplementedError say which they are.

    Attributes the class annotates replace the inherited properties of the same name.
    """
    for name in inspect.get_annotations(cls):
        if name not in vars(cls):
            setattr(cls, name, None)
    for name in dir(cls):
        member = next(vars(base)[name] for base in cls.__mro__ if name in vars(base))
        code = getattr(member.fget if isinstance(member, property) else member, "__code__", None)
        if code is not None and code.co_names == ("NotImplementedError",):
            refuse = _refusal(f"{cls.__name__}.{name}")
            setattr(cls, name, property(refuse, refuse) if isinstance(member, property) else refuse)
    return cls
