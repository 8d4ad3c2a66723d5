"""Labels as the hub hands them on: PDF, ZPL, PNG or JPEG, each with a barcode that can be read (section 5)."""

import base64

from desktop.sandbox.label_pdf import Label, label_page
from desktop.sandbox.label_picture import label_picture
from desktop.sandbox.uappi.world import Record, World


def label_of(world: World, order: Record, number: int) -> Record:
    """One label of an order; `tipo` names both kinds of picture by one word."""
    kind = order["labels"]
    tracking = order["tracking"] + (f"-{number + 1}" if number else "")
    content = _zpl(tracking) if kind == "zpl" else _drawn(_label(order, tracking), kind)
    channel = next(one["nome"] for one in world.channels if one["id"] == order["channel"])
    return {
        "conteudo": base64.b64encode(content).decode(),
        "tipo": "png|jpg" if kind in ("png", "jpg") else kind,
        "canal": channel,
        "idPedidoCanal": order["channel_number"],
    }


def _drawn(label: Label, kind: str) -> bytes:
    return label_page(label) if kind == "pdf" else label_picture(label, "PNG" if kind == "png" else "JPEG")


def _label(order: Record, tracking: str) -> Label:
    lines = tuple(f"{one['quantity']} x {one['sku']}" for one in order["lines"])
    name = order["buyer"].encode("ascii", "replace").decode()
    address = ("Rua das Palmeiras 12", "Sao Paulo SP")
    return Label(tracking, str(order["id"]), "Hub courier", "SAO", "Station 1", name, address, lines, "Prepaid")


def _zpl(tracking: str) -> bytes:
    return f"^XA^PW812^LL1218^FO50,200^BY3^BCN,200,Y,N,N^FD{tracking}^FS^XZ".encode()
