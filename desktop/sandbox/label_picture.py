"""Draws a label's page as pixels, as a head of 203 dpi would: PDFium is not for two threads and is left to the app."""

import io
import re

from PIL import Image, ImageDraw, ImageFont

from desktop.sandbox.label_pdf import HEIGHT, MM, WIDTH, Label, drawing_of

DPI = 203
_BOX = re.compile(r"(\S+) (\S+) (\S+) (\S+) re")
_TEXT = re.compile(r"BT /F([12]) (\S+) Tf (\S+) (\S+) Td \((.*)\) Tj ET")


def label_picture(label: Label, kind: str) -> bytes:
    """The label as ``PNG`` or ``JPEG``, grey."""
    scale = DPI / 72
    tall = round(HEIGHT * MM * scale)
    page = Image.new("L", (round(WIDTH * MM * scale), tall), 255)
    pen = ImageDraw.Draw(page)
    for line in drawing_of(label):
        if box := _BOX.fullmatch(line):
            _box(pen, tall, [float(part) * scale for part in box.groups()])
        elif text := _TEXT.fullmatch(line):
            size, left, bottom = (float(part) * scale for part in text.groups()[1:4])
            words = re.sub(r"\\(.)", r"\1", text[5])
            pen.text((left, tall - bottom), words, fill=0, font=ImageFont.load_default(size), anchor="ls")
    out = io.BytesIO()
    page.save(out, kind, dpi=(DPI, DPI))
    return out.getvalue()


def _box(pen: ImageDraw.ImageDraw, tall: int, edges: list[float]) -> None:
    left, bottom, width, height = edges
    first, last = round(left), round(left + width)
    pen.rectangle((first, tall - round(bottom + height), max(last - 1, first), tall - round(bottom) - 1), fill=0)
