"""Files made to harm: bombs, entities, macros, passwords, links to other files, formulas that call programs."""

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.knowledge.workbooks.expectations import Expectation, Outcome, Place
from tests.knowledge.workbooks.mutant import Mutant
from tests.knowledge.workbooks.mutants_files import REFUSED, RIGHT_OR_REFUSED, packed, repacked

MEGABYTE = 1 << 20
BOMB_MEGABYTES = 300
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SHEET = "xl/worksheets/sheet3.xml"
STRINGS = "xl/sharedStrings.xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'
LINK = '<externalReferences><externalReference r:id="rId99"/></externalReferences>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _bomb(part: str, head: bytes, body: bytes, tail: bytes) -> Callable[[Path], None]:
    """The sample report with one part that inflates to 300 MB."""

    def write(path: Path) -> None:
        repacked(drop=(part,))(path)
        block = body * (MEGABYTE // len(body))
        with (
            zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
            package.open(part, "w", force_zip64=False) as stream,
        ):
            stream.write(head)
            for _ in range(BOMB_MEGABYTES):
                stream.write(block)
            stream.write(tail)

    return write


def _lying_bomb(path: Path) -> None:
    """A bomb whose directory claims that the part is small."""
    _bomb(SHEET, b"<worksheet><sheetData>", b" " * 64, b"</sheetData></worksheet>")(path)
    content = bytearray(path.read_bytes())
    for signature, sizes_at, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = content.find(signature)
        while at >= 0:
            if content[at + name_at : at + name_at + len(SHEET)] == SHEET.encode():
                content[at + sizes_at : at + sizes_at + 4] = struct.pack("<I", 4000)
            at = content.find(signature, at + 4)
    path.write_bytes(content)


def _with_doctype(part: str, doctype: str) -> Callable[[Path], None]:
    """An entity in the first text of a part."""

    def rewrite(text: str) -> str:
        text = re.sub(r"^<\?xml[^>]*\?>", "", text)
        return doctype + re.sub(r"(<t>|name=\")", r"\g<1>&l9;", text, count=1)

    return repacked({part: rewrite})


def _strings_with_doctype(path: Path) -> None:
    strings = f"{DOCTYPE}<sst><si><t>&l9;</t></si></sst>"
    repacked(add={STRINGS: strings.encode()})(path)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, FREE, right, child)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)


def _encrypted(path: Path) -> None:
    """What a password makes of a workbook: an OLE file that holds EncryptionInfo and EncryptedPackage."""
    stream = 4096
    sectors = stream // SECTOR
    first, second = 2, 2 + sectors
    table = [FAT, END]
    for start in (first, second):
        table += [*range(start + 1, start + sectors), END]
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    directory = (
        _entry("Root Entry", 5, END, 0, child=1)
        + _entry("EncryptionInfo", 2, first, stream, right=2)
        + _entry("EncryptedPackage", 2, second, stream)
        + bytes(128)
    )
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0"?><encryption/>'
    path.write_bytes(header + fat + directory + info.ljust(stream, b"\0") + bytes(range(256)) * (stream // 256))


def _macro(path: Path) -> None:
    kind = "application/vnd.ms-office.vbaProject"
    override = f'<Override PartName="/xl/vbaProject.bin" ContentType="{kind}"/></Types>'

    def types(text: str) -> str:
        text = text.replace("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")
        return text.replace("</Types>", override)

    relation = f'<Relationship Id="rId99" Type="{RELATION}/vbaProject" Target="vbaProject.bin"/></Relationships>'
    rewrite = {
        "[Content_Types].xml": types,
        "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", relation),
    }
    repacked(rewrite, add={"xl/vbaProject.bin": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)})(path)


def _external_link(path: Path) -> None:
    """A quota that is fetched from another file; the value once fetched is stored beside it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    override = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/></Types>'
    relation = f'Type="{RELATION}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = '<c r="E13"><f>[1]Sheet1!$A$1</f><v>35</v></c>'
    rewrite = {
        "[Content_Types].xml": lambda text: text.replace("</Types>", override),
        "xl/workbook.xml": lambda text: text.replace("<definedNames", f"{LINK}<definedNames"),
        "xl/_rels/workbook.xml.rels": lambda text: text.replace(
            "</Relationships>", f'<Relationship Id="rId99" {relation}'
        ),
        SHEET: lambda text: re.sub(r'<c r="E13".*?</c>', cell, text, count=1),
    }
    names = f'<externalLink {space}><externalBook xmlns:r="{RELATION}" r:id="rId1"/></externalLink>'
    target = f'Type="{RELATION}/externalLinkPath" Target="file:///C:/mau/other.xlsx" TargetMode="External"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<Relationships xmlns="{package}"><Relationship Id="rId1" {target}</Relationships>'
    folder = "xl/externalLinks"
    add = {f"{folder}/externalLink1.xml": names, f"{folder}/_rels/externalLink1.xml.rels": relations}
    repacked(rewrite, add={name: text.encode() for name, text in add.items()})(path)


def _many_parts(path: Path) -> None:
    packed({f"xl/media/{number}.bin": b"" for number in range(20_000)})(path)


_ROWS = b'<row r="1"><c r="A1"><v>1</v></c></row>'.ljust(64)
_SHEET_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_SHEET_TAIL = b"</sheetData></worksheet>"
_SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
HOSTILE: tuple[Mutant, ...] = (
    Mutant("bomb_of_rows", _bomb(SHEET, _SHEET_HEAD, _ROWS, _SHEET_TAIL), REFUSED),
    Mutant("bomb_of_spaces", _bomb(SHEET, _SHEET_HEAD, b" " * 64, _SHEET_TAIL), REFUSED),
    Mutant("bomb_of_strings", _bomb(STRINGS, _SST, b"<si><t>a</t></si>".ljust(64), b"</sst>"), REFUSED),
    Mutant("bomb_with_false_sizes", _lying_bomb, REFUSED),
    Mutant("many_parts", _many_parts, REFUSED),
    Mutant("billion_laughs_in_a_sheet", _with_doctype(SHEET, DOCTYPE), REFUSED),
    Mutant("billion_laughs_in_the_workbook", _with_doctype("xl/workbook.xml", DOCTYPE), REFUSED),
    # The report keeps its texts in the cells, so that nothing need read this part.
    Mutant("billion_laughs_in_strings", _strings_with_doctype, RIGHT_OR_REFUSED),
    Mutant("outside_entity_in_a_sheet", _with_doctype(SHEET, OUTSIDE), REFUSED),
    Mutant("password", _encrypted, REFUSED),
    Mutant("password_named_xls", _encrypted, REFUSED, ".xls"),
    # Macros never run; the values beside them are those of any other file.
    Mutant("macros", _macro, Expectation(Outcome.SAME, places=(Place(None),)), ".xlsm"),
    Mutant("macros_named_xlsx", _macro, Expectation(Outcome.SAME, places=(Place(None),))),
    Mutant("external_link", _external_link, RIGHT_OR_REFUSED),
    Mutant("excel_template", repacked(), Expectation(Outcome.RIGHT_OR_REFUSED), ".xltx"),
)
