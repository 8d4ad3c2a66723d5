"""The SIRCLO simulator's JSON-RPC: key, envelope, brands, features, channels, warehouses, couriers."""

import json
from typing import Any

import pytest
from sandbox_caller import one_sandbox
from seller_client import kinds
from sirclo_client import Adapter

from desktop.sandbox.sirclo.rpc import METHODS

served = one_sandbox("sirclo", orders=30)

COURIERS = "CourierSourceService.GetShipmentProviderServices"


def couriers(adapter: Adapter, channel: str = "lzda") -> dict[str, str]:
    return {"brand_id": adapter.brand, "channel": channel}


def test_all_methods_of_the_documents_are_there() -> None:
    assert len(METHODS) == 29


@pytest.mark.parametrize("verb", ["POST", "GET"])
def test_both_verbs_are_answered(adapter: Adapter, verb: str) -> None:
    answer = adapter.send(COURIERS, couriers(adapter), verb)
    names = ["LEX ID Standard", "J&T Cashless"]
    result = {"couriers": [{"text": name, "value": name} for name in names], "default_courier": names[0]}
    assert answer.json() == {"id": "act-1", "jsonrpc": "2.0", "result": result}
    assert kinds(adapter.sandbox) == []


def test_zalora_names_no_default_courier(adapter: Adapter) -> None:
    assert adapter.ask(COURIERS, couriers(adapter, "zlra"))["default_courier"] == ""
    assert adapter.send(COURIERS, couriers(adapter, "shpe")).json()["error"]["code"] == 400


@pytest.mark.parametrize("key", ["", "wrong", "Bearer {key}"])
def test_only_the_bare_key_opens(adapter: Adapter, key: str) -> None:
    answer = adapter.send(COURIERS, couriers(adapter), Authorization=key.format(key=adapter.key))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 401)
    assert kinds(adapter.sandbox) == ["auth"]


def test_the_envelope_is_checked(adapter: Adapter) -> None:
    whole = {"jsonrpc": "2.0", "id": "1", "method": COURIERS, "params": couriers(adapter)}
    headers = {"Authorization": adapter.key, "Content-Type": "application/json"}

    def status(document: Any) -> int:
        return adapter.http.post("/v1/jsonrpc", content=json.dumps(document), headers=headers).status_code

    assert status(whole) == 200
    assert status({("Id" if name == "id" else name): value for name, value in whole.items()}) == 200
    wrong: list[Any] = [[whole], {**whole, "jsonrpc": "1.0"}, {**whole, "id": 1}, {**whole, "id": ""}]
    wrong += [{**whole, "more": 1}, {name: one for name, one in whole.items() if name != "params"}]
    assert [status(one) for one in wrong] == [400] * 6
    assert status({**whole, "method": "OrderService.Nothing"}) == 404
    assert adapter.send(COURIERS, couriers(adapter), **{"Content-Type": "text/plain"}).status_code == 400
    assert kinds(adapter.sandbox) == ["body"] * 6 + ["path", "header"]


def test_params_are_strict(adapter: Adapter) -> None:
    wrong: list[Any] = [[], {"channel": "lzda"}, {**couriers(adapter), "more": ""}, {**couriers(adapter), "channel": 1}]
    for params in wrong:
        assert adapter.send(COURIERS, params).json()["error"]["code"] == 400
    assert adapter.send(COURIERS, {**couriers(adapter), "brand_id": "nobody"}).json()["error"]["code"] == 400
    assert kinds(adapter.sandbox) == ["body"] * 4 + ["id"]


def test_errors_may_come_under_200(adapter: Adapter) -> None:
    adapter.sandbox.quirks(errors_at_200=True, capital_id=True)
    answer = adapter.send(COURIERS, {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (200, 400)
    assert "Id" in adapter.send(COURIERS, couriers(adapter)).json()


def test_features_are_partly_known_and_keep_their_names(adapter: Adapter) -> None:
    ask = {"feature_names": ["order-fetched", "feedback-create-discount", "feedback-ship-orders"]}
    for _ in range(2):
        told = adapter.ask("ClientCredentialsService.AddFeatures", ask)
        assert told == {
            "subscription_error": {"feedback-ship-orders": "Feature 'feedback-ship-orders' doesn't exist"},
            "subscription_list": {
                "order-fetched": "CNX_ORDER_FETCHED_171",
                "feedback-create-discount": "CNX_FEEDBACK_BULK_UPSERT_DISCOUNT_171",
            },
        }
    adapter.sandbox.quirks(unlisted_features=True)
    assert adapter.ask("ClientCredentialsService.AddFeatures", ask)["subscription_error"] == {}
    assert kinds(adapter.sandbox) == []


def test_a_brand_is_added_once(adapter: Adapter) -> None:
    brands = [{"brand": "Toko Baru", "brand_id": "toko-baru"}, {"brand": "Toko Sagara", "brand_id": adapter.brand}]
    told = adapter.ask("AuthService.AddBrandIDToClient", {"brands": brands})
    assert told == {"brand_ids": ["toko-baru", adapter.brand]}
    assert adapter.sandbox.truth()["shops"] == [{"id": adapter.brand, "name": "Toko Sagara"}]


def test_connected_channels_mask_their_secrets(adapter: Adapter) -> None:
    method = "CredentialsService.GetConnectedSalesChannels"
    rows = {one["channel_code"]: one for one in adapter.ask(method, {"channel_codes": []})}
    assert rows.keys() == {"shpe", "tkpd", "lzda", "tktk", "blib", "zlra", "bklp"}
    assert {(one["client_id"], one["brand_id"], one["shop_name"]) for one in rows.values()} == {
        ("171", adapter.brand, "Toko Sagara")
    }
    secret = rows["tkpd"]["credentials"]["client_secret"]["value"]
    assert secret.startswith("*" * 28) and len(secret) == 32
    assert rows["tkpd"]["token_expired_at"] == "0001-01-01T00:00:00Z" != rows["shpe"]["token_expired_at"]
    some = adapter.ask(method, {"brand_id": adapter.brand, "channel_codes": ["blib"]})
    assert [one["channel_code"] for one in some] == ["blib"]


def test_what_connecting_wants(adapter: Adapter) -> None:
    params = {"brand_id": adapter.brand, "callback_success": "https://x.test/1", "callback_failure": "https://x.test/2"}
    rows = {one["channel_code"]: one for one in adapter.ask("CredentialsService.GetCredentials", params)}
    assert {"lzda-sg", "orami", "tkpd"} < rows.keys()
    assert (rows["bklp"]["fields"], rows["bklp"]["type"]) == (None, "oauth2")
    assert [one["name"] for one in rows["tkpd"]["fields"]] == ["fs_id", "client_id", "client_secret", "shop_id"]
    assert "url" not in rows["tkpd"] and "url_info" in rows["orami"]


def test_a_channel_goes_and_comes_with_feedback(adapter: Adapter) -> None:
    adapter.subscribe("feedback-connect-channel", "feedback-disconnect-channel")
    names = {"brand_id": adapter.brand, "channel_code": "shpe"}
    assert adapter.ask("ChannelService.Disconnect", names) is None
    assert adapter.send("ChannelService.Disconnect", names).json()["error"]["code"] == 400
    callbacks = {"callback_success": "https://x.test/1", "callback_failure": "https://x.test/2"}
    assert adapter.send("ChannelService.Connect", {**names, "credentials": callbacks}).status_code == 400
    given = {"shop_id": "1234567", **callbacks}
    assert adapter.ask("ChannelService.Connect", {**names, "credentials": given}) is None
    adapter.sandbox.advance(2)
    (gone,) = adapter.read("feedback-disconnect-channel")
    assert gone == {
        "id": "act-1", "method": "CNX_DISCONNECT_CHANNEL", "result": {"brand_id": adapter.brand, "channel": "shpe"},
    }  # fmt: skip
    (come,) = adapter.read("feedback-connect-channel")
    limits = come["result"]["product_limitation"]["response"]
    assert limits["item_description_length_limit"] == {"min_limit": 20, "max_limit": 3000}
    assert limits["item_count_limit"] == {"max_limit": 100}
    adapter.ask("ChannelService.Reconnect", {**names, "channel_code": "lzda"})
    adapter.sandbox.advance(2)
    assert adapter.read("feedback-connect-channel")[0]["result"]["product_limitation"] is None


def test_warehouses_come_twice_and_tiktok_names_kinds(adapter: Adapter) -> None:
    told = adapter.ask("WarehouseService.Get", {"brand_id": adapter.brand, "sales_channel": "tktk"})
    assert [one["type"] for one in told["remote_warehouses"]] == ["SALES_WAREHOUSE"] * 2 + ["RETURN_WAREHOUSE"]
    assert json.loads(told["raw"])["result"]["success"]
    refused = adapter.send("WarehouseService.Get", {"brand_id": adapter.brand, "sales_channel": "bklp"})
    assert refused.json()["error"]["code"] == 400


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"channel": "shpe-chat", "url_path": "/payment/get_escrow_detail"}, True),
        ({"channel": "shpe-chat", "url_path": "/api/v2/payment/get_escrow_detail"}, False),
        ({"channel": "shpe"}, False),
        ({"channel": "tkpd", "url_path": "/v1/chat/fs/:fs_id/messages"}, False),
        ({"channel": "lzda", "body": "<Request/>"}, True),
        ({"body": "<Request/>"}, False),
        ({"header": None}, False),
    ],
)
def test_passthrough_reads_each_marketplace_s_notes(adapter: Adapter, changes: dict[str, Any], good: bool) -> None:
    whole = {"http_method": "GET", "url_path": "/proxy/mta/api/x", "body": {}, "header": {}, "queryParams": {}}
    params = {**whole, "brand_id": adapter.brand, "channel": "blib", **changes}
    answer = adapter.send("MarketplaceService.MarketplacePassthrough", params)
    assert (answer.status_code == 200) == good
    if good:
        adapter.sandbox.quirks(passthrough_text=True)
        assert isinstance(adapter.ask("MarketplaceService.MarketplacePassthrough", params), str)


def test_a_revoked_key_opens_nothing(adapter: Adapter) -> None:
    adapter.subscribe("order-fetched")
    adapter.sandbox.happen("key_revoked")
    assert adapter.send(COURIERS, couriers(adapter)).status_code == 401
    pull = adapter.google(f"subscriptions/{adapter.named['order-fetched']}:pull", {"maxMessages": 1})
    assert pull.json()["error"]["status"] == "PERMISSION_DENIED"
    assert kinds(adapter.sandbox) == []


def test_an_unknown_path_is_a_mistake(adapter: Adapter) -> None:
    assert adapter.http.get("/v1/orders").status_code == 404
    assert kinds(adapter.sandbox) == ["path"]
