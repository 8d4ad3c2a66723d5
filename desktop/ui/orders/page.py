"""The Orders tab: buckets, table and detail side by side, with the actions above and the results below."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPalette
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import Bucket
from desktop.domain.tags import TagColour
from desktop.ui.deadlines.urgency import Urgency
from desktop.ui.kit import tasks
from desktop.ui.kit.format import number
from desktop.ui.kit.layouts import stack
from desktop.ui.kit.paged_table import PagedTableModel
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.table_view import TableView
from desktop.ui.kit.theme import Tone, theme
from desktop.ui.orders.actions import OrderActions
from desktop.ui.orders.bars import ActionBar, Footer
from desktop.ui.orders.columns import order_columns
from desktop.ui.orders.empty import say_empty
from desktop.ui.orders.listing import OrderListing
from desktop.ui.orders.looking import Looking
from desktop.ui.orders.sidebar import OrderSidebar
from desktop.ui.orders.view_actions import ViewActions
from desktop.ui.orders.views import summary
from desktop.ui.ports import Clock, FirstOrders
from desktop.ui.state import UiState

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView

_STATE = "orders"
_FILTER_LINE = 38
_COPIED_AT_ONCE = 250
_LOOKED_AT = 400  # selected rows looked at one by one to judge the actions


class OrdersPage(QWidget):
    """Built and painted with ``first_page`` alone; everything else comes after ``start``."""

    notice = Signal(str, str, str, object)  # text, tone, action title, what it does
    print_wanted = Signal(object)  # ids of orders whose labels are to be printed
    connect_wanted = Signal()
    search_wanted = Signal(str)  # these words in the search box
    front_wanted = Signal()  # what was chosen is to be seen

    def __init__(self, first: FirstOrders, state: UiState, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self.clock = state, clock
        self._can: Mapping[str, frozenset[str]] = {}
        self._asked: Any = None
        self._waits = False  # the first sync is not over: an empty list means nothing yet
        self._is_whole = False  # before the loop runs there is neither detail nor results
        self._undo: tuple[datetime, Callable[[], object] | None] = (clock(), None)
        self._tag_colours: dict[str, TagColour] = {}
        self._urgency = Urgency()
        self._titles: dict[str, str] = {}  # of the marketplaces
        self.model = PagedTableModel(order_columns(clock, self._tag_colours, self._urgency, self._titles))
        self.table = TableView(self.model, self.tr("Orders"))
        self.actions_of_page, self.view_actions = OrderActions(self), ViewActions(self)
        self.addAction(self.view_actions.by_key["all"])
        self.sidebar = OrderSidebar()
        self.bar = ActionBar(self.actions_of_page)
        self.footer = Footer()
        self.looking = Looking(self, state.get(_STATE, {}))
        self.listing = OrderListing(first, self.table, self.looking.query)
        self.listing.counted_query = lambda: self.looking.counted_query
        self._lay_out()
        self._restore_layout()
        self._connect()  # after restoring: what is put back is not asked for

    # Start ----------------------------------------------------------------------------------------------------------

    def paint_first(self, shops: "Sequence[ShopView]") -> None:
        """The first frame: read in place, before the loop runs."""
        self.show_shops(shops)
        self.listing.paint_first()
        self._show_counts_of_table()

    def start(self, services: "Services") -> None:
        """The loop runs: build what the first frame could do without, complete the list, keep it fresh."""
        self._services = services
        self._build_rest(services)
        self._is_whole = True
        self._can = {manifest.id: frozenset(manifest.can) for manifest in services.shops.platforms()}
        self._titles.update({manifest.id: manifest.title for manifest in services.shops.platforms()})
        self.listing.start_painted(services.orders)
        self._on_selected()

    def show_shops(self, shops: "Sequence[ShopView]") -> None:
        self.looking.know_shops([shop.id for shop in shops])
        chosen = self.looking.query.shop_ids
        self.sidebar.show_shops([(shop.id, shop.name) for shop in shops], chosen[0] if len(chosen) == 1 else "")
        waits = bool(shops) and all(shop.synced_at is None for shop in shops)
        if waits != self._waits:
            self._waits = waits
            self._show_counts_of_table()

    def search(self, words: str) -> None:
        """Search as you type: each key starts a query."""
        self.looking.ask(search=words)

    def show_urgency(self, hours: int) -> None:
        """From so many hours before its deadline an order is urgent."""
        if hours != self._urgency.hours:
            self._urgency.hours = hours
            self.model.reformat()

    def changed(self, changes: Changes) -> None:
        """Something moved: look again, at the table and at the open order."""
        if changes.kind in (ChangeKind.ORDERS, ChangeKind.LABELS, ChangeKind.OUTBOX):
            self.listing.changed(changes.ids)
        elif self._is_whole and changes.kind in (ChangeKind.TAGS, ChangeKind.VIEWS):
            self.views.changed(changes)
            if changes.kind is ChangeKind.TAGS:
                tasks.run(self, self._read_tags())
        elif changes.kind is ChangeKind.PROCESSED and self._is_whole:
            self.work.came_through(changes.ids)

    def take_undo(self, since: datetime | None) -> Callable[[], object] | None:
        """What takes back the last change of tags or views, once, unless something was wished after it."""
        at, act = self._undo
        if act is not None and (since is None or at >= since):
            self._undo = (at, None)
            return act
        return None

    def _keep_undo(self, _words: str, _tone: str, _title: str, act: Callable[[], object] | None) -> None:
        if act is not None:
            self._undo = (self.clock(), act)

    def remember(self) -> None:
        """Columns, widths, where the seller looks, and splitters, for the next start."""
        if self._is_whole:
            self.detail.flush_note()
        self._state.put(_STATE, {
            **self.looking.kept(), "columns": self.table.arrangement(), "splitter": self.splitter.sizes(),
            "detail": self.side.isVisibleTo(self),
        })  # fmt: skip

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget()
        column = stack(middle)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.column = column
        self.filter_place = QWidget()  # the filters move in after the first frame, which shows their room
        self.filter_place.setAutoFillBackground(True)
        self.filter_place.setBackgroundRole(QPalette.ColorRole.Base)
        self.filter_place.setMinimumHeight(_FILTER_LINE)
        column.addWidget(self.bar)
        column.addWidget(self.filter_place)
        column.addWidget(self.middle, 1)
        column.addWidget(self.footer)
        self.side = QWidget()  # the detail moves in after the first frame
        self.side.setAutoFillBackground(True)
        self.side.setBackgroundRole(QPalette.ColorRole.Base)
        self.side.setMinimumWidth(300)
        self._side_column = stack(self.side)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for place, (widget, stretch) in enumerate(((self.sidebar, 0), (middle, 1), (self.side, 0))):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(place, stretch)
        stack(self).addWidget(self.splitter)

    def _restore_layout(self) -> None:
        kept = self._state.get(_STATE, {})
        self.table.arrange(kept.get("columns"))
        sizes = kept.get("splitter")
        self.splitter.setSizes(sizes if isinstance(sizes, list) and len(sizes) == 3 else [200, 900, 340])
        self.side.setVisible(bool(kept.get("detail", True)))
        self.looking.show_place()

    def _connect(self) -> None:
        self.looking.connect_all()
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(self._on_opened)
        self.table.copy_wanted.connect(lambda: tasks.run(self, self._copy()))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_context_menu)
        self.listing.shown.connect(self._show_counts_of_table)
        self.listing.loaded.connect(self._show_counts_of_table)
        self.listing.counted.connect(self.sidebar.show_counts)
        self.listing.counted.connect(self._on_counted)

    def _build_rest(self, services: "Services") -> None:
        from desktop.domain.deadlines import due_order_of
        from desktop.ui.orders.detail import OrderDetailPane
        from desktop.ui.orders.exporting import Exporting
        from desktop.ui.orders.filter_bar import FilterBar
        from desktop.ui.orders.results import ResultsPanel
        from desktop.ui.orders.tagging import Tagging
        from desktop.ui.orders.view_work import ViewWork
        from desktop.ui.orders.work import OrderWork

        self.detail, self.results = OrderDetailPane(self.clock, self._tag_colours), ResultsPanel()
        self.detail.rule_of = lambda row: services.deadlines.book.rule_for(due_order_of(row))
        self._side_column.addWidget(self.detail)
        self.column.insertWidget(3, self.results)
        self.work = OrderWork(self, self.results, services)
        self.actions_of_page.wanted.connect(self.work.do)
        self.work.notice.connect(self.notice)
        self.work.print_wanted.connect(self.print_wanted)
        self.work.left_over.connect(self.table.select_ids)
        self.work.trace_wanted.connect(self._trace)
        self.detail.trace_asked.connect(self._trace)
        self.results.select_wanted.connect(self.table.select_ids)
        self.detail.note_changed.connect(self._on_note)
        self.detail.closed.connect(self.side.hide)
        self.detail.closed.connect(self.table.setFocus)
        self.detail.left.connect(self.table.setFocus)  # the table is as it was
        self.filters = FilterBar()
        stack(self.filter_place).addWidget(self.filters)
        self.views, self.tagging = ViewWork(self, self.filters, services), Tagging(self, services.tags)
        self.exporting = Exporting(self, services)
        for work in (self.views, self.tagging, self.exporting):
            work.notice.connect(self.notice)
        for own in (self.views, self.tagging):
            own.notice.connect(self._keep_undo)
        self.view_actions.wanted.connect(self.views.do)
        self.detail.tags_wanted.connect(lambda order_id: self.tagging.begin([order_id]))
        tasks.run(self, self._read_tags())
        minute = QTimer(self, interval=60_000)
        minute.timeout.connect(self.model.reformat)
        minute.start()

    # What is shown --------------------------------------------------------------------------------------------------

    def _on_counted(self, counts: Mapping[Bucket, int]) -> None:
        query = self.looking.counted_query
        if not (query.search or query.shop_ids or query.filters):  # else it is not the total
            self.footer.show_total(counts.get(Bucket.ALL, 0))

    def _show_counts_of_table(self) -> None:
        shown = self.model.rowCount()
        self.footer.show_shown(shown, complete=self.model.complete)
        if shown:
            self.middle.setCurrentWidget(self.table)
        else:
            self._say_empty()
            self.middle.setCurrentWidget(self.states)
        self._on_selected()

    def _say_empty(self) -> None:
        view = self.sidebar.views.title_of(self.looking.view_key)
        say_empty(self.states, self.looking.query, view=view, waits=self._waits)

    @cached_property
    def states(self) -> StatePanel:
        """What stands in place of an empty table."""
        panel = StatePanel()
        panel.setObjectName("surface")
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        panel.chosen.connect(self._on_state_button)
        self.middle.addWidget(panel)
        return panel

    def _on_state_button(self, key: str) -> None:
        if key == "sync":
            tasks.run(self, self._services.sync.sync())
        elif key == "clear":
            self.looking.clear()
        else:
            words = self.looking.query.search if key == "everywhere" else ""
            self.looking.go_to(Bucket.ALL)
            self.search_wanted.emit(words)

    def _on_selected(self) -> None:
        count, rows = self.table.selected_count(), self._selected_rows()
        self.footer.show_selected(count, everything=self._is_everything(count))
        self.actions_of_page.judge(count, rows, self._can)
        self.view_actions.judge(count)
        if not self._is_whole:
            return
        self._forget_asked()
        if count > 1:
            self.detail.say_many(number(count), summary(rows) if len(rows) == count else "")
        elif count == 1:
            self._read_detail(self.table.selected_ids()[0])
        else:
            self.detail.say_nothing_chosen()

    def _is_everything(self, count: int) -> bool:
        return 1 < count == self.model.rowCount() and self.model.complete

    def _selected_rows(self) -> list[OrderRow]:
        """The selected rows that are at hand; none of a very large selection."""
        if self.table.selected_count() > _LOOKED_AT:
            return []
        parts = self.table.selectionModel().selection().toList()
        rows = (self.model.row_at(at) for part in parts for at in range(part.top(), part.bottom() + 1))
        return [row for row in rows if row is not None]

    def _read_detail(self, order_id: int) -> None:
        self._forget_asked()
        self._asked = tasks.run(self, self._show_detail(order_id))

    def _forget_asked(self) -> None:
        if self._asked is not None:
            self._asked.cancel()

    async def _show_detail(self, order_id: int) -> None:
        detail = await self._services.orders.detail(order_id)
        if detail is not None:
            can = self._can.get(detail.row.platform, frozenset())
            self.detail.show_detail(detail, await self._services.tracing.last(order_id), can_trace="trace" in can)

    def _trace(self, order_id: int) -> None:
        """Show where the parcel is, in the detail."""
        self.side.show()
        tasks.run(self, self._show_trace(order_id))

    async def _show_trace(self, order_id: int) -> None:
        self.detail.show_trace(await self._services.tracing.trace(order_id))

    def _on_opened(self, order_id: int) -> None:
        self.side.show()
        self.detail.number.setFocus()
        self._read_detail(order_id)

    def _on_note(self, order_id: int, note: str) -> None:
        tasks.run(self, self._services.orders.set_private_note(order_id, note))

    async def _read_tags(self) -> None:
        """The colours of tags; cells that are on screen are made anew."""
        found = {tag.name: tag.colour for tag in await self._services.tags.all()}
        if found != self._tag_colours:
            self._tag_colours.clear()
            self._tag_colours.update(found)
            self.model.reformat()
            self.detail.show_tags()

    async def _copy(self) -> None:
        """In slices: ten thousand rows made into text at once would be felt."""
        ids, lines = self.table.selected_ids(), [self.table.as_text(())]
        for start in range(0, len(ids), _COPIED_AT_ONCE):
            rows = await self._services.orders.rows(ids[start : start + _COPIED_AT_ONCE])
            lines.append(self.table.as_text(rows).partition("\n")[2])
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.notice.emit(self.tr("{n} rows copied").format(n=number(len(ids))), Tone.NEUTRAL, "", None)

    def _on_context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        theme().dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def every_action(self) -> list[QAction]:
        """For the palette."""
        own = (self.actions_of_page.by_key, self.view_actions.by_key, self.sidebar.views.goers)
        return [action for actions in own for action in actions.values()]

    def fill_menu(self, menu: QMenu) -> None:
        """The page's actions, for the menu bar and the context menu."""
        for key, action in self.actions_of_page.by_key.items():
            if key == "cancel":
                menu.addSeparator()
            menu.addAction(action)
        menu.addSeparator()
        menu.addActions(list(self.view_actions.by_key.values()))
        views = menu.addMenu(self.tr("Views"))
        theme().dress(views)
        views.aboutToShow.connect(lambda: self.sidebar.views.fill_menu(views))
