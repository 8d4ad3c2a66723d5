"""Labels that come as pictures become one-page PDFs with the very same pixels: a resampled barcode does not scan."""

import io
import zlib

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, UnidentifiedImageError

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.printing.document import MAX_BYTES, check_size
from desktop.printing.png import as_stream
from desktop.printing.webpage.layout import as_pdf as webpage_pdf

POINTS_PER_INCH, MM_PER_INCH = 72, 25.4
_JPEG_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}
_JPEG_END = b"\xff\xd9"
_USUAL_DPI = 203.0  # of a label picture that does not say
_BELIEVED_DPI = range(150, 1201)  # 72 and 96 are what programs write that never thought of paper


def as_pdf(content: bytes, kind: LabelFormat) -> bytes:
    """A label as a PDF: itself, the picture on a page of its own size, or what a web page says without a browser.

    Raises ``LabelRefused`` (for ZPL, too).
    """
    if kind is LabelFormat.PDF:
        return content
    if kind is LabelFormat.HTML:
        return webpage_pdf(content)
    if kind is LabelFormat.ZPL:
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why="zpl")
    if len(content) > MAX_BYTES:
        raise LabelRefused(LabelProblem.TOO_LARGE, bytes=str(len(content)))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            return _page_of(picture, content)
    except Image.DecompressionBombError as error:
        raise LabelRefused(LabelProblem.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why="broken") from error


def _page_of(picture: Image.Image, content: bytes) -> bytes:
    dpi = next((found for found in picture.info.get("dpi", ()) if round(found) in _BELIEVED_DPI), _USUAL_DPI)
    check_size(picture.width / dpi * MM_PER_INCH, picture.height / dpi * MM_PER_INCH)  # before its pixels are unpacked
    width, height = (side / dpi * POINTS_PER_INCH for side in picture.size)
    with Pdf.new() as pdf, io.BytesIO() as written:
        page = pdf.add_blank_page(page_size=(width, height))
        page.Resources = Dictionary(XObject=Dictionary(Im=_image(pdf, picture, content)))
        page.Contents = Stream(pdf, f"q {width:.6f} 0 0 {height:.6f} 0 0 cm /Im Do Q".encode())
        pdf.save(written)
        return written.getvalue()


def _image(pdf: Pdf, picture: Image.Image, content: bytes) -> Stream:
    """The picture as it came where a page can hold it so, else its pixels in grey."""
    if picture.format == "PNG":
        as_it_came = as_stream(pdf, content)  # a stream is never true
        return _drawn_anew(pdf, _on_white(picture)) if as_it_came is None else as_it_came
    if picture.mode in _JPEG_SPACES and content.rstrip(b"\0\r\n").endswith(_JPEG_END):
        form = {"Filter": Name.DCTDecode, "ColorSpace": _JPEG_SPACES[picture.mode], "BitsPerComponent": 8}
        size = {"Width": picture.width, "Height": picture.height}
        return Stream(pdf, content, Type=Name.XObject, Subtype=Name.Image, Interpolate=False, **form, **size)
    return _drawn_anew(pdf, _on_white(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    """Grey on white paper: transparency would print black."""
    colours = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, colours).convert("L")


def _drawn_anew(pdf: Pdf, grey: Image.Image) -> Stream:
    return Stream(
        pdf,
        zlib.compress(grey.tobytes(), 1),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=grey.width,
        Height=grey.height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
        Interpolate=False,
    )
