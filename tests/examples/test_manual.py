"""The finance manual: every command runs and prints what the page shows, every picture is there and small."""

import re
from pathlib import Path

import manual
import month
import pytest
from PIL import Image

PAGE = manual.PAGE.read_text("utf-8")
PICTURES = sorted(manual.PAGE.parent.glob("pictures/*.png"))


def test_every_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    month.make(tmp_path)
    assert manual.undated(manual.replayed(PAGE, tmp_path)) == manual.undated(PAGE)


def test_the_commands_that_finance_needs_are_all_there() -> None:
    assert set(re.findall(r"^\$ perfxl (\w+)", PAGE, re.MULTILINE)) == {"new", "import", "waive", "report", "export"}


def test_pictures_and_pages_named_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)", PAGE)
    assert len([link for link in links if link.endswith(".png")]) >= 8
    assert [link for link in links if not (manual.PAGE.parent / link).is_file()] == []


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_pictures_are_small(path: Path) -> None:
    assert path.stat().st_size < 200_000
    with Image.open(path) as picture:
        assert min(picture.size) > 60
