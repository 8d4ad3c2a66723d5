"""Where the seller looks: a bucket or a saved view, shops, filters, words and sort; the one place that changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.domain import order_query_data
from desktop.domain.order_filters import NO_FILTERS
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.ui.kit import text
from desktop.ui.orders.views import next_sort, remembered_query, usual_sort

if TYPE_CHECKING:
    from desktop.domain.saved_views import SavedView
    from desktop.ui.orders.page import OrdersPage


class Looking(QObject):
    """Turns what is chosen around the table into a query and tells the listing. ``moved`` comes after each change."""

    moved = Signal()

    def __init__(self, page: "OrdersPage", kept: Mapping[str, Any]) -> None:
        super().__init__(page)
        self._page = page
        self.query = remembered_query(kept)
        self.view_key = str(kept.get("view") or "")
        self.view: SavedView | None = None  # as it was saved; None too while the views are not read yet
        self._sort_of: dict[Bucket, tuple[SortKey, ...]] = {}  # what the seller chose, bucket by bucket
        self._own_columns: object = kept.get("own_columns") if self.view_key else None

    def connect_all(self) -> None:
        """From now on choosing asks."""
        page = self._page
        page.sidebar.bucket_chosen.connect(self._choose_bucket)
        page.sidebar.shop_chosen.connect(lambda key: self.ask(shop_ids=(key,) if key else ()))
        page.table.sort_wanted.connect(self._sort)

    def know_shops(self, shop_ids: Sequence[str]) -> None:
        """A shop that was looked at and is there no more hides nothing."""
        known = tuple(one for one in self.query.shop_ids if one in shop_ids)
        if known != self.query.shop_ids:
            self.query = replace(self.query, shop_ids=known)
            self._page.listing.query = self.query

    def show_place(self) -> None:
        """The mark beside what is looked at, without asking anything."""
        sidebar = self._page.sidebar
        if self.view_key in sidebar.views.keys():  # noqa: SIM118 - a list of ours, no mapping
            sidebar.views.mark(self.view_key)
        else:
            sidebar.buckets.mark(self.query.bucket)
        self.show()

    def kept(self) -> dict[str, Any]:
        """For the next start."""
        data = {**order_query_data.as_data(replace(self.query, search="")), "view": self.view_key}
        if self.view_key:
            data["own_columns"] = self._own_columns
        return data

    def ask(self, **changes: Any) -> None:
        """Another query, if it is another."""
        query = replace(self.query, **changes)
        if query != self.query:
            self.query = query
            if self.view is not None and not self.view.id and query.filters != self.view.query.filters:
                self._leave_view()  # with other filters it is no longer what its name says, and nobody can update it
                self.show_place()
                self._page.sidebar.views.mark("")
            self._page.listing.show(query)
            self.show()

    def show(self) -> None:
        """Title, sort arrows and chips as the query says."""
        self._page.bar.show_title(self.title)
        columns = self._page.model.columns
        ranks = {key.by: (at + 1, key.descending) for at, key in enumerate(self.query.sort)}
        known = {at: ranks[OrderSort(c.sort)] for at, c in enumerate(columns) if c.sort and c.sort in ranks}
        self._page.table.head.show_sort(known)
        self.moved.emit()

    def own_columns(self) -> object:
        """The columns of the seller's buckets, also while a view shows others."""
        return self._own_columns if self.view_key else self._page.table.arrangement()

    @property
    def title(self) -> str:
        return self._page.sidebar.views.title_of(self.view_key) or text.bucket_mark(self.query.bucket).text

    @property
    def is_changed(self) -> bool:
        """Whether what is shown is no longer what was saved."""
        return self.view is not None and self.view.query != self.query

    @property
    def counted_query(self) -> OrderQuery:
        """What the numbers beside the buckets count: a view is a place of its own, its filters do not hold there."""
        if not self.view_key:
            return self.query
        return OrderQuery(shop_ids=self.query.shop_ids)

    def choose_view(self, key: str, view: "SavedView") -> None:
        """Go to a saved view: its bucket, shops, words, filters, sort and columns."""
        page = self._page
        if not self.view_key:
            self._own_columns = page.table.arrangement()
        self.view_key, self.view = key, view
        if view.columns:
            page.table.arrange([{"key": one.key, "width": one.width, "hidden": one.hidden} for one in view.columns])
        page.sidebar.views.mark(key)
        page.sidebar.buckets.mark("")
        shops = view.query.shop_ids
        page.sidebar.shops.mark(shops[0] if len(shops) == 1 else "")
        self.ask(**_parts(view.query))
        page.search_wanted.emit(view.query.search)
        self.show()

    def stay(self, key: str, view: "SavedView | None") -> None:
        """What is shown is this view now: it was just saved, or it was looked at when the program was left."""
        if view is None:
            self.view_key, self.view = "", None
            self._page.sidebar.buckets.mark(self.query.bucket)
        else:
            if not self.view_key:
                self._own_columns = self._page.table.arrangement()
            self.view_key, self.view = key, view
            self._page.sidebar.buckets.mark("")
        self._page.sidebar.views.mark(self.view_key)
        self.show()

    def go_to(self, bucket: Bucket, shop_ids: Sequence[str] = ()) -> None:
        """A bucket with nothing filtered."""
        self._page.sidebar.shops.mark(shop_ids[0] if shop_ids else "")
        self._leave_view()
        self._page.sidebar.buckets.mark(bucket)
        self._page.sidebar.views.mark("")
        sort = self._sort_of.get(bucket, usual_sort(bucket))
        self.ask(bucket=bucket, shop_ids=tuple(shop_ids), filters=NO_FILTERS, sort=sort)

    def clear(self) -> None:
        """No words and no filters, in the same place."""
        self.ask(filters=NO_FILTERS, search="")
        self._page.search_wanted.emit("")

    def _choose_bucket(self, key: str) -> None:
        bucket, was_view = Bucket(key), bool(self.view_key)
        self._leave_view()
        filters = NO_FILTERS if was_view else self.query.filters
        search = "" if was_view else self.query.search
        self.ask(bucket=bucket, sort=self._sort_of.get(bucket, usual_sort(bucket)), filters=filters, search=search)
        if was_view:
            self._page.search_wanted.emit("")
        self.show()

    def _leave_view(self) -> None:
        if self.view_key:
            self.view_key, self.view = "", None
            self._page.table.arrange(self._own_columns)

    def _sort(self, key: str, further: bool) -> None:
        by = OrderSort(next(column.sort for column in self._page.model.columns if column.key == key))
        sort = next_sort(self.query.sort, by, further=further)
        if not self.view_key:
            self._sort_of[self.query.bucket] = sort
        self.ask(sort=sort)


def _parts(query: OrderQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in OrderQuery.__dataclass_fields__}
