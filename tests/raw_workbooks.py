"""Workbooks put together part by part: what no spreadsheet program would write, or writes only sometimes."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

from xlwt.CompoundDoc import XlsDoc

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def xlsx_parts(sheet: str, *, strings: str = "", styles: str = "", book: str = "") -> dict[str, str | bytes]:
    """Parts of a workbook with one sheet; `sheet` is what stands inside <worksheet>."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}<sheets>'
        '<sheet name="Một" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }


def ods_parts(body: str, styles: str = "") -> dict[str, str | bytes]:
    """Parts of an OpenDocument workbook; `body` is what stands inside <office:spreadsheet>."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
    }


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write the parts as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def with_large_part(path: Path, parts: dict[str, str | bytes], name: str, pieces: int, piece: bytes) -> Path:
    """Write the parts with one of them replaced by many times the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for other, content in parts.items():
            if other != name:
                package.writestr(other, content)
        with package.open(name, "w") as part:
            for _ in range(pieces):
                part.write(piece)
    return path


def compound(path: Path, stream: bytes, name: str = "Workbook") -> Path:
    """Write an OLE2 file with one stream of that name."""
    held = BytesIO()
    XlsDoc().save(held, stream.ljust(4096, b"\0"))
    data = bytearray(held.getvalue())
    place = data.index("Workbook".encode("utf-16-le"))
    data[place : place + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    data[place + 64 : place + 66] = struct.pack("<H", 2 * len(name) + 2)
    path.write_bytes(data)
    return path


def record(kind: int, body: bytes) -> bytes:
    """One record of a .xls stream."""
    return struct.pack("<HH", kind, len(body)) + body
