"""The review tells of stocks that were typed before something was sold, and sets them right in one press."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from back_room import NOW, BackRoom
from catalog_hand import catalog_page
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtWidgets import QApplication

from desktop.domain.catalog_grid import Field, GridQuery
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.outdated_counts import Fix
from desktop.services.build import Services
from desktop.services.draft_judgement import Manner
from desktop.store import catalog_ingest, order_ingest
from desktop.store.sql import raw
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.review_sheet import ReviewSheet
from desktop.ui.main_window import MainWindow


async def sold_meanwhile(services: Services) -> None:
    """Three stocks typed ten minutes ago; two of the SKUs were sold since."""
    keys = await services.catalog.grid_keys(GridQuery())
    texts = {(keys[at], Field.STOCK): text for at, text in ((0, "40"), (1, "30"), (2, "20"))}
    await services.drafts.type(texts, Manner())
    await services.db.write(lambda c: raw(c).execute("UPDATE drafts SET typed_at = typed_at - 600000"))
    at, money = NOW - timedelta(minutes=5), Money(Decimal(5), "KES")
    items = tuple(
        OrderItem(f"i{n}", f"SKU-0000{n}", "Kettle", n, money, ItemStatus.TO_PACK, "new", shop_remote_id="s1")
        for n in (1, 2)
    )
    order = Order("o1", "3001", "new", money, at, at, shop_remote_ids=("s1",), items=items)
    now = replace(variant(2), stock=0)
    await services.db.write(lambda c: order_ingest.save_orders(c, "account-1", [order], at=at))
    await services.db.write(lambda c: catalog_ingest.save_variants(c, "account-1", [now], at=at))


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path, [variant(at) for at in range(1, 5)]))
    loop.run_until_complete(sold_meanwhile(opened))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def page(services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]) -> CatalogPage:
    return loop.run_until_complete(catalog_page(open_window(BackRoom(services, None)), 4))


async def reviewed(page: CatalogPage) -> ReviewSheet:
    await until(lambda: page.actions_of_page.by_key["review"].isEnabled())
    page.actions_of_page.by_key["review"].trigger()

    def found() -> list[ReviewSheet]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, ReviewSheet) and one.isVisible()]

    await until(lambda: bool(found()))
    return found()[0]


def cells(sheet: ReviewSheet) -> list[tuple[str, str]]:
    items = [sheet.list.topLevelItem(at) for at in range(sheet.list.topLevelItemCount())]
    return [(one.text(4), one.text(7)) for one in items if one is not None]


def test_what_was_sold_is_said_and_taken_off_for_the_chosen_then_for_all(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        sheet = await reviewed(page)
        assert sheet.outdated.isVisible()
        assert sheet.outdated.words.text().startswith("2 stocks were typed before something was sold or changed there.")
        assert cells(sheet) == [
            ("40", "Sold since you typed this: 1 (3001)."),
            ("30", "Sold since you typed this: 2 (3001).  Stock when you typed it: 2, now 0."),
            ("20", ""),
        ]
        second = sheet.list.topLevelItem(1)
        assert second is not None
        second.setSelected(True)
        sheet.outdated.buttons[Fix.TAKE_OFF].click()
        await until(lambda: cells(sheet) == [("40", "Sold since you typed this: 1 (3001)."), ("28", ""), ("20", "")])
        await until(sheet.outdated.isEnabled)
        sheet.outdated.buttons[Fix.DROP].click()
        await until(lambda: cells(sheet) == [("28", ""), ("20", "")])
        assert not sheet.outdated.isVisible()
        assert sheet.action.text() == "Send 2 changes"
        sheet.reject()
        page.drafting.undo()
        await until(lambda: page.drafting.redo_title == "Stock after what was sold")
        await page.drafting.settled()
        assert (await services.drafts.counts()).changed == 3
        early = [one.stored.variant.sku for one in (await services.review.review()).changes if one.outdated]
        assert early == ["SKU-00001"], "what is brought back is as old as it was"

    loop.run_until_complete(story())
