"""The words of every code, Chinese and English. Read through :mod:`perfxl.findings`.

``zh``/``en`` say what is wrong, ``fix_zh``/``fix_en`` what to do; ``{slots}`` are filled per finding.
``live`` marks the checks whose twin is a formula on the sheet 校验: their sentences carry no slots,
because a formula shows the value in a column of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue."""

    code: str
    severity: Severity
    zh: str
    fix_zh: str
    en: str
    fix_en: str
    live: bool = False


def _entries() -> dict[str, Entry]:
    table: dict[str, Entry] = {}

    def add(code: str, severity: Severity, zh: str, fix_zh: str, en: str, fix_en: str, live: bool = False) -> None:
        assert code not in table, code
        table[code] = Entry(code, severity, zh, fix_zh, en, fix_en, live)

    error: Severity = "error"
    warning: Severity = "warning"
    info: Severity = "info"

    # F: the file is refused
    add("F001", error, "找不到文件。", "请检查路径和文件名。", "The file does not exist.", "Check the path and name.")
    add("F002", error, "这是文件夹，不是工作簿。", "请指定其中的 .xlsx 文件。", "This is a folder, not a workbook.", "Name an .xlsx file inside it.")
    add("F003", error, "文件是空的（0 字节）。", "多半是传输中断，请让单位重新发送。", "The file is empty (0 bytes).", "The transfer probably broke off; ask for it again.")
    add("F004", error, "这是旧版 .xls 工作簿。", "请在 Excel 或 WPS 中另存为 .xlsx 后再读。", "This is an old .xls workbook.", "Save it as .xlsx in Excel or WPS.")
    add("F005", error, "工作簿已加密，没有密码读不了。", "请让单位去掉打开密码后重新发送。", "The workbook is encrypted.", "Ask for a copy without an opening password.")
    add("F006", error, "这是改了后缀名的网页（HTML），不是工作簿。", "请用 Excel 或 WPS 打开后另存为 .xlsx。", "This is a web page (HTML) renamed.", "Open it in Excel or WPS and save it as .xlsx.")
    add("F007", error, "这是文本格式的文件（{kind}），不是 Excel 工作簿。", "是要报的表，请用 Excel 或 WPS 打开后另存为 .xlsx 重交；只是说明文字，不用理会。", "This is a text file ({kind}), not an Excel workbook.", "If it is the sheet, open it in Excel or WPS and save it as .xlsx; a mere text needs nothing.")
    add("F008", error, "这不是工作簿（{kind}）。", "请发送 .xlsx 格式的目标表。", "This is not a workbook ({kind}).", "Send the goal sheet as .xlsx.")
    add("F009", error, "文件已损坏或不完整（技术信息：{detail}）。", "请让单位重新发送。", "The file is damaged or cut off ({detail}).", "Ask for it again.")
    add("F010", error, "这是{what}，里面没有 Excel 工作簿。", "请重交 .xlsx 格式的目标表：{remedy}", "This is {what}, with no Excel workbook in it.", "Send the goal sheet as .xlsx: {remedy}")
    add("F011", error, "文件过大：{size}，上限 {limit}。", "请删除图片等与目标表无关的内容后重发。", "The file is too large: {size}, limit {limit}.", "Remove pictures and the like and send it again.")
    add("F012", error, "文件内部部件过多：{count} 个，上限 {limit} 个。", "请把目标表复制到新的工作簿后重发。", "Too many parts inside: {count}, limit {limit}.", "Copy the goal sheet into a new workbook.")
    add("F013", error, "文件解压后过大：{size}，上限 {limit}。", "请把目标表复制到新的工作簿后重发。", "It inflates to too much: {size}, limit {limit}.", "Copy the goal sheet into a new workbook.")
    add("F014", error, "文件内部部件名不安全或重复（{part}）。", "文件可能被改动过，请重新生成后发送。", "Unsafe or duplicate part name ({part}).", "The file may have been tampered with; make it anew.")
    add("F015", error, "文件部件含有实体声明（{part}）。", "文件可能被改动过，请重新生成后发送。", "A part declares a document type ({part}).", "The file may have been tampered with; make it anew.")
    add("F016", error, "文件部件损坏（{part}：{detail}）。", "请用 Excel 或 WPS 打开修复并另存后重发。", "A part is damaged ({part}: {detail}).", "Repair it in Excel or WPS and save it again.")
    add("F017", error, "这是“严格 Open XML”格式的工作簿。", "请另存为普通的 Excel 工作簿（.xlsx）。", "This is a Strict Open XML workbook.", "Save it as an ordinary Excel workbook (.xlsx).")
    add("F018", error, "工作簿里没有认得出的绩效目标表（找不到表头）。", "请确认发来的是部门整体绩效目标表，表头含“三级指标”“指标值”等列。", "No goal sheet was recognised in the workbook (no header row found).", "Check that it is the department goal sheet.")
    add("F019", error, "这是二进制 .xlsb 工作簿。", "请另存为 .xlsx 后再读。", "This is a binary .xlsb workbook.", "Save it as .xlsx.")
    add("F020", error, "文件打不开（{detail}）。", "请检查文件权限，或关闭占用它的程序。", "The file cannot be opened ({detail}).", "Check its permissions or close the program using it.")
    add("F021", error, "工作簿超出可读范围（{detail}）。", "请把目标表复制到新的工作簿后重发。", "The workbook is beyond the bounds of reading ({detail}).", "Copy the goal sheet into a new workbook.")
    add("F022", error, "有 {count} 个指标，模板只有 {limit} 行。", "请合并指标，或改用行数更多的地区方案（capacity）。", "{count} indicators; the template has {limit} rows.", "Merge some, or use a profile with more rows (capacity).")
    add("F023", error, "读取超过了时限（{limit} 秒）。", "请把目标表复制到新的工作簿后重发；其他文件不受影响。", "Reading took longer than allowed ({limit} s).", "Copy the goal sheet into a new workbook; other files are not affected.")
    add("F024", error, "读取所需内存超过了上限（{limit}）。", "请把目标表复制到新的工作簿后重发；其他文件不受影响。", "Reading needs more memory than allowed ({limit}).", "Copy the goal sheet into a new workbook; other files are not affected.")
    add("F025", error, "读取进程意外终止（{detail}）。", "请再导入一次；仍然如此，请把文件交给维护人员；其他文件不受影响。", "The process reading it died ({detail}).", "Import it once more; if it happens again, report the file; others are not affected.")
    add("F099", error, "读取时发生程序错误（{detail}）。", "请把文件和这条信息交给维护人员；其他文件不受影响。", "perfxl failed while reading ({detail}).", "Report this with the file; other files are not affected.")

    # S: structure
    add("S001", warning, "模板版本是 {value}，当前版本是 {current}。", "请改用新下发的模板；数值已按旧版读取。", "The template version is {value}, the current one is {current}.", "Use the template now issued; values were read as they are.")
    add("S002", error, "表内登记的地区方案“{value}”不存在。", "请改用本级财政下发的模板。", "The profile {value} recorded in the workbook is unknown.", "Use the template issued by your finance bureau.")
    add("S003", warning, "固定文字被改成了“{value}”，应为“{expected}”。", "请恢复原文字，或把数据复制到新模板。", "A fixed label was changed to {value}; it should read {expected}.", "Restore it or copy the data into a fresh template.")
    add("S004", error, "表格被插入或删除了行（位置移动 {value} 行）。", "数据已按新位置读取；请把数据复制到新模板后再报。", "Rows were inserted or deleted (shift of {value}).", "The data were read at their new place; copy them into a fresh template.")
    add("S005", error, "本行的“设置行”号缺失、重复或不是 1 到 60 的整数。", "请在“设置行”列填一个未用过的号码，计分设置和自评才能对上本行。", "The key (设置行) of this row is missing, repeated or not a whole number from 1 to 60.", "Type an unused number so that settings and self-evaluation find this row.", True)
    add("S006", error, "公式被替换或删除。", "请从空白模板复制该单元格的公式回来。", "The formula of this cell was replaced or removed.", "Copy the formula back from a blank template.")
    add("S007", warning, "隐藏的行里有内容。", "请取消隐藏并核对。", "A hidden row has content.", "Unhide it and check it.")
    add("S008", warning, "隐藏的列里有内容。", "请取消隐藏并核对。", "A hidden column has content.", "Unhide it and check it.")
    add("S009", error, "缺少工作表“{value}”。", "请不要删除或改名工作表；把数据复制到新模板后再报。", "The sheet {value} is missing.", "Do not delete or rename sheets; copy the data into a fresh template.")
    add("S010", info, "表头在分页处重复，已跳过。", "无需处理。", "The header is repeated at a page break; skipped.", "Nothing to do.")
    add("S011", error, "缺少“{value}”列。", "请补上该列。", "The column {value} is missing.", "Add it.")
    add("S012", info, "不认识的列“{value}”，未读取。", "若其中有需要的内容，请移到官方列中。", "The column {value} is not known and was not read.", "Move what is needed into an official column.")
    add("S013", error, "单元格是错误值。", "请重新填写该单元格。", "The cell holds an error value.", "Type the value again.", True)
    add("S014", warning, "工作簿里不止一张同样的表，读的是“{value}”，没有读“{others}”。", "请只保留一张；几个单位的表请分成几个文件报。", "The workbook holds several such sheets; {value} was read, {others} not.", "Keep one only; sheets of several departments are files of their own.")
    add("S015", warning, "数据区有合并单元格。", "请取消合并，逐行填写。", "Merged cells in the data area.", "Unmerge them and fill every row.")
    add("S016", warning, "像是本系统的模板，但登记信息已丢失。", "按外部表格读取；请改用新下发的模板。", "It looks like our template but its record is gone.", "Read as a foreign sheet; use the template issued.")
    add("S017", warning, "表格之外还有内容，未读取。", "请移到表内或删除。", "There is content outside the form; not read.", "Move it into the form or delete it.")
    add("S018", error, "指标超过 {limit} 行，超出部分没有计分。", "请合并指标，或联系财政部门。", "More than {limit} indicators; the rest are not scored.", "Merge indicators or ask the finance bureau.")
    add("S019", info, "这是外部格式的目标表，按表头名称读取。", "请核对各列是否读对。", "A foreign layout, read by the names of its header.", "Check that every column was read right.")
    add("S020", warning, "得分、合计这些自动计算的格子是空的：表最后不是用 Excel 或 WPS 保存的（刚转换出来还没有打开过，或在手机、网页上、用别的程序改过），这次的得分由程序另算。", "填的内容不用改。请在电脑上用 Excel 或 WPS 打开，看到得分以后保存再报。", "The cells that compute themselves (scores, sums) are empty: the sheet was not last saved in Excel or WPS (it was converted and never opened, or changed on a phone, a web page or by another program); perfxl computed the scores.", "Nothing you typed has to change. Open it in Excel or WPS on a computer, see the scores, save it and send that.")
    add("S021", error, "同一行的列错位：“{value}”不应出现在这一列。", "请把本行内容移回对应的列。", "The cells of this row are shifted: {value} does not belong in this column.", "Move them back.")
    add("S022", error, "公式错误或被破坏，本行得分不可信。", "请从空白模板复制公式回来。", "A scoring formula is broken.", "Copy the formula back from a blank template.", True)
    add("S023", warning, "百分比格式的 {value} 已读作 {read}，工作簿里按原数计算。", "单位是 % 时请直接填 {read}。", "{value} in percent format was read as {read}; the workbook takes it as typed.", "Type {read} when the unit is %.")
    add("S024", warning, "自评表里的“{value}”在目标表里没有同名指标，未读取。", "请核对指标名称，两张表应一致。", "The goal sheet has no indicator named {value}; its line was not read.", "Names must agree in both sheets.")
    add("S025", error, "这一行填了内容，但没有指标的“设置行”指向它，没有计分。", "请核对目标表的“设置行”号：是否缺失、重复或填错；不要删除这里的内容。", "This line is filled in, but no indicator's key points to it; it is not scored.", "Check the keys (设置行) on the goal sheet; do not delete what stands here.")
    add("S026", error, "表格被插入、删除或移动了列：“{value}”不在原来的列。", "数据已按新位置读取；请把数据复制到新模板后再报。", "Columns were inserted, deleted or moved: {value} is not where it was.", "They were read where they stand now; copy the data into a new template before returning it.")
    add("S027", error, "{count} 个单元格的引用断了（{value}），多半是只复制了几张工作表，或删掉了别的工作表。", "请用原工作簿整份上报，或把数据填进新模板。", "{count} cells refer to what is gone ({value}): only some sheets were copied, or others were deleted.", "Return the whole workbook, or copy the data into a new template.")
    add("S028", error, "表内没有评分标准，{count} 个指标不能计分。", "请补报同年度的绩效目标表（导入时按部门、年度和指标名称自动对上，这份自评表不用再报）；或者在退回件里补上各指标的“计分方式”和“自拟标准”。", "No scoring standards stand in this sheet: {count} indicators cannot be scored.", "Send the goal sheet of the same year (the import joins them by department, year and indicator, and this sheet need not come again), or fill in kinds and standards in the marked copy.")
    add("S029", error, "目标表“{before}”里找不到“{value}”的评分标准，本行不能计分。", "请把指标名称改成与目标表一致；目标表里确实没有的，请先补报目标表。", "The goal sheet {before} has no standard of {value}: the row cannot be scored.", "Give the indicator the name it has on the goal sheet; if it is new, file the goals first.")
    add("S030", info, "表内没有评分标准，{count} 个指标按目标表“{before}”里同名指标的标准计分。", "属提示；请核对这份目标表是不是批准的那一份。", "No standards stand in this sheet; {count} indicators are scored by those of the same name in {before}.", "A hint: check that it is the goal sheet that was approved.")
    add("S099", error, "检查“{value}”时发生程序错误（{detail}）。", "请把文件和这条信息交给维护人员；其他检查不受影响。", "perfxl failed in the check {value} ({detail}).", "Report this with the file; the other checks are not affected.")

    # C: completeness
    add("C001", error, "没有填部门(单位)名称。", "请填写全称。", "The department name is missing.", "Fill in the full name.", True)
    add("C002", error, "没有填年度，或不是四位年份。", "请填写四位年份，如 2026。", "The year is missing or not four digits.", "Fill in a year such as 2026.", True)
    add("C003", error, "没有填部门(单位)职责。", "请按“三定”规定填写。", "The duties are missing.", "Fill them in.", True)
    add("C004", error, "没有填年度履职目标。", "请至少填一条目标。", "No goal is given.", "Fill in at least one goal.", True)
    add("C005", error, "没有填三级指标名称。", "请填写指标名称，或清空整行。", "The indicator has no name.", "Name it or clear the row.", True)
    add("C006", error, "没有填一级指标。", "请从下拉列表选择。", "The first level is missing.", "Choose it from the list.", True)
    add("C007", error, "没有填二级指标。", "请从下拉列表选择。", "The second level is missing.", "Choose it from the list.", True)
    add("C008", error, "没有填指标值类型。", "请从下拉列表选择 ≥ ≤ ＝ > < 或 定性。", "The comparator is missing.", "Choose it from the list.", True)
    add("C009", error, "没有填指标值。", "请填写目标值。", "The target is missing.", "Fill it in.", True)
    add("C010", warning, "定量指标没有填计量单位。", "请填写单位，百分比填 %。", "A quantitative indicator has no unit.", "Fill in the unit; % for percentages.", True)
    add("C011", warning, "没有填指标解释。", "请说明指标含义和口径。", "The definition is missing.", "Explain what is measured.", True)
    add("C012", error, "没有评(扣)分标准。", "请选择计分方式或填写自拟标准。", "There is no scoring standard.", "Choose a scoring kind or write a standard.", True)
    add("C013", warning, "表尾“{field}”没有填。", "请填写。", "The foot is incomplete: {field}.", "Fill it in.")
    add("C014", error, "这里是占位符号，不是内容。", "请填写实际内容；本行不适用时请清空整行。", "This is a placeholder, not content.", "Fill in the content, or clear the row.", True)
    add("C015", error, "没有任何指标。", "请填写绩效指标。", "There is no indicator.", "Fill in the indicators.", True)
    add("C016", warning, "目标编号重复：目标{value}。", "请重新编号。", "The goal number {value} is repeated.", "Renumber the goals.")
    add("C017", error, "内容超过 {limit} 字（现有 {length} 字）。", "请压缩文字，否则无法导入预算一体化系统。", "The text is longer than {limit} characters ({length}).", "Shorten it, or the integrated system will not take it.")
    add("C018", warning, "没有“{value}”的指标。", "请按要求补充该类指标。", "There is no indicator under {value}.", "Add one as the form requires.")
    add("C019", info, "本行填“/”，按不适用处理，不计分。", "无需处理。", "The row is marked / and taken as not applicable.", "Nothing to do.")
    add("C020", warning, "文字有缺失（疑似丢字）：{value}", "请对照原件补全。", "Glyphs seem to be lost: {value}", "Restore the text from the original.")
    add("C021", warning, "表尾日期先后颠倒：{value}", "填表应早于审核，请核对。", "The dates of the foot are out of order: {value}", "The form is filled in before it is reviewed; check them.")
    add("C022", warning, "表尾日期读不懂。", "请写成如 2026年1月15日 的日期。", "A date of the foot cannot be read.", "Write it like 2026-01-15.")
    add("C023", info, "财政审核栏还没有填：{fields}。", "由财政部门审核时填写，填报单位不用管。", "Not signed by the finance bureau yet: {fields}.", "The bureau fills it in when it reviews; the department need not.")
    add("C024", warning, "写了标准，没有选计分方式：表内算不出，本行和总分显示“待定”。", "请选与标准相符的计分方式，并补全“计分设置”；须由人评判的选“人工评分”。", "A standard is written, but no scoring kind chosen: the sheet cannot compute the row, nor a total.", "Choose the kind that fits the text and complete 计分设置; choose 人工评分 where a person has to judge.", True)

    # P: points
    add("P001", error, "分值合计不是 90 分（预算执行率另计 10 分）。", "请调整各指标分值，使合计为 90 分。", "The points do not add up to 90 (budget execution has the other 10).", "Adjust them to 90 in all.", True)
    add("P002", info, "“{field}”合计 {value} 分，本地方案建议 {expected} 分。", "属提示；如无特殊原因请按建议调整。", "{field} adds up to {value}; the profile suggests {expected}.", "A hint: adjust unless there is a reason.")
    add("P003", error, "没有填分值。", "请填写分值。", "The points are missing.", "Fill them in.", True)
    add("P004", error, "分值不是大于 0、不超过 90、最多两位小数的数。", "请更正。", "The points are not a number above 0, up to 90, with at most two decimals.", "Correct them.", True)
    add("P005", warning, "全部分值集中在一个指标上。", "请合理分配分值。", "All points are on one indicator.", "Spread the points.", True)
    add("P006", error, "标准文字写的满分是 {text} 分，{column}是 {value} 分；计分以标准文字为准。", "请改成一致。", "The text says {text} points, beside it stand {value}; the text counts.", "Make them agree.")
    add("P007", error, "备注写的是 {text} 分，{column}是 {given} 分。", "请改成一致。", "The remark says {text} points, the indicator has {given}.", "Make them agree.")
    add("P008", error, "表上写的合计是 {value}，实际合计 {expected}。", "请更正。", "The printed total is {value}, the sum is {expected}.", "Correct it.")
    add("P009", warning, "本行有分值但没有指标。", "请清除分值，或补填指标。", "Points without an indicator.", "Clear them or fill in the indicator.", True)
    add("P010", info, "表上没有分值列，有 {value} 项指标的分值没能从评(扣)分标准里读出，合计没有核对。", "请对照评(扣)分标准核对合计；填入本系统模板后自动核对。", "The sheet has no column of points, and the standards of {value} indicators do not say them; the total was not checked.", "Check the total against the standards; in our template it is checked live.")

    # I: indicators
    add("I001", error, "一级指标不在规定范围内。", "请从下拉列表选择。", "The first level is not one of the form.", "Choose it from the list.", True)
    add("I002", error, "二级指标不属于所选一级指标。", "请从下拉列表选择。", "The second level does not belong to the first.", "Choose it from the list.", True)
    add("I003", error, "指标值类型不在规定范围内。", "请从下拉列表选择 ≥ ≤ ＝ > < 或 定性。", "The comparator is not known.", "Choose it from the list.", True)
    add("I004", error, "定量指标的指标值不是数字。", "指标值只填数字，单位填在计量单位列。", "The target of a quantitative indicator is not a number.", "Type the number only; the unit has its own column.", True)
    add("I005", warning, "计量单位不在常用单位表里。", "请核对写法；确需使用可保留。", "The unit is not on the list.", "Check its spelling; keep it if it is meant.", True)
    add("I006", warning, "指标值里夹带了符号或单位，已读作 {read}。", "指标值只填数字。", "The target carries a sign or unit; read as {read}.", "Type the number only.")
    add("I007", warning, "指标名称重复。", "请合并或改名。", "The indicator's name is repeated.", "Merge or rename.", True)
    add("I008", warning, "指标解释与第 {other} 行相同。", "请按各指标分别说明。", "The definition equals that of row {other}.", "Explain each indicator for itself.")
    add("I009", warning, "指标解释照抄年度目标。", "请说明指标含义和计算口径。", "The definition is copied from the goals.", "Explain what is measured.")
    add("I010", info, "指标值是日期、类型是“定性”，已按完成期限计分（含当日）。", "无需处理。", "The target is a date under 定性; it is scored as a deadline, its day included.", "Nothing to do.")
    add("I011", warning, "期限不在本年度内。", "请核对年份。", "The deadline is outside the sheet's year.", "Check the year.")
    add("I012", warning, "成本指标用了“≥”或“>”。", "成本通常是越低越好，请核对方向。", "A cost indicator with ≥ or >.", "Less cost is better; check the sign.", True)
    add("I013", warning, "百分比目标大于 100。", "请核对；增长率等除外。", "A percentage above 100.", "Check it, growth rates excepted.", True)
    add("I014", warning, "同一张表里 {value} 混用。", "请核对有没有写错；能统一的改成“{usual}”，指标值、实际完成值和标准里的金额要一起换算。人均、单价等本来用别的单位的不用改。", "{value} are mixed on one sheet.", "Check for slips; where one unit will do use {usual}, and convert targets, actual values and amounts in standards with it. Amounts per head or piece may keep theirs.")
    add("I015", error, "百分比目标是 0 到 1 之间的小数。", "90% 请填 90，单位填 %。", "A % target between 0 and 1.", "For 90% type 90 with the unit %.", True)
    add("I016", error, "计分方式不在规定范围内。", "请从下拉列表选择。", "The scoring kind is not known.", "Choose it from the list.", True)
    add("I017", error, "计分设置不完整或互相矛盾，无法计分：{reason}", "请到“计分设置”补全本行参数。", "The settings cannot score: {reason}", "Complete the row on 计分设置.")
    add("I018", warning, "单位是“率”或百分比，指标值却不是百分数的写法：{value}", "请核对单位。", "A rate whose target is not a percentage: {value}", "Check the unit.")
    add("I019", warning, "年初计划类任务的期限是年底。", "请核对期限是否合理。", "A start-of-year task is due at the end of the year.", "Check the deadline.")
    add("I020", error, "计分设置不完整，本行无法自动计分。", "请到“计分设置”补全本行参数，或选“人工评分”。", "The settings of this row are incomplete; it cannot be scored.", "Complete the row on 计分设置, or choose 人工评分.", True)
    add("I021", warning, "最高只能得 {most} 分，得不到满分 {expected} 分。", "请核对各段、各等级的得分。", "At most {most} of {expected} points can be reached.", "Check the scores of the bands or levels.")
    add("I022", info, "最低也得 {least} 分。", "属提示；请确认没有漏写“否则不得分”。", "At least {least} points are given.", "A hint: check that nothing is missing.")
    add("I023", error, "计分设置各段的顺序颠倒：第 {band} 段（{bound} 得 {score} 分）永远用不到，先符合第 {earlier} 段（{taken} 得 {given} 分）。", "请到“计分设置”把得分高的段移到前面。", "The bands are in the wrong order: band {band} ({bound} gives {score}) is never reached, band {earlier} ({taken} gives {given}) holds first.", "Put the bands with more points first.")
    add("I024", warning, "计分设置的第 {band} 段（{bound} 得 {score} 分）永远用不到，前面的第 {earlier} 段（{taken}）已经包括它。", "请到“计分设置”核对各段的符号和界。", "Band {band} ({bound} gives {score}) is never reached: band {earlier} ({taken}) holds first.", "Check signs and bounds on 计分设置.")
    add("I025", warning, "计分设置各段之间有空档：{where} 不属于任何一段，只得其余得分 {score} 分。", "请到“计分设置”把相邻两段接上。", "The bands leave a hole: {where} belong to none and give the rest, {score}.", "Close the hole on 计分设置.")
    add("I026", warning, "计分设置里完成得更好反而得分更少：{value} 得 {less} 分，{worse} 得 {more} 分。", "请核对各段、各点的得分和指标值类型。", "A better value gives less: {value} gives {less}, {worse} gives {more}.", "Check scores and comparator.")
    add("I027", warning, "等级的得分颠倒：“{value}”得 {more} 分，“{better}”只得 {less} 分。", "请到“计分设置”核对各等级的得分。", "The levels are upside down: {value} gives {more}, {better} only {less}.", "Check the scores of the levels.")
    add("I028", error, "等级“{value}”填了两次，得分不同（{first} 分和 {second} 分）。", "请到“计分设置”删去一个，或改成另一个等级词。", "The level {value} stands twice with different scores ({first} and {second}).", "Remove one, or give it another word.")
    add("I029", error, "单位是 %，计分设置的界或门槛却填成了小数 {value}。", "请填 {meant}，不填 {value}。", "The unit is %, yet a bound or threshold is {value}.", "For {meant}% type {meant}.")
    add("I030", warning, "单位是 %，每档幅度只有 {value}，差一点就扣光。", "如果是指 {meant}%，幅度请填 {meant}。", "The unit is %, yet a step is only {value}.", "For {meant}% type {meant}.")
    add("I031", warning, "个数、次数一类的值不会是负数：{value}。", "请核对正负号。", "A count below 0: {value}.", "Check the sign.")
    add("I032", warning, "每档幅度 {value} 比指标值 {target} 还大，一档也差不到，永远不会扣分。", "请到“计分设置”核对幅度和幅度单位。", "A step of {value} is more than the target of {target}: nothing is ever deducted.", "Check the step and its unit.")
    add("I033", warning, "保底分 {value} 就是满分，怎样都不会失分。", "请到“计分设置”核对保底分。", "The lowest score, {value}, is full marks: nothing can be lost.", "Check it on 计分设置.")
    add("I034", warning, "门槛 {value} 比指标值 {target} 还严：达到指标值也可能得 0 分。", "请到“计分设置”核对门槛。", "The threshold of {value} is stricter than the target of {target}: who meets it may get 0.", "Check the threshold.")
    add("I035", warning, "完成指标值 {target} 按计分设置只得 {value} 分，不是满分 {expected} 分。", "请核对指标值和计分设置。", "By the settings, meeting the target of {target} gives {value} of {expected} points.", "Check the target and the settings.")

    # E: self-evaluation
    add("E001", error, "没有填实际完成值。", "请填写。", "The actual value is missing.", "Fill it in.", True)
    add("E002", error, "实际完成值不是数字。", "只填数字，不带符号、单位和文字。", "The actual value is not a number.", "Type the number only, no sign, unit or word.", True)
    add("E003", error, "实际完成值带着比较符，像是照抄目标。", "请填写真实完成数。", "The actual value carries a comparator: copied from the target?", "Type what was really achieved.", True)
    add("E004", warning, "实际完成值带着单位，已读作 {read}。", "只填数字。", "The actual value carries a unit; read as {read}.", "Type the number only.")
    add("E005", error, "百分比的实际值在 0 和 1 之间，工作簿里不计分。", "85% 请填 85。", "A % value between 0 and 1; the workbook does not score it.", "For 85% type 85.", True)
    add("E006", error, "实际完成日期不在本年度。", "请核对年份；确是跨年完成请在原因栏说明并由人工评分。", "The date is not in the sheet's year.", "Check the year; if it is right, explain it and have it scored by hand.", True)
    add("E007", error, "填写的等级不是本行标准所列的等级。", "请填标准中的原词。", "The level is not one of this row's standard.", "Use the standard's own word.", True)
    add("E008", error, "自评得分 {value} 与重算得分 {expected} 不一致。", "请核对；以重算得分为准。", "The reported score {value} differs from the recomputed {expected}.", "Check it; the recomputed score counts.")
    add("E009", error, "未得满分，但没有填偏差原因及改进措施。", "请填写原因。", "Less than full marks without a reason.", "Give the reason.", True)
    add("E010", warning, "完成值达到目标的 130% 以上，没有说明。", "请说明原因（目标是否偏低）。", "130 % of the target or more without an explanation.", "Explain (was the target too low?).", True)
    add("E011", error, "资金合计行与分项不一致或为空。", "年度资金总额应等于各分项之和。", "The money total is empty or differs from its parts.", "The total is the sum of its parts.", True)
    add("E012", error, "全年预算数为空或为 0，无法计算执行率。", "请填写；确无预算请与财政部门联系。", "The adjusted budget is empty or 0.", "Fill it in, or ask the finance bureau.", True)
    add("E013", warning, "全年执行数大于全年预算数。", "请核对。", "More was spent than budgeted.", "Check it.", True)
    add("E014", error, "本行须人工评分，还没有人工得分。", "请评分人填写人工得分。", "This row is scored by hand and has no score yet.", "The scorer fills it in.", True)
    add("E015", error, "人工得分不在 0 到分值之间。", "请更正。", "The score by hand is not between 0 and the points.", "Correct it.", True)
    add("E016", error, "人工评分缺少评分人或理由。", "请填写评分人和理由。", "A score by hand without scorer or reason.", "Fill in both.", True)
    add("E017", warning, "本行自动计分，人工得分不起作用。", "请清除人工得分。", "This row is scored by rule; the score by hand is ignored.", "Clear it.", True)
    add("E018", error, "实际完成日期读不懂。", "请写成如 2026-12-20 的日期。", "The date cannot be read.", "Write it like 2026-12-20.", True)
    add("E019", error, "达到目标却没有给满分（{value} / {expected}）。", "请核对得分。", "The target is met but the score is {value} of {expected}.", "Check the score.")
    add("E020", error, "全年执行数没有填。", "请填写。", "The amount spent is missing.", "Fill it in.", True)
    add("E021", error, "自评总分 {value} 与重算总分 {expected} 不一致。", "请核对。", "The reported total {value} differs from {expected}.", "Check it.")
    add("E022", error, "自评等级“{value}”与重算等级“{expected}”不一致。", "请核对。", "The reported rating {value} differs from {expected}.", "Check it.")
    add("E023", warning, "百分比格式的 {value} 已读作 {read}，工作簿里按原数计算。", "单位是 % 时请直接填 {read}。", "{value} in percent format was read as {read}; the workbook takes it as typed.", "Type {read} when the unit is %.")
    add("E024", warning, "用词“{value}”已读作“{read}”。", "请填标准中的原词。", "The word {value} was read as {read}.", "Use the standard's own word.")
    add("E025", warning, "“{value}”不是日期格式，已读作日期 {read}。", "请把单元格设为日期格式后重新填写，如 2026-12-20。", "{value} is no cell in a date format; it was read as the date {read}.", "Give the cell a date format and type it again, like 2026-12-20.")
    add("E026", error, "资金金额不是数字或为负数。", "只填数字，单位为万元。", "An amount of money is not a number or is negative.", "Type a number in 万元.", True)
    add("E027", error, "百分比格式的 {value} 显示为 {read}%，不知所指。", "请把单元格改为常规格式，90% 填 90。", "{value} in percent format shows as {read}%: which is meant?", "Give the cell the general format and type 90 for 90%.")
    add("E028", warning, "实际完成值是文本形式的数字，已读作 {read}。", "请改为数值格式重新填写。", "The actual value is a number stored as text; read as {read}.", "Type it again as a number.")
    add("E029", error, "满意度的实际完成值 {value} 超过 100%。", "请核对；满意度最高为 100。", "A satisfaction of {value}, above 100 %.", "Check it; 100 is the most there is.")
    add("E030", error, "“{value}”只写到月，月初和月末完成得分不同，本行不计分。", "请写明完成的日期，如 2026-12-20。", "{value} names a month only; its first and last days score differently, so the row is not scored.", "Type the day as well, like 2026-12-20.")
    add("E031", error, "计数的实际完成值是负数，本行不计分。", "请核对正负号；一起、一次都没有的填 0。", "The actual value of a count is below 0; the row is not scored.", "Check the sign; type 0 where there was none.", True)
    add("E032", warning, "资金金额带着单位，已读作 {read} 万元。", "只填数字，单位为万元。", "The amount carries a unit; read as {read} 万元.", "Type a number in 万元.")

    add("E033", error, "本行不能计分：{reason}。", "请按所说的原因补全或改正；不清楚的请与财政部门联系。", "The row cannot be scored: {reason}.", "Complete or correct what is named; ask the finance bureau where it is not clear.")

    # R: rule text
    add("R001", warning, "标准文字不能自动计分，按计分设置计分：{reason}。", "请改写标准，或核对计分设置是否与它一致。", "No machine may score by the text; the settings count: {reason}.", "Rewrite it, or check that the settings say the same.")
    add("R002", error, "标准文字与计分设置不一致，以标准文字为准：{example}。", "请改成一致：改写标准，或调整计分设置。", "Text and settings differ, the text counts: {example}.", "Make them agree: rewrite the text or change the settings.")
    add("R003", warning, "标准须由人评分：{reason}。", "请由评分人评分，或改写成能核算的标准。", "A person has to score by this standard: {reason}.", "Have it scored by hand, or rewrite it so that it can be computed.")
    add("R004", error, "评分标准不能用来计分：{reason}。", "请改写所指的内容。", "The standard cannot be used for scoring: {reason}.", "Rewrite the words named.")
    add("R005", error, "评分标准有空档或重叠，本行不计分：{reason}。", "请写明每一种情形各得多少分。", "The standard has gaps or overlaps, the row is not scored: {reason}.", "Say what every value scores, once.")
    add("R006", error, "评分标准不完整，本行不计分：{reason}。", "请对照原件补全。", "The standard is incomplete, the row is not scored: {reason}.", "Complete it from the original.")
    add("R007", warning, "指标值类型与标准文字矛盾，以标准文字为准：{why}。", "请把指标值类型改为“{better}”，或改写标准。", "The sign contradicts the text, which counts: {why}.", "Change the sign to {better}, or rewrite the standard.")
    add("R008", info, "扣分可能超过满分，没有写明扣到哪里为止；按扣到 0 分为止计。", "请在标准里写“扣完为止”。", "Deductions may exceed the full marks, and the text does not say where they stop; 0 is the lowest.", "Add 扣完为止.")
    add("R009", warning, "评分标准像是从别的指标复制来的：{why}。", "请核对，按本指标改写。", "The standard looks copied from another indicator: {why}.", "Check it and rewrite it for this one.")
    add("R010", warning, "实际为 {value} 时标准不止一种读法：{ways}。", "这次按标着“采用”的计分，有异议请与财政部门联系；标准里请写明用哪一种。", "For {value} the standard may be read in more than one way: {ways}.", "The one marked as used counts; tell the finance bureau if another was meant, and say so in the standard.")
    add("R011", warning, "完成指标值 {target} 按标准只得 {given} 分，不是满分 {expected} 分。", "请核对指标值和标准。", "Meeting the target of {target} gives {given} of {expected} points.", "Check the target and the standard.")
    add("R012", info, "标准文字修正后读取：{repairs}。", "请核对读得是否正确，并改正原文。", "The text was mended to be read: {repairs}.", "Check the reading, and correct the text.")
    add("R013", warning, "计分设置没有填好，自评表里这一行和总分只显示“待定”；重算时按标准文字计分。", "请核对“计分方式”，再到“计分设置”补全本行参数，得分才能在表内算出。", "The settings do not score, so row and total of the sheet stay open; recomputing goes by the text.", "Check the kind and complete the row on 计分设置; then the sheet shows the score.")
    add("R014", warning, "这里是 {value} 年，本表是 {expected} 年。", "请改成本年度的日期。", "The year here is {value}, the sheet's is {expected}.", "Write the date of this year.")
    add("R015", warning, "标准文字与原计分设置（{value}）不一致，已按文字改写设置。", "请核对“计分方式”和“计分设置”。", "The text differs from the settings ({value}), which were set anew by it.", "Check kind and settings.")
    add("R016", info, "标准须由人评分，计分方式已设为“人工评分”：{reason}。", "请确认；评分人要填人工得分、姓名和理由。", "A person has to score by this standard, the kind is now 人工评分: {reason}.", "Confirm it; the scorer gives score, name and reason.")

    # X: recalculation
    add("X001", error, "计算引擎得分 {value} 与程序得分 {expected} 不一致。", "以程序得分为准，请把文件交给维护人员。", "The engine's score {value} differs from perfxl's {expected}.", "perfxl's counts; report this file.")
    add("X002", error, "自评得分 {value} 与引擎得分 {expected} 不一致。", "请核对自评表的公式是否被改动。", "The reported score {value} differs from the engine's {expected}.", "Check whether formulas were changed.")

    # D: the department and its returns; seen only where many come in
    add("D001", error, "名单里没有部门“{value}”。", "请核对名称。名单中相近的：{closest}。若是名单里的部门，请在那一行的“别名”列写上这个名称，再次导入即可。", "The list has no department {value}.", "Check the name. Closest on the list: {closest}. If it is one of them, add this name to its aliases (别名) and import again.")
    add("D002", info, "内容相同的文件交来了 {count} 份：{value}", "只计一份；请确认没有发错文件。", "The same file came in {count} times: {value}", "It counts once; check that none was meant to be another.")
    add("D003", warning, "“{field}”由“{old}”改成了“{value}”（与“{before}”相比）。", "请核对改动是否经过批准。", "{field} was changed from {old} to {value} (compared with {before}).", "Check that the change was approved.")
    add("D004", warning, "分值由 {old} 改成了 {value}（与“{before}”相比）。", "请核对改动是否经过批准。", "The points were changed from {old} to {value} (compared with {before}).", "Check that the change was approved.")
    add("D005", warning, "“{field}”改了，原为“{old}”（与“{before}”相比）。", "请核对改动是否经过批准。", "{field} was changed; it was {old} (compared with {before}).", "Check that the change was approved.")
    add("D006", info, "“{field}”的文字改了，原为“{old}”（与“{before}”相比）。", "属提示；请核对。", "The text of {field} was changed; it was {old} (compared with {before}).", "A hint: check it.")
    add("D007", info, "“{field}”由“{old}”改成了“{value}”（与“{before}”相比）。", "属提示；请对照佐证材料核对。", "{field} was changed from {old} to {value} (compared with {before}).", "A hint: check it against the evidence.")
    add("D008", warning, "新增了指标“{value}”（“{before}”里没有）。", "请核对改动是否经过批准。", "The indicator {value} is new (not in {before}).", "Check that the change was approved.")
    add("D009", warning, "少了指标“{value}”（“{before}”里有）。", "请核对改动是否经过批准。", "The indicator {value} is gone (it is in {before}).", "Check that the change was approved.")
    add("D010", warning, "年度是 {value}，同批的表大多是 {expected}。", "请确认没有错交其他年度的表。", "The year is {value}; most of its batch have {expected}.", "Check that the sheet of the right year was sent.")
    add("D011", warning, "没有填自评内容，同批的表大多是绩效自评。", "请确认没有错交年初的目标表。", "There is no self-evaluation in it; most of its batch have one.", "Check that the self-evaluation was sent.")
    add("D012", warning, "已经填了自评内容，同批的表大多是绩效目标申报。", "请确认没有错交自评表。", "There is a self-evaluation in it; most of its batch have none.", "Check that the right sheet was sent.")
    add("D013", warning, "与“{before}”相比，{expected} 个指标里只有 {value} 个对得上。", "请确认没有错交别的表；不再逐个列出增减的指标。", "Only {value} of {expected} indicators are also in {before}.", "Check that the right sheet was sent; what is new or gone is not listed one by one.")
    add("D014", error, "这是 {value} 年的表，现在收的是 {expected} 年的。", "只是年度写错的，请改年度；填的确是 {value} 年的，请另报 {expected} 年的表。", "This is the sheet of {value}; those of {expected} are being collected.", "If only the year is mistyped, correct it; if it is that of {value}, send the one of {expected}.")
    add("D015", warning, "除年度外与 {old} 年的表（“{before}”的“{where}”）一字不差：{what}都相同。", "如是把 {old} 年的表改了年度又报一次，请按 {value} 年的实际重新填报；确实都没有变化的，请说明理由。", "But for the year it is word for word the sheet of {old} ({where} of {before}): the same {what}.", "If it is that sheet with its year changed, fill in that of {value}; if nothing did change, say why.")
    add("D016", info, "“{field}”由“{old}”改成了“{value}”（与“{before}”相比），上次退回意见（{asked}）要求改。", "属提示；请核对是不是按意见改的。", "{field} was changed from {old} to {value} (compared with {before}), as the findings sent back ({asked}) had asked.", "A hint: check that it is what was asked.")
    return table


CATALOGUE: dict[str, Entry] = _entries()


MENDED = frozenset({
    "S001", "S003", "S004", "S006", "S007", "S008", "S015", "S016", "S020", "S022", "S026", "S027",
    "E008", "E019", "E021", "E022", "P008", "X002",
})  # fmt: skip
"""What a marked copy has mended, being a fresh template with the same values: labels, rows, formulas and all scores
and totals that are computed. Its department is told, and asked for nothing."""

STILL = {
    "S007": ("退回件里这一行没有隐藏，请核对要不要。", "The row is not hidden in the marked copy: check whether it is meant."),
    "S008": ("退回件里这一列没有隐藏，请核对。", "The column is not hidden in the marked copy: check it."),
    "S020": (
        "填的内容不用改。退回件在电脑上用 Excel 或 WPS 打开就有得分，保存后报回。",
        "Nothing you typed has to change. Open the marked copy in Excel or WPS on a computer, save it and send it back.",
    ),
}
"""Of these: what there is to do with the copy all the same, and what its department hears of it."""

RECOMPUTED = frozenset({"E008", "E019", "E021", "E022", "P008", "X002"})
"""Of these: figures that the formulas of the copy compute anew."""

OF_NUMBERS = frozenset({
    "I004", "I006", "P003", "P004", "S023", "E002", "E004", "E005", "E023", "E025", "E026", "E028", "E032",
})  # fmt: skip
"""What a marked copy mends by holding the number or day that was read, where it holds one."""

OF_LEVELS = frozenset({"E007", "E024"})
"""What it mends by holding the level word of the standard."""

ONLY_ORIGINAL = frozenset({
    *("S012", "S014", "S017", "S018", "S019", "S021", "S024", "S025", "S028", "S029", "S030"), "R003", "R010",
})  # fmt: skip
"""What stays to be looked at though a copy does not show it: content that was not read, and readings of standards that
its settings have made their own. So do all differences from earlier sheets (D)."""

TOLD_WITH = {"R003": "E014", "R011": "I035", "S028": "C012", "S029": "C012"}
"""What a copy made of another layout says of the same row, or of all rows, with a code of its own: it is told
once."""

BLANKS = frozenset({f"C{number:03}" for number in range(1, 14)} | {"C024", "P003"})
"""What says that something is not filled in. Another layout may have no place for it, and then it is no fault."""

NAME_CELLS = frozenset({"I008", "R013"})
"""Whose sentences name cells or rows besides their own."""

UNSAVED = "S020"
"""What is said of every copy that no spreadsheet program has saved yet."""

WHOLE = frozenset({"D014", "D015"})
"""What is about the whole sheet and comes first wherever it is told: the rest may be idle then."""

OURS = frozenset({"C023", "D001", "S099", "X001"})
"""What no department can put right: who it is on the list, the bureau's signatures, faults of perfxl."""


PASSED_OVER = {
    "lock": ("打开文件时的临时文件", "temporary file of an open document"),
    "system": ("系统自动生成的文件", "made by the operating system"),
    "hidden": ("隐藏文件", "hidden"),
    "picture": ("图片", "a picture"),
    "media": ("音频或视频", "sound or video"),
    "text": ("说明文字", "a text beside the workbooks"),
    "shortcut": ("快捷方式", "a shortcut"),
    "partial": ("没有下载完的文件", "a download that was not finished"),
    "own": ("台账自己的文件", "belongs to the ledger"),
    "twice": ("文件夹已经读过", "a folder met before"),
    "special": ("不是普通文件", "not a regular file"),
    "unreadable": ("没有权限或读不出", "cannot be read"),
    "missing": ("路径不存在", "does not exist"),
    "encrypted": ("压缩包中加密的文件", "encrypted inside a zip"),
    "nested": ("压缩包层数过多", "a zip inside too many zips"),
}
"""Why a file is no workbook to take in, by the word kept in the ledger: Chinese, English."""


BASES = {
    "text": ("标准文字", "text"),
    "settings": ("计分设置", "settings"),
    "profile": ("地区方案", "profile"),
    "national": ("国家默认", "national"),
    "manual": ("人工评分", "by hand"),
}
"""What a score rests on, by the word of ``scoring.reading.Basis``: Chinese, English."""
