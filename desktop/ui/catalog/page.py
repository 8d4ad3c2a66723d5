"""The Catalog tab: every SKU of every shop in one grid, edited like a spreadsheet; what to show at its left."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QSplitter, QStackedWidget, QWidget

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import DraftCounts, GridQuery, GridSort, Only, variant_of
from desktop.domain.changes import ChangeKind, Changes
from desktop.ui.catalog.actions import CatalogActions
from desktop.ui.catalog.bars import GridBar, GridFooter, Legend
from desktop.ui.catalog.block_work import BlockWork
from desktop.ui.catalog.columns import Flying, grid_columns
from desktop.ui.catalog.drafting import Drafting
from desktop.ui.catalog.grid import HEIGHTS, Grid
from desktop.ui.catalog.looks import Looks
from desktop.ui.catalog.page_keys import PageKeys
from desktop.ui.catalog.parts import parts
from desktop.ui.catalog.sheet_work import SheetWork
from desktop.ui.catalog.sidebar import CatalogSidebar
from desktop.ui.catalog.sorting import arrows, kept_order, ordered, remembered
from desktop.ui.catalog.values import manner
from desktop.ui.kit import dialogs, icons, reasons, tasks
from desktop.ui.kit.format import number
from desktop.ui.kit.layouts import stack
from desktop.ui.kit.listing import Listing
from desktop.ui.kit.paged_table import PagedTableModel
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import Tone, theme
from desktop.ui.state import UiState

if TYPE_CHECKING:
    from desktop.domain.catalog_grid import GridRow
    from desktop.services.build import Services
    from desktop.services.catalog import Catalog
    from desktop.services.shop_views import ShopView

_STATE = "catalog"


class _Rows:
    """The catalog as the listing asks it."""

    def __init__(self, catalog: "Catalog") -> None:
        self._catalog = catalog

    async def ids(self, query: GridQuery, limit: int | None = None) -> "array[int]":
        return await self._catalog.grid_keys(query, limit)

    async def rows(self, ids: Sequence[int]) -> "tuple[GridRow, ...]":
        return await self._catalog.grid_rows(ids)


class CatalogPage(QWidget):
    """Empty until ``start``; then it keeps itself equal to the file."""

    notice = Signal(str, str, str, object)
    orders_wanted = Signal()
    connect_wanted = Signal()
    search_wanted = Signal(str)
    shown_wanted = Signal()

    def __init__(self, state: UiState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state or UiState()
        self._shops: Sequence[ShopView] = ()
        self._services: Services | None = None
        self._stop_listening: Callable[[], None] = lambda: None
        self._how = manner()
        self._flying: Flying = {}
        self._commands: dict[str, Callable[[], object]] = {}
        kept = self._state.get(_STATE, {})
        self.model = PagedTableModel(grid_columns(self._how, self._flying))
        self.grid = Grid(self.model, self._how, self.tr("Catalog"), self._flying)
        self.listing: Listing[GridQuery] = Listing(self, self.grid, remembered(kept))
        self.drafting = Drafting(self.grid, self.listing, self._flying, self._how)
        self.blocks = BlockWork(self.grid, self.drafting, self._how)
        self.sheets = SheetWork(self, self.grid, self.drafting, self.blocks, self._how)
        self.actions_of_page = CatalogActions(self)
        self.sidebar, self.footer, self.legend = CatalogSidebar(), GridFooter(), Legend()
        self.bar = GridBar(self.actions_of_page, self._more_menu())
        self._lay_out()
        self._restore(kept)
        self.looks, self.keys = Looks(self, kept.get("legend")), PageKeys(self)
        self._connect()

    # Start ----------------------------------------------------------------------------------------------------------

    def start(self, services: "Services") -> None:
        """The loop runs: read, listen for changes."""
        self._services = services
        self._stop_listening = services.changes.subscribe(self._on_changes)
        self.destroyed.connect(self._stop_listening)
        self.blocks.start(services.catalog)
        self.sheets.start(services)
        self.looks.start(services)
        self.drafting.start(services.drafts)
        self.listing.start(_Rows(services.catalog))
        for part in parts(self, services):
            part.notice.connect(self.notice)
            self._commands.update(part.commands)
        icons.retint(self)
        self._say_loading()

    def show_shops(self, shops: "Sequence[ShopView]") -> None:
        """The next step of an empty tab depends on whether a shop is connected."""
        self._shops = shops
        self.sidebar.show_shops([(shop.id, shop.name) for shop in shops])
        if not self.model.rowCount():
            self._show_list()

    def search(self, words: str) -> None:
        """Search as you type: each key starts a query."""
        self._ask(search=words)

    def show_sku(self, sku: str) -> None:
        """Bring this SKU before the seller's eyes, whatever was shown."""
        self.shown_wanted.emit()
        for places, key in ((self.sidebar.only, Only.ALL), (self.sidebar.status, ""), (self.sidebar.shops, "")):
            places.choose(key)
        self.search_wanted.emit(sku)

    def remember(self) -> None:
        """Columns, widths, sort and row height, for the next start."""
        query = self.listing.query
        self._state.put(_STATE, {
            "columns": self.grid.arrangement(), **kept_order(query),
            "height": self.grid.body.row_height, "expanded": query.expand_all, "splitter": self.splitter.sizes(),
            "legend": self.looks.legend_wished,
        })  # fmt: skip

    def every_action(self) -> list[QAction]:
        """For the palette."""
        return list(self.actions_of_page.by_key.values())

    def add_menu(self, bar: QMenuBar) -> None:
        """The page's own menu, before the last two of the bar."""
        menu = QMenu(self.tr("&Catalog"), bar)
        theme().dress(menu)
        self.actions_of_page.fill_menu(menu)
        bar.insertMenu(bar.actions()[-2], menu)

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget()
        column = stack(middle)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.grid)
        for widget, stretch in ((self.bar, 0), (self.legend, 0), (self.middle, 1), (self.footer, 0)):
            column.addWidget(widget, stretch)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(middle)
        self.splitter.setStretchFactor(1, 1)
        stack(self).addWidget(self.splitter)
        self.legend.hide()
        self.setFocusProxy(self.grid)

    def _restore(self, kept: dict[str, Any]) -> None:
        self.grid.arrange(kept.get("columns"))
        if kept.get("height") in HEIGHTS:
            self.grid.set_row_height(kept["height"])
        sizes = kept.get("splitter")
        self.splitter.setSizes(sizes if isinstance(sizes, list) and len(sizes) == 2 else [188, 1100])
        self.actions_of_page.by_key["expand"].setChecked(self.listing.query.expand_all)
        self.actions_of_page.show_steps("", "")
        self._show_sort()

    def _connect(self) -> None:
        self.sidebar.only_chosen.connect(lambda key: self._ask(only=Only(key)))
        self.sidebar.status_chosen.connect(lambda key: self._ask(status=ListingStatus(key) if key else None))
        self.sidebar.shop_chosen.connect(lambda key: self._ask(shop_ids=(key,) if key else ()))
        self.grid.sort_wanted.connect(self._sort)
        self.grid.toggled.connect(self._toggle)
        self.grid.commanded.connect(self._do)
        self.grid.chosen_changed.connect(self._show_chosen)
        self.grid.locked.connect(lambda code: self.notice.emit(reasons.code_sentence(code), Tone.WARNING, "", None))
        self.actions_of_page.wanted.connect(self._do)
        for part in (self.drafting, self.blocks, self.sheets):
            part.notice.connect(self.notice)
        self.drafting.counted.connect(self._show_drafts)
        self.drafting.saving.connect(self.footer.show_saving)
        self.drafting.stepped.connect(self._show_steps)
        self.listing.shown.connect(self._show_list)
        self.listing.loaded.connect(self._show_list)
        for half in (self.grid.frozen, self.grid.body):
            half.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            half.customContextMenuRequested.connect(lambda at, half=half: self._pop_up(half.viewport().mapToGlobal(at)))

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        theme().dress(menu)
        self.actions_of_page.fill_menu(menu)
        return menu

    def _pop_up(self, at: QPoint) -> None:
        menu = QMenu(self)
        theme().dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_of_page.fill_menu(menu)
        menu.popup(at)

    # What is asked --------------------------------------------------------------------------------------------------

    def _ask(self, **changes: Any) -> None:
        query = replace(self.listing.query, **changes)
        if query == self.listing.query:
            return
        if self._services is None:
            self.listing.query = query
        else:
            self.listing.show(query)
        self._show_sort()

    def _sort(self, key: str, further: bool) -> None:
        by = GridSort(next(column.sort for column in self.model.columns if column.key == key))
        query = ordered(self.listing.query, by, further=further)
        self._ask(sort=query.sort, descending=query.descending, then=query.then, then_descending=query.then_descending)

    def _show_sort(self) -> None:
        for half in (self.grid.frozen, self.grid.body):
            half.head.show_sort(arrows(self.listing.query, self.model.columns))

    def _toggle(self, key: int) -> None:
        query, id_ = self.listing.query, variant_of(key)
        if query.expand_all:
            return
        self.listing.change(replace(query, expanded=query.expanded ^ {id_}))

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind in (ChangeKind.CATALOG, ChangeKind.OUTBOX):
            self.listing.news()

    # What is shown --------------------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        rows = self.model.rowCount()
        self.footer.show_shown(rows, complete=self.model.complete)
        if rows:
            self.middle.setCurrentWidget(self.grid)
        elif self._services is not None:
            self._say_empty()
            self.middle.setCurrentWidget(self.states)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen, rows = self.grid.chosen, self.model.rowCount()
        whole = rows > 1 and chosen.last.top == 0 and chosen.last.bottom == rows - 1
        self.footer.show_chosen(chosen.count if rows else 0, all_rows=rows if whole else 0)

    def _show_drafts(self, counts: DraftCounts) -> None:
        self.sidebar.show_counts(counts)
        self.footer.show_drafts(counts)
        self.actions_of_page.judge(changed=counts.changed)
        title = self.tr("Review changes ({n})").format(n=number(counts.changed))
        self.actions_of_page.by_key["review"].setText(title if counts.changed else self.tr("Review changes"))
        if counts.changed:
            self.looks.offer_legend()

    def _show_steps(self) -> None:
        self.actions_of_page.show_steps(self.drafting.undo_title, self.drafting.redo_title)

    @cached_property
    def states(self) -> StatePanel:
        """What stands in place of an empty grid."""
        panel = StatePanel()
        panel.chosen.connect(self._on_state_button)
        self.middle.addWidget(panel)
        return panel

    def _say_loading(self) -> None:
        self.states.say("catalog", self.tr("Opening the catalog"), self.tr("Your SKUs are read from this computer."))
        self.middle.setCurrentWidget(self.states)

    def _say_empty(self) -> None:
        query = self.listing.query
        if not self._shops:
            sentence = self.tr("Connect a shop, and its SKUs appear here: stock and prices of all shops in one grid.")
            step = ("connect", self.tr("Connect a shop"))
            self.states.say("catalog", self.tr("No SKUs yet"), sentence, buttons=(step,))
        elif query.search:
            sentence = self.tr("No SKU in this view has these words in its number, name, barcode or brand.")
            clear = ("clear", self.tr("Clear the search"))
            self.states.say("search", self.tr("Nothing found"), sentence, buttons=(clear,))
        elif query.only is not Only.ALL or query.status:
            sentence = self.tr("No SKU is in this view at the moment.")
            step = ("all", self.tr("Show all SKUs"))
            self.states.say("done", self.tr("Nothing here"), sentence, buttons=(step,), tone=Tone.SUCCESS)
        else:
            sentence = self.tr("They appear here as soon as the first sync has read them.")
            self.states.say("catalog", self.tr("No SKUs yet"), sentence, buttons=(("sync", self.tr("Sync now")),))

    def _on_state_button(self, key: str) -> None:
        if key == "connect":
            self.connect_wanted.emit()
        elif key == "clear":
            self.search_wanted.emit("")
        elif key == "sync" and self._services is not None:
            tasks.run(self, self._services.sync.sync())
        else:
            self.sidebar.status.choose("")
            self.sidebar.only.choose(Only.ALL)

    # What is done ---------------------------------------------------------------------------------------------------

    def _do(self, command: str) -> None:
        plain: dict[str, Callable[[], object]] = {
            **self._commands,
            "copy": self.blocks.copy, "paste": self.blocks.paste, "clear": self.blocks.clear,
            "fill_down": self.blocks.fill_down, "fill_right": self.blocks.fill_right,
            "fill": self.blocks.fill_with_current, "undo": self.drafting.undo, "redo": self.drafting.redo,
            **self.looks.commands, "expand": self._expand,
            "adjust": self.sheets.adjust, "replace": self.sheets.replace, "review": self.sheets.review,
            "discard": lambda: tasks.run(self, self._discard()),
        }  # fmt: skip
        if command in plain:
            plain[command]()

    def _expand(self) -> None:
        whole = self.actions_of_page.by_key["expand"].isChecked()
        self.listing.change(replace(self.listing.query, expand_all=whole, expanded=frozenset()))

    async def _discard(self) -> None:
        agreed = await dialogs.confirm(
            self,
            self.tr("Discard all changes?"),
            self.tr("Everything that was typed and not sent is taken back. Ctrl+Z brings it back."),
            self.tr("Discard all"),
            danger=True,
        )
        if agreed:
            self.drafting.discard_all()
