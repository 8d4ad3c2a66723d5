"""Catalog, stock and price: what comes is served, what is asked is written once, what each row says decides."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from loopback import Reply
from sirclo_records import BRAND, NOW, Adapter, Desk, at_adapter, error, product_message, wish

from desktop.domain.catalog import Offer, Variant, VariantRef, WarehouseStock
from desktop.domain.errors import Refused, TryLater, Unsure
from desktop.domain.findings import Severity
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.platforms.kit.contract import Window
from desktop.platforms.sirclo.codes import CONNECTED, FETCHED, PRODUCTS, STOCK_SET_V4
from desktop.platforms.sirclo.rules import RULES
from desktop.platforms.sirclo.variant_names import name_of
from desktop.platforms.sirclo.variant_writes import batches_of

NAMED = {"sku": "SKU-1", "product_id": 30000000001}
VARIANT = name_of("tkpd", NAMED)
STOCK, PRICE = OperationKind.SET_STOCK, OperationKind.SET_PRICE
DONE, WORKING, REFUSED, UNSURE = (
    OperationState.DONE,
    OperationState.WORKING,
    OperationState.REFUSED,
    OperationState.UNSURE,
)


def stock(quantity: int = 9, subject: str = VARIANT, sku: str = "SKU-1", **after: object) -> Operation:
    return wish(STOCK, subject, quantity=quantity, sku=sku, shop=BRAND, **after)


def price(amount: str = "60000", subject: str = VARIANT) -> Operation:
    return wish(PRICE, subject, price=amount, sku="SKU-1", shop=BRAND, market=subject.partition(":")[0], currency="IDR")


def row(status: str = "Finished", success: bool = True, message: str = "ok", **more: object) -> dict[str, object]:
    told = {"channel": "tkpd", "remote_variant": NAMED, "remote_warehouse_code": ""}
    return {**told, "status": status, "success": success, "message": message, **more}


def answers(kind: str, *rows: dict[str, object]) -> dict[str, object]:
    return {"brand_id": BRAND, "sku": "SKU-1", kind: list(rows)}


def feed(adapter: Adapter, **products: Any) -> None:
    """Products are sent when asked for, and then a feedback."""

    def fetch(params: Any) -> dict[str, object]:
        adapter.send(PRODUCTS, product_message(**products))
        return {"message": "OK", "success": True}

    def by_sku(params: Any) -> list[dict[str, object]]:
        adapter.send(PRODUCTS, product_message(**products))
        return [{"sku": sku, "success": True} for sku in params["skus"]]

    adapter.rpc["ProductService.ProductFetchedManual"] = fetch
    adapter.rpc["ProductService.FetchVariantsBySku"] = by_sku


class Fed(Adapter):
    """Answers a manual fetch by its feedback, under the id of the request."""

    def __init__(self, success: bool = True, *, own_id: bool = False, **rpc: Any) -> None:
        super().__init__(**rpc)
        self.success, self.own_id = success, own_id

    def _call(self, request: dict[str, Any]) -> Reply:
        if request["method"] == "ProductService.ProductFetchedManual":
            told = {"channel": "tkpd", "total_fetched": 1, "success": self.success, "message": "m"}
            result = {"brand_id": BRAND, "channels": [told]}
            told_id = "an id of its own" if self.own_id else request["id"]
            self.send(FETCHED, {"id": told_id, "method": "jsonrpc_product_fetched_manual", "result": result})
        return super()._call(request)


async def everything(desk: Desk) -> list[Variant]:
    return [one async for page in desk.connector.variant_pages() for one in page]


@pytest.mark.parametrize("own_id", [False, True])
def test_a_catalog_is_asked_for_and_served_as_it_comes(own_id: bool) -> None:
    adapter = Fed(own_id=own_id)
    feed(adapter)

    async def job(desk: Desk) -> None:
        assert [one.remote_id for one in await everything(desk)] == [VARIANT]
        (asked,) = adapter.asked("ProductService.ProductFetchedManual")
        assert asked == {"brand_id": BRAND, "channels": []}
        adapter.rpc["ProductService.ProductFetchedManual"] = {"message": "OK", "success": True}
        assert await everything(desk) == []  # what does not come any more is not served from memory

    at_adapter(adapter, job)


def test_a_catalog_that_does_not_come_in_whole_is_not_taken_for_empty() -> None:
    adapter = Adapter(ProductService__ProductFetchedManual={"success": True})

    async def job(desk: Desk) -> None:
        with pytest.raises(TryLater, match="catalog_incomplete"):
            await everything(desk)

    at_adapter(adapter, job)


@pytest.mark.parametrize("missing", ["never given", "gone"])
def test_without_a_subscription_that_tells_the_end_silence_does(missing: str) -> None:
    adapter = Adapter()
    feed(adapter)
    names = adapter.rpc["ClientCredentialsService.AddFeatures"]["subscription_list"]  # type: ignore[index, call-overload]
    lost = names[FETCHED]
    if missing == "never given":
        del names[FETCHED]
    else:
        adapter.gone = {lost}

    async def job(desk: Desk) -> None:
        began = desk.time.elapsed
        assert [one.remote_id for one in await everything(desk)] == [VARIANT]
        assert 10 < desk.time.elapsed - began < 60
        adapter.rpc["ProductService.ProductFetchedManual"] = {"success": True}
        with pytest.raises(TryLater, match="catalog_incomplete"):  # nothing at all came: that proves nothing
            await everything(desk)

    at_adapter(adapter, job)


def test_a_channel_that_failed_does_not_empty_the_catalog() -> None:
    adapter = Fed(success=False)
    feed(adapter)

    async def job(desk: Desk) -> None:
        with pytest.raises(TryLater, match="channel_not_fetched"):
            await everything(desk)
        assert desk.inbox.deliveries[0].variants or desk.inbox.deliveries[1].variants

    at_adapter(adapter, job)


def test_single_variants_are_asked_for_by_ten_skus() -> None:
    adapter = Adapter()
    many = [VariantRef(name_of("tkpd", {"sku": f"S{n}"}), f"S{n}", BRAND) for n in range(11)]

    def by_sku(params: Any) -> list[dict[str, object]]:
        for sku in params["skus"]:
            adapter.send(PRODUCTS, product_message(sku, remote_variant={"sku": sku}))
        return [{"sku": sku, "success": sku != "S3", "message": "no such sku"} for sku in params["skus"]]

    adapter.rpc["ProductService.FetchVariantsBySku"] = by_sku

    async def job(desk: Desk) -> None:
        found = await desk.connector.read_variants(many)
        assert len(found) == 10  # one is gone
        assert [len(one["skus"]) for one in adapter.asked("ProductService.FetchVariantsBySku")] == [10, 1]

    at_adapter(adapter, job)


def test_a_variant_that_is_not_told_of_in_time_is_not_gone() -> None:
    adapter = Adapter(ProductService__FetchVariantsBySku=[{"sku": "SKU-1", "success": True}])

    async def job(desk: Desk) -> None:
        with pytest.raises(TryLater, match="not_told_yet"):
            await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])

    at_adapter(adapter, job)


def test_stock_is_one_call_with_all_rows_of_a_sku() -> None:
    other = name_of("shpe", {"item_id": 1})
    adapter = Adapter(
        InventoryService__UpdateStock=answers(
            "stocks", row(), row("Failed", False, "locked", channel="shpe", remote_variant={"item_id": 1})
        )
    )
    adapter.send(PRODUCTS, product_message())

    async def job(desk: Desk) -> None:
        feed(adapter)
        await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])
        batch = [stock(), stock(4, other)]
        batch[1] = replace(batch[1], id="op-2")
        sent = await desk.connector.send(batch)
        assert [(one.state, one.params.get("message")) for one in sent.outcomes] == [(DONE, None), (REFUSED, "locked")]
        (asked,) = adapter.asked("InventoryService.UpdateStock")
        assert asked["stocks"][0] == {
            "channel": "tkpd",
            "remote_variant": NAMED,
            "remote_warehouse_code": "",
            "qty": 9,
        }
        assert [one.stock for one in sent.variants] == [9]

    at_adapter(adapter, job)


def test_the_only_warehouse_is_meant_where_none_is_named() -> None:
    adapter = Adapter(InventoryService__UpdateStock=answers("stocks", row(remote_warehouse_code="W1")))
    infos = [{"remote_warehouse_id": "W1", "stock": 3, "price": 100, "status": "active"}]

    async def job(desk: Desk) -> None:
        feed(adapter, variant_infos=infos)
        await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])
        (outcome,) = (await desk.connector.send([stock()])).outcomes
        assert outcome.state is DONE
        assert adapter.asked("InventoryService.UpdateStock")[0]["stocks"][0]["remote_warehouse_code"] == "W1"

    at_adapter(adapter, job)


def test_which_of_several_warehouses_must_be_named() -> None:
    adapter = Adapter()
    infos = [{"remote_warehouse_id": one, "stock": 3, "price": 100} for one in ("W1", "W2")]

    async def job(desk: Desk) -> None:
        feed(adapter, variant_infos=infos)
        await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])
        with pytest.raises(Refused, match="warehouse_needed"):
            await desk.connector.send([stock()])

    at_adapter(adapter, job)


def test_a_queued_row_is_waited_for_and_found_by_reading() -> None:
    adapter = Adapter(InventoryService__UpdateStock=answers("stocks", row("Queued", False, "awaiting queue")))

    async def job(desk: Desk) -> None:
        feed(adapter)
        (outcome,) = (await desk.connector.send([stock()])).outcomes
        assert (outcome.state, outcome.remote_ref) == (WORKING, "op-1")
        waiting = replace(stock(), remote_ref="op-1", state=WORKING)
        (outcome,) = (await desk.connector.verify([waiting])).outcomes
        assert outcome.state is WORKING
        feed(adapter, stock=9)
        (outcome,) = (await desk.connector.verify([waiting])).outcomes
        assert outcome.state is DONE
        feed(adapter)
        desk.time.elapsed += timedelta(hours=1).total_seconds()
        (outcome,) = (await desk.connector.verify([waiting])).outcomes
        assert outcome.state is UNSURE

    at_adapter(adapter, job)


@pytest.mark.parametrize(
    ("told", "expected", "code"),
    [
        (row(), DONE, ""),
        (row("", False, "no such warehouse"), REFUSED, "refused_by_platform"),
        (row("", False, "unprocessed, because it is not the latest"), DONE, "superseded"),
    ],
)
def test_many_stocks_at_once_are_answered_by_feedback(
    told: dict[str, object], expected: OperationState, code: str
) -> None:
    adapter = Adapter(InventoryService__UpdateStockV4="Your process is on progress")

    async def job(desk: Desk) -> None:
        await desk.connector.discover()
        batches = desk.connector.batches([stock(), stock(3, name_of("shpe", {"item_id": 1}), "SKU-2")])
        assert [len(batch) for batch in batches] == [2]
        sent = await desk.connector.send(batches[0])
        assert {one.state for one in sent.outcomes} == {WORKING}
        (entries,) = adapter.asked("InventoryService.UpdateStockV4")
        assert [(one["sku"], len(one["stocks"])) for one in entries] == [("SKU-1", 1), ("SKU-2", 1)]
        result = {"brand_id": BRAND, "sku": "SKU-1", "stocks": [told]}
        adapter.send(STOCK_SET_V4, {"id": "op-1", "method": "bulk_update_stock_v4", "result": result})
        waiting = replace(stock(), remote_ref="op-1", state=WORKING)
        (outcome,) = (await desk.connector.verify([waiting])).outcomes
        assert (outcome.state, outcome.code) == (expected, code)

    at_adapter(adapter, job, stock_calls="v4")


def test_a_lost_price_is_read_back() -> None:
    adapter = Adapter(ProductService__UpdatePrice=Reply(drop=True))

    async def job(desk: Desk) -> None:
        with pytest.raises(Unsure):
            await desk.connector.send([price()])
        feed(adapter)
        assert [one.state for one in (await desk.connector.verify([price()])).outcomes] == [OperationState.QUEUED]
        feed(adapter, price=60000.0)
        assert [one.state for one in (await desk.connector.verify([price()])).outcomes] == [DONE]
        assert len(adapter.asked("ProductService.UpdatePrice")) == 1

    at_adapter(adapter, job)


def test_a_price_is_a_whole_number_and_shown_at_once() -> None:
    adapter = Adapter(ProductService__UpdatePrice=answers("prices", row()))

    async def job(desk: Desk) -> None:
        feed(adapter)
        await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])
        sent = await desk.connector.send([price("60000")])
        assert sent.outcomes[0].state is DONE
        assert adapter.asked("ProductService.UpdatePrice")[0]["prices"] == [
            {"channel": "tkpd", "remote_variant": NAMED, "sale_price": 60000}
        ]
        assert sent.variants[0].offers[0].price == Money(Decimal(60000), "IDR")

    at_adapter(adapter, job)


def test_an_answer_without_rows_is_a_doubt() -> None:
    adapter = Adapter(ProductService__UpdatePrice={"brand_id": BRAND})

    async def job(desk: Desk) -> None:
        feed(adapter)
        assert (await desk.connector.send([price()])).outcomes[0].state is UNSURE

    at_adapter(adapter, job)


def test_a_refused_call_refuses_in_the_adapters_words() -> None:
    adapter = Adapter(ProductService__UpdatePrice=error(400, "No brand record"))

    async def job(desk: Desk) -> None:
        with pytest.raises(Refused) as told:
            await desk.connector.send([price()])
        assert told.value.params["message"] == "No brand record"

    at_adapter(adapter, job)


def test_one_call_holds_one_sku_of_one_channel_and_no_place_twice() -> None:
    first, again, other = stock(), stock(), stock(1, name_of("tkpd", {"sku": "B"}), "B")
    second = stock(1, warehouse="W2")
    assert [len(batch) for batch in batches_of([first, second, other])] == [2, 1]
    assert [len(batch) for batch in batches_of([first, again])] == [1, 1]
    many = [stock(1, name_of("lzda", {"n": n})) for n in range(30)]
    assert [len(batch) for batch in batches_of(many)] == [13, 13, 4]


def test_live_limits_of_a_shop_travel_with_its_variants() -> None:
    adapter = Adapter()
    limits = {"price_limit": {"min_limit": 99, "max_limit": 1000}, "stock_limit": {"min_limit": 0, "max_limit": 10}}
    result = {
        "brand_id": BRAND,
        "channel_code": "tkpd",
        "product_limitation": {"response": limits},
        "credentials": {"secret": "never to be kept"},
    }
    adapter.send(CONNECTED, {"id": "1", "method": "CNX_FEEDBACK_CONNECT_CHANNEL", "result": result})

    async def job(desk: Desk) -> None:
        feed(adapter)
        window = Window(NOW, NOW + timedelta(hours=1), by_update=True)
        assert [page async for page in desk.connector.order_pages(window)] == []
        assert not any(b"never to be kept" in one.content for one in desk.inbox.letters.values())
        (variant,) = await desk.connector.read_variants([VariantRef(VARIANT, "SKU-1", BRAND)])
        codes = [one.code for one in RULES.check(PRICE, variant, {"price": "98", "market": "tkpd"}, {})]
        assert codes == ["out_of_range", "price_fell"]
        assert [one.code for one in RULES.check(STOCK, variant, {"quantity": 11}, {})] == ["out_of_range"]

    at_adapter(adapter, job)


SOLD = Variant(
    VARIANT, "SKU-1", "Shirt", stock=5, offers=(Offer("tkpd", Money(Decimal(50000), "IDR")),), shop_remote_id=BRAND
)
PLACED = Variant(VARIANT, "SKU-1", "Shirt", stock=5, stocks=(WarehouseStock("A", 2), WarehouseStock("B", 3)))


@pytest.mark.parametrize(
    ("kind", "variant", "after", "codes"),
    [
        (STOCK, SOLD, {"quantity": 7}, []),
        (STOCK, SOLD, {"quantity": -1}, ["below_zero"]),
        (STOCK, SOLD, {"quantity": 0}, ["zero_stock"]),
        (STOCK, PLACED, {"quantity": 7}, ["warehouse_needed"]),
        (STOCK, PLACED, {"quantity": 7, "warehouse": "A"}, []),
        (PRICE, SOLD, {"price": "45000"}, []),
        (PRICE, SOLD, {"price": "45000.50"}, ["too_many_decimals"]),
        (PRICE, SOLD, {"price": "0"}, ["below_zero", "price_fell"]),
        (PRICE, SOLD, {"price": "20000"}, ["price_fell"]),
        (PRICE, SOLD, {"price": "45000", "sale_price": "4"}, ["sale_not_supported"]),
        (PRICE, SOLD, {"sale_price": None}, ["price_needed"]),
        (PRICE, Variant('lzda-sg:{"a":1}', "S", "S"), {"price": "4.50"}, []),
        (PRICE, Variant(VARIANT, "", "S"), {"price": "4"}, ["sku_needed"]),
    ],
)
def test_rules_are_told_before_anything_is_sent(
    kind: OperationKind, variant: Variant, after: dict[str, object], codes: list[str]
) -> None:
    found = RULES.check(kind, variant, after, {})
    assert [one.code for one in found] == codes
    warnings = {"zero_stock", "price_fell"}
    assert all((one.severity is Severity.WARNING) == (one.code in warnings) for one in found)
