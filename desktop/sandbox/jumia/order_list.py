"""GET /orders: filters, date rules, sort and paging by opaque token (sections 3 and 5.1)."""

import base64
import binascii
import calendar
import json
import re
import zlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_query, check_uuid, several, single
from desktop.sandbox.jumia.quirks import Quirks
from desktop.sandbox.jumia.reads import check_statuses
from desktop.sandbox.jumia.refusals import wrong
from desktop.sandbox.jumia.rendering import Renderer
from desktop.sandbox.jumia.world import Order

COUNTRIES = {"CI", "DZ", "EG", "GH", "KE", "MA", "NG", "SN", "TN", "UG", "ZA"}
DATES = ("createdAfter", "createdBefore", "updatedAfter", "updatedBefore")
FILTERS = ("status", "country", "shopId", *DATES, "sort")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")

Place = tuple[int, str]
"""Where a page ended: creation and number of its last order."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked. Both ends of the time range count in; `after` is the place where the last page ended."""

    statuses: frozenset[str]
    countries: frozenset[str]
    shop_id: str | None
    by_update: bool
    start: int
    end: int
    size: int
    ascending: bool
    fingerprint: int
    after: Place | None

    def wants(self, order: Order, quirks: Quirks) -> bool:
        """Whether an order passes the filters; the range of creation is cut out beforehand."""
        if self.by_update and not self.start <= order.updated_at <= self.end:
            return False
        if self.countries and order.country not in self.countries:
            return False
        if self.shop_id and all(item.shop_id != self.shop_id for item in order.items):
            return False
        seen = {order.first_status} if quirks.order_status_stale else order.statuses
        return not self.statuses or bool(self.statuses & seen)


async def orders(account: Account, request: Request) -> Answer:
    """One page of orders."""
    query = read_query(account, request)
    page, more = find_page(account.world.orders, query, account.quirks)
    renderer = Renderer(account.quirks, account.now())
    token = next_token(query, page[-1]) if more else None
    return json_answer(
        {"orders": [renderer.order(order) for order in page], "nextToken": token, "isLastPage": not more}
    )


def read_query(account: Account, request: Request) -> Query:
    """The parameters, checked. Raises Refusal."""
    check_query(request, (*FILTERS, "size", "token"))
    countries = several(request, "country")
    if not COUNTRIES.issuperset(countries):
        raise wrong("parameter", "unknown country")
    start, end, by_update = _range(account, request)
    fingerprint = zlib.crc32(repr([(name, request.query_params.getlist(name)) for name in FILTERS]).encode())
    return Query(
        statuses=frozenset(check_statuses(several(request, "status"))),
        countries=frozenset(countries),
        shop_id=_shop(account, request),
        by_update=by_update,
        start=start,
        end=end,
        size=_size(account, request),
        ascending=_ascending(request),
        fingerprint=fingerprint,
        after=_place(single(request, "token"), fingerprint),
    )


def _shop(account: Account, request: Request) -> str | None:
    shop_id = single(request, "shopId")
    if shop_id is None:
        return None
    if account.quirks.shop_id_refused:
        raise wrong("parameter", "shopId is not accepted with this token")
    return account.shop_filter(check_uuid(shop_id, "shopId"))


def _ascending(request: Request) -> bool:
    sort = single(request, "sort") or "ASC"
    if sort not in ("ASC", "DESC"):
        raise wrong("parameter", "sort must be ASC or DESC")
    return sort == "ASC"


def _size(account: Account, request: Request) -> int:
    text, most = single(request, "size") or "100", 100 if account.quirks.size_over_100_refused else 300
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise wrong("parameter", f"size must be a number from 1 to {most}")
    return int(text)


def _range(account: Account, request: Request) -> tuple[int, int, bool]:
    """Start and end in seconds since 1970, and whether they bound the update. No dates: today. Raises Refusal."""
    given = {name: _moment(text, name) for name in DATES if (text := single(request, name)) is not None}
    kinds = {name[:7] for name in given}
    if len(kinds) > 1:
        raise wrong("parameter", "created and updated dates cannot be combined")
    kind, now = kinds.pop() if kinds else "created", account.now()
    if len(given) == 1:
        account.harness.ledger.count("parameter", "only one end of the date range was sent")
    end = given.get(f"{kind}Before", now)
    start = given.get(f"{kind}After", end - end % 86_400)
    if start > end:
        raise wrong("parameter", "the range ends before it starts")
    if end > _three_months_on(start):
        raise wrong("parameter", "the range may span 3 months at most")
    return start, end, kind == "updated"


def _moment(text: str, name: str) -> int:
    """`YYYY-MM-DD` (00:00) or `YYYY-MM-DD HH:mm:ss`, in UTC (section 12.4). Raises Refusal."""
    if not DATE.fullmatch(text):
        raise wrong("parameter", f"{name} must be YYYY-MM-DD or YYYY-MM-DD HH:mm:ss")
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise wrong("parameter", f"{name} is no date") from None


def _three_months_on(start: int) -> int:
    """The same day and time three calendar months later, or the last day of that month."""
    moment = datetime.fromtimestamp(start, UTC)
    years, month = divmod(moment.month + 2, 12)
    year, month = moment.year + years, month + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp())


def find_page(orders: list[Order], query: Query, quirks: Quirks) -> tuple[list[Order], bool]:
    """The orders of this page out of all (oldest first), and whether more follow."""
    low, high = 0, len(orders)
    if not query.by_update:
        low = bisect_left(orders, query.start, key=lambda order: order.created_at)
        high = bisect_right(orders, query.end, key=lambda order: order.created_at)
    if query.after and query.ascending:
        low = max(low, bisect_right(orders, query.after, key=_place_of))
    elif query.after:
        high = min(high, bisect_left(orders, query.after, key=_place_of))
    page: list[Order] = []
    for index in range(low, high) if query.ascending else range(high - 1, low - 1, -1):
        if query.wants(orders[index], quirks):
            if len(page) == query.size:
                return page, True
            page.append(orders[index])
    return page, False


def _place_of(order: Order) -> Place:
    return order.created_at, order.number


def next_token(query: Query, last: Order) -> str:
    """An opaque token; it begins with signs that only survive if the client URL-encodes it."""
    return "+/" + base64.b64encode(json.dumps([query.fingerprint, *_place_of(last)]).encode()).decode()


def _place(token: str | None, fingerprint: int) -> Place | None:
    """The place a token names. Raises Refusal for one not given out, or used with other filters."""
    if token is None:
        return None
    try:
        made_for, created_at, number = json.loads(base64.b64decode(token.removeprefix("+/"), validate=True))
    except (ValueError, binascii.Error):
        raise wrong("parameter", "this token was not given out") from None
    if made_for != fingerprint or not token.startswith("+/"):
        raise wrong("parameter", "the token must come with the same filters")
    return int(created_at), str(number)
