"""What happens after a push: its bar under the grid, the list of pushes, retries, exports, decisions and undo."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.catalog_grid import Only
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.pushes import NEEDS_SELLER, Fate, Return, disputed, kept, key_of
from desktop.ui.catalog.push_bar import PushBar
from desktop.ui.catalog.push_chosen import chosen_doubts
from desktop.ui.catalog.push_words import export_rows, export_titles
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import manner
from desktop.ui.kit import dialogs, tasks
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.catalog_grid import Field
    from desktop.domain.pushes import PushLine
    from desktop.services.build import Services
    from desktop.ui.catalog.page import CatalogPage
    from desktop.ui.catalog.push_list_sheet import PushList
    from desktop.ui.catalog.push_progress import ReadingRow

_KEPT = "catalog.push"  # the push whose bar is shown, also after a restart
_SETTLE_MS = 150


class PushPart(UnderWay):
    """The bar follows the push that was made last from this window."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services, self._how = page, services, manner()
        self._shown = ""
        self.bar = PushBar()
        _put_above(page.footer, self.bar)
        self.bar.wanted.connect(lambda key: self._do(key, self._shown, page))
        page.sheets.sent.connect(self.follow)
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(lambda: tasks.run(self, self._refresh()))
        self.destroyed.connect(services.changes.subscribe(self._on_changes))
        self._list: PushList | None = None
        tasks.run(self, self._remember())

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the page call."""
        return {
            "retry_failed": lambda: self._do("retry_failed", self._shown, self._page),
            "export_failed": lambda: self._do("export_failed", self._shown, self._page),
            "undo_push": lambda: self._do("undo_push", self._shown, self._page),
            "pushes": self.open_list,
            "keep_mine": lambda: self.run(self._resolve_chosen(mine=True)),
            "take_theirs": lambda: self.run(self._resolve_chosen(mine=False)),
            "conflicts": lambda: self.run(self._decide(None, self._page)),
        }

    def follow(self, change_set_id: str) -> None:
        """Show what becomes of this push."""
        if change_set_id:
            self._shown = change_set_id
            self.run(self._keep(change_set_id))

    def open_list(self) -> None:
        """The list of pushes, with the one of the bar chosen."""
        from desktop.ui.catalog.push_list_sheet import PushList

        if self._list is None or not tasks.alive(self._list):
            opened = self._list = PushList(self._page, self._services, self._how)
            opened.wanted.connect(lambda key, id_: self._do(key, id_, opened))
        self._list.show()
        self._list.raise_()
        self._list.look(self._shown)

    # What is shown ----------------------------------------------------------------------------------------------------

    async def _remember(self) -> None:
        """The bar of the last time, unless it was closed or nothing is left to tell."""
        kept = await self._services.settings.get(_KEPT)
        push = await self._services.pushes.push(kept) if isinstance(kept, str) and not self._shown else None
        if push is not None and push.count(Fate.DONE) < push.total:
            self._shown = push.id
            self.bar.show_push(push)

    async def _keep(self, change_set_id: str) -> None:
        await self._services.settings.put(_KEPT, change_set_id or None)
        await self._refresh()

    async def _refresh(self) -> None:
        push = await self._services.pushes.push(self._shown) if self._shown else None
        if push is None:
            self.bar.hide()
        elif push.id == self._shown:
            self.bar.show_push(push)

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.OUTBOX and self._shown and not self._later.isActive():
            self._later.start()

    # What is done -----------------------------------------------------------------------------------------------------

    def _do(self, key: str, change_set_id: str, host: QWidget) -> None:
        if not change_set_id:
            self.run(self._do_newest(key, host))
        elif key == "details":
            self.open_list()
        elif key == "dismiss":
            self._shown = ""
            self.bar.hide()
            self.run(self._keep(""))
        elif key == "show":
            push = self.bar.push
            asked = push is not None and push.count(Fate.CONFLICT, Fate.UNSURE) and not push.count(Fate.REFUSED)
            self._page.sidebar.only.choose(Only.ASKED if asked else Only.REFUSED)
        else:
            work = {
                "retry_failed": self._retry, "export_failed": self._export,
                "undo_push": self._undo, "decide": self._decide,
            }  # fmt: skip
            self.run(work[key](change_set_id, host))

    async def _do_newest(self, key: str, host: QWidget) -> None:
        """No push is shown: the newest is meant."""
        newest = await self._services.pushes.list(1)
        if newest:
            self._do(key, newest[0].id, host)
        else:
            self._say(self.tr("Nothing was sent yet."), Tone.NEUTRAL)

    async def _retry(self, change_set_id: str, _host: QWidget) -> None:
        count = await self._services.pushes.retry_failed(change_set_id)
        if not count:
            self._say(self.tr("Nothing was refused that no newer change took the place of."), Tone.NEUTRAL)

    async def _export(self, change_set_id: str, host: QWidget) -> None:
        lines = await self._services.pushes.lines(change_set_id, NEEDS_SELLER)
        if not lines:
            self._say(self.tr("No row failed in this push."), Tone.NEUTRAL)
            return
        kinds = ";;".join((self.tr("Spreadsheet (*.xlsx)"), self.tr("Text for spreadsheets (*.csv)")))
        name = self.tr("failed changes") + ".xlsx"
        path = await dialogs.save_as(host, self.tr("Export failed rows"), name, kinds, endings=(".xlsx", ".csv"))
        if path is None:
            return
        await self._services.pushes.export(path, export_titles(), export_rows(lines, self._how))
        one, many = self.tr("1 row exported to {file}"), self.tr("{n} rows exported to {file}")
        self._say(counted(len(lines), one, many, file=path.name), Tone.SUCCESS)

    async def _decide(self, change_set_id: str | None, host: QWidget) -> None:
        await self._ask(await self._services.pushes.conflicts(change_set_id), host, {})

    async def _ask(
        self,
        lines: "Sequence[PushLine]",
        host: QWidget,
        chosen: "Mapping[str, Collection[Field]]",
        *,
        mine: bool = True,
    ) -> None:
        """Of these values, or of those in one operation with the chosen ones, which are decided already."""
        from desktop.ui.catalog.push_conflict_sheet import ConflictSheet

        asked = [line for line in lines if not chosen or line.operation.id in chosen]
        if not asked:
            self._say(self.tr("Nothing needs a decision."), Tone.NEUTRAL)
            return
        sheet = ConflictSheet(host, asked, self._how)
        sheet.decide(chosen, mine=mine)
        decisions = await dialogs.ask(sheet, lambda: dict(sheet.decisions))
        if decisions:
            await self._resolve(decisions)

    async def _resolve(self, decisions: Mapping[str, Collection[str]]) -> None:
        count = await self._services.pushes.resolve(decisions)
        self._say(counted(count, self.tr("1 decision applied"), self.tr("{n} decisions applied")), Tone.SUCCESS)

    async def _resolve_chosen(self, *, mine: bool) -> None:
        """For the chosen cells; where none of them waits for a word, the way to those that do.

        Where an operation has more values in dispute than those chosen, the sheet asks for the others.
        """
        found = await chosen_doubts(self._page.grid, self._page.blocks)
        whole = {id_: one for id_, (one, chosen) in found.items() if chosen.issuperset(disputed(one))}
        if whole:
            await self._resolve({
                id_: kept(one, {key_of(of): mine for of in disputed(one)}) for id_, one in whole.items()
            })  # fmt: skip
        if part := {id_: chosen for id_, (_one, chosen) in found.items() if id_ not in whole}:
            await self._ask(await self._services.pushes.conflicts(), self._page, part, mine=mine)
        if found:
            return
        words = self.tr("None of the chosen cells needs a decision.")
        self._say(words, Tone.NEUTRAL, lambda: self.run(self._decide(None, self._page)), self.tr("Show all"))

    async def _undo(self, change_set_id: str, host: QWidget) -> None:
        """Look first, then ask, then take back."""
        from desktop.ui.catalog.push_undo_sheet import UndoSheet, question

        reading = self._reading(host)
        stop = reading.begin()
        try:
            plan = await self._services.pushes.plan_undo(change_set_id, show=reading.report, stop=stop)
        finally:
            if tasks.alive(reading):
                reading.hide()
                self.bar.read(running=False)
        if plan.stopped:
            self._say(self.tr("Stopped. Nothing was undone."), Tone.NEUTRAL)
        elif not plan.of(Return.SET_BACK, Return.WITHDRAW, Return.CHANGED):
            self._say(question(plan), Tone.NEUTRAL)
        elif await dialogs.ask(UndoSheet(host, plan, self._how), lambda: True):
            undone = await self._services.pushes.undo(plan)
            self.follow(undone.change_set_id)

    def _reading(self, host: QWidget) -> "ReadingRow":
        if self._list is not None and host is self._list:
            return self._list.reading
        self.bar.show()
        self.bar.read(running=True)
        return self.bar.reading

    def _say(self, words: str, tone: Tone, act: Callable[[], object] | None = None, title: str = "") -> None:
        self.notice.emit(words, tone, (title or self.tr("Pushes")) if act else "", act)


def _put_above(widget: QWidget, bar: QWidget) -> None:
    """Into the column in which the widget stands."""
    column = widget.parentWidget()
    layout = column.layout() if column is not None else None
    if not isinstance(layout, QVBoxLayout):
        raise TypeError("the footer stands in no column")
    layout.insertWidget(layout.indexOf(widget), bar)
