"""Pictures in the grid: a real practice shop's, only those on screen, from the disk without a line, never in paint."""

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.pictures import drawn
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.ui.catalog.columns import PICTURE
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.state import UiState

SKUS = 200
_OPENED: list[CatalogPage] = []  # never collected: a thread of a later test would do it on the wrong thread


def open_page(services: Services, loop: asyncio.AbstractEventLoop, state: UiState | None = None) -> CatalogPage:
    page = CatalogPage(state or UiState())
    _OPENED.append(page)
    page.resize(1280, 800)
    page.show()

    async def start() -> None:
        page.show_shops(await services.shops.list())
        page.start(services)
        await until(lambda: page.model.rowCount() > 0 and page.model.complete)

    loop.run_until_complete(start())
    return page


def close(page: CatalogPage) -> None:
    """The list behind the grid has no parent: left to the collector, a later test's thread would end its timer."""
    page.model.deleteLater()
    page.deleteLater()


@pytest.fixture(autouse=True)
def put_away(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """What a page leaves is collected here: a thread of a later test would do it on the wrong thread."""
    yield
    loop.run_until_complete(asyncio.sleep(0))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture(scope="module")
def shop() -> Iterator[RunningSandbox]:
    with RunningSandbox("lazada", skus=SKUS, orders=2) as sandbox:
        yield sandbox


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path, shop: RunningSandbox) -> Iterator[Services]:
    opened = build_services(Profile(tmp_path), MANIFESTS, passphrase=lambda: "test")

    async def fill() -> None:
        connected = await opened.shops.connect("lazada", shop.credentials, base_url=shop.base_url, practice=True)
        (result,) = await opened.sync.sync([connected.account.id])
        assert result.ok

    loop.run_until_complete(fill())
    yield opened
    loop.run_until_complete(opened.aclose())


def picture_at(page: CatalogPage, row: int) -> QImage:
    """What is painted in the picture cell of a row."""
    cell = page.grid.frozen.visualRect(page.model.index(row, PICTURE))
    return page.grid.frozen.viewport().grab(cell).toImage()


def is_shown(page: CatalogPage, row: int) -> bool:
    """Whether the cell has a picture in it: its middle column holds several colours."""
    picture = picture_at(page, row)
    middle = picture.width() // 2
    return len({QColor(picture.pixel(middle, y)).name() for y in range(6, picture.height() - 6)}) > 2


def test_those_on_screen_are_shown_and_the_others_are_not_asked_for(
    services: Services, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    page = open_page(services, loop)
    assert not page.grid.shows_pictures
    assert page.grid.body.row_height == 30
    page.actions_of_page.by_key["pictures"].trigger()
    assert page.grid.shows_pictures
    assert page.grid.body.row_height == 56
    assert [page.model.columns[at].key for at in page.grid.order[:3]] == ["picture", "sku", "name"]
    seen = page.grid.seen_rows()
    loop.run_until_complete(until(lambda: all(is_shown(page, row) for row in list(seen)[:-1])))
    kept = list((tmp_path / "pictures").glob("*.thumb"))
    assert 0 < len(kept) <= len(seen) + 1 < page.model.rowCount()
    page.grid.body.verticalScrollBar().setValue(60 * 56)
    loop.run_until_complete(until(lambda: page.model.row_at(62) is not None and is_shown(page, 62)))
    close(page)


def test_they_are_there_without_a_line_and_at_the_next_start(
    services: Services, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = UiState()
    page = open_page(services, loop, state)
    page.actions_of_page.by_key["pictures"].trigger()
    loop.run_until_complete(until(lambda: is_shown(page, 0) and is_shown(page, 5)))
    page.remember()
    close(page)

    async def no_line(*_: object) -> bytes:
        raise AssertionError("the line was asked")

    monkeypatch.setattr(services.pictures._fetcher, "fetch", no_line)
    again = open_page(services, loop, state)
    assert again.grid.shows_pictures
    assert again.grid.body.row_height == 56
    loop.run_until_complete(until(lambda: is_shown(again, 0) and is_shown(again, 5)))
    close(again)


class Slow:
    """A source of pictures that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = asyncio.Event()

    async def thumbnail(self, _account_id: str, address: str) -> bytes | None:
        self.asked.append(address)
        await self.go.wait()
        return None if "none" in address else drawn(address.rpartition("/")[2])


@pytest.fixture
def slow_page(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[tuple[CatalogPage, Slow]]:
    kinds = ("https://p.example/none", "")
    sold = [
        replace(variant(at), image_url=kinds[at] if at < 2 else f"https://p.example/KET-{at}") for at in range(400)
    ]  # fmt: skip
    opened = loop.run_until_complete(open_catalog(tmp_path, sold))
    page, slow = open_page(opened, loop), Slow()
    page.grid.pictures.start(slow)  # type: ignore[arg-type]
    yield page, slow
    slow.go.set()
    close(page)
    loop.run_until_complete(opened.aclose())


def test_painting_asks_nobody_and_what_was_scrolled_past_is_not_asked_for(
    slow_page: tuple[CatalogPage, Slow], loop: asyncio.AbstractEventLoop
) -> None:
    page, slow = slow_page
    page.actions_of_page.by_key["pictures"].trigger()
    page.grid.grab()
    assert slow.asked == []  # painted, and nobody was asked
    loop.run_until_complete(until(lambda: len(slow.asked) == 4))  # four at once
    first = set(slow.asked)
    page.grid.body.verticalScrollBar().setValue(300 * 56)
    loop.run_until_complete(until(lambda: page.model.row_at(300) is not None))
    page.grid.grab()
    slow.go.set()
    loop.run_until_complete(until(lambda: is_shown(page, 300) and is_shown(page, 305)))
    later = [address for address in slow.asked if address not in first]
    seen = {row.stored.variant.image_url for at in page.grid.seen_rows() if (row := page.model.row_at(at))}
    assert set(later) <= seen
    page.grid.body.verticalScrollBar().setValue(0)
    page.grid.grab()
    loop.run_until_complete(until(lambda: is_shown(page, 3)))
    assert not is_shown_as_picture(page, 0)
    assert not is_shown_as_picture(page, 1)


def is_shown_as_picture(page: CatalogPage, row: int) -> bool:
    """Whether the corner of the picture has the ground that drawn ones have, not the grey of an empty place."""
    found = picture_at(page, row)
    return QColor(found.pixel(found.width() // 2, 8)).saturation() > 20


def test_low_rows_have_none_and_an_answer_for_another_height_is_made_anew(
    slow_page: tuple[CatalogPage, Slow], loop: asyncio.AbstractEventLoop
) -> None:
    page, slow = slow_page
    acts = page.actions_of_page.by_key
    acts["rows_roomy"].trigger()
    acts["pictures"].trigger()
    assert page.grid.body.row_height == 38  # high enough: left as it was
    page.grid.grab()
    loop.run_until_complete(until(lambda: len(slow.asked) == 4))
    acts["rows_tall"].trigger()
    page.grid.grab()
    slow.go.set()
    loop.run_until_complete(until(lambda: is_shown(page, 3)))
    assert {picture.width() for picture in page.grid.pictures._kept.values()} == {50}
    acts["rows_compact"].trigger()
    assert not page.grid.shows_pictures
    assert acts["rows_compact"].isChecked()
    assert not acts["pictures"].isChecked()


def test_mirrored_they_stand_at_the_right_and_are_named(
    slow_page: tuple[CatalogPage, Slow], loop: asyncio.AbstractEventLoop, qapp: QApplication
) -> None:
    page, slow = slow_page
    slow.go.set()
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    page.actions_of_page.by_key["pictures"].trigger()
    frozen, body = page.grid.frozen, page.grid.body
    loop.run_until_complete(
        until(lambda: frozen.mapTo(page, QPoint(0, 0)).x() > body.mapTo(page, QPoint(0, 0)).x())
    )  # fmt: skip
    cell = page.grid.frozen.visualRect(page.model.index(3, PICTURE))
    sku = page.grid.frozen.visualRect(page.model.index(3, 0))
    assert cell.left() > sku.left()
    name = page.model.data(page.model.index(3, PICTURE), Qt.ItemDataRole.AccessibleTextRole)
    assert name == "Picture of SKU-00003"
