"""The Catalog tab in the window: its search, its menu, its place in the palette, and the way to and from the orders."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from back_room import BackRoom
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtTest import QTest

from desktop.domain.catalog_grid import Field
from desktop.services.build import Services
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.selection import Spot
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path, [variant(at) for at in range(1, 41)]))
    yield opened
    loop.run_until_complete(opened.aclose())


def page_of(window: MainWindow) -> CatalogPage:
    window.go_to("catalog")
    page = window.pages.currentWidget()
    assert isinstance(page, CatalogPage)
    return page


def test_the_search_box_belongs_to_the_tab_that_is_looked_at(
    services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(BackRoom(services, None))

    async def story() -> None:
        page = page_of(window)
        await until(lambda: page.model.rowCount() == 40)
        window.top.search.setText("SKU-00007")
        await until(lambda: page.model.rowCount() == 1)
        assert window.pages.searched() == "catalog"
        window.top.search.clear()
        await until(lambda: page.model.rowCount() == 40)

    loop.run_until_complete(story())
    assert [action.text() for action in window.menuBar().actions()].count("&Catalog") == 1
    assert any("Review changes" in action.text() for action in window.pages.every_action())


def test_drafts_of_the_last_time_are_there_at_the_next_start_and_so_is_the_layout(
    services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]
) -> None:
    state = UiState()

    async def type_it() -> None:
        keys = await services.catalog.grid_keys(page_of(window).listing.query)
        await services.drafts.type({(keys[0], Field.STOCK): "66"}, Manner())

    window = open_window(BackRoom(services, None), state)
    page = page_of(window)
    page.grid.body.setColumnWidth(4, 91)
    loop.run_until_complete(type_it())
    window.remember()
    other = open_window(BackRoom(services, None), state)

    async def story() -> None:
        page = page_of(other)
        await until(lambda: page.model.rowCount() == 40 and page.model.row_at(0) is not None)
        await until(lambda: "1 cell changed" in page.footer.words.text())
        assert page.grid.body.columnWidth(4) == 91
        row = page.model.row_at(0)
        assert row is not None
        assert row.cells[Field.STOCK].value == "66"
        assert page.actions_of_page.by_key["review"].text() == "Review changes (1)"

    loop.run_until_complete(story())


def test_typing_where_nothing_can_be_typed_says_so(
    services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]
) -> None:
    page = page_of(open_window(BackRoom(services, None)))
    told: list[str] = []
    page.notice.connect(lambda words, *_rest: told.append(words))
    loop.run_until_complete(until(lambda: page.model.rowCount() == 40))
    shop = next(place for place, at in enumerate(page.grid.order) if page.model.columns[at].key == "shop")
    page.grid.choose(page.grid.chosen.at(Spot(2, shop)))
    QTest.keyClicks(page.grid.body, "7")
    assert told == ["This is only shown here. SKU, name and pictures are changed in the product: press F2 on them."]
    page.grid.open_cell(Spot(3, shop))
    assert len(told) == 2
    assert not page.grid.editing.is_open
