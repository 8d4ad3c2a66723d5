"""Pages of ours among the labels: address labels for platforms that hand out none, and separators between SKUs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.errors import NotPossible
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.orders import OrderItems
from desktop.domain.papers import DocumentKind, OrderPaper, PickLine, Template
from desktop.printing import press
from desktop.printing.stock import Stock
from desktop.services.papers import facts
from desktop.services.papers.facts import Part
from desktop.services.papers.service import PaperService, one_place
from desktop.store.db import Database

Answer = LabelFile | LabelMissing


@dataclass(frozen=True, slots=True)
class _Look:
    """How address labels look now."""

    template: Template
    stock: Stock
    senders: Mapping[str, tuple[str, ...]]

    def paper(self, part: Part) -> OrderPaper:
        return facts.order_paper(part, self.senders.get(part.detail.row.shop_id, ()))

    def digest(self, paper: OrderPaper) -> str:
        """Changes with anything that stands on the label."""
        return hashlib.sha256(repr((paper, self.template, self.stock)).encode()).hexdigest()


class OwnPapers:
    """What the label service asks for."""

    def __init__(self, db: Database, papers: PaperService) -> None:
        self._db, self._papers = db, papers

    def labels_for(self, order_ids: Mapping[str, int]) -> "AddressLabels":
        """Address labels for orders of one account: our ids by the remote ones."""
        return AddressLabels(self, order_ids)

    async def digests(self, order_ids: Sequence[int]) -> dict[tuple[int, str], str]:
        """What the labels of these orders would be drawn from now, by order and tracking number."""
        look = await self.look()
        parts = await self.parts(order_ids)
        return {(part.detail.row.id, part.tracking_number): look.digest(look.paper(part)) for part in parts}

    async def separator(self, line: PickLine, stock: Stock) -> bytes:
        """A page that names one SKU, how many pieces of it are needed, and for which orders."""
        template = await self._papers.templates.get(DocumentKind.PICK_LIST)
        return await press.papers(DocumentKind.PICK_LIST, [line], template, one_place(stock))

    async def look(self) -> _Look:
        """The present template, paper and senders."""
        return _Look(
            await self._papers.templates.get(DocumentKind.ADDRESS_LABEL),
            one_place((await self._papers.setups.get(DocumentKind.ADDRESS_LABEL)).stock),
            await self._papers.templates.senders(),
        )

    async def parts(self, order_ids: Sequence[int]) -> tuple[Part, ...]:
        """The parcels of these orders."""
        found = await self._db.read(lambda c: facts.details(c, order_ids))
        return tuple(part for detail in found for part in facts.parts_of(detail))


class AddressLabels:
    """Answers like a platform that has a label for every parcel; the caller proves and keeps them."""

    def __init__(self, own: OwnPapers, order_ids: Mapping[str, int]) -> None:
        self._own, self._order_ids = own, order_ids

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[Answer, ...]:
        """One label per parcel with one of these items, drawn on the paper chosen for address labels."""
        look = await self._own.look()
        asked = {self._order_ids[order.order_remote_id]: {item.remote_id for item in order.items} for order in orders}
        parts = [
            part
            for part in await self._own.parts(list(asked))
            if asked[part.detail.row.id] & {item.remote_id for item in part.items}
        ]
        papers = [look.paper(part) for part in parts]
        drawn = await _drawn(papers, look)
        return tuple(_answer(*one, look) for one in zip(parts, papers, drawn, strict=True))


async def _drawn(papers: Sequence[OrderPaper], look: _Look) -> list[bytes]:
    """A label for each, all in one go, as the letters are the same; empty for one that does not fit on the paper."""
    try:
        pages = await press.papers(DocumentKind.ADDRESS_LABEL, papers, look.template, look.stock) if papers else b""
        return list(await press.split(pages)) if papers else []
    except NotPossible:
        if len(papers) == 1:
            return [b""]
        half = len(papers) // 2
        return [*await _drawn(papers[:half], look), *await _drawn(papers[half:], look)]


def _answer(part: Part, paper: OrderPaper, drawn: bytes, look: _Look) -> Answer:
    remote_id, ids = part.detail.row.remote_id, tuple(item.remote_id for item in part.items)
    if not drawn:
        return LabelMissing(remote_id, ids, "paper_too_small")
    return LabelFile(remote_id, part.tracking_number, ids, LabelFormat.PDF, drawn, look.digest(paper))
