"""The settings' page of deadlines: the rules with a form beside them, and which shop follows which."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.deadlines import ANY, OWN, DeadlineRule, Unit
from desktop.domain.errors import BackshopError
from desktop.domain.identity import new_id, utc_now
from desktop.domain.working_time import WorkingTime
from desktop.ui.deadlines.rule_form import RuleForm
from desktop.ui.deadlines.rule_list import RuleList, pack_title
from desktop.ui.deadlines.shop_packs import ShopPacks
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.dialogs import choose_file, confirm, plain_label, save_as
from desktop.ui.ports import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from desktop.services.build import Services
    from desktop.services.deadlines.own_rules import OwnRules, Shelf

_MINE = "own"  # the pack of rules that belong to no other


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlinesPage", source)


class DeadlinesPage(QWidget):
    """Every change counts at once and is kept; what is taken away can be brought back."""

    def __init__(self, services: "Services", clock: Clock = utc_now) -> None:
        super().__init__()
        self._deadlines, self._shops = services.deadlines, services.shops
        self._changes = services.changes
        self._shelf: Shelf | None = None
        self._undo: OwnRules | None = None
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Part of the deadlines"))
        self.tabs.setExpanding(False)
        self.rules, self.form, self.packs = RuleList(), RuleForm(clock), ShopPacks()
        self.form.know_platforms({one.id: one.title for one in services.shops.platforms()})
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.take_back = QPushButton(tr("Undo"))
        self.take_back.setProperty("kind", "link")
        self.take_back.setAutoDefault(False)
        self._lay_out()
        self._connect()
        tasks.run(self, self._read())

    def flush(self) -> None:
        """Keep what is still being typed: the settings close."""
        self.form.flush()
        self.packs.flush()

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        self.form.setObjectName("scrolled")
        area.setWidget(self.form)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(16)
        beside.addWidget(self.rules)
        beside.addWidget(area, 1)
        self._stack = QStackedWidget()
        for title, page in ((tr("Rules"), both), (tr("Shops and warning"), self.packs)):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        news = QHBoxLayout()
        news.addWidget(self.told, 1)
        news.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        column.addLayout(news)
        hint = tr("Marketplaces change their rules. What is supplied is from public pages or an example: check it.")
        column.addWidget(plain_label(hint, role="faint", wrap=True))
        self._tell("")

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.rules.chosen.connect(self._show_rule)
        self.rules.add_wanted.connect(lambda: self._run(self._add()))
        self.rules.duplicate_wanted.connect(lambda: self._run(self._duplicate()))
        self.rules.remove_wanted.connect(lambda: self._run(self._remove()))
        self.rules.import_wanted.connect(lambda: self._run(self._import()))
        self.rules.export_wanted.connect(lambda: self._run(self._export()))
        self.rules.reset_wanted.connect(lambda: self._run(self._reset_all()))
        self.form.changed.connect(lambda rule: self._run(self._save(rule)))
        self.form.reset_wanted.connect(lambda rule_id: self._run(self._reset(rule_id)))
        self.packs.chosen.connect(lambda shop, pack: self._run(self._deadlines.choose_pack(shop, pack)))
        self.packs.hours.connect(lambda hours: self._run(self._deadlines.set_warning(hours)))
        self.take_back.clicked.connect(lambda: self._run(self._take_back()))
        self.destroyed.connect(self._changes.subscribe(self._on_changes))

    # What is shown --------------------------------------------------------------------------------------------------

    async def _read(self, chosen: str = "") -> None:
        shelf = await self._deadlines.shelf()
        shops = [shop for shop in await self._shops.list() if shop.id != shop.account_id]
        if not tasks.alive(self):
            return
        self._shelf = shelf
        self.rules.show_packs(shelf.book.packs, shelf.origins, chosen or self.rules.rule_id())
        self.packs.show_shops(shops, shelf.book.packs, shelf.own.shops, shelf.own.warn_hours)
        if shelf.broken:
            self._tell("\n".join(reasons.error_sentence(error) for error in shelf.broken), role="warning")

    def _on_changes(self, changes: Changes) -> None:
        """A shop came or went; the rules are changed here alone."""
        if changes.kind is ChangeKind.ACCOUNTS:
            tasks.run(self, self._read())

    def _show_rule(self, rule_id: str) -> None:
        if self._shelf is not None and (rule := self._shelf.book.rule(rule_id)) is not None:
            self.form.show_rule(rule, self._shelf.origins[rule_id])

    def _tell(self, words: str, *, undo: "OwnRules | None" = None, role: str = "muted") -> None:
        self._undo = undo
        self.told.setText(words)
        self.told.setProperty("role", role)
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setVisible(bool(words))
        self.take_back.setVisible(undo is not None)

    # Editing --------------------------------------------------------------------------------------------------------

    def _run(self, work: "Awaitable[object]") -> None:
        """What was begun is carried out even where the settings are closed meanwhile."""

        async def do() -> None:
            await work

        tasks.run(self.window().parentWidget() or self, do(), failed=self._fail)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BackshopError) and tasks.alive(self):
            self._tell(reasons.error_sentence(error), role="danger")
        else:
            tasks.present(error)

    async def _save(self, rule: DeadlineRule) -> None:
        await self._deadlines.put_rule(rule)
        shelf = await self._deadlines.shelf()
        if not tasks.alive(self):
            return
        self._shelf = shelf
        kept = shelf.book.rule(rule.id)
        if kept is not None:
            self.form.say_saved(kept, shelf.origins[rule.id])
        self.rules.show_packs(shelf.book.packs, shelf.origins, self.rules.rule_id())
        self._tell("")

    async def _add(self) -> None:
        """A new rule of the seller's own, like the chosen one in place and time."""
        like = self._shelf.book.rule(self.rules.rule_id()) if self._shelf else None
        sources = dict.fromkeys(("deadline", "weekend", "loss"), OWN)
        place = like.place if like else WorkingTime("UTC", frozenset({6}))
        platform = like.platform if like else ANY
        rule = DeadlineRule(new_id(), _MINE, tr("New rule"), 24, Unit.HOURS, place, platform=platform, sources=sources)
        await self._deadlines.put_rule(rule)
        await self._read(rule.id)
        self.form.title.setFocus()
        self.form.title.selectAll()

    async def _duplicate(self) -> None:
        like = self._shelf.book.rule(self.rules.rule_id()) if self._shelf else None
        if like is not None:
            rule = replace(like, id=new_id(), title=tr("{rule}, copy").format(rule=like.title))
            await self._deadlines.put_rule(rule)
            await self._read(rule.id)

    async def _remove(self) -> None:
        rule = self._shelf.book.rule(self.rules.rule_id()) if self._shelf else None
        if rule is not None:
            before = await self._deadlines.remove_rule(rule.id)
            await self._read()
            self._tell(tr("{rule} was removed.").format(rule=rule.title), undo=before)

    async def _reset(self, rule_id: str) -> None:
        before = await self._deadlines.reset_rule(rule_id)
        await self._read(rule_id)
        self._tell(tr("The rule is as it was supplied."), undo=before)

    async def _reset_all(self) -> None:
        title, action = tr("All rules as supplied?"), tr("Reset")
        sentence = tr("Your changes and your own rules go. You can undo this as long as the settings are open.")
        if await confirm(self, title, sentence, action, danger=True):
            before = await self._deadlines.reset_all()
            await self._read()
            self._tell(tr("All rules are as they were supplied."), undo=before)

    async def _take_back(self) -> None:
        if self._undo is not None:
            before, self._undo = self._undo, None
            await self._deadlines.take_back(before)
            await self._read(self.rules.rule_id())
            self._tell(tr("Everything is as it was before."))

    async def _export(self) -> None:
        pack = (
            next((one for one in self._shelf.book.packs if one.id == self.rules.pack_id()), None)
            if self._shelf
            else None
        )
        if pack is None:
            return
        kinds = tr("Deadline rules (*.json)")
        if path := await save_as(self, tr("Export deadline rules"), f"{pack.id}-deadlines.json", kinds):
            await self._deadlines.export_pack(pack.id, path)
            count = len(pack.rules)
            self._tell(tr("{pack}: {n} rules were written to {file}.").format(
                pack=pack_title(pack), n=count, file=path.name))  # fmt: skip

    async def _import(self) -> None:
        if name := await choose_file(self, tr("Import deadline rules"), tr("Deadline rules (*.json)")):
            before = await self._deadlines.import_pack(Path(name))
            await self._read()
            self._tell(tr("The rules of {file} are in force.").format(file=Path(name).name), undo=before)
