"""Files of every hand are read, and none of them can hurt: encodings, separators, sheets, bombs and broken things."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import FormulaCell
from desktop.services.catalog_files import text_files, workbook_measure
from desktop.services.catalog_files.reading import ReadAs, read_file
from desktop.services.catalog_files.text_files import encoding_of, read_text, separator_of

ROWS = 'SKU;Name;Harga\nKET-1;"Wasserkocher; blau";1.250,50\nKET-2;"zwei ""Zoll""\nlang";99,--\n'


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        ("SKU,Preço\nA,1\n", "utf-8", "utf-8"),
        ("SKU,Preço\nA,1\n", "utf-8-sig", "utf-8"),
        ("SKU,Preço\nA,1\n", "cp1252", "cp1252"),
        ("SKU,Preço\nA,1\n", "utf-16", "utf-16"),
        ("SKU,Preço\nA,1\n", "utf-16-le", "utf-16-le"),
        ("SKU,Preço\nA,1\n", "utf-16-be", "utf-16-be"),
        ("SKU,السعر\nA,1\n", "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_seen(text: str, encoding: str, detected: str) -> None:
    content = text.encode(encoding)
    assert encoding_of(content) == detected
    assert read_text("a.csv", content).lines == tuple(tuple(line.split(",")) for line in text.splitlines())


def test_a_letter_that_no_table_has_stays_a_letter() -> None:
    assert read_text("a.csv", b"SKU,Name\nA,\x81\xe9\n").lines[1] == ("A", "\x81é")
    assert read_text("a.csv", "SKU,اسم\n".encode("cp1256"), encoding="cp1256").lines == (("SKU", "اسم"),)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_seen(sign: str) -> None:
    text = f'SKU{sign}Name{sign}Price\nA{sign}"x{sign}y, z; w"{sign}1,50\nB{sign}{sign}2,50\nC{sign}"c, d"{sign}3\n'
    assert separator_of(text) == sign
    assert read_text("a.csv", text.encode()).lines[3] == ("C", "c, d", "3")


def test_a_spreadsheet_may_say_its_separator() -> None:
    found = read_text("a.csv", b"sep=|\r\nSKU|a;b;c\r\nA|1;2;3\r\n")
    assert found.separator == "|"
    assert found.lines == ((), ("SKU", "a;b;c"), ("A", "1;2;3"))


def test_quotes_line_breaks_and_blank_lines_keep_their_rows() -> None:
    assert read_text("a.csv", ("\n" + ROWS + "\n\n").encode()).lines == (
        (),
        ("SKU", "Name", "Harga"),
        ("KET-1", "Wasserkocher; blau", "1.250,50"),
        ("KET-2", 'zwei "Zoll"\nlang', "99,--"),
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        found = read_text("a.csv", content)
    except NotPossible as error:
        assert error.code in ("file_broken", "file_empty")
    else:
        assert found.lines


def test_a_file_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sku,stock\n" + "A,1\n" * 40)
    monkeypatch.setattr(text_files, "MOST_ROWS", 39)
    assert refusal(path) == "too_many_rows"
    path.write_bytes(b"\n \n")
    assert refusal(path) == "file_empty"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    assert refusal(path) == "old_spreadsheet"
    assert refusal(tmp_path / "nothing.csv") == "file_not_read"
    assert refusal(tmp_path) == "file_not_read"
    monkeypatch.setattr("desktop.services.catalog_files.reading.LARGEST", 50)
    assert refusal(path) == "file_too_large"


def refusal(path: Path) -> str:
    with pytest.raises(NotPossible) as refused:
        read_file(path, ReadAs())
    return refused.value.code


# --- spreadsheets -----------------------------------------------------------------------------------------------------
def test_a_spreadsheet_gives_values_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes")
        page, other = book.add_worksheet("Stock"), book.add_worksheet("Other")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_row(1, 0, ["SKU", "Stock", "Price", "From", "On", "Sum", "Lost"])
        page.write_row(3, 0, [4006381333931, 7, 0.1])
        page.write_datetime(3, 3, datetime(2026, 3, 4, 23, 59, 59), day)
        page.write_boolean(3, 4, True)
        page.write_formula(3, 5, "=B4*2", None, 14)
        page.write_formula(3, 6, "=B4*3", None, "")
        other.write(0, 0, "SKU")
    found = read_file(path, ReadAs())
    assert (found.sheet, found.sheets) == ("Stock", ("Notes", "Stock", "Other"))
    assert found.lines == (
        ("",) * 7,
        ("SKU", "Stock", "Price", "From", "On", "Sum", "Lost"),
        ("",) * 7,
        (
            Decimal(4006381333931), Decimal(7), Decimal("0.1"), datetime(2026, 3, 4, 23, 59, 59), "true", Decimal(14),
            FormulaCell(),
        ),
    )  # fmt: skip
    assert read_file(path, ReadAs(sheet="Other")).lines == (("SKU",),)


def test_texts_of_a_spreadsheet_come_back_as_they_are(tmp_path: Path) -> None:
    texts = ["=1+1", " edge ", "_x000D_", "a\nb", 'a"b<&>', "0012", "ى\u200f", "\U0001f4a1"]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for at, text in enumerate(texts):
            page.write_string(at, 0, text)
    assert [line[0] for line in read_file(path, ReadAs()).lines] == texts


def workbook(rows: str, *, strings: str = "", more: Iterable[tuple[str, str]] = (), head: str = "") -> bytes:
    """The smallest XLSX file that holds this sheet."""
    made = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in (
            ("_rels/.rels", f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{kinds}/officeDocument" '
             'Target="xl/workbook.xml"/></Relationships>'),
            ("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets><sheet name="S" sheetId="1" '
             'r:id="b"/></sheets></workbook>'),
            ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}"><Relationship Id="b" Type="{kinds}'
             f'/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="c" Type="{kinds}/sharedStrings" '
             'Target="sharedStrings.xml"/></Relationships>'),
            ("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>'),
            ("xl/worksheets/sheet1.xml", f'{head}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'),
            *more,
        ):  # fmt: skip
            parts.writestr(name, text)
    return made.getvalue()


def test_the_smallest_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook('<row r="1"><c r="A1" t="s"><v>0</v></c><c><v>5</v></c></row>', strings="<si><t>A</t></si>")
    )
    assert read_file(path, ReadAs()).lines == (("A", Decimal(5)),)
    path.write_bytes(workbook('<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>2</f><v></v></c></row>'))
    assert read_file(path, ReadAs()).lines == ((FormulaCell(), FormulaCell()),)


def _many() -> bytes:
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 20_000))
    return workbook(cells, strings=f"<si><t>{'x' * 30_000}</t></si>")


ONE = workbook('<row r="1"><c r="A1"><v>1</v></c></row>')
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>&{};</t></is></c></row>'
# Small files that would fill a memory, reach out of the file, or are two files in one.
BOMBS: dict[str, Callable[[], bytes]] = {
    "far apart": lambda: workbook(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "one text everywhere": _many,
    "entities": lambda: workbook(
        CELL.format("b"), head='<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    ),
    "outside": lambda: workbook(CELL.format("a"), head='<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
    "zeros": lambda: workbook("<row/>", more=[("xl/media/a.bin", "\0" * 3_000_000)]),
    "truncated": lambda: ONE[:-200],
    "no workbook": lambda: b"PK\x03\x04" + bytes(60),
    "lies about its size": lambda: _lying(ONE),
}


def _lying(content: bytes) -> bytes:
    """The same file with another length noted for its largest part."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (size - 40).to_bytes(4, "little"))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_measure, "MOST_UNPACKED", 2_500_000)
    path = tmp_path / "a.xlsx"
    path.write_bytes(BOMBS[name]())
    assert refusal(path) in ("file_too_large", "file_broken")


@given(st.binary(max_size=60), st.integers(0, 1500))
def test_a_damaged_workbook_is_read_or_refused(noise: bytes, at: int) -> None:
    whole = workbook('<row r="1"><c r="A1"><v>1</v></c></row>')
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    from desktop.services.catalog_files.workbooks import read_workbook

    try:
        read_workbook("a.xlsx", damaged)
    except NotPossible as error:
        assert error.code in ("file_broken", "file_too_large", "file_empty", "old_spreadsheet")
