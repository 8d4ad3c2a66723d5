"""Labels of an order, as many as the hub has, each with its bytes and what those are (uappi.md 5)."""

import base64
import binascii
from collections.abc import Sequence

from msgspec import Struct

from desktop.domain.errors import BrokenAnswer, Gone, Refused
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.orders import OrderItems
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.label_kind import kind_of
from desktop.platforms.kit.paging import numbered_pages
from desktop.platforms.uappi.client import Client
from desktop.platforms.uappi.codes import PAGE
from desktop.platforms.uappi.mapping import Info, more_after

ASK_AGAIN_S = 60.0
LARGEST = 5 * 1024 * 1024


class _Label(Struct):
    conteudo: str | None = None
    tipo: str | None = None
    idPedidoCanal: str | None = None  # noqa: N815 - as it is on the wire


class _Labels(Struct):
    etiquetas: tuple[_Label, ...] | None = None
    info: Info | None = None


async def labels_of(client: Client, order: OrderItems) -> list[LabelFile | LabelMissing]:
    """The labels of one order; an order without any answers with an empty list."""
    item_ids = tuple(item.remote_id for item in order.items)

    async def fetch(number: int) -> tuple[tuple[_Label, ...], bool]:
        return _page(await client.labels(order.order_remote_id, number * PAGE), number * PAGE)

    try:
        written = [label async for page in numbered_pages(fetch, first=0) for label in page]
    except (Refused, Gone, BrokenAnswer) as error:
        again = ASK_AGAIN_S if isinstance(error, BrokenAnswer) else None
        said = error.params.get("message", error.code)
        return [LabelMissing(order.order_remote_id, item_ids, "label_refused", said, again)]
    if not written:
        return [LabelMissing(order.order_remote_id, item_ids, "label_not_there_yet", retry_after_s=ASK_AGAIN_S)]
    names = _names(order, written)
    return [_file(order.order_remote_id, item_ids, name, one) for name, one in zip(names, written, strict=True)]


def _page(body: bytes, offset: int) -> tuple[tuple[_Label, ...], bool]:
    answer = decode(body, _Labels)
    if answer.etiquetas is None:
        raise unexpected(body)
    return answer.etiquetas, more_after(answer.info, offset, len(answer.etiquetas), PAGE)


def _names(order: OrderItems, written: Sequence[_Label]) -> list[str]:
    """What each label is called: its tracking number where that is certain, else the channel's number of the order.

    A second label of the same order gets a running number behind it, so that none takes the place of another.
    """
    known = {item.tracking_number for item in order.items if item.tracking_number}
    first = next(iter(known)) if len(known) == 1 else ""
    names = [first or one.idPedidoCanal or order.order_remote_id for one in written]
    return [name if names.index(name) == at else f"{name}-{at + 1}" for at, name in enumerate(names)]


def _file(order_id: str, item_ids: tuple[str, ...], name: str, label: _Label) -> LabelFile | LabelMissing:
    try:
        content = base64.b64decode("".join((label.conteudo or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return LabelMissing(order_id, item_ids, "label_refused", "not base64", ASK_AGAIN_S)
    if not content:
        return LabelMissing(order_id, item_ids, "label_not_there_yet", retry_after_s=ASK_AGAIN_S)
    if len(content) > LARGEST:
        return LabelMissing(order_id, item_ids, "too_large")
    told = LabelFormat.ZPL if (label.tipo or "").strip().lower() == "zpl" else LabelFormat.PDF
    return LabelFile(order_id, name, item_ids, kind_of(content) or told, content)
