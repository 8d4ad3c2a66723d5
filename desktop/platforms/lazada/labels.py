"""Labels: one PrintAWB per parcel, whose answer may be an address, a page that holds one, or the label (lazada.md 9.3).

GetDocument is the older way (8.7); it is asked where the newer one gives only a page that draws itself with scripts. A
page without any is a label as it stands.
"""

import base64
import binascii
import html
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.errors import BrokenAnswer, Gone, Refused
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.operations import OperationKind
from desktop.domain.orders import OrderItems
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.label_kind import is_page, kind_of
from desktop.platforms.lazada import shapes
from desktop.platforms.lazada.client import LARGEST_LABEL, Client
from desktop.platforms.lazada.mapping import Line
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.sites import Site
from desktop.platforms.lazada.steps import Stage, stage

ASK_AGAIN_S = 5.0  # a label may be empty for some seconds (section 8.7)
_NOT_YET = frozenset({"30012", "34", "35"})  # packed a moment ago, or to be packed again
_SOURCE = r"\b[^>]*?\b(?:src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))"
_FRAME = re.compile(rf"<(?:iframe|embed|object){_SOURCE}", re.I)
_PICTURE = re.compile(rf"<img{_SOURCE}", re.I)
_UNSEEN = re.compile(r"<(script|style|title)\b.*?</\1\s*>|<[^>]*>", re.I | re.S)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package whose label is wanted."""

    order_id: str
    package_id: str
    lines: tuple[Line, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(line.item.remote_id for line in self.lines)

    def missing(self, code: str, message: str = "", retry_after_s: float | None = None) -> LabelMissing:
        return LabelMissing(self.order_id, self.item_ids, code, message, retry_after_s)

    def file(self, content: bytes, kind: LabelFormat) -> LabelFile:
        number = next((line.item.tracking_number for line in self.lines if line.item.tracking_number), self.package_id)
        return LabelFile(self.order_id, number, self.item_ids, kind, content)


class LabelDesk:
    """Fetches labels; changes nothing at Lazada."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """The labels of these items' parcels, as far as those are packed by now."""
        lines = await self._reader.lines([order.order_remote_id for order in orders])
        results: list[LabelFile | LabelMissing] = []
        for order in orders:
            wanted = {item.remote_id for item in order.items if not item.by_platform}
            mine = [line for line in lines.get(order.order_remote_id, ()) if line.item.remote_id in wanted]
            parcels = parcels_of(order.order_remote_id, mine)
            results += [await self._label(parcel) for parcel in parcels]
            if not parcels:
                results.append(LabelMissing(order.order_remote_id, tuple(wanted), "not_packed"))
        return tuple(results)

    async def _label(self, parcel: Parcel) -> LabelFile | LabelMissing:
        if any(line.by_seller for line in parcel.lines):
            return parcel.missing("delivered_by_seller")
        site = await self._reader.site(parcel.order_id)
        try:
            paper = decode(await self._client.label(site, parcel.package_id), shapes.Label).result
            content = await self._content(site, paper.data if paper else None)
            if _unfinished(content):
                content = await self._older(site, parcel) or content
        except (Refused, Gone) as error:
            again = ASK_AGAIN_S if error.params.get("code") in _NOT_YET or "status" in error.params else None
            return parcel.missing("label_refused", error.params.get("message") or error.code, again)
        return _filed(parcel, content)

    async def _older(self, site: Site, parcel: Parcel) -> bytes:
        """By GetDocument; nothing where it has no label either."""
        try:
            body = await self._client.document(site, [site.theirs(item_id) for item_id in parcel.item_ids])
        except (Refused, Gone) as error:
            _log.info("no document either: %s", error.code)
            return b""
        found = decode(body, shapes.Document).data
        content = await self._content(site, found.document if found else None)
        return b"" if _unfinished(content) else content

    async def _content(self, site: Site, paper: shapes.Paper | None) -> bytes:
        """Bytes of the label, or of the page that came instead of one."""
        if paper is None:
            return b""
        if paper.pdf_url:
            return await self._download(site, paper.pdf_url)
        content = unpacked(paper.file or "")
        if not content or kind_of(content):
            return content
        inner = embedded_in(content)
        if inner.startswith("data:"):
            return unpacked(inner.partition(",")[2]) or content
        return await self._download(site, inner) if inner else content

    async def _download(self, site: Site, address: str) -> bytes:
        """Addresses are good for ten minutes; one that is not, is asked for anew the next time."""
        try:
            return await self._client.label_at(site, address)
        except BrokenAnswer as error:
            raise Refused(error.code, **error.params) from error


def parcels_of(order_id: str, lines: Sequence[Line]) -> tuple[Parcel, ...]:
    """The packages among an order's lines that are packed, or beyond."""
    parcels: dict[str, list[Line]] = {}
    for line in lines:
        if line.package_id and stage(OperationKind.PACK, line.item) is Stage.DONE:
            parcels.setdefault(line.package_id, []).append(line)
    return tuple(Parcel(order_id, package_id, tuple(members)) for package_id, members in parcels.items())


def unpacked(written: str) -> bytes:
    """What base64 holds; nothing where it is none."""
    try:
        return base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def embedded_in(page: bytes) -> str:
    """The address of what a page shows in its frame, or as its only picture."""
    text = page.decode("utf-8", "replace")
    found = _FRAME.search(text)
    pictures = list(_PICTURE.finditer(text))
    if found is None and len(pictures) == 1 and not _UNSEEN.sub("", text).strip():
        found = pictures[0]
    return html.unescape(found[1] or found[2] or found[3] or "").strip() if found else ""


def _unfinished(content: bytes) -> bool:
    """Whether it is something that only a browser could make a label of."""
    return bool(content) and kind_of(content) is None and (not is_page(content) or b"<script" in content.lower())


def _filed(parcel: Parcel, content: bytes) -> LabelFile | LabelMissing:
    if not content.strip():
        return parcel.missing("label_not_there_yet", retry_after_s=ASK_AGAIN_S)
    kind = kind_of(content) or (LabelFormat.HTML if is_page(content) else LabelFormat.PDF)
    return parcel.file(content, kind) if len(content) <= LARGEST_LABEL else parcel.missing("too_large")
