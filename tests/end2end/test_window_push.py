"""A push through the real window: one row refused, one changed there meanwhile; retried, decided, taken back."""

from typing import Any

import window_robot as robot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_acts import connect
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day

from desktop.domain.catalog_grid import Field
from desktop.domain.operations import OperationKind
from desktop.sandbox.running import RunningSandbox
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.selection import Chosen, Spot
from tests.contract.scenes import where

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet
PLATFORM = "jumpseller"


def plain_skus(shop: RunningSandbox) -> list[dict[str, Any]]:
    """SKUs of products of their own, with a stock."""
    found = shop.truth()["variants"]
    return [one for one in found if one["stock"] is not None and one["status"] == "active"][:3]


def stocks(shop: RunningSandbox, skus: list[dict[str, Any]]) -> list[int]:
    held = {one["id"]: one["stock"] for one in shop.truth()["variants"]}
    return [held[one["id"]] for one in skus]


async def catalog(seat: Seat) -> CatalogPage:
    """The tab, with its SKUs."""
    seat.window.go_to("catalog")
    page = seat.window.pages.currentWidget()
    assert isinstance(page, CatalogPage)
    await robot.until("the grid has rows", lambda: page.model.complete and page.model.rowCount() > 2)
    return page


async def type_stock(page: CatalogPage, sku: str, text: str) -> None:
    """Into the cell, as fingers do."""
    rows = range(page.model.rowCount())
    await robot.until("the rows are read", lambda: all(page.model.row_at(at) is not None for at in rows))
    at = next(at for at in rows if _sku(page, at) == sku)
    column = next(place for place in range(len(page.grid.order)) if page.grid.field_at(place) is Field.STOCK)
    page.grid.setFocus()
    page.grid.choose(Chosen().at(Spot(at, column)))
    for letter in text:
        QTest.keyClicks(page.window().focusWidget() or page.grid.body, letter)
    QTest.keyClick(page.window().focusWidget() or page.grid.body, Qt.Key.Key_Return)


def _sku(page: CatalogPage, at: int) -> str:
    row = page.model.row_at(at)
    return row.stored.variant.sku if row is not None and not row.depth else ""


def rehearsed() -> list[str]:
    """What the rehearsal found, line by line."""
    return [line[6] for line in robot.lines_of("Changes") if line[6]]


async def bar_says(words: str) -> None:
    await robot.until(f"the bar says {words!r}", lambda: words in robot.words())


def test_a_push_with_a_refused_and_a_conflicting_row_comes_to_a_good_end_and_is_taken_back(day: Day) -> None:
    shop = day.shop(PLATFORM, 1)

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, PLATFORM)
        page = await catalog(seat)
        skus = plain_skus(shop)
        before = stocks(shop, skus)
        for one, text in zip(skus, ("71", "72", "73"), strict=True):
            await type_stock(page, one["sku"], text)
        shop.happen("stock_changed", variant=skus[2]["id"], quantity=2)

        await robot.press("Review changes (3)")
        await robot.press("Rehearse")
        findings = await robot.until(
            "it is rehearsed", lambda: [line[6] for line in robot.lines_of("Changes") if line[6]]
        )
        assert sorted(findings) == ["changed there since", "would be sent", "would be sent"]
        assert stocks(shop, skus) == [*before[:2], 2]
        method, path = where(PLATFORM, OperationKind.SET_STOCK)
        shop.arm("status", path, method, status=400)
        await robot.press("Send 3 changes")
        await bar_says("1 of 3 done, 1 refused, 1 needs your decision")
        assert sorted(now != was for now, was in zip(stocks(shop, skus), before, strict=True)) == [False, True, True]

        await robot.press("Retry failed only")
        await bar_says("2 of 3 done, 1 needs your decision")
        assert stocks(shop, skus) == [71, 72, 2]
        await robot.press("Decide")
        await robot.press("Keep mine")
        await robot.press("Apply 1 decision")
        await bar_says("3 of 3 done")
        assert stocks(shop, skus) == [71, 72, 73]

        shop.happen("stock_changed", variant=skus[1]["id"], quantity=9)
        await robot.press("Undo this push")
        await robot.press("Undo 2 changes")
        await bar_says("2 of 2 done")
        assert stocks(shop, skus) == [before[0], 9, 2]
        await day.assert_no_complaints()

    day.run(story)
