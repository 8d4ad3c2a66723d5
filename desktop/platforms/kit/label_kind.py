"""What a label is, told by its own first bytes: the names that platforms give are not always right."""

from desktop.domain.labels import LabelFormat

_MAGIC = (
    (b"%PDF", LabelFormat.PDF),
    (b"\x89PNG", LabelFormat.PNG),
    (b"\xff\xd8\xff", LabelFormat.JPG),
    (b"^XA", LabelFormat.ZPL),
)
_START = 256


def kind_of(content: bytes) -> LabelFormat | None:
    """The format; None for a web page (``is_page``), or for nothing. ZPL may have commands before its ``^XA``."""
    start = content[:_START].lstrip()
    found = next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
    is_zpl = found is None and not start.startswith(b"<") and b"^XA" in start
    return LabelFormat.ZPL if is_zpl else found


def is_page(content: bytes) -> bool:
    """Whether it is a web page: only some platforms have labels that are, from others it is an error."""
    start = content[:_START].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<div", b"<table", b"<style", b"<!--"))
