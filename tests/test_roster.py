"""The list of departments: headers, encodings, names that cannot be file names, rows that get no workbook."""

from pathlib import Path

import openpyxl
import pytest

from perfxl.roster import RosterError, read_roster, safe_stem


def _csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "名单.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _names(path: Path) -> list[str]:
    return [department.name for department in read_roster(path).departments]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_a_spreadsheet_program_writes(tmp_path: Path, encoding: str) -> None:
    assert _names(_csv(tmp_path, "序号,部门名称\n1,县财政局\n2,县教育局\n", encoding)) == ["县财政局", "县教育局"]


@pytest.mark.parametrize("header", [
    "部门名称", "部门", "单位名称", "部门(单位)名称", "部门（单位）名称", " 部门 名称 ：",
])  # fmt: skip
def test_the_column_of_names_has_many_headers(tmp_path: Path, header: str) -> None:
    assert _names(_csv(tmp_path, f"{header}\n县财政局\n")) == ["县财政局"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    lines = (["编码", "部门"], ["001", "县财政局"])
    assert _names(_csv(tmp_path, "\n".join(map(delimiter.join, lines)))) == ["县财政局"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("above", ["2026 年部门名单", "", "甲,乙,丙,丁", "名单（财政局，2026；全县）\n\n"])
def test_the_delimiter_is_that_of_the_header_row(tmp_path: Path, delimiter: str, above: str) -> None:
    lines = (["编码", "部门"], ["001", "县财政局"])
    text = "\n".join([above, *map(delimiter.join, lines)])
    [department] = read_roster(_csv(tmp_path, text)).departments
    assert (department.name, department.code) == ("县财政局", "001")


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    assert _names(_csv(tmp_path, "2026 年部门名单,\n,\n序号,部门名称\n1,县财政局\n")) == ["县财政局"]


def test_codes_and_aliases_are_optional_columns(tmp_path: Path) -> None:
    [department] = read_roster(
        _csv(tmp_path, "部门编码,部门名称,简称\n001001,县应急管理局,县应急局、 应急局\n")
    ).departments
    assert (department.code, department.aliases) == ("001001", ("县应急局", "应急局"))


def test_the_better_header_wins(tmp_path: Path) -> None:
    assert _names(_csv(tmp_path, "单位,部门名称\n万元,县财政局\n")) == ["县财政局"]


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["部门名单"])
    book.active.append(["单位编码", "单位名称"])
    book.active.append([1001, "县财政局"])
    book.active.append([1002, "县教育局"])
    book.save(tmp_path / "名单.xlsx")
    roster = read_roster(tmp_path / "名单.xlsx")
    assert [(d.row, d.name, d.code) for d in roster.departments] == [(3, "县财政局", "1001"), (4, "县教育局", "1002")]


def test_duplicates_and_blank_names_are_reported_with_their_row(tmp_path: Path) -> None:
    roster = read_roster(_csv(tmp_path, "编码,部门名称\n1,县财政局\n2,\n,\n3, 县财政局 \n4,县教育局\n"))
    assert [department.name for department in roster.departments] == ["县财政局", "县教育局"]
    assert [problem.row for problem in roster.problems] == [3, 5]
    assert "重复" in roster.problems[1].text("zh")
    assert "repeats row 2" in roster.problems[1].text("en")


def test_totals_are_no_departments(tmp_path: Path) -> None:
    text = "序号,部门名称,人数\n1,县财政局,3\n,小 计,3\n2,总计划处,4\n合计：,,7\n,总计,7\n"
    roster = read_roster(_csv(tmp_path, text))
    assert [department.name for department in roster.departments] == ["县财政局", "总计划处"]
    assert roster.problems == ()


def test_an_alias_that_is_another_department_is_reported(tmp_path: Path) -> None:
    roster = read_roster(_csv(tmp_path, "部门名称,别名\n县财政局,县教育局\n县教育局,\n"))
    assert len(roster.departments) == 2
    assert [problem.row for problem in roster.problems] == [2]


@pytest.mark.parametrize(("name", "stem"), [
    ("县财政局", "县财政局"),
    ("县委/县政府:办公室", "县委 县政府 办公室"),
    (" .县财政局. ", "县财政局"),
    ("CON", "_CON"),
    ("com1.局", "_com1.局"),
    ("..", "_"),
    ("县\u202e政\n府", "县 政 府"),
])
def test_file_names_are_safe_everywhere(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_file_names_fit_a_file_system() -> None:
    assert 150 < len(safe_stem("县" * 300).encode()) <= 180


def test_names_that_clean_to_one_file_name_stay_apart(tmp_path: Path) -> None:
    roster = read_roster(_csv(tmp_path, "编码,部门名称\n1,县委:办\n2,县委/办\n,县委|办\nx,ABC\ny,abc\n"))
    stems = [department.stem for department in roster.departments]
    assert stems == ["县委 办", "县委 办 2", "县委 办 3", "ABC", "abc y"]


@pytest.mark.parametrize("text", ["", "姓名,电话\n张三,1\n", "部门名称\n", "\0\1\2"])
def test_a_list_without_departments_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RosterError) as error:
        read_roster(_csv(tmp_path, text))
    assert error.value.text("zh") != error.value.text("en")


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as error:
        read_roster(tmp_path / "无.csv")
    assert error.value.text("zh").endswith("名单读不了（找不到文件）。")
    assert error.value.text("en").endswith("(No such file or directory).")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(RosterError):
        read_roster(tmp_path / "坏.xlsx")
