"""Labels: several in one zip where that works, else one by one by their address (sirclo.md 3).

What comes is untrusted: a zip is read entry by entry within limits, nothing in it is written anywhere under its name,
and a name only says whose label an entry may be. Whether it is, the proof of the label finds out.
"""

import asyncio
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.errors import BrokenAnswer, Gone, NotPossible, Refused, TryLater
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.orders import ItemStatus, OrderItems
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.label_kind import kind_of
from desktop.platforms.sirclo import shapes
from desktop.platforms.sirclo.client import LARGEST_LABEL, Client
from desktop.platforms.sirclo.codes import LABEL_WITHOUT_NUMBER
from desktop.platforms.sirclo.mapping import Told
from desktop.platforms.sirclo.order_reading import OrderReader

ASK_AGAIN_S = 20.0
MOST_ENTRIES = 500
LARGEST_ZIP = 64 * 1024 * 1024  # unpacked, all entries together
_READY = frozenset({ItemStatus.PACKED, ItemStatus.READY, ItemStatus.SHIPPED})


@dataclass(frozen=True, slots=True)
class Asked:
    """A parcel whose label is wanted; an order is one parcel."""

    told: Told
    number: str
    item_ids: tuple[str, ...]

    def file(self, content: bytes) -> LabelFile | LabelMissing:
        if not content:
            return self.missing("label_not_there_yet", again=True)
        if len(content) > LARGEST_LABEL:
            return self.missing("too_large")
        return LabelFile(self.told.key, self.number, self.item_ids, kind_of(content) or LabelFormat.PDF, content)

    def missing(self, code: str, message: str = "", *, again: bool = False) -> LabelMissing:
        return LabelMissing(self.told.key, self.item_ids, code, message, ASK_AGAIN_S if again else None)


class LabelDesk:
    """One account's labels."""

    def __init__(self, client: Client, reader: OrderReader) -> None:
        self._client, self._reader = client, reader

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """One answer per order; what the zip did not bring is asked for alone."""
        await self._reader.take_in()
        known = {told.key: told for told in await self._reader.told([one.order_remote_id for one in orders])}
        sorted_ = [_asked(one, known.get(one.order_remote_id)) for one in orders]
        asked = [one for one in sorted_ if isinstance(one, Asked)]
        found = await self._together(asked) if len(asked) > 1 else {}
        return tuple(
            [
                one if isinstance(one, LabelMissing) else found.get(one.told.key) or await self._alone(one)
                for one in sorted_
            ]
        )

    async def _together(self, asked: Sequence[Asked]) -> Mapping[str, LabelFile | LabelMissing]:
        """Those that a zip brings and that can be told apart."""
        entries = [
            {
                "client_brand_id": one.told.brand,
                "channel": one.told.channel,
                "remote_order_id": one.told.order.number,
                "airwaybill_number": one.number,
            }
            for one in asked
        ]
        try:
            content = await self._client.bulk_labels(entries)
            found = await asyncio.to_thread(unpacked, content)
        except (Refused, Gone, BrokenAnswer, TryLater):  # one bad order spoils the zip: each is then asked for alone
            return {}
        return {one.told.key: one.file(label) for one, label in matched(asked, found)}

    async def _alone(self, asked: Asked) -> LabelFile | LabelMissing:
        """By its address. The number is not wanted everywhere."""
        number = "" if asked.told.channel in LABEL_WITHOUT_NUMBER else asked.number
        try:
            answer = await self._client.label_url({**asked.told.names, "airwaybill_number": number})
            address = decode(answer, shapes.LabelAddress).shipping_label_url or ""
            if not address:
                return asked.missing("label_not_there_yet", again=True)
            return asked.file(await self._client.download(address))
        except (Refused, Gone, NotPossible) as error:
            message = error.params.get("message", error.code)
            if not asked.number:  # the marketplace has not numbered the parcel yet
                return asked.missing("label_not_there_yet", message, again=True)
            return asked.missing("label_refused", message)
        except BrokenAnswer as error:
            return asked.missing("label_refused", error.code, again=True)


def _asked(order: OrderItems, told: Told | None) -> Asked | LabelMissing:
    """What to ask, or why not: a label from before it is packed would not be the one."""
    item_ids = tuple(item.remote_id for item in order.items)
    if told is None:
        return LabelMissing(order.order_remote_id, item_ids, "gone")
    mine = [item for item in told.order.items if item.remote_id in item_ids] or list(told.order.items)
    asked = Asked(told, next((item.tracking_number for item in mine if item.tracking_number), ""), item_ids)
    if not any(item.status in _READY for item in mine):
        return asked.missing("not_packed")
    if not asked.number and told.channel not in LABEL_WITHOUT_NUMBER:
        return asked.missing("label_not_there_yet", again=True)
    return asked


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    """Name and bytes of the entries of a zip that are files in it and nowhere else.

    Raises ``BrokenAnswer("unexpected_answer")`` for what is no zip, is encrypted, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or total > LARGEST_ZIP or any(entry.flag_bits & 1 for entry in entries):
                raise BrokenAnswer("unexpected_answer")
            return [(entry.filename, _content(archive, entry)) for entry in entries if _is_plain(entry)]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BrokenAnswer("unexpected_answer") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """No more than it says of itself, which is no more than a label may be."""
    with archive.open(entry) as opened:
        return opened.read(LARGEST_LABEL + 1)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """A file under a relative path that leads nowhere else, of a size that can be a label."""
    path = entry.filename.replace("\\", "/")
    is_outside = path.startswith("/") or ":" in path or ".." in path.split("/")
    return not entry.is_dir() and not is_outside and 0 < entry.file_size <= LARGEST_LABEL


def matched(asked: Sequence[Asked], entries: Sequence[tuple[str, bytes]]) -> list[tuple[Asked, bytes]]:
    """The entries of which the name tells whose they are: one order's only, and its only one."""
    found: dict[int, list[bytes]] = {}
    for name, content in entries:
        owners = [place for place, one in enumerate(asked) if _names(name, one)]
        if len(owners) == 1:
            found.setdefault(owners[0], []).append(content)
    return [(asked[place], contents[0]) for place, contents in found.items() if len(contents) == 1]


def _names(name: str, one: Asked) -> bool:
    words = (re.escape(word) for word in (one.told.order.number, one.number) if word)
    return re.search(rf"(?<![A-Za-z0-9])(?:{'|'.join(words)})(?![A-Za-z0-9])", name) is not None
