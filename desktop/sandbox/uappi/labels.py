"""Labels as the hub hands them on: PDF, ZPL, PNG or JPEG, each with a barcode that can be read (section 5)."""

import base64
import io

from desktop.sandbox.label_pdf import Label, label_page
from desktop.sandbox.uappi.world import Record, World

DPI = 203


def label_of(world: World, order: Record, number: int) -> Record:
    """One label of an order; `tipo` names both kinds of picture by one word."""
    kind = order["labels"]
    tracking = order["tracking"] + (f"-{number + 1}" if number else "")
    content = _zpl(tracking) if kind == "zpl" else _page(order, tracking)
    if kind in ("png", "jpg"):
        content = _picture(content, "PNG" if kind == "png" else "JPEG")
    channel = next(one["nome"] for one in world.channels if one["id"] == order["channel"])
    return {
        "conteudo": base64.b64encode(content).decode(),
        "tipo": "png|jpg" if kind in ("png", "jpg") else kind,
        "canal": channel,
        "idPedidoCanal": order["channel_number"],
    }


def _page(order: Record, tracking: str) -> bytes:
    lines = tuple(f"{one['quantity']} x {one['sku']}" for one in order["lines"])
    name = order["buyer"].encode("ascii", "replace").decode()
    address = ("Rua das Palmeiras 12", "Sao Paulo SP")
    shown = Label(tracking, str(order["id"]), "Hub courier", "SAO", "Station 1", name, address, lines, "Prepaid")
    return label_page(shown)


def _zpl(tracking: str) -> bytes:
    return f"^XA^PW812^LL1218^FO50,200^BY3^BCN,200,Y,N,N^FD{tracking}^FS^XZ".encode()


def _picture(page: bytes, kind: str) -> bytes:
    """The page as a head of 203 dpi would draw it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(page)
    drawn = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    out = io.BytesIO()
    drawn.save(out, kind, dpi=(DPI, DPI))
    return out.getvalue()
