"""After a push the grid tells what became of it, and everything that can be done about it is one press away."""

import asyncio
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import catalog_room
import pytest
from back_room import NOW, BackRoom
from catalog_hand import catalog_page
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.catalog_grid import Field, GridQuery, Only
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import wished
from desktop.platforms.kit.contract import Sent
from desktop.services.build import Services
from desktop.services.draft_judgement import Manner
from desktop.services.product_wishes import of_deletion
from desktop.services.variant_wishes import Edit, Rulebook, operation_of
from desktop.store import outbox_moves
from desktop.store.outbox_moves import Verdict
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.push_bar import PushBar
from desktop.ui.catalog.push_conflict_sheet import ConflictSheet
from desktop.ui.catalog.push_list_sheet import PushList
from desktop.ui.catalog.push_undo_sheet import UndoSheet
from desktop.ui.catalog.review_sheet import ReviewSheet
from desktop.ui.catalog.selection import Block, Chosen, Spot
from desktop.ui.kit import dialogs
from desktop.ui.main_window import MainWindow
from desktop.ui.outbox.panel import OutboxPanel

MANNER = Manner()


class Awake(catalog_room.Asleep):
    """The marketplace of the room, awake: it keeps stock, and refuses more than 500 of anything."""

    def __init__(self) -> None:
        self.variants = {one.remote_id: one for one in (variant(at) for at in range(1, 9))}
        self.refusing = True

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        return tuple(self.variants[one.remote_id] for one in refs)

    async def variant_pages(self) -> None:
        raise AssertionError("nobody syncs here")

    async def send(self, batch: Sequence[Operation]) -> Sent:
        return Sent(tuple(self._outcome(one) for one in batch))

    verify = send

    def _outcome(self, one: Operation) -> Outcome:
        quantity = int(str(wished(one)["quantity"]))
        if self.refusing and quantity > 500:
            return Outcome(one.id, OperationState.REFUSED, "over_limit", {"most": "500"})
        self.sets(one.subject, quantity)
        return Outcome(one.id, OperationState.DONE)

    def sets(self, remote_id: str, quantity: int) -> None:
        self.variants[remote_id] = replace(self.variants[remote_id], stock=quantity)


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Awake:
    awake = Awake()
    monkeypatch.setattr(catalog_room, "_asleep", lambda _session: awake)
    return awake


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path, market: Awake) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path, tuple(market.variants.values())))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def page(services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]) -> CatalogPage:
    return loop.run_until_complete(catalog_page(open_window(BackRoom(services, None)), 8))


async def typed(services: Services, stocks: Mapping[str, str]) -> None:
    """Type stock by SKU number."""
    keys = await services.catalog.grid_keys(GridQuery())
    await services.drafts.type({(keys[int(at) - 1], Field.STOCK): text for at, text in stocks.items()}, MANNER)


async def pushed(page: CatalogPage, services: Services, **stocks: str) -> PushBar:
    """Type, review, send, and let the outbox work; the bar that tells it."""
    bar = page.findChildren(PushBar)[0]
    before = bar.push
    await typed(services, {at.removeprefix("v"): text for at, text in stocks.items()})
    page.drafting.count()
    await until(lambda: page.actions_of_page.by_key["review"].isEnabled())
    page.actions_of_page.by_key["review"].trigger()
    sheet = await opened(ReviewSheet)
    sheet.action.click()
    await until(lambda: bar.push is not None and (before is None or bar.push.id != before.id))
    await services.outbox.run_until_idle()
    await until(lambda: not bar.bar.isVisible())
    return bar


async def opened(kind: type[QDialog]) -> QDialog:
    """The sheet of this kind, as soon as it is open."""
    await until(lambda: any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets()))
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


async def shown_bar(page: CatalogPage) -> PushBar:
    await until(lambda: any(one.isVisible() for one in page.findChildren(PushBar)))
    return page.findChildren(PushBar)[0]


def cells_of(sheet: object, column: int) -> list[str]:
    tree = sheet.list  # type: ignore[attr-defined]
    return [tree.topLevelItem(at).text(column) for at in range(tree.topLevelItemCount())]


def test_the_bar_tells_what_became_of_a_push_and_sends_only_what_failed_again(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        bar = await pushed(page, services, v1="40", v2="900", v3="41")
        await until(lambda: bar.words.text() == "2 of 3 done, 1 refused")
        bar.show_failed.click()
        await until(lambda: page.model.rowCount() == 1)
        assert page.listing.query.only is Only.REFUSED
        market.refusing = False
        bar.retry.click()
        await until(lambda: "on its way" in bar.words.text())
        await services.outbox.run_until_idle()
        await until(lambda: bar.words.text() == "3 of 3 done")
        assert [market.variants[f"v{at}"].stock for at in (1, 2, 3)] == [40, 900, 41]
        assert not bar.retry.isVisible()
        bar.closer.click()
        await until(lambda: not bar.isVisible())

    loop.run_until_complete(story())


def test_failed_rows_go_into_a_file(
    page: CatalogPage,
    services: Services,
    loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def answered(*_asked: object, **_more: object) -> Path:
        return tmp_path / "failed.csv"

    monkeypatch.setattr(dialogs, "save_as", answered)

    async def story() -> None:
        bar = await pushed(page, services, v1="40", v2="900")
        bar.export.click()
        await until((tmp_path / "failed.csv").exists)

    loop.run_until_complete(story())
    with (tmp_path / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading == ["SKU", "Shop", "Market", "Field", "Wished value", "Reason"]
    assert rows == [
        ["SKU-00002", "Amina's Pots", "", "Stock", "900", "It is more than the marketplace takes: at most 500."]
    ]


def test_a_rehearsal_tells_each_change_and_sends_nothing(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        market.sets("v1", 77)
        market.sets("v2", 33)
        await typed(services, {"1": "40", "2": "33", "3": "12"})
        page.actions_of_page.wanted.emit("review")
        sheet = await opened(ReviewSheet)
        assert isinstance(sheet, ReviewSheet)
        sheet.rehearsal.button.click()
        await until(lambda: sheet.rehearsal.filter.isVisible())
        assert cells_of(sheet, 6) == ["changed there since", "already so", "would be sent"]
        assert cells_of(sheet, 5)[0] == "77"
        sheet.rehearsal.filter.setCurrentIndex(sheet.rehearsal.filter.findText("Changed there since"))
        assert cells_of(sheet, 0) == ["SKU-00001"]
        sheet.reject()
        assert await services.outbox.list(open_only=False) == ()
        assert market.variants["v3"].stock == 3

    loop.run_until_complete(story())


def test_conflicts_are_decided_for_the_chosen_cells_or_all_in_a_sheet(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        for at in (1, 2, 3):
            market.sets(f"v{at}", 70 + at)
        bar = await pushed(page, services, v1="40", v2="41", v3="42")
        await until(lambda: bar.words.text() == "0 of 3 done, 3 need your decision")
        column = next(at for at in range(len(page.grid.order)) if page.grid.field_at(at) is Field.STOCK)
        page.grid.choose(Chosen(Spot(0, column), Spot(0, column), (Block(0, column, 0, column),)))
        page.actions_of_page.by_key["keep_mine"].trigger()
        await until(lambda: "2 need your decision" in bar.words.text())
        bar.decide.click()
        sheet = await opened(ConflictSheet)
        assert isinstance(sheet, ConflictSheet)
        assert cells_of(sheet, 4) == ["72", "73"]
        first = sheet.list.topLevelItem(0)
        assert first is not None
        first.setSelected(True)
        sheet.theirs.click()
        assert sheet.action.text() == "Apply 1 decision"
        first.setSelected(False)
        second = sheet.list.topLevelItem(1)
        assert second is not None
        second.setSelected(True)
        sheet.mine.click()
        sheet.action.click()
        await until(lambda: "decision" not in bar.words.text())
        await services.outbox.run_until_idle()
        await until(lambda: bar.words.text() == "2 of 3 done, 1 taken back")
        assert [market.variants[f"v{at}"].stock for at in (1, 2, 3)] == [40, 72, 42]

    loop.run_until_complete(story())


def test_a_price_kept_in_the_grid_asks_about_the_sale_that_was_changed_there_too(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        (stored,) = (await services.catalog.find(["SKU-00001"]))["SKU-00001"]
        before, mine, theirs = (
            {"price": price, "sale_price": sale, "sale_from": None, "sale_to": None}
            for price, sale in (("101.50", "90"), ("120", "95"), ("110", "80"))
        )
        edit = Edit(stored, OperationKind.SET_PRICE, mine)
        made = replace(operation_of(edit, Rulebook(()), "op-1", "set-1", NOW), before=before)
        said = Verdict(made.id, made.state, OperationState.CONFLICT, "changed_there", ack=theirs)
        await services.db.write(lambda c: outbox_moves.add_change_set(c, "set-1", "Prices", [made], NOW))
        await services.db.write(lambda c: outbox_moves.apply(c, said, NOW))
        services.changes.publish(Changes(ChangeKind.OUTBOX))
        await until(lambda: bool((row := page.model.row_at(0)) and row.pending))
        column = next(at for at in range(len(page.grid.order)) if page.grid.field_at(at) is Field.PRICE)
        page.grid.choose(Chosen(Spot(0, column), Spot(0, column), (Block(0, column, 0, column),)))
        page.actions_of_page.by_key["keep_mine"].trigger()
        sheet = await opened(ConflictSheet)
        assert isinstance(sheet, ConflictSheet)
        assert (cells_of(sheet, 6), sheet.action.isEnabled()) == (["Mine is sent", "open"], False)
        sheet.list.topLevelItem(1).setSelected(True)
        sheet.theirs.click()
        sheet.action.click()
        await until(lambda: not sheet.isVisible())
        await until(lambda: page.model.row_at(0).pending[0].state is not OperationState.CONFLICT)  # type: ignore[union-attr]
        (kept,) = await services.outbox.list()
        assert {key: kept.after[key] for key in mine if key in kept.after} == {"price": "120"}

    loop.run_until_complete(story())


def test_undo_asks_with_what_changed_since_and_can_itself_be_taken_back_from_the_list(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        bar = await pushed(page, services, v1="40", v2="41", v3="42")
        market.sets("v2", 5)
        bar.undo.click()
        sheet = await opened(UndoSheet)
        assert isinstance(sheet, UndoSheet)
        assert sheet.action.text() == "Undo 2 changes"
        assert any("1 of 3 changed since" in one for one in labels(sheet))
        sheet.action.click()
        await until(lambda: bar.title.text() == "Undo: Set stock")
        await services.outbox.run_until_idle()
        await until(lambda: bar.words.text() == "2 of 2 done")
        assert [market.variants[f"v{at}"].stock for at in (1, 2, 3)] == [1, 5, 3]
        page.actions_of_page.by_key["pushes"].trigger()
        listed = await opened(PushList)
        assert isinstance(listed, PushList)
        await until(lambda: listed.list.topLevelItemCount() == 2)
        assert cells_of(listed, 0) == ["Undo: Set stock", "Set stock"]
        await until(lambda: listed.lines.topLevelItemCount() == 2)
        listed.undo.click()
        again = await opened(UndoSheet)
        again.action.click()  # type: ignore[attr-defined]
        await until(lambda: listed.list.topLevelItemCount() == 3)
        await services.outbox.run_until_idle()
        assert [market.variants[f"v{at}"].stock for at in (1, 2, 3)] == [40, 5, 42]
        listed.close()

    loop.run_until_complete(story())


def test_the_outbox_asks_with_counts_before_a_whole_change_is_taken_back(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        await pushed(page, services, v1="40", v2="41")
        market.sets("v2", 5)
        panel = OutboxPanel(page.window(), services, lambda: NOW)
        panel.show()
        panel.look()
        await until(lambda: panel.lines.topLevelItemCount() == 1)
        panel.lines.topLevelItem(0).setSelected(True)
        panel.take_back.click()
        sheet = await opened(UndoSheet)
        assert any("1 of 2 changed since and stay. Undo 1 change?" in one for one in labels(sheet))
        sheet.action.click()  # type: ignore[attr-defined]
        await until(lambda: panel.lines.topLevelItemCount() == 2)
        await services.outbox.run_until_idle()
        assert [market.variants[f"v{at}"].stock for at in (1, 2)] == [1, 5]
        panel.close()

    loop.run_until_complete(story())


def test_products_sent_are_in_the_list_of_pushes(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        (stored,) = (await services.catalog.find(["SKU-00002"]))["SKU-00002"]
        gone = of_deletion(stored, "op-1", "set-1", NOW)
        await services.db.write(lambda c: outbox_moves.add_change_set(c, "set-1", gone.kind.value, [gone], NOW))
        page.actions_of_page.by_key["pushes"].trigger()
        listed = await opened(PushList)
        assert isinstance(listed, PushList)
        await until(lambda: cells_of(listed, 0) == ["Delete product"] and listed.lines.topLevelItemCount() == 1)
        told = [listed.lines.topLevelItem(0).text(at) for at in range(6)]
        assert told == ["SKU-00002", "Amina's Pots", "Delete product", "", "", "On its way"]
        listed.undo.click()
        sheet = await opened(UndoSheet)
        assert sheet.list.topLevelItem(0).text(1) == "Delete product"  # type: ignore[attr-defined]
        sheet.action.click()  # type: ignore[attr-defined]
        await until(lambda: listed.lines.topLevelItem(0).text(5) == "Taken back")
        listed.close()

    loop.run_until_complete(story())


def labels(sheet: QDialog) -> list[str]:
    return [one.text() for one in sheet.findChildren(QLabel)]


def test_the_bar_of_a_push_that_failed_is_there_at_the_next_start(
    page: CatalogPage,
    services: Services,
    loop: asyncio.AbstractEventLoop,
    open_window: Callable[..., MainWindow],
) -> None:
    async def story() -> None:
        await pushed(page, services, v1="40", v2="900")

    loop.run_until_complete(story())
    window = open_window(BackRoom(services, None))
    window.go_to("catalog")
    other = window.pages.currentWidget()
    assert isinstance(other, CatalogPage)

    async def again() -> None:
        bar = await shown_bar(other)
        assert bar.words.text() == "1 of 2 done, 1 refused"
        QTest.keyClick(bar.details, Qt.Key.Key_Space)
        listed = await opened(PushList)
        assert isinstance(listed, PushList)
        await until(lambda: listed.lines.topLevelItemCount() == 2)
        assert listed.lines.topLevelItem(0).text(5) == "Refused"
        listed.close()

    loop.run_until_complete(again())


def test_what_is_typed_while_a_push_is_on_its_way_stays(
    page: CatalogPage, services: Services, market: Awake, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        await typed(services, {"1": "40"})
        page.actions_of_page.wanted.emit("review")
        (await opened(ReviewSheet)).action.click()  # type: ignore[attr-defined]
        bar = await shown_bar(page)
        assert "1 on its way" in bar.words.text()
        await typed(services, {"1": "1"})  # what it was before: a wish all the same
        await services.outbox.run_until_idle()
        assert (await services.drafts.counts()).changed == 1
        bar = await pushed(page, services)
        await until(lambda: bar.words.text() == "1 of 1 done")
        assert market.variants["v1"].stock == 1

    loop.run_until_complete(story())
