"""How far processing has come, shop by shop, and how long the rest will take at the pace each account has had."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from desktop.domain.identity import Clock
from desktop.domain.operations import Operation
from desktop.domain.order_views import OrderRow
from desktop.domain.progress import Progress, ShopProgress, ShowProgress, Stage

Key = tuple[str, str]  # account and the order's remote id


class Watch:
    """Turns looks at operations, and news of labels, into progress; told only when something moved."""

    def __init__(self, show: ShowProgress, clock: Clock, rows: Sequence[OrderRow]) -> None:
        self._show, self._clock = show, clock
        self._rows: Mapping[Key, OrderRow] = {(row.account_id, row.remote_id): row for row in rows}
        self._over: set[Key] | None = None
        self._began: datetime = clock()

    def look(self, operations: Sequence[Operation]) -> None:
        """These operations are being sent."""
        orders = by_subject(operations)
        over = {key for key, mine in orders.items() if not any(one.state.is_open for one in mine)}
        if over == self._over:
            return
        moved = over - (self._over or set())
        number = next((orders[key][0].label for key in orders if key in moved), "")
        self._over = over
        self._tell(Stage.SENDING, list(orders), over, number)

    def labels(self, asked: Sequence[OrderRow]) -> ShowProgress:
        """Who is to be told how the fetching of these orders' labels goes on."""
        self._began = self._clock()
        keys = [(row.account_id, row.remote_id) for row in asked]
        left: dict[str, list[Key]] = {}
        for key, row in zip(keys, asked, strict=True):
            left.setdefault(row.number, []).append(key)
        over: set[Key] = set()

        def show(progress: Progress) -> None:
            if left.get(progress.number):
                over.add(left[progress.number].pop())
            self._tell(progress.stage, keys, over, progress.number, progress.done)

        return show

    def _tell(self, stage: Stage, keys: Sequence[Key], over: set[Key], number: str, at_least: int = 0) -> None:
        totals, done = Counter(map(self._shop, keys)), Counter(map(self._shop, over))
        parts = tuple(ShopProgress(shop, done[shop], total) for shop, total in totals.items())
        self._show(Progress(stage, max(len(over), at_least), len(keys), number, parts, self._left(keys, over)))

    def _shop(self, key: Key) -> str:
        row = self._rows.get(key)
        return row.shop if row else ""

    def _left(self, keys: Sequence[Key], over: set[Key]) -> float | None:
        """Seconds until the slowest account is done, if each goes on as it did; None before that can be told.

        Its rate limit is in that pace: an account that may ask seldom has finished few.
        """
        took = (self._clock() - self._began).total_seconds()
        totals, done = Counter(account for account, _ in keys), Counter(account for account, _ in over)
        if any(not done[account] for account in totals):
            return None
        return max((took / done[account] * (total - done[account]) for account, total in totals.items()), default=0.0)


def by_subject(operations: Sequence[Operation]) -> dict[Key, tuple[Operation, ...]]:
    """Operations by account and order, each in its order."""
    found: dict[Key, tuple[Operation, ...]] = {}
    for one in operations:
        found[one.account_id, one.subject] = (*found.get((one.account_id, one.subject), ()), one)
    return found
