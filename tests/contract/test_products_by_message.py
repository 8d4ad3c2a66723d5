"""Products at the platform that answers by messages: in its newer form, without an answer, many at once, by channel."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from shop_floor import Floor, work
from test_products import _ref, _values, by_sku, change, creation, invented
from wishing import done, settled, true_variants

from desktop.domain.catalog import Variant
from desktop.domain.errors import TryLater
from desktop.domain.identity import new_id
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.product_changes import changed
from desktop.domain.products import Product

pytestmark = pytest.mark.platforms("sirclo")
_S = OperationState
PUBLISH = "CNX_BULK_UPSERT_PRODUCT:publish"


async def _of(floor: Floor, channel: str, product: Product, shop: str) -> Product:
    """The same for another channel."""
    leaves = [one for one in await floor.connector.categories(shop) if one.market == channel]
    attributes = await floor.connector.category_attributes(shop, leaves[0])
    long = f"{product.name}, of solid copper and made by hand"  # enough for all of them
    own = _values(attributes, of_variant=False)
    return replace(product, name=long, description=long, category=leaves[0], attributes=own)


def _published(floor: Floor) -> int:
    return sum(PUBLISH in one["path"] for one in floor.sandbox.requests())


@pytest.mark.parametrize("quirks", [{"feedback_own_id": True}, {"feedback_lost": 1}], ids=["another's name", "lost"])
def test_where_no_answer_is_found_the_channel_is_looked_at(floor: Floor, quirks: Mapping[str, Any]) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        floor.sandbox.quirks(**quirks)
        (ended,) = await done(floor, [creation(floor, product, shop)])
        assert ended.state is _S.DONE, ended
        assert {"NEW-KETTLE-0", "NEW-KETTLE-1"} <= {one["sku"] for one in true_variants(floor).values()}
        assert _published(floor) == 1

    work(floor, job)


@pytest.mark.parametrize("channel", ["tkpd", "blib", "bklp", "tktk"])
def test_the_newer_form_is_written_and_read(floor: Floor, channel: str) -> None:
    async def job(floor: Floor) -> None:
        floor.sandbox.quirks(products_v2=True)
        floor.safe.credentials["product_calls"] = "v2"
        product, shop = await invented(floor, 2)
        (ended,) = await done(floor, [creation(floor, await _of(floor, channel, product, shop), shop)])
        assert ended.state is _S.DONE, ended
        made = (await by_sku(floor))["NEW-KETTLE-0"]
        assert (made.stock, made.offers[0].market) == (7, channel)
        seen = await floor.connector.read_product(_ref(made))
        wished = replace(seen, description="Boils a litre of water, and keeps it warm.")
        (ended,) = await done(floor, [change(floor, seen, wished, made)])
        assert ended.state is _S.DONE, ended
        now = await floor.connector.read_product(_ref(made))
        assert changed(seen, now) == ("description",)
        assert [(one.price, one.stock) for one in now.variants] == [(one.price, one.stock) for one in seen.variants]

    work(floor, job)


def test_new_products_go_out_together_and_are_answered_each(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor)
        (variant,) = product.variants
        wishes = [
            creation(floor, replace(product, variants=(replace(variant, sku=f"MANY-{number}"),)), shop)
            for number in range(3)
        ]
        taken = replace(product, variants=(replace(variant, sku=next(iter(await by_sku(floor)))),))
        taken = await _of(floor, "shpe", taken, shop)
        ended = await done(floor, [*wishes, creation(floor, taken, shop)])
        assert [one.state for one in ended] == [_S.DONE, _S.DONE, _S.DONE, _S.REFUSED], ended
        assert "exists already" in ended[-1].params["message"]
        assert _published(floor) == 1

    work(floor, job)


def test_what_a_channels_rules_forbid_is_never_published(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor)
        (ended,) = await done(floor, [creation(floor, replace(product, description="<b>Boils</b> a litre."), shop)])
        assert (ended.state, ended.code) == (_S.REFUSED, "no_html")
        assert _published(floor) == 0

    work(floor, job)


def _off_sale(floor: Floor, variant: Variant) -> Operation:
    after = {"status": "inactive", "sku": variant.sku, "shop": variant.shop_remote_id}
    id_, kind = new_id(), OperationKind.SET_STATUS
    return Operation(id_, "c", "a", "s", kind, variant.remote_id, variant.sku, {}, after, _S.SENDING, floor.wall())


@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
def test_two_skus_of_one_product_do_not_undo_each_other(floor: Floor, together: bool) -> None:
    """Each message says all of the product anew: the second must not say what the first has just changed."""

    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        await done(floor, [creation(floor, await _of(floor, "tkpd", product, shop), shop)])
        there = await by_sku(floor)
        first, second = (_off_sale(floor, there[f"NEW-KETTLE-{number}"]) for number in range(2))
        if together:
            ended = await done(floor, [first, second])
            assert _published(floor) == 2  # with the creation
        else:
            sent = await floor.connector.send([first])
            with pytest.raises(TryLater) as told:
                await floor.connector.send([second])
            assert told.value.code == "not_told_yet"
            ended = [*await settled(floor, [first], sent.outcomes), *await done(floor, [second])]
        assert [one.state for one in ended] == [_S.DONE, _S.DONE], ended
        found = [one["status"] for one in true_variants(floor).values() if one["sku"].startswith("NEW-KETTLE")]
        assert found == ["inactive", "inactive"]

    work(floor, job)


@pytest.mark.parametrize("restarted", [False, True], ids=["in one run", "after a restart"])
def test_a_price_waits_for_the_message_that_still_says_the_old_one(floor: Floor, restarted: bool) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        await done(floor, [creation(floor, await _of(floor, "tkpd", product, shop), shop)])
        there = await by_sku(floor)
        first, second = there["NEW-KETTLE-0"], there["NEW-KETTLE-1"]
        off = _off_sale(floor, first)
        sent = await floor.connector.send([off])
        if restarted:
            await floor.connector.aclose()
            floor.connector = floor.manifest.make(floor.session)
        (offer,) = second.offers
        assert offer.price is not None
        after = {"price": str(offer.price.amount + 500), "market": "tkpd", "sku": second.sku, "currency": "IDR"}
        dearer = replace(_off_sale(floor, second), kind=OperationKind.SET_PRICE, after={**after, "shop": shop})
        with pytest.raises(TryLater) as told:
            await floor.connector.send([dearer])
        assert told.value.code == "not_told_yet"
        ended = [*await settled(floor, [off], sent.outcomes), *await done(floor, [dearer])]
        assert [one.state for one in ended] == [_S.DONE, _S.DONE], ended
        again = _off_sale(floor, second)  # a message that must say the new price
        assert [one.state for one in await done(floor, [again])] == [_S.DONE]
        dear = replace(offer.price, amount=offer.price.amount + 500)
        assert (await by_sku(floor))["NEW-KETTLE-1"].offers[0].price == dear

    work(floor, job)
