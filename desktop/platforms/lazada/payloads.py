"""Payloads of product writes: JSON where it is documented, else XML through one writer that escapes (lazada.md 13)."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from desktop.platforms.lazada.client import compact

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold

Node = str | int | Mapping[str, "Node"] | Sequence["Node"]


def xml(name: str, node: Node) -> str:
    """An element. A mapping is its children, a list is the element repeated."""
    if isinstance(node, Mapping):
        return f"<{name}>{''.join(xml(key, child) for key, child in node.items())}</{name}>"
    if isinstance(node, Sequence) and not isinstance(node, str):
        return "".join(xml(name, child) for child in node)
    return f"<{name}>{escape(_FORBIDDEN.sub('', str(node)))}</{name}>"


def of_skus(skus: Sequence[Mapping[str, Node]]) -> dict[str, str]:
    """SKUs of any products, for the stock and price calls (section 13.3)."""
    return {"payload": xml("Request", {"Product": {"Skus": {"Sku": list(skus)}}})}


def of_product(item_id: str, skus: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """SKUs of one product, for ``/product/update``: lists also of one, attributes even if none (section 13.2)."""
    product = {"ItemId": item_id, "Attributes": {}, "Skus": {"Sku": list(skus)}}
    return {"payload": compact({"Request": {"Product": product}})}


def of_deactivation(item_id: str, sku_ids: Sequence[str]) -> dict[str, str]:
    """SKUs of one product to take down; the field has a name of its own (section 13.4)."""
    return {"apiRequestBody": xml("Request", {"Product": {"ItemId": item_id, "Skus": {"SkuId": list(sku_ids)}}})}
