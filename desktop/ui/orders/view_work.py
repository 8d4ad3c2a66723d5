"""Carries out what the seller wants done with views and filters: choose, save, rename, move, delete and bring back."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.order_filters import OrderFilters
from desktop.domain.saved_views import ColumnShown, SavedView, columns_of
from desktop.domain.usual_views import UsualView, usual_query
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.filter_bar import FilterBar
from desktop.ui.orders.filter_sheets import AmountSheet, PlacedSheet
from desktop.ui.orders.filter_words import chips
from desktop.ui.orders.name_sheet import NameSheet
from desktop.ui.orders.view_list import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.build import Services
    from desktop.ui.orders.page import OrdersPage

_COUNT_LATER_MS = 700


class ViewWork(QObject):
    """Made once the loop runs: the filter bar above the table and the views beside it."""

    notice = Signal(str, str, str, object)

    def __init__(self, page: "OrdersPage", bar: FilterBar, services: "Services") -> None:
        super().__init__(page)
        self._page, self._bar, self._services = page, bar, services
        self._looking = page.looking
        self._own: tuple[SavedView, ...] = ()
        # The numbers beside the views come after everything that is looked at.
        self._count_later = QTimer(self, singleShot=True, interval=_COUNT_LATER_MS)
        self._count_later.timeout.connect(self._on_count)
        bar.wanted.connect(self._narrow)
        bar.save_wanted.connect(lambda: tasks.run(self, self.save()))
        bar.update_wanted.connect(lambda: tasks.run(self, self._update(self._looking.view_key)))
        bar.asked.connect(lambda key: tasks.run(self, self._ask_range(key)))
        page.sidebar.view_chosen.connect(lambda key: tasks.run(self, self._choose(key)))
        page.sidebar.views.wanted.connect(self._do)
        page.listing.counted.connect(self._count_later.start)
        self._looking.moved.connect(self._show)
        self._show()
        tasks.run(self, self._begin())

    def changed(self, changes: Changes) -> None:
        """Views or tags moved, here or in another window."""
        if changes.kind is ChangeKind.VIEWS:
            tasks.run(self, self._read_views())
        elif changes.kind is ChangeKind.TAGS:
            tasks.run(self, self._read_choices())

    def do(self, key: str) -> None:
        """One of the actions on the view, see ``ViewActions``."""
        page = self._page
        row = page.model.row_at(page.table.currentIndex().row())
        if key == "tags":
            page.tagging.begin(page.table.selected_ids())
        elif key == "note":
            page.side.show()
            page.detail.note.setFocus()
        elif key == "all":
            page.table.selectAll()
        elif key == "filter":
            self._bar.add.showMenu()
        elif key == "buyer" and row is not None:
            self.narrow_to_buyer(row.buyer)
        elif key == "clear":
            self._looking.clear()
        elif key == "save":
            tasks.run(self, self.save())
        elif key == "columns":
            page.table.head.open_columns_menu()

    async def save(self) -> None:
        """Save what is shown under a name; a name that is there already means that view."""
        words = [chip.words for chip in chips(self._looking.query.filters, {})]
        suggestion = words[0].partition(": ")[2] or words[0] if words else self._looking.query.search
        sheet = NameSheet(self._page, self.tr("Save view"), self.tr("Save"), suggestion, self.tr("Name of the view"))
        sheet.body.addWidget(sheet.hint(self.tr("Keeps filters, search words, sort and columns.")))
        name = await ask(sheet, sheet.name)
        if name:
            same = next((one.id for one in self._own if one.name.casefold() == name.casefold()), 0)
            await self._keep(SavedView(same, name, self._looking.query, self._columns()))
            self.notice.emit(self.tr("View saved: {name}").format(name=name), Tone.SUCCESS, "", None)

    def narrow_to_buyer(self, buyer: str) -> None:
        """Only the orders of this buyer."""
        self._narrow(replace(self._looking.query.filters, buyer=buyer))

    # --- filters ------------------------------------------------------------------------------------------------------
    def _narrow(self, filters: OrderFilters) -> None:
        self._looking.ask(filters=filters)

    async def _ask_range(self, key: str) -> None:
        filters = self._looking.query.filters
        now = self._page.clock()
        sheet = PlacedSheet(self._page, filters, now) if key == "placed" else AmountSheet(self._page, filters)
        if (wanted := await ask(sheet, sheet.answer)) is not None:
            self._narrow(wanted)

    async def _read_choices(self) -> None:
        choices = await self._services.orders.filter_choices()
        self._bar.menu.choices = choices
        self._bar.use_titles(dict(choices.platforms))

    def _show(self) -> None:
        looking = self._looking
        self._bar.show_filters(looking.query.filters)
        own = looking.title if looking.view_key.startswith(OWN) else ""
        self._bar.show_view(own, is_changed=looking.is_changed)

    # --- views --------------------------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        """The views, and the one that was looked at when the program was left."""
        await self._read_views()
        if key := self._looking.view_key:
            view = await self._view(key)
            self._looking.stay(key, view)
            if view is not None and not view.id:  # the hours before a breach may be others today
                self._looking.ask(filters=view.query.filters)
        await self._read_choices()

    async def _read_views(self) -> None:
        self._own = await self._services.saved_views.all()
        self._page.sidebar.views.show_own([(f"{OWN}{one.id}", one.name) for one in self._own])
        if self._looking.view_key.startswith(OWN) and self._looking.view is not None:
            self._looking.stay(self._looking.view_key, await self._view(self._looking.view_key))
        self._count_later.start()

    async def _view(self, key: str) -> SavedView | None:
        """The view of that key; None when it is gone."""
        if key.startswith(OWN):
            return next((one for one in self._own if f"{OWN}{one.id}" == key), None)
        if key not in set(UsualView):
            return None
        shelf = await self._services.deadlines.shelf()
        query = usual_query(UsualView(key), shelf.own.warn_hours)
        return SavedView(0, key, query, self._risk_first() if key == UsualView.BREACH else ())

    async def _choose(self, key: str) -> None:
        if (view := await self._view(key)) is not None:
            self._page.front_wanted.emit()
            self._looking.choose_view(key, view)

    def _do(self, verb: str, key: str) -> None:
        step = {"rename": self._rename, "update": self._update, "delete": self._delete}.get(verb)
        tasks.run(self, step(key) if step is not None else self._move(key, -1 if verb == "up" else 1))

    async def _rename(self, key: str) -> None:
        view = await self._view(key)
        if view is None:
            return
        sheet = NameSheet(self._page, self.tr("Rename view"), self.tr("Rename"), view.name, self.tr("Name of the view"))
        if name := await ask(sheet, sheet.name):
            await self._services.saved_views.save(replace(view, name=name))

    async def _update(self, key: str) -> None:
        before = await self._view(key)
        if before is None:
            return
        await self._keep(replace(before, query=self._looking.query, columns=self._columns()))
        words = self.tr("View updated: {name}").format(name=before.name)
        self.notice.emit(words, Tone.SUCCESS, self.tr("Undo"), lambda: tasks.run(self, self._keep(before)))

    async def _keep(self, view: SavedView) -> None:
        """Save, and stand on it."""
        view_id = await self._services.saved_views.save(view)
        await self._read_views()
        key = f"{OWN}{view_id}"
        kept = await self._view(key)
        if kept is not None and kept.query == self._looking.query:
            self._looking.stay(key, kept)
        elif kept is not None:
            self._looking.choose_view(key, kept)

    async def _delete(self, key: str) -> None:
        view = await self._view(key)
        if view is None:
            return
        sequence = [one.id for one in self._own]
        await self._services.saved_views.delete(view.id)
        words = self.tr("View deleted: {name}").format(name=view.name)
        self.notice.emit(words, Tone.NEUTRAL, self.tr("Undo"), partial(self._bring_back, view, sequence))

    def _bring_back(self, view: SavedView, sequence: "Sequence[int]") -> None:
        async def again() -> None:
            await self._services.saved_views.save(view)
            await self._services.saved_views.arrange(sequence)

        tasks.run(self, again())

    async def _move(self, key: str, by: int) -> None:
        ids = [one.id for one in self._own]
        at = next((place for place, one in enumerate(self._own) if f"{OWN}{one.id}" == key), -1)
        if at >= 0 and 0 <= at + by < len(ids):
            ids[at], ids[at + by] = ids[at + by], ids[at]
            await self._services.saved_views.arrange(ids)

    def _on_count(self) -> None:
        if self._page.window().isVisible():  # else the window is being left
            tasks.run(self, self._count())

    async def _count(self) -> None:
        """How many orders each view holds."""
        for key in self._page.sidebar.views.keys():  # noqa: SIM118 - a list of ours, no mapping
            if (view := await self._view(key)) is not None:
                counts = await self._services.orders.counts(view.query)
                self._page.sidebar.views.count_of(key, counts[view.query.bucket])

    def _risk_first(self) -> tuple[ColumnShown, ...]:
        """The seller's columns with the money at risk beside the order."""
        columns = columns_of(self._looking.own_columns())
        risk = [replace(one, hidden=False) for one in columns if one.key == "risk"]
        return (*columns[:1], *risk, *(one for one in columns[1:] if one.key != "risk"))

    def _columns(self) -> tuple[ColumnShown, ...]:
        return columns_of(self._page.table.arrangement())
