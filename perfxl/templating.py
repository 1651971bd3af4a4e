"""The Jinja2 environment for everything under ``templates/``."""

from __future__ import annotations

from functools import cache

import jinja2

from perfxl.resources import templates_dir


@cache
def environment() -> jinja2.Environment:
    """Templates by path below ``templates/``; an undefined name is an error, what makes HTML is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir(), encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html", "html.j2"]),
        keep_trailing_newline=True,
    )
