"""Every call that Ease Mode allows is there by its name, and a list of orders loses nobody while it changes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import lazada_records as records
import pytest
from lazada_counter import Counter
from lazada_stall import Stall, at_stall, bad, good

from desktop.domain.errors import Gone, Refused, Unsure
from desktop.domain.orders import Order
from desktop.platforms.kit.contract import Window
from desktop.platforms.lazada import reading
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.platforms.lazada.functions import FUNCTIONS
from desktop.sandbox.running import RunningSandbox

# Name, path and method of every call on Ease Mode's list (lazada.md 7).
EASE = """
CreateProduct POST /product/create
UpdateProduct POST /product/update
AdjustSellableQuantity POST /product/stock/sellable/adjust
UpdateSellableQuantity POST /product/stock/sellable/update
UpdatePriceQuantity POST /product/price_quantity/update
GetBrandByPages GET /category/brands/query
GetProductItem GET /product/item/get
GetProducts GET /products/get
UploadImage POST /image/upload
MigrateImage POST /image/migrate
MigrateImages POST /images/migrate
GetResponse GET /image/response/get
DeactivateProduct POST /product/deactivate
RemoveSku POST /product/sku/remove
RemoveProduct POST /product/remove
GetCategoryTree GET /category/tree/get
GetCategoryAttributes GET /category/attributes/get
GetCategorySuggestion GET /product/category/suggestion/get
GetCategorySuggestionInBulk GET /product/category/suggestion/get/batch
GetQCAlertProducts GET /product/qc/alert/list
GetSizeChartTemplate GET /size/chart/template/get
BatchUpdateSizeChart POST /size/chart/batch/update
GetOrders GET /orders/get
GetOrder GET /order/get
GetOrderItems GET /order/items/get
GetMultipleOrderItems GET /orders/items/get
GetDocument GET /order/document/get
SetInvoiceNumber POST /order/invoice_number/set
GetShipmentProvider POST /order/shipment/providers/get
Pack POST /order/fulfill/pack
PrintAWB POST /order/package/document/get
ReadyToShip POST /order/package/rts
RecreatePackage POST /order/package/repack
GetOrderTrace GET /logistic/order/trace
GetSeller GET /seller/get
GetWarehouseBySellerId GET /rc/warehouse/get
QueryWarehouseDetailInfoBySellerId GET /rc/warehouse/detail/get
GetMessages GET /im/message/list
SendMessage POST /im/message/send
MessageRecall POST /im/message/recall
GetSessionList GET /im/session/list
GetSessionDetail GET /im/session/get
OpenSession POST /im/session/open
ReadSession POST /im/session/read
GetPayoutStatus GET /finance/payout/status/get
QueryTransactionDetails GET /finance/transaction/details/get
QueryAccountTransactions POST /finance/transaction/accountTransactions/query
QueryLogisticsFeeDetail GET /lbs/slb/queryLogisticsFeeDetail
""".strip().splitlines()
READS_BY_POST = {"GetShipmentProvider", "PrintAWB", "QueryAccountTransactions"}


def test_the_whole_list_of_ease_mode_is_there() -> None:
    found = {f"{one.name} {one.method} {one.path}" for one in FUNCTIONS}
    assert len(EASE) == 48
    assert [line for line in EASE if line not in found] == []


def test_what_changes_something_is_marked_so() -> None:
    for one in FUNCTIONS:
        assert one.writes == (one.name == "CreateCancel" or (one.method == "POST" and one.name not in READS_BY_POST))


def called(stall: Stall, name: str, **fields: Any) -> bytes:
    async def job(connector: LazadaConnector) -> bytes:
        return (await connector.call(name, fields)).content

    return at_stall(stall, job)


def test_lists_and_objects_travel_as_json_in_one_field() -> None:
    stall = Stall()
    stall.on("/order/document/get", good({}))
    called(stall, "GetDocument", doc_type="invoice", order_item_ids=[279709, 279710])
    assert stall.given("/order/document/get")[0]["order_item_ids"] == "[279709,279710]"
    stall.on("/order/package/rts", good({}))
    called(stall, "ReadyToShip", readyToShipReq={"packages": [{"package_id": "FP1"}]})
    assert stall.given("/order/package/rts")[0]["readyToShipReq"] == '{"packages":[{"package_id":"FP1"}]}'


def test_a_write_by_name_is_on_the_wire_once_and_a_refusal_is_told() -> None:
    stall = Stall()
    stall.on("/product/stock/sellable/adjust", bad("513"))
    with pytest.raises(Unsure):
        called(stall, "AdjustSellableQuantity", payload="<Request/>")
    assert len(stall.given("/product/stock/sellable/adjust")) == 1
    stall.on("/im/session/open", {"code": "0", "success": False, "err_code": "-22", "err_message": "too old"})
    with pytest.raises(Refused) as told:
        called(stall, "OpenSession", order_id="1")
    assert told.value.params["message"] == "too old"
    stall.on("/order/get", bad("16"))
    with pytest.raises(Gone):
        called(stall, "GetOrder", order_id="1")


def test_the_practice_shop_answers_a_days_worth_of_them() -> None:
    with RunningSandbox("lazada", orders=5, skus=5) as sandbox:
        counter = Counter(sandbox)

        async def job(connector: LazadaConnector) -> None:
            for name, fields in (
                ("GetCategoryTree", {}),
                ("GetBrandByPages", {"startRow": 0, "pageSize": 40}),
                ("GetProducts", {"filter": "live", "limit": 2}),
                ("GetQCAlertProducts", {"offset": "0", "limit": "10"}),
                ("GetOrders", {"created_after": "2026-01-01T00:00:00+08:00"}),
                ("GetWarehouseBySellerId", {}),
                ("GetPayoutStatus", {"created_after": "2026-01-01"}),
            ):
                assert (await connector.call(name, fields)).status == 200
            await connector.aclose()

        asyncio.run(job(counter.connector))
        assert sandbox.violations() == []


# --- the list of orders -----------------------------------------------------------------------------------------------
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Ledger:
    """A stall with orders that were changed one a second; ``on_page`` may change them while they are listed."""

    def __init__(self, count: int) -> None:
        self.changed = {n: NOW + timedelta(seconds=n) for n in range(1, count + 1)}
        self.stall = Stall()
        self.stall.on("/orders/get", self.page)
        self.stall.pages["/orders/items/get"] = lambda given: good(
            [{"order_id": one, "order_items": []} for one in given["order_ids"].strip("[]").split(",")]
        )
        self.on_page: Any = lambda given: None

    def page(self, given: dict[str, str]) -> Any:
        self.on_page(given)
        after, before = (datetime.fromisoformat(given[f"update_{one}"]) for one in ("after", "before"))
        assert (given["sort_by"], given["sort_direction"]) == ("updated_at", "ASC")
        found = sorted((at, n) for n, at in self.changed.items() if after <= at <= before)
        start, limit = int(given["offset"]), int(given["limit"])
        assert limit <= 100
        rows = [records.order(n, updated_at=at.isoformat()) for at, n in found[start : start + limit]]
        return good({"count": len(rows), "countTotal": len(found), "orders": rows})

    def read(self) -> list[Order]:
        async def job(connector: LazadaConnector) -> list[Order]:
            window = Window(NOW, NOW + timedelta(days=1), by_update=True)
            return [one async for page in connector.order_pages(window) for one in page]

        return at_stall(self.stall, job)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 350])
def test_every_order_comes_once(count: int) -> None:
    found = [one.number for one in Ledger(count).read()]
    assert found == [str(n) for n in range(1, count + 1)]


def test_beyond_the_largest_offset_the_list_goes_on_from_the_last_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FARTHEST", 200)
    ledger = Ledger(650)
    found = [one.number for one in ledger.read()]
    assert len(found) == len(set(found)) == 650
    assert max(int(given["offset"]) for given in ledger.stall.given("/orders/get")) <= 200


def test_orders_that_change_while_they_are_listed_push_none_off_its_page() -> None:
    ledger = Ledger(300)

    def changing(given: dict[str, str]) -> None:
        if given["offset"] != "0":  # five of the first page move to the end
            for n in [n for n, at in sorted(ledger.changed.items(), key=lambda one: one[1])][:5]:
                ledger.changed[n] = max(ledger.changed.values()) + timedelta(seconds=1)

    ledger.on_page = changing
    assert {one.number for one in ledger.read()} == {str(n) for n in range(1, 301)}
