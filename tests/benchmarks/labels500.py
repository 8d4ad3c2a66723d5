"""500 mixed labels become sheets: merged, imposed and read back, beside qpdf merely merging the same files.

Vector and raster, fonts and none, four sizes, turned and upright; pictures are PDFs already where qpdf gets them.
"""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from PIL import Image

from desktop.domain.labels import LabelFormat
from desktop.domain.orders import Address
from desktop.domain.papers import DocumentKind, OrderPaper
from desktop.domain.profile import Profile
from desktop.printing.impose import impose
from desktop.printing.merge import merge
from desktop.printing.papers.address import address_labels
from desktop.printing.picture import as_pdf
from desktop.printing.proof import prove
from desktop.printing.render import page_images
from desktop.printing.run_proof import prove_run
from desktop.printing.stock import STOCKS
from desktop.printing.templates import usual
from tests.benchmarks.measure import Figure, in_turns, percentile, ratio, seconds
from tests.fixtures import label_papers as papers

_LABELS = 500
_SIZES = ((100.0, 150.0), (105.0, 148.0), (210.0, 297.0), (100.0, 100.0))
_ROUNDS = 3
_Label = tuple[str, bytes, LabelFormat]


def labels500(_profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """Raises RuntimeError where a label is lost on the way. Fewer labels for a short run (``orders`` below 10,000)."""
    labels = [_label(at) for at in range(min(_LABELS, orders // 20))]
    pdfs = [as_pdf(content, kind) for _number, content, kind in labels]
    count, floors = len(labels), _Floors(pdfs, folder)
    merging = in_turns(lambda _at: seconds(lambda: merge(pdfs)), floors.concat, _ROUNDS)
    megabytes = f"{sum(map(len, pdfs)) / 1e6:.1f} MB"
    figures = [ratio(f"11 {count} labels merged [byte concatenation]", *merging, 5.0, megabytes)]
    if shutil.which("qpdf"):
        alone = in_turns(lambda _at: seconds(lambda: merge(pdfs)), floors.qpdf, _ROUNDS)
        figures.append(ratio(f"11 {count} labels merged [qpdf]", *alone, 0.1))
    figures += [_all_the_way(labels, stock, floors) for stock in ("100x150", "a4-4up")]
    proofs = [seconds(lambda label=label: _proved(label)) for label in labels]  # type: ignore[misc]
    note = f"95 %: {percentile(proofs, 0.95) * 1000:.0f} ms, slowest {max(proofs) * 1000:.0f} ms (a picture of A4)"
    return [*figures, Figure("12 proof of one label, median", median(proofs) * 1000, "ms", 25.0, note)]


def _all_the_way(labels: list[_Label], stock: str, floors: "_Floors") -> Figure:
    """Everything between the vault and the printer; what qpdf needs for the first of its three steps stands beside."""
    took, merged = in_turns(lambda _at: seconds(lambda: _whole(labels, stock)), floors.qpdf, _ROUNDS)
    beside = f"; {median(took) / median(merged):.1f} x qpdf merging" if any(merged) else "; qpdf is not installed"
    name = f"11 {len(labels)} labels merged, laid on {stock} and read back, per label"
    return Figure(name, median(took) / len(labels) * 1000, "ms", 25.0, f"{median(took):.2f} s{beside}")


class _Floors:
    """The same files, merged by others."""

    def __init__(self, pdfs: list[bytes], folder: Path) -> None:
        self._paths = [folder / f"{at}.pdf" for at in range(len(pdfs))]
        self._target = folder / "merged.pdf"
        for path, pdf in zip(self._paths, pdfs, strict=True):
            path.write_bytes(pdf)

    def concat(self, _round: int) -> float:
        """Reading the files and writing their bytes one after the other."""
        return seconds(lambda: self._target.write_bytes(b"".join(path.read_bytes() for path in self._paths)))

    def qpdf(self, _round: int) -> float:
        """0.0 where there is no qpdf."""
        if not shutil.which("qpdf"):
            return 0.0
        command = ["qpdf", "--empty", "--pages", *map(str, self._paths), "--", str(self._target)]
        return seconds(lambda: subprocess.run(command, check=True, capture_output=True))


def _merged(labels: list[_Label]) -> bytes:
    return merge([as_pdf(content, kind) for _number, content, kind in labels]).pdf


def _whole(labels: list[_Label], name: str) -> None:
    stock = STOCKS[name]
    sheets = impose(_merged(labels), stock)
    numbers = [number for number, _content, _kind in labels]
    proof = prove_run(sheets.pdf, numbers, stock, (203, 300))
    if proof.missing or proof.doubled:
        raise RuntimeError(f"{len(proof.missing)} labels missing, {len(proof.doubled)} twice")


def _proved(label: _Label) -> None:
    number, content, kind = label
    if problem := prove(content, kind, number).problem:
        raise RuntimeError(f"a good label was refused: {problem}")


def _label(at: int) -> _Label:
    """One in five with fonts, one in five a PNG, one in ten a JPEG, the others vectors of four sizes."""
    number = f"BX-{700000 + at}"
    if at % 5 == 0:
        return number, _with_fonts(number), LabelFormat.PDF
    width, height = _SIZES[at % len(_SIZES)]
    vector = papers.label(number, width, height, rotate=at % 3 * 90, module_mm=0.5)
    if at % 5 == 1:
        return number, _picture(vector, "PNG"), LabelFormat.PNG
    return (number, _picture(vector, "JPEG"), LabelFormat.JPG) if at % 10 == 2 else (number, vector, LabelFormat.PDF)


def _with_fonts(number: str) -> bytes:
    address = Address(f"Nguyễn Thị {number}", ("12 Đường Lê Lợi", "Quận 1"), "Hồ Chí Minh", "", "700000", "Việt Nam")
    order = OrderPaper(1, number, "Shop", "", address, (), datetime(2026, 11, 21, tzinfo=UTC), tracking_number=number)
    template = replace(usual(DocumentKind.ADDRESS_LABEL), logo=_LOGO)
    return address_labels([order], template, STOCKS["100x150"])


def _coloured() -> bytes:
    """A shop's logo that does not pack well, like a photograph."""
    written = io.BytesIO()
    Image.frombytes("RGB", (160, 120), Random(4).randbytes(160 * 120 * 3)).save(written, "PNG")
    return written.getvalue()


_LOGO = _coloured()


def _picture(pdf: bytes, kind: str) -> bytes:
    """The label as a courier's server would draw it: 203 dpi, black and white for a PNG."""
    (page,) = page_images(pdf, 203)
    grey = Image.frombytes("L", (page.width, page.height), page.pixels, "raw", "L", page.stride)
    written = io.BytesIO()
    (grey.convert("1") if kind == "PNG" else grey).save(written, kind, dpi=(203, 203), quality=90)
    return written.getvalue()
