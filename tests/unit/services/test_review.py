"""Before a push everything is told, and a push takes away just what it queued."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from stocked_shop import Stocked, manifest, stocked, tell

from desktop.domain.catalog_grid import DraftCounts, Field, key_of
from desktop.domain.operations import Operation, OperationKind
from desktop.platforms.kit.contract import Sent
from desktop.services.draft_judgement import Manner

MANNER = Manner()


class Cutter:
    """A way in that is never used: it only says how it would cut wishes into requests, two to each."""

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple(tuple(operations[at : at + 2]) for at in range(0, len(operations), 2))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        raise AssertionError("nothing is sent here")

    verify = send

    async def aclose(self) -> None:
        return None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    platform = replace(manifest(), make=lambda _session: Cutter())  # type: ignore[arg-type, return-value]
    with stocked(tmp_path, platform) as opened:
        yield opened


async def typed(shop: Stocked, sku: str, number: int = 0, **texts: str) -> None:
    key = key_of((await shop.stored(sku)).id, number)
    taken = await shop.services.drafts.type({(key, Field(of)): text for of, text in texts.items()}, MANNER)
    assert not taken.not_taken


def test_a_review_says_old_and_new_and_what_is_wrong(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="-1", price="11")
        await typed(shop, "POT", 2, price="950")
        await typed(shop, "LID", price="3")
        review = await shop.services.review.review()
        told = {(one.stored.variant.sku, one.of): one for one in review.changes}
        assert (told["CUP", Field.PRICE].before, told["CUP", Field.PRICE].after) == ("10.00", "11")
        assert (told["POT", Field.PRICE].place_name, told["POT", Field.PRICE].currency) == ("Uganda", "UGX")
        assert told["CUP", Field.STOCK].level == 2
        assert review.counts == DraftCounts(4, 3, 1)
        (one,) = review.shops
        assert (one.shop, one.wishes) == ("Amina's Pots", 3)
        assert one.requests == 2
        assert one.seconds == pytest.approx(0.02)

    tell(shop, story)


def test_a_push_queues_what_is_right_and_leaves_the_rest(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="-1", price="11")
        await typed(shop, "POT", 1, price="21", sale_price="18", sale_from="2026-12-01", sale_to="2026-12-24")
        pushed = await shop.services.review.push("Prices")
        found = {(one.label, one.kind): one for one in await shop.operations()}
        assert pushed.wishes == len(found) == 2
        assert {one.change_set_id for one in found.values()} == {pushed.change_set_id}
        sale = found["POT", OperationKind.SET_PRICE]
        assert (sale.after["market"], sale.after["sale_price"], sale.after["sale_to"]) == (
            "ke", "18", "2026-12-24T23:59:59Z",
        )  # fmt: skip
        assert sale.before["price"] == "20.50"
        assert await shop.services.drafts.counts() == DraftCounts(1, 0, 1)  # the stock below zero stays typed

    tell(shop, story)


def test_a_price_waits_while_its_sale_cannot_be_read(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", price="12", sale_price="cheap", stock="4")
        pushed = await shop.services.review.push("Prices")
        assert [one.kind for one in await shop.operations()] == [OperationKind.SET_STOCK]
        assert pushed.wishes == 1
        assert (await shop.services.drafts.counts()).changed == 2

    tell(shop, story)


def test_what_is_typed_during_a_push_survives_it(shop: Stocked, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="7")
        wish = shop.services.catalog_work.wish

        async def typed_meanwhile(*given: object, **more: object) -> object:
            await typed(shop, "CUP", stock="8")
            await typed(shop, "LID", stock="3")
            return await wish(*given, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(shop.services.catalog_work, "wish", typed_meanwhile)
        await shop.services.review.push("Stock")
        (sent,) = await shop.operations()
        assert sent.after["quantity"] == 7
        assert (await shop.services.drafts.counts()).changed == 2

    tell(shop, story)


def test_nothing_typed_is_nothing_to_push(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        pushed = await shop.services.review.push("Nothing")
        assert (pushed.change_set_id, pushed.wishes) == ("", 0)
        assert (await shop.services.review.review()).shops == ()

    tell(shop, story)
