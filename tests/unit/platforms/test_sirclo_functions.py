"""Everything documented can be called by its name, with the fields the reference names."""

from typing import Any

import pytest
from loopback import Reply
from sirclo_records import Adapter, Desk, at_adapter, error

from desktop.domain.errors import Refused
from desktop.platforms.sirclo.functions import CALLS, TOPICS

SAMPLES: dict[str, Any] = {"text": "x", "list": [{"a": 1}], "object": {"a": 1}, "boolean": True, "integer": 1}


def test_there_are_twenty_nine_calls_and_ten_topics() -> None:
    assert (len(CALLS), len(TOPICS)) == (29, 10)


@pytest.mark.parametrize("function", CALLS, ids=lambda one: one.name)
def test_every_call_goes_out_as_one_request(function: Any) -> None:
    adapter = Adapter(**{function.name.replace(".", "__"): {"any": "thing"}})

    async def job(desk: Desk) -> None:
        fields = {one.name: SAMPLES[one.type] for one in function.fields}
        reply = await desk.connector.call(function.name, fields)
        assert b'"any"' in reply.content
        ((method, params),) = adapter.calls
        assert method == function.name
        whole = next((one.name for one in function.fields if one.where == "content"), "")
        assert params == (fields[whole] if whole else fields)

    at_adapter(adapter, job)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.name)
def test_every_topic_takes_a_message(topic: Any) -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        (field,) = topic.fields
        await desk.connector.call(topic.name, {field.name: []})
        ((name, message),) = adapter.published
        assert name == topic.name
        assert message.keys() == {"client_key", "id", field.name}

    at_adapter(adapter, job)


def test_a_zip_is_handed_over_as_it_is_and_a_refusal_is_one() -> None:
    adapter = Adapter(
        OrderService__BulkShippingLabelURL=Reply(200, b"PK\x03\x04...", {"Content-Type": "application/zip"})
    )

    async def job(desk: Desk) -> None:
        reply = await desk.connector.call("OrderService.BulkShippingLabelURL", {"orders": []})
        assert (reply.content_type, reply.content[:2]) == ("application/zip", b"PK")
        adapter.rpc["OrderService.BulkShippingLabelURL"] = error(400, "bad")
        with pytest.raises(Refused):
            await desk.connector.call("OrderService.BulkShippingLabelURL", {"orders": []})

    at_adapter(adapter, job)


def test_registration_is_asked_with_get_where_post_is_not_taken() -> None:
    seen: list[str] = []

    class Picky(Adapter):
        def react(self, one: Any) -> Reply:
            seen.append(one.method)
            return Reply(405, b"Method Not Allowed") if one.method == "POST" else super().react(one)

    async def job(desk: Desk) -> None:
        reply = await desk.connector.call("ClientCredentialsService.AddFeatures", {"feature_names": ["order-fetched"]})
        assert reply.status == 200

    at_adapter(Picky(), job)
    assert seen == ["POST", "GET"]
