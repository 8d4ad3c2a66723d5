"""Pages of ours among the labels: address labels for platforms that hand out none, and separators between SKUs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.labels import LabelFile, LabelFormat
from desktop.domain.orders import OrderItems
from desktop.domain.papers import DocumentKind, PickLine
from desktop.printing import press
from desktop.printing.stock import Stock
from desktop.services.papers import facts
from desktop.services.papers.facts import Part
from desktop.services.papers.service import PaperService, one_place
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3


class OwnPapers:
    """What the label service asks for."""

    def __init__(self, db: Database, papers: PaperService) -> None:
        self._db, self._papers = db, papers

    def labels_for(self, order_ids: Mapping[str, int]) -> "AddressLabels":
        """Address labels for orders of one account: our ids by the remote ones."""
        return AddressLabels(self._db, self._papers, order_ids)

    async def separator(self, line: PickLine, stock: Stock) -> bytes:
        """A page that names one SKU, how many pieces of it are needed, and for which orders."""
        template = await self._papers.templates.get(DocumentKind.PICK_LIST)
        return await press.papers(DocumentKind.PICK_LIST, [line], template, one_place(stock))


class AddressLabels:
    """Answers like a platform that has a label for every parcel; the caller proves and keeps them."""

    def __init__(self, db: Database, papers: PaperService, order_ids: Mapping[str, int]) -> None:
        """``order_ids``: our ids by the remote ids of one account."""
        self._db, self._papers, self._order_ids = db, papers, order_ids

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile, ...]:
        """One label per parcel of each order, drawn on the paper chosen for address labels."""
        stock = one_place((await self._papers.setups.get(DocumentKind.ADDRESS_LABEL)).stock)
        template = await self._papers.templates.get(DocumentKind.ADDRESS_LABEL)
        senders = await self._papers.templates.senders()
        found: list[LabelFile] = []
        for order in orders:
            for part in await self._parts(order):
                paper = facts.order_paper(part, senders.get(part.detail.row.shop_id, ()))
                drawn = await press.papers(DocumentKind.ADDRESS_LABEL, [paper], template, stock)
                ids = tuple(item.remote_id for item in part.items)
                found.append(LabelFile(order.order_remote_id, part.tracking_number, ids, LabelFormat.PDF, drawn))
        return tuple(found)

    async def _parts(self, order: OrderItems) -> tuple[Part, ...]:
        """The parcels that hold one of the items asked for."""
        asked = {item.remote_id for item in order.items}

        def read(c: "sqlite3.Connection") -> tuple[Part, ...]:
            (detail,) = facts.details(c, [self._order_ids[order.order_remote_id]])
            return facts.parts_of(detail)

        parts = await self._db.read(read)
        return tuple(part for part in parts if asked & {item.remote_id for item in part.items})
