"""Lazada's labels as web pages: complete as they stand, or drawn by scripts that come from elsewhere (9.3, 8.7)."""

import base64
import html
import struct
import zlib

from desktop.sandbox.barcode import code128
from desktop.sandbox.label_pdf import Label

_MODULE, _QUIET, _HEIGHT = 4, 40, 160  # dots
_SCRIPTED = """<!DOCTYPE html><html><head><script src="https://cdn.example/barcode.min.js"></script></head>
<body><svg id="bars"></svg><script>draw("#bars", "{number}")</script></body></html>"""
_STATIC = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Shipping label</title>
<style>td {{ border: 1px solid #000; padding: 4px; font-family: Arial }}</style></head><body>
<table width="100%" border="1">
<tr><td width="70%"><b>{courier}</b></td>
<td width="30%" align="center"><b style="font-size: 22px">{sort_code}</b></td></tr>
<tr><td colspan="2" align="center"><img src="{bars}" style="width: 85mm; height: 22mm"><br>{number}</td></tr>
<tr><td>{buyer}<br>{address}</td><td align="center">{payment}<br>{hub}</td></tr>
<tr><td colspan="2">{order}<br>{contents}</td></tr>
</table></body></html>"""


def scripted_page(number: str) -> bytes:
    """A page that is nothing without a browser and the network."""
    return _SCRIPTED.format(number=html.escape(number)).encode()


def static_page(label: Label) -> bytes:
    """A page whose barcode is a picture inside of it."""
    told = {
        "courier": label.carrier,
        "sort_code": label.routing,
        "number": label.tracking_number,
        "buyer": label.name,
        "payment": label.payment,
        "hub": label.station,
        "order": label.order_number,
    }
    words = {name: html.escape(text) for name, text in told.items()}
    address, contents = ("<br>".join(map(html.escape, lines)) for lines in (label.address, label.contents))
    return _STATIC.format(**words, address=address, contents=contents, bars=_bars(label.tracking_number)).encode()


def _bars(number: str) -> str:
    """A Code 128 as a grey PNG, four dots a module, as an address that holds it."""
    row = bytes(_QUIET) + bytes(dot for dark in code128(number) for dot in [1 if dark else 0] * _MODULE) + bytes(_QUIET)
    line = b"\0" + bytes(0 if dark else 255 for dark in row)
    size = struct.pack(">IIBBBBB", len(row), _HEIGHT, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", size) + _chunk(b"IDAT", zlib.compress(line * _HEIGHT)) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
