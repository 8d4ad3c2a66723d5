"""Order work asks for what is open and nothing else, and is judged by what the items show afterwards."""

import base64
import json
from typing import Any

import pytest
from lazada_counter import step
from lazada_stall import Stall, at_stall, bad, good, item, packed, result, sent
from loopback import Reply

from desktop.domain.errors import Refused, TryLater, Unsure
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.orders import OrderItems
from desktop.platforms.lazada.connector import LazadaConnector

LOCAL = result({"platform_default": 1, "shipment_providers": [], "shipping_allocate_type": "TFS"})
FREE = result(
    {
        "platform_default": 0,
        "shipment_providers": [{"name": "LEX", "provider_code": "FM49"}],
        "shipping_allocate_type": "NTFS",
    }
)
PDF = b"%PDF-1.4 label"


def rows(*found: tuple[int, str, object]) -> Any:
    """A pack's answer: item, code, retry."""
    items = [{"order_item_id": id_, "item_err_code": code, "msg": "so", "retry": retry} for id_, code, retry in found]
    return result({"pack_order_list": [{"order_item_list": items}]})


def stalled(offer: Any = LOCAL) -> Stall:
    stall = Stall()
    stall.on("/order/shipment/providers/get", offer)
    return stall


def packing(stall: Stall, order: str, *ids: int) -> Any:
    """What a pack does: the items are packed, and say so."""

    def page(_given: dict[str, str]) -> Any:
        stall.items[order] = [packed(one) if one in ids else item(one) for one in _ids(stall, order)]
        return rows(*((one, "0", False) for one in ids))

    return page


def _ids(stall: Stall, order: str) -> list[int]:
    return [one["order_item_id"] for one in stall.items[order]]


# --- pack -------------------------------------------------------------------------------------------------------------
def test_only_the_open_items_are_packed_and_the_allocation_is_passed_on() -> None:
    stall = stalled()
    order = stall.order("10", packed(1), item(2), item(3), item(4, is_fbl=1))
    stall.on("/order/fulfill/pack", packing(stall, "10", 1, 2, 3))
    (outcome,) = sent(stall, step(Kind.PACK, order, ["1", "2", "3"])).outcomes
    assert outcome.state is State.DONE
    (given,) = stall.given("/order/fulfill/pack")
    assert json.loads(given["packReq"]) == {
        "pack_order_list": [{"order_id": 10, "order_item_list": [2, 3]}],
        "delivery_type": "dropship",
        "shipping_allocate_type": "TFS",
    }


def test_the_only_courier_is_named_where_one_must_be_and_never_for_own_delivery() -> None:
    for by_seller, named in ((0, {"shipment_provider_code": "FM49"}), (1, {})):
        stall = stalled(FREE)
        order = stall.order("10", item(1, delivery_option_sof=by_seller))
        stall.on("/order/fulfill/pack", packing(stall, "10", 1))
        assert sent(stall, step(Kind.PACK, order, ["1"])).outcomes[0].state is State.DONE
        request = json.loads(stall.given("/order/fulfill/pack")[0]["packReq"])
        assert {key: request[key] for key in request if key == "shipment_provider_code"} == named


def test_items_of_several_warehouses_are_parcels_of_their_own() -> None:
    stall = stalled()
    order = stall.order("10", item(1), item(2, warehouse_code="north"), item(3))
    stall.on("/order/fulfill/pack", packing(stall, "10", 1, 3), packing(stall, "10", 1, 2, 3))
    assert sent(stall, step(Kind.PACK, order, ["1", "2", "3"])).outcomes[0].state is State.DONE
    asked = [json.loads(one["packReq"])["pack_order_list"] for one in stall.given("/order/fulfill/pack")]
    assert asked == [[{"order_id": 10, "order_item_list": [1, 3]}], [{"order_id": 10, "order_item_list": [2]}]]


def test_couriers_refused_for_many_orders_are_asked_one_by_one() -> None:
    stall = Stall()
    both = [stall.order("10", item(1)), stall.order("11", item(2))]

    def offer(given: dict[str, str]) -> Any:
        asked = json.loads(given["getShipmentProvidersReq"])["orders"]
        return bad("700021", "order not found") if len(asked) > 1 or asked[0]["order_id"] == 10 else LOCAL

    stall.on("/order/shipment/providers/get", offer)
    stall.on("/order/fulfill/pack", rows((1, "700021", False)), packing(stall, "11", 2))
    first, second = sent(stall, *(step(Kind.PACK, one, [str(at)]) for at, one in enumerate(both, 1))).outcomes
    assert (first.state, second.state) == (State.REFUSED, State.DONE)


@pytest.mark.parametrize(
    ("code", "retry", "state"),
    [
        ("700026", False, State.REFUSED),
        ("1003", "false", State.REFUSED),
        ("6", True, State.QUEUED),
        ("700024", "true", State.QUEUED),
        ("0", False, State.UNSURE),  # a success that nothing shows
    ],
)
def test_a_row_says_what_became_of_its_item(code: str, retry: object, state: State) -> None:
    stall = stalled()
    order = stall.order("10", item(1))
    stall.on("/order/fulfill/pack", rows((1, code, retry)))
    (outcome,) = sent(stall, step(Kind.PACK, order, ["1"])).outcomes
    assert outcome.state is state
    assert (outcome.params.get("message") == f"so ({code})") == (state is State.REFUSED)


def test_a_call_that_was_refused_as_a_whole_goes_one_by_one_next() -> None:
    stall = stalled()
    wishes = [step(Kind.PACK, stall.order(str(at), item(at)), [str(at)]) for at in (10, 11)]
    stall.on("/order/fulfill/pack", bad("700004", "bad parameter"))
    together = sent(stall, *wishes).outcomes
    assert {(one.state, one.code) for one in together} == {(State.QUEUED, "refused_together")}
    (alone,) = sent(stall, wishes[0]).outcomes
    assert (alone.state, alone.params["message"]) == (State.REFUSED, "bad parameter")


def test_an_answer_without_rows_leaves_open_what_was_done() -> None:
    stall = stalled()
    wish = step(Kind.PACK, stall.order("10", item(1)), ["1"])
    stall.on("/order/fulfill/pack", good({}))
    with pytest.raises(Unsure):
        sent(stall, wish)
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert found.state is State.QUEUED
    assert len(stall.given("/order/fulfill/pack")) == 1


def test_what_is_done_is_told_without_asking_again_and_what_is_gone_is_refused() -> None:
    stall = stalled()
    done, gone, off = stall.order("10", packed(1)), OrderItems("77", ()), stall.order("12", item(3, "canceled"))
    wishes = [step(Kind.PACK, done, ["1"]), step(Kind.PACK, gone, ["2"]), step(Kind.PACK, off, ["3"])]
    found = sent(stall, *wishes).outcomes
    assert [(one.state, one.code) for one in found] == [
        (State.DONE, ""),
        (State.REFUSED, "item_gone"),
        (State.REFUSED, "wrong_status"),
    ]
    assert stall.given("/order/fulfill/pack") == []


def test_what_lazada_ships_itself_is_nobodys_to_pack() -> None:
    stall = stalled()
    (outcome,) = sent(stall, step(Kind.PACK, stall.order("10", item(1, is_fbl=1)), ["1"])).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "fulfilled_by_platform")


# --- ready, repack ----------------------------------------------------------------------------------------------------
def test_packages_are_made_ready_twenty_to_a_call_and_each_once() -> None:
    stall = Stall()
    wishes = []
    for at in range(21):
        order = stall.order(str(100 + at), packed(at * 2 + 1, f"FP{at}"), packed(at * 2 + 2, f"FP{at}"))
        wishes.append(step(Kind.READY, order, [str(at * 2 + 1), str(at * 2 + 2)]))

    def ready(given: dict[str, str]) -> Any:
        named = [one["package_id"] for one in json.loads(given["readyToShipReq"])["packages"]]
        for rows_ in stall.items.values():
            for one in rows_:
                if one["package_id"] in named:
                    one["status"] = "ready_to_ship"
        return result({"packages": [{"package_id": one, "item_err_code": "0", "retry": "false"} for one in named]})

    stall.on("/order/package/rts", ready)
    assert {one.state for one in sent(stall, *wishes).outcomes} == {State.DONE}
    asked = [json.loads(one["readyToShipReq"])["packages"] for one in stall.given("/order/package/rts")]
    assert [len(one) for one in asked] == [20, 1]


def test_what_has_no_package_is_packed_first() -> None:
    stall = Stall()
    unpacked = step(Kind.READY, stall.order("10", item(1)), ["1"])
    nameless = step(Kind.READY, stall.order("11", item(2, "packed")), ["2"])
    found = sent(stall, unpacked, nameless).outcomes
    assert {(one.state, one.code) for one in found} == {(State.REFUSED, "not_packed")}


def test_a_package_refused_is_refused_for_all_its_items() -> None:
    stall = Stall()
    order = stall.order("10", packed(1), packed(2))
    row = {"package_id": "FP1", "item_err_code": "600002", "msg": "cancelled", "retry": "false"}
    stall.on("/order/package/repack", result({"packages": [row]}))
    (outcome,) = sent(stall, step(Kind.REPACK, order, ["1", "2"])).outcomes
    assert (outcome.state, outcome.params["message"]) == (State.REFUSED, "cancelled (600002)")


# --- cancel -----------------------------------------------------------------------------------------------------------
def test_a_cancellation_is_sent_once_and_as_the_documents_say() -> None:
    stall = Stall()
    order = stall.order("10", item(1), item(2))
    stall.on("/order/reverse/cancel/validate", good({"reason_options": [{"reason_id": 15, "reason_name": "Out"}]}))
    stall.on("/order/reverse/cancel/create", Reply(drop=True))
    with pytest.raises(Unsure):
        sent(stall, step(Kind.CANCEL, order, ["1", "2"]))
    (given,) = stall.given("/order/reverse/cancel/create")
    assert {key: given[key] for key in ("order_id", "order_item_id_list", "reason_id")} == {
        "order_id": "10",
        "order_item_id_list": "[1,2]",
        "reason_id": "15",
    }


def test_an_order_that_cannot_be_cancelled_says_why() -> None:
    stall = Stall()
    order = stall.order("10", item(1))
    stall.on("/order/reverse/cancel/validate", good({"tip_type": "error", "tip_content": "Too late for that"}))
    (outcome,) = sent(stall, step(Kind.CANCEL, order, ["1"], reason="15")).outcomes
    assert (outcome.state, outcome.params["message"]) == (State.REFUSED, "Too late for that")


def test_a_cancellation_that_lazada_is_at_work_on_is_not_asked_for_again() -> None:
    stall = Stall()
    order = stall.order("10", item(1, is_cancel_pending="true"))
    wish = step(Kind.CANCEL, order, ["1"], reason="15")
    assert sent(stall, wish).outcomes[0].state is State.WORKING
    stall.order("10", item(1, "canceled"))
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert found.state is State.DONE


def test_trouble_while_asking_for_reasons_sends_nothing() -> None:
    stall = Stall()
    order = stall.order("10", item(1))
    stall.on("/order/reverse/cancel/validate", bad("1000"))
    with pytest.raises(TryLater):
        sent(stall, step(Kind.CANCEL, order, ["1"]))


def test_nothing_else_is_work_on_an_order() -> None:
    stall = Stall()
    with pytest.raises(Refused):
        sent(stall, step(Kind.SHIP, stall.order("10", item(1)), ["1"]))


# --- labels -----------------------------------------------------------------------------------------------------------
def paper(content: bytes, **more: str) -> Any:
    return result({"file": base64.b64encode(content).decode(), **more})


def label_of(stall: Stall, **changes: Any) -> LabelFile | LabelMissing:
    stall.order("10", packed(1, **changes), item(2))

    async def job(connector: LazadaConnector) -> LabelFile | LabelMissing:
        orders = await connector.read_items(["10"])
        (found,) = await connector.labels(orders)
        return found

    return at_stall(stall, job)


def test_a_label_is_what_its_first_bytes_say() -> None:
    for content, kind in ((PDF, LabelFormat.PDF), (b"\x89PNG label", LabelFormat.PNG), (b"^XA^XZ", LabelFormat.ZPL)):
        stall = Stall()
        stall.on("/order/package/document/get", paper(content))
        found = label_of(stall)
        assert isinstance(found, LabelFile)
        assert (found.format, found.content, found.tracking_number, found.item_ids) == (kind, content, "LEXFP1", ("1",))
        (asked,) = stall.given("/order/package/document/get")
        assert json.loads(asked["getDocumentReq"]) == {"doc_type": "PDF", "packages": [{"package_id": "FP1"}]}


@pytest.mark.parametrize(
    "page",
    [
        b'<html><iframe width="1" src="/oss/proxy/a?b=1&amp;c=2"></iframe></html>',
        b"<embed type='application/pdf' src='/oss/proxy/a?b=1&amp;c=2'>",
        b"<object data=/oss/proxy/a?b=1&amp;c=2></object>",
    ],
)
def test_a_page_with_a_frame_leads_to_the_label(page: bytes) -> None:
    stall = Stall()
    stall.on("/order/package/document/get", paper(page))
    stall.on("/oss/proxy/a", Reply(200, PDF, {"Content-Type": "application/pdf"}))
    found = label_of(stall)
    assert isinstance(found, LabelFile) and found.content == PDF
    assert stall.given("/oss/proxy/a") == [{"b": "1", "c": "2"}]


def test_a_page_may_hold_the_label_itself() -> None:
    stall = Stall()
    inner = base64.b64encode(PDF)
    stall.on("/order/package/document/get", paper(b'<iframe src="data:application/pdf;base64,' + inner + b'">'))
    found = label_of(stall)
    assert isinstance(found, LabelFile) and found.content == PDF


def test_a_page_that_needs_a_browser_is_asked_for_in_the_older_way() -> None:
    stall = Stall()
    stall.on("/order/package/document/get", paper(b"<html><script></script></html>"))
    older = {"file": base64.b64encode(PDF).decode(), "mime_type": "application/pdf"}
    stall.on("/order/document/get", good({"document": older}))
    found = label_of(stall)
    assert isinstance(found, LabelFile) and found.content == PDF
    (asked,) = stall.given("/order/document/get")
    assert (asked["doc_type"], asked["order_item_ids"]) == ("shippingLabel", "[1]")


def test_a_page_without_scripts_is_the_label_as_it_stands() -> None:
    stall = Stall()
    page = b'<html><body><b>LEXFP1</b><img src="data:image/png;base64,AAAA"></body></html>'
    stall.on("/order/package/document/get", paper(page))
    found = label_of(stall)
    assert isinstance(found, LabelFile)
    assert (found.format, found.content) == (LabelFormat.HTML, page)
    assert stall.given("/order/document/get") == []


def test_a_page_with_scripts_gives_way_to_an_older_one_without_and_else_is_proved_like_any_label() -> None:
    drawn, plain = b"<html><script src=//cdn.test/x.js></script></html>", b"<html><body><p>LEXFP1</p></body></html>"
    for older, expected in ((plain, plain), (drawn, drawn)):
        stall = Stall()
        stall.on("/order/package/document/get", paper(drawn))
        document = {"file": base64.b64encode(older).decode(), "mime_type": "text/html"}
        stall.on("/order/document/get", good({"document": document}))
        found = label_of(stall)
        assert isinstance(found, LabelFile)
        assert (found.format, found.content) == (LabelFormat.HTML, expected)


@pytest.mark.parametrize(
    ("answer", "older", "code", "again"),
    [
        (paper(b""), None, "label_not_there_yet", True),
        (result({}), None, "label_not_there_yet", True),
        (result({"file": "%%%"}), None, "label_not_there_yet", True),
        (bad("30012", "no package"), None, "label_refused", True),
        (bad("50008", "seller delivers"), None, "label_refused", False),
        (result({"pdf_url": "https://evil.test/label.pdf"}), None, "label_refused", False),
    ],
)
def test_a_label_that_is_not_there_says_whether_to_ask_again(answer: Any, older: Any, code: str, again: bool) -> None:
    stall = Stall()
    stall.on("/order/package/document/get", answer)
    stall.on("/order/document/get", older or bad("35"))
    found = label_of(stall)
    assert isinstance(found, LabelMissing)
    assert (found.code, found.retry_after_s is not None) == (code, again)


def test_an_address_that_ran_out_is_asked_for_anew() -> None:
    stall = Stall()
    stall.on("/order/package/document/get", result({"pdf_url": "/oss/proxy/a"}))
    stall.on("/oss/proxy/a", Reply(403, b"expired"))
    found = label_of(stall)
    assert isinstance(found, LabelMissing) and found.retry_after_s


def test_what_the_seller_delivers_himself_has_no_label() -> None:
    found = label_of(Stall(), delivery_option_sof=1)
    assert isinstance(found, LabelMissing)
    assert (found.code, found.retry_after_s) == ("delivered_by_seller", None)
