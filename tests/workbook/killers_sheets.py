"""Killers that are wrong, too much or merely odd within a sheet; see ``killers``."""

from tests.workbook.makers import (
    EVE,
    HELLO,
    READ,
    SHARED,
    Corpus,
    book,
    noise,
    package,
    relationships,
    row,
    sheet,
    strings,
    styles,
    zipped,
)

killer = Corpus()

# ---------------------------------------------------------------- sheets that are too much

killer("row_999999999.xlsx", "A1=hello …")(
    lambda: book(sheet(row(HELLO) + row('<c r="A999999999"><v>1</v></c>', r=999_999_999)))
)
killer("row_999999999_first.xlsx", READ)(lambda: book(sheet(row(r=999_999_999) + row(HELLO))))
killer("rows_1048576_styled.xlsx", READ)(
    lambda: book(
        sheet(row(HELLO) + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 2**20 + 1)))
    )
)
killer("rows_1048576_without_numbers.xlsx", "A1=hello …")(
    lambda: book(
        sheet(row(HELLO) + "<row><c/></row>" * (2**20 - 2) + noise(300_000) + "<row><c><v>1</v></c></row>")
    )
)
killer("rows_400000_filled.xlsx", "A1=1 A2=1 A3=1 A4=1 A5=1 A6=1 +1494 …")(
    lambda: book(sheet("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 400_001))))
)
killer("rows_3000000_numbered_1.xlsx", "F016")(
    lambda: book(sheet('<row r="1"/>' * 3_000_000 + noise(300_000)))
)
killer("columns_16384.xlsx", "A1=hello …")(
    lambda: book(sheet(row(HELLO, "<c/>" * 16_382, "<c><v>1</v></c>")))
)
killer("cells_3000000_in_a_row.xlsx", "F021")(
    lambda: book(sheet(row(HELLO, "<c/>" * 3_000_000)), stored=True)
)
killer("cells_900000_in_500_rows.xlsx", "F021")(
    lambda: book(sheet(("<row>" + "<c s='1'/>" * 1_800 + "</row>") * 500), stored=True)
)
killer("cells_full_64x1500x4.xlsx", "F021")(
    lambda: book(*[sheet(("<row>" + "<c><v>1</v></c>" * 64 + "</row>") * 1_500)] * 4, stored=True)
)
killer("cells_full_64x1500.xlsx", "A1=1 B1=1 C1=1 D1=1 E1=1 F1=1 +95994")(
    lambda: book(sheet(("<row>" + "<c><v>1</v></c>" * 64 + "</row>") * 1_500), stored=True)
)
killer("merge_of_whole_columns.xlsx", READ)(
    lambda: book(
        sheet(
            row(HELLO),
            after='<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C:D"/></mergeCells>',
        )
    )
)
killer("merges_500000.xlsx", "F021")(
    lambda: book(
        sheet(after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 500_000 + "</mergeCells>"), stored=True
    )
)
killer("merges_100000.xlsx", "F021")(
    lambda: book(
        sheet(after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_000 + "</mergeCells>"), stored=True
    )
)
killer("column_definitions_100000.xlsx", READ)(
    lambda: book(
        sheet(row(HELLO), before="<cols>" + '<col min="1" max="16384" hidden="0"/>' * 100_000 + "</cols>"),
        stored=True,
    )
)
killer("hidden_columns_of_astronomy.xlsx", READ)(
    lambda: book(sheet(row(HELLO), before='<cols><col min="2" max="9999999999" hidden="1"/></cols>'))
)
killer("formats_conditional_50_mb.xlsx", "F021")(
    lambda: book(sheet(after="".join(f'<conditionalFormatting sqref="A{n}"/>' for n in range(1_200_000))))
)
killer("elements_1500000_after_the_rows.xlsx", READ)(
    lambda: book(sheet(row(HELLO), after="<a/>" * 1_500_000), stored=True)
)
killer("number_of_4000000_digits.xlsx", "F021")(
    lambda: book(sheet(row(f'<c r="A1"><v>{"1" * 4_000_000}x</v></c>')), stored=True)
)
killer("dimension_too_small.xlsx", "A1=hello C9=3")(
    lambda: book(sheet(row(HELLO) + row('<c r="C9"><v>3</v></c>', r=9), before='<dimension ref="A1"/>'))
)
killer("dimension_too_large.xlsx", READ)(
    lambda: book(sheet(row(HELLO), before='<dimension ref="A1:XFD1048576"/>'))
)
killer("dimension_broken.xlsx", READ)(lambda: book(sheet(row(HELLO), before='<dimension ref="?"/>')))
killer("styles_100000.xlsx", "A1=0.9")(
    lambda: book(
        sheet(row('<c r="A1" s="99999"><v>0.9</v></c>')),
        style=styles(
            '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 99_999 + '<xf numFmtId="9"/>'
        ),
        stored=True,
    )
)
killer("styles_40_mb.xlsx", "F021")(
    lambda: book(style=styles("".join(f'<xf numFmtId="{n}" fontId="0" fillId="0"/>' for n in range(900_000))))
)
killer("strings_1000000.xlsx", "A1=999999")(
    lambda: book(
        sheet(row('<c r="A1" t="s"><v>999999</v></c>')),
        shared=strings("".join(f"<si><t>{n}</t></si>" for n in range(1_000_000))),
    )
)
killer("strings_1000001.xlsx", "F021")(
    lambda: book(
        sheet(row('<c r="A1" t="s"><v>1000000</v></c>')), shared=strings("<si/>" * 1_000_001), stored=True
    )
)
killer("strings_unused_60_mb.xlsx", READ)(
    lambda: book(sheet(row(HELLO)), shared=strings("".join(f"<si><t>{n}</t></si>" for n in range(2_500_000))))
)
killer("string_of_9_mb.xlsx", "F021")(
    lambda: book(*SHARED, shared=strings(f"<si><t>{'长短' * 1_500_000}</t></si>"), stored=True)
)
killer("string_of_40000.xlsx", "F021")(
    lambda: book(*SHARED, shared=strings(f"<si><t>{'a' * 40_000}</t></si>"))
)
killer("string_of_many_runs.xlsx", "F021")(
    lambda: book(*SHARED, shared=strings("<si>" + "<r><t>a</t></r>" * 700_000 + "</si>"), stored=True)
)
killer("string_repeated_by_90000_cells.xlsx", "F021")(
    lambda: book(
        sheet(("<row>" + '<c t="s"><v>0</v></c>' * 60 + "</row>") * 1_500),
        shared=strings(f"<si><t>{'a' * 32_000}</t></si>"),
        stored=True,
    )
)
killer("attributes_200000.xlsx", "F021")(
    lambda: book(sheet("<row " + " ".join(f'a{n}="{n}"' for n in range(1_000_000)) + "/>"))
)
killer("attribute_of_12_mb.xlsx", "F021")(lambda: book(sheet(f'<row r="{"1 2" * 4_000_000}"/>'), stored=True))
killer("formula_of_1_mb.xlsx", "F021")(
    lambda: book(sheet(row(f'<c r="A1"><f>{"1+" * 500_000}1</f><v>1</v></c>')))
)

# ---------------------------------------------------------------- sheets that are odd

killer("index_minus_one.xlsx", "F016")(lambda: book(sheet(row('<c r="A1" t="s"><v>-1</v></c>'))))
killer("index_beyond.xlsx", "F016")(lambda: book(sheet(row('<c r="A1" t="s"><v>1</v></c>'))))
killer("index_no_number.xlsx", "F016")(lambda: book(sheet(row('<c r="A1" t="s"><v>hello</v></c>'))))
killer("strings_missing.xlsx", "F016")(
    lambda: zipped({n: d for n, d in package(*SHARED).items() if "sharedStrings" not in n})
)
killer("cell_twice.xlsx", "F016")(
    lambda: book(sheet(row('<c r="A1"><v>1</v></c>', '<c r="A1"><v>2</v></c>')))
)
killer("row_twice.xlsx", "F016")(lambda: book(sheet(row(HELLO) + row('<c r="B1"><v>2</v></c>'))))
killer("cell_in_another_row.xlsx", "F016")(lambda: book(sheet(row('<c r="A2"><v>1</v></c>'))))
killer("row_number_zero.xlsx", "F016")(lambda: book(sheet(row(r=0))))
killer("row_number_word.xlsx", "F016")(lambda: book(sheet(row(r="1.5"))))
killer("cell_address_word.xlsx", "F016")(lambda: book(sheet(row('<c r="$A$1"><v>1</v></c>'))))
killer("column_beyond_xfd.xlsx", "A1=hello …")(lambda: book(sheet(row(HELLO, '<c r="ZZZ1"><v>1</v></c>'))))
killer("rows_out_of_order.xlsx", "A1=1 B2=2 A3=3")(
    lambda: book(
        sheet(
            row('<c r="A3"><v>3</v></c>', r=3)
            + row('<c r="A1"><v>1</v></c>')
            + row('<c r="B2"><v>2</v></c>', r=2)
        )
    )
)
killer("cells_out_of_order.xlsx", "A1=1 C1=3")(
    lambda: book(sheet(row('<c r="C1"><v>3</v></c>', '<c r="A1"><v>1</v></c>')))
)
killer("positions_left_out.xlsx", "A1=1 C1=3 D1=4 A2=5 A5=6 B5=7")(
    lambda: book(
        sheet(
            "<row><c><v>1</v></c><c/><c r='C1'><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>"
            "<row r='5'><c><v>6</v></c><c><v>7</v></c></row>"
        )
    )
)
killer("rich_text_with_reading.xlsx", "A1=评分 标准 B1=东京")(
    lambda: book(
        sheet(
            row(
                '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>评分</t></r>'
                '<r><t xml:space="preserve"> 标准</t></r></is></c>',
                '<c r="B1" t="s"><v>0</v></c>',
            )
        ),
        shared=strings('<si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr/></si>'),
    )
)
killer("empty_strings.xlsx", "B1=  D1=x")(
    lambda: book(
        sheet(
            row(
                *(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCD")),
                '<c r="E1" t="s"><v/></c>',
            )
        ),
        shared=strings('<si/><si><t xml:space="preserve"> </t></si><si><t/></si><si><t>x</t></si>'),
    )
)
killer("escaped_characters.xlsx", "A1=a\\r\\nb B1=_x000D_ C1=😀 D1=a\\rb")(
    lambda: book(
        sheet(
            row(
                *(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC")),
                '<c r="D1" t="str"><f>A1</f><v>a_x000D_b</v></c>',
            )
        ),
        shared=strings(
            "<si><t>a_x000D_\nb</t></si><si><t>_x005F_x000D_</t></si><si><t>_xD83D__xDE00_</t></si>"
        ),
    )
)
killer("errors.xlsx", "A1=#REF! B1=#N/A")(
    lambda: book(sheet(row('<c r="A1" t="e"><v>#REF!</v></c>', '<c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>')))
)
killer("numbers_that_are_none.xlsx", "A1=#VALUE! B1=#VALUE! C1=#NUM! D1=#VALUE! E1=#VALUE! F1=#VALUE!")(
    lambda: book(
        sheet(
            row(
                '<c r="A1"><v>1,234</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>1E999</v></c>',
                '<c r="D1"><v>１２</v></c>',
                '<c r="E1" t="b"><v>2</v></c><c r="F1" t="zz"><v>2</v></c>',
            )
        )
    )
)
killer("numbers.xlsx", "A1=0.1 B1=0 C1=-1.5E-7 D1=1.23456789012346E+19 E1=True F1=False")(
    lambda: book(
        sheet(
            row(
                '<c r="A1"><v>0.1000000000000000055511151231257827</v></c><c r="B1"><v>0</v></c>'
                '<c r="C1"><v>-1.5E-7</v></c><c r="D1"><v>12345678901234567890</v></c>'
                '<c r="E1" t="b"><v>1</v></c><c r="F1" t="b"><v>0</v></c>'
            )
        )
    )
)
killer("dates.xlsx", f"A1={EVE} B1={EVE} C1=#VALUE! D1=12:00:00 E1=1.5 F1=2026-12-31")(
    lambda: book(
        sheet(
            row(
                '<c r="A1" s="0"><v>46387</v></c><c r="B1" s="1"><v>46387</v></c>'
                '<c r="C1" s="0"><v>20261231</v></c><c r="D1" s="0"><v>0.5</v></c>'
                '<c r="E1" s="2"><v>1.5</v></c><c r="F1" t="d"><v>2026-12-31</v></c>'
            )
        ),
        style=styles(
            '<xf numFmtId="164"/><xf numFmtId="57"/><xf numFmtId="46"/>',
            '<numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;"/>',
        ),
    )
)
killer("dates_of_1904.xlsx", f"A1={EVE}")(
    lambda: book(
        sheet(row('<c r="A1"><v>44925</v></c>')),
        style=styles('<xf numFmtId="14"/>'),
        workbook='<workbookPr date1904="1"/>',
    )
)
killer("style_unknown.xlsx", "A1=0.9 B1=1")(
    lambda: book(sheet(row('<c r="A1" s="77"><v>0.9</v></c>', '<c r="B1" s="x"><v>1</v></c>')))
)
killer("styles_missing.xlsx", "A1=0.9")(
    lambda: book(
        sheet(row('<c r="A1"><v>0.9</v></c>')),
        more={"xl/_rels/workbook.xml.rels": relationships(("rId1", "worksheet", "worksheets/sheet1.xml"))},
    )
)
killer("formulas_never_calculated.xlsx", "A1=None B1=2")(
    lambda: book(sheet(row('<c r="A1"><f>1+1</f><v/></c>', '<c r="B1"><v>2</v></c>')))
)
killer("formulas_of_all_kinds.xlsx", "A1=2 B1=3 C1=4 D1=None E1=5 F1=x")(
    lambda: book(
        sheet(
            row(
                '<c r="A1"><f t="shared" ref="A1:B1" si="0">1+1</f><v>2</v></c>',
                '<c r="B1"><f t="shared" si="0"/><v>3</v></c>',
                '<c r="C1"><f t="array" ref="C1">SUM(A1:B1)</f><v>4</v></c>',
                '<c r="D1" t="str"><f>""</f><v></v></c>',
                '<c r="E1"><f t="dataTable" ref="E1" r1="A1"/><v>5</v></c>',
                '<c r="F1" t="str"><f>"x"</f><v>x</v></c>',
            )
        )
    )
)
