"""A plain program that talks JSON-RPC and Pub/Sub to the SIRCLO simulator: one request per method, no cleverness."""

import base64
import json
from typing import Any

import httpx
from sandbox_caller import Caller

from desktop.sandbox.running import RunningSandbox

WHOLE = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2030-01-01T00:00:00Z"}


class Adapter(Caller):
    """One client key at work."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        super().__init__(sandbox)
        self.brand, self.key = self.given["brand_id"], self.given["client_key"]
        self.named: dict[str, str] = {}

    def send(self, method: str, params: Any, verb: str = "POST", **headers: str) -> httpx.Response:
        """One call in its envelope, whatever is answered."""
        document = {"jsonrpc": "2.0", "id": "act-1", "method": method, "params": params}
        sent = {"Authorization": self.key, "Content-Type": "application/json", **headers}
        return self.http.request(verb, "/v1/jsonrpc", content=json.dumps(document).encode(), headers=sent)

    def ask(self, method: str, params: Any) -> Any:
        """The result of a call that goes well."""
        answer = self.send(method, params)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        return told.get("result", told)

    def order(self, method: str, order: str, **more: Any) -> Any:
        """A method on one order by our id, with the three fields that all have."""
        channel, number = order.split(":", 1)
        names = {"brand_id": self.brand, "channel": channel, "remote_order_id": number}
        return self.ask(f"OrderService.{method}", {**names, **more})

    def subscribe(self, *features: str) -> dict[str, str]:
        """Feature -> subscription."""
        told = self.ask("ClientCredentialsService.AddFeatures", {"feature_names": list(features)})
        self.named |= told["subscription_list"]
        return dict(told["subscription_list"])

    def google(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """A Pub/Sub call on this project, e.g. `subscriptions/X:pull`."""
        return self.http.post(f"/v1/projects/{self.given['project']}/{path}", json=body, headers=headers)

    def pull(self, feature: str, most: int = 1000) -> list[dict[str, Any]]:
        """What waits for a feature now, not acknowledged."""
        body = {"maxMessages": most, "returnImmediately": True}
        answer = self.google(f"subscriptions/{self.named[feature]}:pull", body)
        assert answer.status_code == 200, answer.text
        return list(answer.json().get("receivedMessages", []))

    def thank(self, feature: str, rows: list[dict[str, Any]]) -> httpx.Response:
        """Acknowledge."""
        return self.google(
            f"subscriptions/{self.named[feature]}:acknowledge", {"ackIds": [row["ackId"] for row in rows]}
        )

    def read(self, feature: str) -> list[Any]:
        """The documents that wait for a feature, acknowledged."""
        rows = self.pull(feature)
        if rows:
            assert self.thank(feature, rows).json() == {}
        return [content(row) for row in rows]

    def publish(self, topic: str, **fields: Any) -> httpx.Response:
        """One message under the activity id `bulk-1`."""
        document = {"client_key": self.key, "id": "bulk-1", **fields}
        data = base64.b64encode(json.dumps(document).encode()).decode()
        return self.google(f"topics/{topic}:publish", {"messages": [{"data": data}]})

    def entry(self, order: str, **more: Any) -> dict[str, Any]:
        """An order's entry of a topic."""
        channel, number = order.split(":", 1)
        return {"brand_id": self.brand, "channel": channel, "remote_order_id": number, **more}

    def items(self, order: str) -> list[str]:
        """The item ids of an order."""
        return [item["id"] for item in self.sandbox.truth(order)["orders"][0]["items"]]

    def status(self, order: str) -> str:
        """Where an order really stands."""
        return str(self.sandbox.truth(order)["orders"][0]["status"])

    def new_order(self, **what: Any) -> str:
        """The id of an order just bought."""
        return str(self.sandbox.happen("new_order", **what)["orders"][0]["id"])

    def packed(self, **what: Any) -> str:
        """An order accepted and packed."""
        order = self.new_order(**what)
        self.order("AcceptOrder", order)
        told = self.pack(order)
        assert told["success"], told
        return order

    def pack(self, order: str, **more: Any) -> Any:
        """Pack all items by the first courier."""
        method = "JNE Cashless" if order.startswith("zlra") else ""
        fields = {"delivery_method": method, "remote_order_item_ids": self.items(order), **more}
        return self.order("PackOrder", order, **fields)

    def variant(self, channel: str, place: int = 0) -> dict[str, Any]:
        """A variant of a channel as the truth knows it."""
        return [one for one in self.sandbox.truth()["variants"] if one["market"] == channel][place]

    def effects(self, kind: str) -> list[str]:
        """What a kind of write was done to, in order."""
        return [one["id"] for one in self.sandbox.truth()["effects"] if one["kind"] == kind]


def content(row: dict[str, Any]) -> Any:
    """The document in a message."""
    return json.loads(base64.b64decode(row["message"]["data"]))


def remote(variant: dict[str, Any]) -> Any:
    """The remote variant in one of our variant ids."""
    return json.loads(variant["id"].split(":", 1)[1])
