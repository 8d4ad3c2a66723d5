"""Jobs at the platforms: listed with what became of each thing in them, followed, copied and found in the grid."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from back_room import NOW, BackRoom
from catalog_hand import catalog_page
from conftest import until
from product_room import Marketplace, open_products
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.product_drafts import JobItem, RemoteJob
from desktop.services.build import Services
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.remote_jobs_sheet import RemoteJobsSheet
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.main_window import MainWindow


@pytest.fixture
def market() -> Marketplace:
    return Marketplace()


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path, market: Marketplace) -> Iterator[Services]:
    opened = loop.run_until_complete(open_products(tmp_path, market))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def page(services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]) -> CatalogPage:
    return loop.run_until_complete(catalog_page(open_window(BackRoom(services, None)), 12))


async def opened_sheet(page: CatalogPage) -> RemoteJobsSheet:
    page.actions_of_page.by_key["product_jobs"].trigger()

    def found() -> list[RemoteJobsSheet]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, RemoteJobsSheet) and one.isVisible()]

    await until(lambda: bool(found()) and bool(found()[0].summary.text()))
    return found()[0]


def cells(sheet: RemoteJobsSheet, job: int, item: int) -> list[str]:
    top = sheet.list.topLevelItem(job)
    assert top is not None
    line = top.child(item)
    assert line is not None
    return [line.text(at) for at in range(5)]


async def delete(services: Services, count: int) -> None:
    found = await services.catalog.find([f"SKU-{at:05d}" for at in range(1, count + 1)])
    ids = [one.id for stored in found.values() for one in stored]
    assert (await services.products.delete(ids)).order_ids == tuple(ids)


def test_nothing_yet_is_said(page: CatalogPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        sheet = await opened_sheet(page)
        assert sheet.summary.text() == "No marketplace has made a job of anything yet."
        assert not sheet.action.isEnabled()
        assert not sheet.copy.isEnabled()
        sheet.back.click()

    loop.run_until_complete(story())


def test_what_was_refused_is_told_copied_as_plain_text_and_found_in_the_grid(
    page: CatalogPage, services: Services, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    market.refuse = "=1+1 is still in an order"

    async def story() -> None:
        await delete(services, 2)
        async with asyncio.timeout(10):
            await services.outbox.run_until_idle()
        sheet = await opened_sheet(page)
        await until(lambda: "2 things refused" in sheet.summary.text())
        assert sorted(cells(sheet, 0, at)[0] for at in (0, 1)) == ["SKU-00001", "SKU-00002"]
        assert cells(sheet, 0, 0)[3] == "refused"
        assert "=1+1 is still in an order" in cells(sheet, 0, 0)[4]
        top = sheet.list.topLevelItem(0)
        assert top is not None
        sheet.list.setCurrentItem(top.child(1))
        sheet.copy.click()
        copied = QGuiApplication.clipboard().text().split("\t")
        assert copied[0] == sheet.sku
        assert not any(one.startswith("=") for one in copied)
        wanted = sheet.sku
        sheet.action.click()
        await until(lambda: page.model.rowCount() == 1)
        row = page.model.row_at(0)
        assert row is not None
        assert row.stored.variant.sku == wanted

    loop.run_until_complete(story())


def job(state: OperationState, count: int = 2) -> RemoteJob:
    items = tuple(
        JobItem(f"op{at}", f"KET-{at}", OperationKind.CREATE_PRODUCT, state if at else OperationState.DONE)
        for at in range(count)
    )
    at_work = state is OperationState.WORKING
    return RemoteJob("feed-77", "a1", "Amina", "South Market", ("Pots",), NOW, None if at_work else NOW, items)


def test_a_job_at_work_is_followed_and_the_chosen_line_stays_chosen(
    page: CatalogPage, loop: asyncio.AbstractEventLoop
) -> None:
    found = [job(OperationState.WORKING)]

    async def jobs() -> tuple[RemoteJob, ...]:
        return tuple(found)

    async def story() -> None:
        sheet = RemoteJobsSheet(page.window(), jobs)
        sheet.look()
        await until(lambda: "1 in progress" in sheet.summary.text())
        top = sheet.list.topLevelItem(0)
        assert top is not None
        assert top.text(3) == "In progress, 1 of 2 done"
        sheet.list.setCurrentItem(top.child(1))
        found[:] = [job(OperationState.DONE)]
        sheet.hear(Changes(ChangeKind.ORDERS))  # that is no news of a job
        sheet.hear(Changes(ChangeKind.OUTBOX))
        await until(lambda: sheet.summary.text() == "1 job")
        assert sheet.sku == "KET-1"
        done = sheet.list.topLevelItem(0)
        assert done is not None
        assert done.text(3) == "Done"
        sheet.deleteLater()

    loop.run_until_complete(story())


def test_what_a_marketplace_says_is_never_read_as_markup_in_a_tip() -> None:
    assert plain_tip("3 & 4\nand so on") == "3 & 4\nand so on"
    told = plain_tip("<b>Rejected</b> <img src='https://nowhere.invalid/a.png'>")
    assert "&lt;b&gt;Rejected" in told
    assert "<img" not in told
