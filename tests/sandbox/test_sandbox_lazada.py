"""The Lazada simulator: signed as section 3 tells, strict about parameters, true about states and doubles."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_caller import Caller, one_sandbox
from seller_client import kinds

from desktop.sandbox.running import RunningSandbox


class Client(Caller):
    """A seller's program that signs by itself."""

    def ask(self, path: str, method: str = "GET", **params: Any) -> dict[str, Any]:
        """One signed call; structures are written as JSON."""
        system = {
            "app_key": self.given["app_key"],
            "access_token": self.given["access_token"],
            "sign_method": "sha256",
            "timestamp": str(int(time.time() * 1000)),
        }
        texts = {key: one if isinstance(one, str) else json.dumps(one) for key, one in params.items()}
        whole = {key: value for key, value in (system | texts).items() if value != "-"}
        text = path + "".join(key + whole[key] for key in sorted(whole))
        sign = hmac.new(self.given["app_secret"].encode(), text.encode(), hashlib.sha256).hexdigest().upper()
        sent = {"sign": sign} | whole
        answer = self.http.get(path, params=sent) if method == "GET" else self.http.post(path, data=sent)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    def pending(self) -> dict[str, Any]:
        """An order that waits to be packed."""
        return next(o for o in self.sandbox.truth()["orders"] if o["items"][0]["status"] == "pending")

    def pack(self, order: dict[str, Any]) -> dict[str, Any]:
        """All items in one package; the first row of the answer."""
        rows = [{"order_id": int(order["id"]), "order_item_list": [int(one["id"]) for one in order["items"]]}]
        request = {"pack_order_list": rows, "delivery_type": "dropship", "shipping_allocate_type": "TFS"}
        told = self.ask("/order/fulfill/pack", "POST", packReq=request)
        first: dict[str, Any] = told["result"]["data"]["pack_order_list"][0]["order_item_list"][0]
        return first

    def sku(self, name: str, **columns: str) -> dict[str, Any]:
        """One SKU in a payload of prices and stocks."""
        row = {"SkuId": self.sandbox.truth()["variants"][0]["id"], **columns}
        return self.ask(name, "POST", payload={"Request": {"Product": {"Skus": {"Sku": [row]}}}})


served = one_sandbox("lazada")


@pytest.fixture
def client(sandbox: RunningSandbox) -> Iterator[Client]:
    """A seller who is logged in, in a fresh shop without limits."""
    with Client(sandbox) as client:
        yield client


@pytest.mark.parametrize(
    ("changed", "code", "counted"),
    [
        ({"app_key": "1"}, "InvalidAppKey", ["auth"]),
        ({"sign_method": "md5"}, "InvalidSignMethod", ["parameter"]),
        ({"timestamp": "1000"}, "IllegalTimestamp", ["parameter"]),
        ({"timestamp": "-"}, "MissingParameter", ["parameter"]),
        ({"sign": "00"}, "IncompleteSignature", ["auth"]),
        ({"access_token": "nobody's"}, "IllegalAccessToken", ["auth"]),
        ({"access_token": "-"}, "MissingAccessToken", ["auth"]),
        ({"remark": ""}, None, ["parameter"]),
    ],
)
def test_what_is_signed_wrongly_is_refused(
    client: Client, changed: dict[str, str], code: str | None, counted: list[str]
) -> None:
    told = client.ask("/seller/get", **changed)
    assert told["code"] == (code or "0")
    assert kinds(client.sandbox) == counted


def test_a_token_that_ended_is_nobodys_mistake_and_is_renewed(client: Client) -> None:
    client.sandbox.happen("access_expired")
    assert client.ask("/seller/get")["code"] == "IllegalAccessToken"
    grant = client.ask("/auth/token/refresh", "POST", access_token="-", refresh_token=client.given["refresh_token"])
    client.given["access_token"] = grant["access_token"]
    assert client.ask("/seller/get")["code"] == "0"
    assert kinds(client.sandbox) == []


def test_a_code_works_once(client: Client) -> None:
    code = client.sandbox.happen("consent")["code"]
    assert client.ask("/auth/token/create", "POST", access_token="-", code=code)["code"] == "0"
    assert client.ask("/auth/token/create", "POST", access_token="-", code=code)["code"] == "InvalidCode"


def test_orders_want_a_window_and_items_come_for_fifty(client: Client) -> None:
    assert client.ask("/orders/get")["code"] == "36"
    page = client.ask("/orders/get", created_after="2020-01-01T00:00:00+08:00", limit="60")["data"]
    assert (page["count"], page["countTotal"]) == (60, 150)
    ids = [one["order_id"] for one in page["orders"]]
    assert client.ask("/orders/items/get", order_ids=ids)["code"] == "38"
    found = client.ask("/orders/items/get", order_ids=ids[:50])["data"]
    assert [one["order_id"] for one in found] == ids[:50]


def test_an_order_goes_its_way_and_nothing_counts_twice(client: Client) -> None:
    order = client.pending()
    first = client.pack(order)
    assert first["item_err_code"] == "0"
    package = {"packages": [{"package_id": first["package_id"]}]}
    label = client.ask("/order/package/document/get", getDocumentReq={"doc_type": "PDF", **package})
    document = client.http.get(label["result"]["data"]["pdf_url"])
    assert document.content.startswith(b"%PDF")
    ready = client.ask("/order/package/rts", "POST", readyToShipReq=package)
    assert ready["result"]["data"]["packages"][0]["item_err_code"] == "0"
    assert kinds(client.sandbox) == []

    assert client.pack(order)["item_err_code"] == "700026"
    again = client.ask("/order/package/rts", "POST", readyToShipReq=package)
    assert again["result"]["data"]["packages"][0]["item_err_code"] == "700000"
    assert set(kinds(client.sandbox)) == {"double"}
    effects = [one["kind"] for one in client.sandbox.truth()["effects"]]
    assert effects == ["pack"] * len(order["items"]) + ["ready"] * len(order["items"])


def test_a_label_before_packing_is_refused(client: Client) -> None:
    asked = {"doc_type": "PDF", "packages": [{"package_id": "FP000"}]}
    assert client.ask("/order/package/document/get", getDocumentReq=asked)["code"] == "34"


def test_stock_is_set_absolutely_or_adjusted(client: Client) -> None:
    assert client.sku("/product/stock/sellable/update", SellableQuantity="7")["code"] == "0"
    assert client.sku("/product/stock/sellable/adjust", SellableQuantity="-2")["code"] == "0"
    assert client.sandbox.truth()["variants"][0]["stock"] == 5
    assert client.sku("/product/stock/sellable/adjust", SellableQuantity="-9")["code"] == "501"
    assert client.sku("/product/stock/sellable/update", SellableQuantity="-1")["code"] == "501"
    assert kinds(client.sandbox) == ["body"]


def test_rows_fail_one_by_one(client: Client) -> None:
    known = client.sandbox.truth()["variants"][0]["id"]
    rows = [{"SkuId": known, "SellableQuantity": "3"}, {"SkuId": "1", "SellableQuantity": "3"}]
    payload = {"Request": {"Product": {"Skus": {"Sku": rows}}}}
    told = client.ask("/product/stock/sellable/update", "POST", payload=payload)
    assert (told["code"], [one["sku"] for one in told["detail"]]) == ("501", ["1"])
    assert client.sandbox.truth()["variants"][0]["stock"] == 3


def test_xml_is_read_as_json_is_and_no_entities(client: Client) -> None:
    known = client.sandbox.truth()["variants"][0]["id"]
    inner = f"<SkuId>{known}</SkuId><SellableQuantity>9</SellableQuantity>"
    text = f"<Request><Product><Skus><Sku>{inner}</Sku></Skus></Product></Request>"
    assert client.ask("/product/stock/sellable/update", "POST", payload=text)["code"] == "0"
    assert client.sandbox.truth()["variants"][0]["stock"] == 9
    told = client.ask("/product/stock/sellable/update", "POST", payload=f"<!DOCTYPE x>{text}")
    assert told["code"] == "5"


def test_a_sale_needs_its_days_and_ends_by_zero(client: Client) -> None:
    path = "/product/price_quantity/update"
    sale = {"SalePrice": "5", "SaleStartDate": "2026-01-01", "SaleEndDate": "2026-02-01"}
    assert client.sku(path, Price="10", SalePrice="5")["code"] == "501"
    assert client.sku(path, Price="10", **sale)["code"] == "0"
    assert client.sandbox.truth()["variants"][0]["offers"][0]["sale_price"] == "5.00"
    assert client.sku(path, Price="10", SalePrice="0")["code"] == "0"
    assert client.sandbox.truth()["variants"][0]["offers"][0]["sale_price"] is None


def test_ease_mode_refuses_what_is_off_its_list(client: Client) -> None:
    client.sandbox.quirks(ease_mode=True)
    assert client.ask("/promotion/vouchers/get", voucher_type="X")["code"] == "Mp3SellerApiLimit"
    assert client.ask("/seller/get")["code"] == "0"


def test_too_fast_is_told_in_the_body(served: RunningSandbox) -> None:
    served.reset()
    client = Client(served)
    codes = [client.ask("/seller/get")["code"] for _ in range(8)]
    assert codes[:5] == ["0"] * 5
    assert "ApiCallLimit" in codes
    client.http.close()
    served.unlimited()


def test_a_file_beside_signed_fields_is_not_signed(client: Client) -> None:
    path, system = "/image/upload", {"app_key": client.given["app_key"], "access_token": client.given["access_token"]}
    whole = system | {"sign_method": "sha256", "timestamp": str(int(time.time() * 1000))}
    text = path + "".join(key + whole[key] for key in sorted(whole))
    sign = hmac.new(client.given["app_secret"].encode(), text.encode(), hashlib.sha256).hexdigest().upper()
    told = client.http.post(path, data=whole | {"sign": sign}, files={"image": ("a.jpg", b"\xff\xd8", "image/jpeg")})
    assert told.json()["code"] == "0"
