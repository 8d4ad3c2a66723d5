"""A tree of categories that takes many requests: its progress is seen, it can be stopped, and it goes on from there."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from back_room import BackRoom
from conftest import until
from product_room import KETTLES, Marketplace, Writer, open_products, tree
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.products import Category
from desktop.platforms.kit.manifest import Manifest
from desktop.services.build import Services
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.product_shop_sheet import ProductShopSheet
from desktop.ui.catalog.product_window import ProductWindow
from desktop.ui.kit.progress_sheet import ProgressSheet
from desktop.ui.main_window import MainWindow

Kind = TypeVar("Kind", bound=QWidget)
PAGE, HELD = 100, "page 5"
PAGES = len(tree()) // PAGE + 1


class Paged(Writer):
    """Tells its categories a hundred at a time; one page is held back until somebody lets it go."""

    async def category_page(self, shop_remote_id: str, page: int) -> tuple[tuple[Category, ...], int]:
        self._reach()
        asked = f"page {page}"
        self._market.asked.append(asked)
        if asked in self._market.slow:
            await self._market.slow[asked].wait()
        return tree()[(page - 1) * PAGE : page * PAGE], PAGES


class Large(Marketplace):
    def manifest(self) -> Manifest:
        return replace(super().manifest(), make=lambda session: Paged(self, session))  # type: ignore[arg-type, return-value]


@pytest.fixture
def market() -> Large:
    return Large(slow={HELD: asyncio.Event()})


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path, market: Large) -> Iterator[Services]:
    opened = loop.run_until_complete(open_products(tmp_path, market))
    yield opened
    loop.run_until_complete(opened.aclose())


def test_a_long_tree_is_read_with_progress_stopped_and_gone_on_with(
    services: Services, market: Large, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(BackRoom(services, None))

    async def story() -> None:
        editor = await new_product(window)
        picker = editor.attributes.picker
        await until(lambda: HELD in market.asked)
        assert not picker.reading.isHidden()
        assert (picker.reading.bar.value(), picker.reading.bar.maximum()) == (4, PAGES)
        press(picker.reading.button.text(), "Stop", picker.reading.button.click)
        assert picker.more.text() == "The categories are not all read yet. What was read is kept."

        market.slow.clear()
        market.offline = True
        press(picker.reading.button.text(), "Go on", picker.reading.button.click)
        await until(lambda: picker.reading.button.text() == "Go on")
        assert picker.index.leaves == ()
        market.offline = False
        press(picker.reading.button.text(), "Go on", picker.reading.button.click)
        await until(lambda: bool(picker.index.leaves))
        assert picker.reading.isHidden()
        assert len(picker.index.leaves) == len(tree()) - 1  # one is a branch
        assert Counter(market.asked) == {f"page {page}": 1 + (f"page {page}" == HELD) for page in range(1, PAGES + 1)}
        again = await new_product(window)
        await until(lambda: bool(again.attributes.picker.index.leaves))
        assert len(market.asked) == PAGES + 1
        for one in (editor, again):
            one.close()

    loop.run_until_complete(story())


def test_a_clone_says_how_far_the_tree_is_and_can_be_stopped(
    services: Services, market: Large, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(BackRoom(services, None))

    async def clone() -> None:
        page.actions_of_page.by_key["product_clone"].trigger()
        sheet = await shown(ProductShopSheet)
        sheet.action.click()

    async def story() -> None:
        await until(lambda: page.model.rowCount() == 12 and page.model.row_at(0) is not None)
        await clone()
        await until(lambda: HELD in market.asked)
        sheet = await shown(ProgressSheet)
        assert sheet.told.text() == f"Its categories are read: 4 of {PAGES} pages"
        sheet.action.click()
        market.slow.clear()
        await clone()
        await until(lambda: bool(editors()))
        (editor,) = editors()
        assert editor.writing.product.category == KETTLES
        assert market.asked.count("page 1") == 1
        editor.close()

    window.go_to("catalog")
    page = window.pages.currentWidget()
    assert isinstance(page, CatalogPage)
    loop.run_until_complete(story())


async def shown(kind: type[Kind]) -> Kind:
    def found() -> list[Kind]:
        return [one for one in tops() if isinstance(one, kind) and one.isVisible()]

    await until(lambda: bool(found()))
    return found()[0]


def press(text: str, wanted: str, click: Callable[[], None]) -> None:
    assert text == wanted
    click()


async def new_product(window: MainWindow) -> ProductWindow:
    known = set(editors())
    window.go_to("catalog")
    page = window.pages.currentWidget()
    page.actions_of_page.by_key["product_new"].trigger()  # type: ignore[union-attr]
    (await shown(ProductShopSheet)).action.click()
    await until(lambda: bool(set(editors()) - known))
    (found,) = set(editors()) - known
    return found


def tops() -> list[object]:
    return list(QApplication.topLevelWidgets())


def editors() -> list[ProductWindow]:
    return [one for one in tops() if isinstance(one, ProductWindow) and one.isVisible()]
