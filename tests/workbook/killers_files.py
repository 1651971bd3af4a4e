"""Killers that are wrong as a file, a zip, an XML part or a package; see ``killers``."""

import struct
import zipfile
import zlib
from io import BytesIO

from tests.workbook.makers import (
    HEAD,
    HELLO,
    MAIN,
    OFFICE,
    READ,
    SHARED,
    Corpus,
    book,
    compound,
    package,
    packed,
    raw_zip,
    relationships,
    row,
    sheet,
    strings,
    styles,
    zipped,
)

killer = Corpus()

# ---------------------------------------------------------------- files that are no zip

killer("empty.xlsx", "F003")(lambda: b"")
killer("too_large.xlsx", "F011")(lambda: b"PK\x03\x04" + bytes(20 * 1024 * 1024))
killer("old.xls", "F004")(lambda: compound("Workbook", "\x05SummaryInformation"))
killer("old_excel5_renamed.xlsx", "F004")(lambda: compound("Book"))
killer("bare_biff_renamed.xlsx", "F009")(lambda: b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40))
killer("encrypted.xlsx", "F005")(lambda: compound("EncryptionInfo", "EncryptedPackage"))
killer("word97_renamed.xlsx", "F008")(lambda: compound("WordDocument"))
killer("compound_unknown.xlsx", "F008")(lambda: compound("Contents"))
killer("compound_cut.xlsx", "F008")(lambda: compound("Workbook")[:600])
killer("web_page_renamed.xlsx", "F006")(lambda: b"\n<html><body><table><tr><td>1</td></tr></table>")
killer("web_page_utf16.xlsx", "F006")(lambda: "<!DOCTYPE html><html></html>".encode("utf-16"))
killer("web_page_gbk.xlsx", "F006")(lambda: "<meta charset=gbk><table>绩效目标表</table>".encode("gbk"))
killer("web_archive_renamed.xlsx", "F006")(lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related")
killer("xml_2003_renamed.xlsx", "F007")(
    lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
killer("flat_ods_renamed.xlsx", "F007")(
    lambda: b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
)
killer("csv_renamed.xlsx", "F007")("部门,分值\n应急管理局,90\n".encode)
killer("csv_gbk_renamed.xlsx", "F007")(lambda: "部门,分值\n应急管理局,90\n".encode("gbk") * 400)
killer("sylk_renamed.xlsx", "F007")(lambda: b"ID;PWXL;N;E\nP;PGeneral\n")
killer("pdf_renamed.xlsx", "F008")(lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n")
killer("picture_renamed.xlsx", "F008")(lambda: b"\x89PNG\r\n\x1a\n" + bytes(64))
killer("rar_renamed.xlsx", "F008")(lambda: b"Rar!\x1a\x07\x01\x00" + bytes(64))
killer("noise.xlsx", "F008")(lambda: bytes((i * i * 31 + 7 * i) % 256 for i in range(4096)))
killer("zeros.xlsx", "F008")(lambda: bytes(4096))

# ---------------------------------------------------------------- zips

killer("cut_off.xlsx", "F009")(lambda: book()[:-200])
killer("cut_off_at_30.xlsx", "F009")(lambda: book()[:30])
killer("only_pk.xlsx", "F009")(lambda: b"PK")
killer("zip_of_nothing.xlsx", "F010")(lambda: zipped({}))
killer("zip_of_text.xlsx", "F010")(lambda: zipped({"readme.txt": b"hello"}))
killer("word.xlsx", "F010")(
    lambda: zipped(
        {
            "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")).encode(),
            "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
        }
    )
)
killer("slides.xlsx", "F010")(
    lambda: zipped(
        {
            "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml")).encode(),
            "ppt/presentation.xml": b"<p/>",
        }
    )
)
killer("open_document.xlsx", "F010")(
    lambda: zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
        zipfile.ZIP_STORED,
    )
)
killer("binary.xlsb", "F019")(
    lambda: zipped(
        {
            "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.bin")).encode(),
            "xl/workbook.bin": b"\x83\x01\x00",
        }
    )
)
killer("too_many_parts.xlsx", "F012")(lambda: book(more={f"xl/media/{n}.txt": b"" for n in range(1000)}))
killer("directory_of_400000.xlsx", "F012")(
    lambda: (
        raw_zip([(b"[Content_Types].xml", b"\x03\x00", 0, 0)])[:-22]
        + (b"PK\x01\x02" + bytes(42)) * 400_000
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, 1, 1, 46 * 400_001 + 19, 51, 0)
    )
)
killer("bomb_by_ratio.xlsx", "F013")(lambda: book(more={"xl/media/a.xml": b" " * 4_000_000}))
killer("bomb_by_sum.xlsx", "F013")(
    lambda: zipped(package(more={f"xl/{n}.txt": bytes(1_000_000) for n in range(68)}), zipfile.ZIP_DEFLATED)
)
killer("many_pictures.xlsx", READ)(lambda: book(more={f"xl/media/{n}.png": b"\x89PNG" for n in range(900)}))


@killer("bomb_that_lies.xlsx", "F013")
def _() -> bytes:
    data = b"<a>" + b" " * 80_000_000 + b"</a>"
    return raw_zip([(b"xl/workbook.xml", packed(data), 100, zlib.crc32(data[:100]))])


@killer("size_declared_too_small.xlsx", "F009")
def _() -> bytes:
    return raw_zip([(n.encode(), packed(d), len(d) - 1, zlib.crc32(d[:-1])) for n, d in package().items()])


@killer("size_declared_too_large.xlsx", "F009")
def _() -> bytes:
    return raw_zip([(n.encode(), packed(d), len(d) + 9, zlib.crc32(d)) for n, d in package().items()])


@killer("checksum_wrong.xlsx", "F009")
def _() -> bytes:
    return raw_zip([(n.encode(), packed(d), len(d), 1) for n, d in package().items()])


@killer("deflate_never_ends.xlsx", "F009")
def _() -> bytes:
    return raw_zip([(n.encode(), packed(d)[:-3], len(d), zlib.crc32(d)) for n, d in package().items()])


@killer("entries_overlap.xlsx", "F009")
def _() -> bytes:
    data = raw_zip([(n.encode(), packed(d), len(d), zlib.crc32(d)) for n, d in package().items()])
    first, second = (data.find(b"PK\x01\x02"), 0)
    second = data.find(b"PK\x01\x02", first + 4)
    return data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]


@killer("duplicate_part.xlsx", "F014")
def _() -> bytes:
    parts = [(n.encode(), packed(d), len(d), zlib.crc32(d)) for n, d in package().items()]
    return raw_zip([*parts, parts[-1]])


killer("duplicate_part_by_case.xlsx", "F014")(lambda: book(more={"XL/Workbook.xml": b"<a/>"}))
killer("part_outside.xlsx", "F014")(lambda: book(more={"xl/../../etc/cron": b"x"}))
killer("part_absolute.xlsx", "F014")(lambda: book(more={"/etc/passwd": b"x"}))
killer("part_with_backslash.xlsx", "F014")(lambda: book(more={"..\\evil.xml": b"<a/>"}))
killer("part_on_drive.xlsx", "F014")(lambda: book(more={"C:/evil.xml": b"<a/>"}))
killer("packed_by_bzip2.xlsx", "F009")(lambda: zipped(package(), zipfile.ZIP_BZIP2))
killer("stored.xlsx", READ)(lambda: zipped(package(), zipfile.ZIP_STORED))
killer("folders_listed.xlsx", READ)(lambda: book(more={"xl/": b"", "xl/worksheets/": b""}))
killer("bytes_after_the_end.xlsx", READ)(lambda: book() + b"\r\n" * 20)
killer("zip_after_bytes.xlsx", "F008")(lambda: b"\x00\x01\x02\x03" * 40 + book())


@killer("zip_entry_encrypted.xlsx", "F005")
def _() -> bytes:
    data = bytearray(book())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    return bytes(data)


@killer("data_descriptors.xlsx", READ)
def _() -> bytes:
    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in package().items():
            archive.writestr(name, data)
    return pipe.getvalue()


# ---------------------------------------------------------------- entities, encodings, broken XML

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'

killer("billion_laughs.xlsx", "F015")(
    lambda: book(shared=f'{BOMB}<sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>')
)
killer("billion_laughs_utf16.xlsx", "F015")(lambda: book(sheet().replace(HEAD, BOMB).encode("utf-16")))
killer("outside_entity.xlsx", "F015")(
    lambda: book(sheet().replace(HEAD, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
)
killer("entity_in_properties.xlsx", "F015")(lambda: book(more={"docProps/core.xml": f"{BOMB}<a>&l9;</a>"}))
killer("undefined_entity.xlsx", "F016")(lambda: book(sheet(row('<c r="A1"><v>&nope;</v></c>'))))
killer("utf7.xlsx", "F016")(
    lambda: book(b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-' + sheet().encode())
)
killer("utf16.xlsx", READ)(lambda: book(sheet(row(HELLO)).replace("UTF-8", "UTF-16").encode("utf-16")))
killer("utf16_big_endian.xlsx", READ)(lambda: book(b"\xfe\xff" + sheet(row(HELLO)).encode("utf-16-be")))
killer("utf16_only_claimed.xlsx", READ)(lambda: book(sheet(row(HELLO)).replace("UTF-8", "utf-16")))
killer("byte_order_mark.xlsx", READ)(lambda: book(b"\xef\xbb\xbf" + sheet(row(HELLO)).encode()))
killer("gb18030.xlsx", "A1=绩效")(
    lambda: book(sheet(row(HELLO.replace("hello", "绩效"))).replace("UTF-8", "gb18030").encode("gb18030"))
)
killer("bytes_not_utf8.xlsx", "F016")(
    lambda: book(sheet(row(HELLO)).encode().replace(b"hello", b"h\xff\xfello"))
)
killer("sheet_cut_off.xlsx", "F016")(lambda: book(sheet(row(HELLO))[:-20]))
killer("sheet_rows_cut_off.xlsx", "F016")(lambda: book(sheet(row(HELLO)).partition("</sheetData>")[0]))
killer("sheet_row_not_closed.xlsx", "F016")(lambda: book(sheet('<row r="1">' + HELLO)))
killer("sheet_empty_part.xlsx", "F016")(lambda: book(b""))
killer("sheet_of_nothing.xlsx", "")(lambda: book(f'<worksheet xmlns="{MAIN}"/>'))
killer("sheet_is_another_part.xlsx", "F016")(lambda: book(strings("")))
killer("styles_cut_off.xlsx", "F016")(lambda: book(style=styles("<xf/>")[:-30]))
killer("nested_deep.xlsx", "F016")(lambda: book(*SHARED, shared=strings("<si>" * 100_000)))
killer("comment_with_end.xlsx", "A1=hello")(lambda: book(sheet(row(HELLO) + "<!-- </sheetData> -->" + row(r=2))))
killer("prefixed_names.xlsx", "A1=hello B1=2.5")(
    lambda: book(
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="B1"><x:v>2.5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
)

# ---------------------------------------------------------------- the workbook part

STRICT_ROOT = "http://purl.oclc.org/ooxml/spreadsheetml/main"

killer("strict.xlsx", "F017")(
    lambda: book(more={"xl/workbook.xml": f'<workbook xmlns="{STRICT_ROOT}"><sheets/></workbook>'})
)
killer("strict_sheet.xlsx", "F017")(lambda: book(sheet(root=f'xmlns="{STRICT_ROOT}"')))
killer("workbook_missing.xlsx", "F016")(
    lambda: zipped({n: d for n, d in package().items() if n != "xl/workbook.xml"})
)
killer("workbook_links_missing.xlsx", "F016")(
    lambda: zipped({n: d for n, d in package().items() if not n.endswith("workbook.xml.rels")})
)
killer("package_links_missing.xlsx", READ)(
    lambda: zipped({n: d for n, d in package().items() if n != "_rels/.rels"})
)
killer("sheet_part_missing.xlsx", "F016")(
    lambda: zipped({n: d for n, d in package().items() if not n.endswith("sheet1.xml")})
)
killer("sheet_without_link.xlsx", "F016")(lambda: book(tabs='<sheet name="a" sheetId="1" r:id="rId77"/>'))
killer("no_sheets.xlsx", "F016")(lambda: book(tabs=""))
killer("sheet_twice.xlsx", "F016")(
    lambda: book(tabs='<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" r:id="rId1"/>')
)
killer("too_many_sheets.xlsx", "F021")(lambda: book(*[sheet()] * 41))
killer("chart_sheet_first.xlsx", READ)(
    lambda: book(
        tabs='<sheet name="图" sheetId="2" r:id="rId50"/><sheet name="表" sheetId="1" r:id="rId1"/>',
        links=(("rId50", "chartsheet", "chartsheets/sheet1.xml"),),
        more={"xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}"/>'},
    )
)
killer("only_a_chart_sheet.xlsx", "F016")(
    lambda: book(
        tabs='<sheet name="图" sheetId="2" r:id="rId50"/>',
        links=(("rId50", "chartsheet", "chartsheets/sheet1.xml"),),
    )
)
killer("quotes_in_names.xlsx", READ)(
    lambda: book(tabs='<sheet name="O&apos;Neil &quot;x&quot;" sheetId="1" r:id="rId1"/>')
)
killer("external_link.xlsx", "A1=7")(
    lambda: book(
        sheet(row('<c r="A1"><f>[1]Sheet1!A1</f><v>7</v></c>')),
        workbook='<externalReferences><externalReference r:id="rId60"/></externalReferences>',
        links=(("rId60", "externalLink", "externalLinks/externalLink1.xml"),),
        more={"xl/externalLinks/externalLink1.xml": "<broken", "xl/comments1.xml": "<broken"},
    )
)
killer("drawings_and_comments.xlsx", READ)(
    lambda: book(
        sheet(row(HELLO), after='<legacyDrawing r:id="rId1"/>', root=f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'),
        more={"xl/drawings/vmlDrawing1.vml": "<xml><br>", "xl/worksheets/_rels/sheet1.xml.rels": "<broken"},
    )
)
killer("targets_absolute.xlsx", READ)(
    lambda: book(
        more={
            "_rels/.rels": relationships(("r", "officeDocument", "/xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": relationships(
                ("rId1", "worksheet", "/xl/x/../worksheets/Sheet1.xml")
            ),
        }
    )
)
