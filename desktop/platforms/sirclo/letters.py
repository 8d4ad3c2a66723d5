"""From messages to letters: every message becomes at least one, even one that nobody can read (sirclo.md 5, 9.1)."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from desktop.domain.errors import BrokenAnswer
from desktop.domain.letters import Letter
from desktop.platforms.sirclo.catalog_mapping import heads, parted, written
from desktop.platforms.sirclo.codes import CATEGORIES, CONNECTED, DISCONNECTED, ORDERS, PRODUCTS
from desktop.platforms.sirclo.mapping import Told, order_of
from desktop.platforms.sirclo.pubsub import Received
from desktop.platforms.sirclo.variant_names import name_of

ORDER, VARIANT, PRODUCT, FEEDBACK, CHANNEL, CATEGORY, UNREADABLE = (
    "order",
    "variant",
    "product",
    "feedback",
    "channel",
    "category",
    "unreadable",
)
UNKNOWN_BRAND = "unknown_brand"
ABSURD = 1e20


@dataclass(frozen=True, slots=True)
class Source:
    """A subscription, the feature it came with, and the brands that are ours."""

    name: str
    feature: str
    brands: Collection[str]


@dataclass(slots=True)
class Post:
    """What a handful of messages says. ``doubtful``: something in it was lost that could be sent once more."""

    letters: list[Letter] = field(default_factory=list)
    orders: list[Told] = field(default_factory=list)
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Mail:
    source: Source
    id: str
    sent_at: datetime
    content: bytes

    def letter(
        self, kind: str, key: str, content: bytes | None = None, *, part: str = "", problem: str = "", at: Any = None
    ) -> Letter:
        id_ = f"{self.id}:{part}" if part else self.id
        moment = at if isinstance(at, datetime) else self.sent_at
        return Letter(self.source.name, id_, kind, key, moment, self.content if content is None else content, problem)

    def dead(self, problem: str, post: "Post") -> Letter:
        post.doubtful = True
        return self.letter(UNREADABLE, self.id, problem=problem)

    def is_foreign(self, brand: object) -> bool:
        """Messages of all brands of a key arrive here: those of a brand that is not ours are only kept."""
        return str(brand) not in self.source.brands


def read(source: Source, received: Sequence[Received], now: datetime) -> Post:
    """Everything these messages say, the older of two about one thing first."""
    post = Post()
    for one in sorted(received, key=lambda one: one.published_at or now):
        sent_at = one.published_at or now
        id_ = one.id or sha256(one.data.encode()).hexdigest()
        try:
            content = base64.b64decode(one.data, validate=True)
        except (binascii.Error, ValueError):
            post.letters.append(_Mail(source, id_, sent_at, one.data.encode()).dead("not_base64", post))
            continue
        _read_one(_Mail(source, id_, sent_at, content), post)
    post.orders.sort(key=lambda told: told.order.updated_at)
    return post


def _read_one(mail: _Mail, post: Post) -> None:
    try:
        message = json.loads(mail.content)
    except (ValueError, RecursionError):
        post.letters.append(mail.dead("not_json", post))
        return
    if not isinstance(message, dict):
        post.letters.append(mail.dead("unexpected", post))
        return
    reader = _READERS.get(mail.source.feature, _feedback)
    letters = list(reader(mail, message, post))
    post.letters += letters or [mail.dead("unexpected", post)]


def _order(mail: _Mail, message: dict[str, Any], post: Post) -> Iterator[Letter]:
    try:
        told = order_of(mail.content, mail.sent_at)
    except BrokenAnswer:
        return
    if mail.is_foreign(told.brand):
        yield mail.letter(ORDER, told.key, problem=UNKNOWN_BRAND)
        return
    post.orders.append(told)
    post.doubtful = post.doubtful or _is_absurd(message)
    yield mail.letter(ORDER, told.key, at=told.order.updated_at)


def _is_absurd(value: object) -> bool:
    """Whether any number is one that nobody can have meant: what stands beside it is kept, and told once more."""
    if isinstance(value, dict):
        return any(_is_absurd(one) for one in value.values())
    if isinstance(value, list):
        return any(_is_absurd(one) for one in value)
    return isinstance(value, int | float) and abs(value) >= ABSURD


def _product(mail: _Mail, message: dict[str, Any], post: Post) -> Iterator[Letter]:
    problem = UNKNOWN_BRAND if mail.is_foreign(message.get("brand_id")) else ""
    for place, (key, content) in enumerate(parted(message)):
        yield mail.letter(VARIANT, key, content, part=str(place), problem=problem)
    for place, (key, content) in enumerate(heads(message)):
        yield mail.letter(PRODUCT, key, content, part=f"product-{place}", problem=problem)


def _channel(mail: _Mail, message: dict[str, Any], post: Post) -> Iterator[Letter]:
    """A channel that was connected or disconnected; its credentials are not kept."""
    told = message.get("result")
    told = told if isinstance(told, dict) else {}
    channel = told.get("channel_code") or told.get("channel")
    if not told.get("brand_id") or not channel:
        return
    problem = UNKNOWN_BRAND if mail.is_foreign(told["brand_id"]) else ""
    plain = {key: value for key, value in told.items() if key != "credentials"}
    key = f"{told['brand_id']}:{channel}"
    yield mail.letter(CHANNEL, key, written(plain), problem=problem)


def _category(mail: _Mail, message: dict[str, Any], post: Post) -> Iterator[Letter]:
    told = message.get("category")
    told = told if isinstance(told, dict) else {}
    if told.get("channel") and told.get("remote_category_id"):
        yield mail.letter(CATEGORY, f"{told['channel']}:{told['remote_category_id']}")


def _feedback(mail: _Mail, message: dict[str, Any], post: Post) -> Iterator[Letter]:
    """One letter for each row: what was asked together may be answered in several messages."""
    activity, result = message.get("id"), message.get("result")
    if activity is None:
        return
    for place, (subject, row) in enumerate(rows_of(result)):
        yield mail.letter(FEEDBACK, feedback_key(str(activity), subject), written(row), part=str(place))


def feedback_key(activity: str, subject: str) -> str:
    """What a feedback is about: the request, and the thing within it."""
    return f"{activity}/{subject}"


def place_key(channel: str, remote_variant: object, warehouse: str) -> str:
    """A variant in a warehouse, as feedback names it."""
    named = remote_variant if isinstance(remote_variant, dict) else {}
    return f"{name_of(channel, named)}@{warehouse}"


def rows_of(result: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a feedback, whichever of its forms it has, each with what it is about."""
    if isinstance(result, list):
        for one in result:
            yield from rows_of(one) if isinstance(one, dict) else ()
        return
    if not isinstance(result, dict):
        return
    nested = [key for key in ("stocks", "prices", "channels", "products") if isinstance(result.get(key), list)]
    for key in nested:
        for one in result[key]:
            if isinstance(one, dict):
                yield _subject(key, one), one
    if not nested:
        yield _subject("", result), result


def _subject(kind: str, row: dict[str, Any]) -> str:
    channel = str(row.get("channel") or "")
    if kind in ("stocks", "prices"):
        return place_key(channel, row.get("remote_variant"), str(row.get("remote_warehouse_code") or ""))
    if kind == "products":
        return f"{channel}:{row.get('parent_sku') or ''}"
    number = str(row.get("remote_order_id") or row.get("discount_name") or "")
    return f"{channel}:{number}" if number else channel


_Reader = Callable[[_Mail, dict[str, Any], Post], Iterator[Letter]]
_READERS: dict[str, _Reader] = {
    ORDERS: _order,
    PRODUCTS: _product,
    CONNECTED: _channel,
    DISCONNECTED: _channel,
    CATEGORIES: _category,
}
