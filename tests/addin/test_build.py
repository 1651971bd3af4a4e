"""perfxl.xlam: equal bytes, the repository's own sources inside, no macro that runs by itself, a valid ribbon."""

import io
import re
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from pyopenvba import ExcelFile

from perfxl.addin import build, package

with warnings.catch_warnings():  # oletools 0.60.2 uses names pyparsing would rather have otherwise
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser

RIBBON = package.SOURCES / "customUI14.xml"
UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
BUTTONS = [
    *("生成空白表", "批量生成", "校验本表", "重算得分", "读取评分标准"),
    *("转换旧表", "导入回收表", "汇总报告", "帮助"),
]


@pytest.fixture(scope="module")
def built() -> bytes:
    return build.build()


@pytest.fixture(scope="module")
def buttons() -> list[etree._Element]:
    return list(etree.parse(RIBBON).iter(f"{UI}button"))


def test_two_builds_are_equal_to_the_byte(built: bytes) -> None:
    assert build.build() == built


def test_the_one_that_ships_is_a_fresh_build(built: bytes) -> None:
    assert package.SHIPPED.read_bytes() == built, "perfxl addin build --force -o perfxl/addin/perfxl.xlam"


def test_nothing_in_it_tells_when_where_or_by_what_it_was_packed(built: bytes) -> None:
    entries = zipfile.ZipFile(io.BytesIO(built)).infolist()
    assert {(entry.date_time, entry.compress_type, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0)
    }


def test_oletools_reads_back_the_sources_of_the_repository(built: bytes) -> None:
    """The modules of the workbook and its sheet hold attributes only."""
    macros = VBA_Parser("perfxl.xlam", data=built).extract_macros()
    read = {name: code.replace("\r\n", "\n") for _, _, name, code in macros}
    for document in ("ThisWorkbook.cls", "Sheet1.cls"):
        assert all(line.startswith("Attribute ") for line in read.pop(document).splitlines())
    assert read == {path.name: path.read_text(encoding="ascii") for path in package.SOURCES.glob("*.bas")}


def test_no_macro_runs_by_itself(built: bytes) -> None:
    found = VBA_Parser("perfxl.xlam", data=built).analyze_macros()
    assert [keyword for kind, keyword, _ in found if kind == "AutoExec"] == []
    assert {attribute for element in etree.parse(RIBBON).iter() for attribute in element.attrib} <= {
        "id", "label", "keytip", "insertAfterMso", "image", "size", "screentip", "supertip", "onAction",
    }, "onLoad and the get... callbacks would run VBA before anybody clicks"  # fmt: skip


def test_the_vba_needs_no_declared_windows_function(built: bytes) -> None:
    """So 32 and 64 bits are one, and rules that keep macros from Windows' own functions have nothing to stop."""
    assert not re.search(r"^\s*(Public |Private )?Declare ", "\n".join(build.modules().values()), re.MULTILINE)


def test_the_project_knows_the_type_of_a_ribbon_button(built: bytes, tmp_path: Path) -> None:
    """IRibbonControl is of Office's library; without a reference to it no module would compile in Excel."""
    path = tmp_path / "perfxl.xlam"
    path.write_bytes(built)
    with ExcelFile(path) as book:
        assert {reference.name for reference in book.references()} == {"stdole", "Office"}
        assert book.validate() == []
        assert not book.vba_project().protection.has_password


@pytest.mark.parametrize("module", build.modules())
def test_the_sources_are_ascii_and_declare_every_variable(module: str) -> None:
    source = build.modules()[module]
    assert source.isascii()
    assert source.startswith(f'Attribute VB_Name = "{module}"\nOption Explicit\n')


def test_the_ribbon_is_valid() -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("customui14-subset.xsd")))
    schema.assertValid(etree.parse(RIBBON))


def test_the_schema_is_no_rubber_stamp() -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("customui14-subset.xsd")))
    text = RIBBON.read_text(encoding="utf-8")
    for right, wrong in (
        ('id="perfxlNew"', 'id="perfxlCheck"'), ('id="perfxlNew"', 'id="1"'), ('size="large"', 'size="big"'),
        ("onAction=", "onClick="), ('keytip="JX"', 'keytip="JXYZ"'), ('label="批量生成"', 'label=""'),
        ("<tabs>", "<tabs><group id='x' label='x'/>"), ("2009/07", "2006/01"),
    ):  # fmt: skip
        assert right in text
        assert not schema.validate(etree.fromstring(text.replace(right, wrong, 1).encode())), wrong


def test_the_tab_has_the_nine_buttons_with_tips_in_chinese(buttons: list[etree._Element]) -> None:
    [tab] = etree.parse(RIBBON).iter(f"{UI}tab")
    assert tab.get("label") == "绩效目标"
    assert [button.get("label") for button in buttons] == BUTTONS
    for button in buttons:
        assert re.search("[一-鿿]", button.get("screentip"))
        assert len(button.get("supertip")) > len(button.get("label"))
    keytips = [button.get("keytip") for button in buttons]
    assert len(set(keytips)) == len(keytips)


def test_every_button_has_its_callback(buttons: list[etree._Element]) -> None:
    source = build.modules()["PerfxlRibbon"]
    declared = re.findall(r"^Public Sub (\w+)\(control As IRibbonControl\)$", source, re.MULTILINE)
    assert [button.get("onAction") for button in buttons] == declared


def test_every_button_has_its_picture(built: bytes, buttons: list[etree._Element]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(built))
    relations = etree.fromstring(archive.read("customUI/_rels/customUI14.xml.rels"))
    targets = {relation.get("Id"): f"customUI/{relation.get('Target')}" for relation in relations}
    assert sorted(targets) == sorted(button.get("image") for button in buttons)
    for target in targets.values():
        head = archive.read(target)[:24]
        assert head.startswith(b"\x89PNG\r\n\x1a\n")
        assert head[16:] == (64).to_bytes(4, "big") * 2


def test_all_parts_are_declared_and_related(built: bytes) -> None:
    archive = zipfile.ZipFile(io.BytesIO(built))
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    known = {element.get("Extension") for element in types} | {element.get("PartName") for element in types}
    related = {"[Content_Types].xml"}
    for name in archive.namelist():
        assert name == "[Content_Types].xml" or f"/{name}" in known or name.rpartition(".")[2] in known
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            related.add(name)
            for relation in etree.fromstring(archive.read(name)):
                related.add(f"{folder}/{relation.get('Target')}".lstrip("/"))
    assert related == set(archive.namelist())


def test_every_text_the_vba_says_is_there(built: bytes) -> None:
    """Keys written out in the VBA; those put together (ask_, name_, filter_ and a purpose) by their purposes."""
    source = "\n".join(build.modules().values())
    said = set(re.findall(r'Say\("(\w+[a-z])"\)', source))
    for kind, arguments in re.findall(r"\bAsk(Open|Save|Folder|Text)\((\"[^)]*)", source):
        keys = re.findall(r'"(\w+)"', arguments)
        purpose = keys[0] if kind in ("Open", "Text") else keys[1]
        said |= {f"ask_{purpose}"} | ({f"filter_{purpose}"} if kind in ("Open", "Save") else set())
        said |= {f"name_{purpose}"} if kind == "Save" else set()
    texts = set(re.findall(r">text:(\w+)<", package.settings_sheet({}).decode()))
    assert said == texts


def test_the_manual_names_every_button(buttons: list[etree._Element]) -> None:
    manual = (Path(__file__).parents[2] / "docs/ribbon.md").read_text(encoding="utf-8")
    table = manual.partition("## 九个按钮")[2].partition("## ")[0]
    rows = re.findall(r"^\| ([^|`]+?) \| ", table, re.MULTILINE)
    assert rows == ["按钮", *(button.get("label") for button in buttons)]


def test_a_build_without_the_compiler_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(build.NoCompiler):
        build.build()
