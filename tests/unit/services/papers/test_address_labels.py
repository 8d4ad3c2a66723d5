"""Where a platform hands out no labels, ours stand among the others: proved, in sequence, counted, printed once."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from paper_office import PaperOffice, item, order, texts_of

from desktop.domain.errors import NotPossible
from desktop.domain.labels import LabelState
from desktop.domain.orders import Address, ItemStatus
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import LedgerQuery
from desktop.services.labels import STOCKS
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import PrintServer, paper

THERMAL = STOCKS["100x150"]
TO_PACK = ItemStatus.TO_PACK


def test_a_mixed_selection_prints_in_one_go_in_the_sequence_of_the_shelves(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        given = await office.add(
            "gives", order("A1", item("a1", "GG-1", sku="MUG")), order("A2", item("a2", "GG-2", sku="CUP"))
        )
        ours = await office.add(
            "bare", order("B1", item("b1", sku="CUP", status=TO_PACK)), order("B2", item("b2", "RX-77", sku="MUG"))
        )
        await office.labels.fetch(given)
        plan = await office.labels.plan([*given, *ours], sequence="pick")
        printed = await office.labels.to_pdf(plan, tmp_path / "run.pdf", THERMAL)

        pages = codes_of((tmp_path / "run.pdf").read_bytes())
        assert [{"B1", "GG-2", "GG-1", "RX-77"} & set(codes) for codes in pages] == [
            {"B1"}, {"GG-2"}, {"GG-1"}, {"RX-77"},
        ]  # fmt: skip
        assert [result.state for result in printed.results] == ["printed"] * 4
        row = (await office.detail(ours[0])).row
        assert (row.label, row.printed) == (LabelState.PRINTED, 1)
        lines = await office.papers.ledger(LedgerQuery())
        assert {line.number: line.kind for line in lines} == {
            "A1": DocumentKind.LABEL,
            "A2": DocumentKind.LABEL,
            "B1": DocumentKind.ADDRESS_LABEL,
            "B2": DocumentKind.ADDRESS_LABEL,
        }

    asyncio.run(scenario())


def test_our_label_follows_a_corrected_address_until_it_is_printed(office: PaperOffice, tmp_path: Path) -> None:
    async def address_on_paper(order_id: int) -> bool:
        await office.labels.draw_own([order_id])
        sheets = await office.labels.sheets(await office.labels.plan([order_id]), THERMAL)
        return "2 Corrected Road" in texts_of(sheets.pdf)[0]

    async def scenario() -> None:
        first = order("B1", item("b1", status=TO_PACK))
        corrected = replace(first, address=Address("Ada Example", ("2 Corrected Road",), "Nairobi", country="KE"))
        again = replace(first, address=Address("Ada Example", ("3 Late Street",), "Nairobi", country="KE"))
        (order_id,) = await office.add("bare", first)
        assert not await address_on_paper(order_id)
        await office.add("bare", corrected)
        assert await address_on_paper(order_id)
        await office.labels.to_pdf(await office.labels.plan([order_id]), tmp_path / "one.pdf", THERMAL)
        await office.add("bare", again)
        assert await address_on_paper(order_id)  # a reprint is the same bytes; another address is a new label
        await office.labels.fetch([order_id], again=True)
        assert not await address_on_paper(order_id)

    asyncio.run(scenario())


def test_drawing_it_anew_without_a_change_keeps_the_very_label(office: PaperOffice) -> None:
    async def scenario() -> None:
        (order_id,) = await office.add("bare", order("B1", item("b1", status=TO_PACK)))
        await office.labels.plan([order_id])
        (before,) = (await office.detail(order_id)).labels
        await office.labels.draw_own([order_id])
        (after,) = (await office.detail(order_id)).labels
        assert (before.id, before.sha256) == (after.id, after.sha256)

    asyncio.run(scenario())


def test_another_window_draws_nothing_anew_that_did_not_change(office: PaperOffice, other_window: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await office.add("bare", order("B1", item("b1", status=TO_PACK)), order("B2", item("b2", status=TO_PACK)))
        await office.labels.plan(ids[:1])
        (before,) = (await office.detail(ids[0])).labels
        await other_window.labels.draw_own(ids)
        (after,) = (await office.detail(ids[0])).labels
        assert (before.id, before.sha256) == (after.id, after.sha256)
        assert len((await office.detail(ids[1])).labels) == 1
        template = await office.papers.templates.get(DocumentKind.ADDRESS_LABEL)
        await office.papers.templates.put(replace(template, extra="Handle with care"))
        await other_window.labels.draw_own(ids)
        sheets = await office.labels.sheets(await office.labels.plan(ids), THERMAL)
        assert all("Handle with care" in text for text in texts_of(sheets.pdf))

    asyncio.run(scenario())


def test_of_two_parcels_the_printed_one_stays_as_it_is(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        first = order("B1", item("b1", "RX-1"), item("b2", "RX-2"))
        (order_id,) = await office.add("bare", first)
        plan = await office.labels.plan([order_id])
        await office.labels.to_pdf(plan.starting_at(2), tmp_path / "second.pdf", THERMAL)
        before = {label.tracking_number: label.sha256 for label in (await office.detail(order_id)).labels}
        await office.add("bare", replace(first, address=Address("Ada Example", ("9 New Road",), country="KE")))
        await office.labels.draw_own([order_id])
        after = {label.tracking_number: label.sha256 for label in (await office.detail(order_id)).labels}
        assert (after["RX-1"] != before["RX-1"], after["RX-2"] == before["RX-2"]) == (True, True)

    asyncio.run(scenario())


def test_one_address_too_long_for_the_paper_keeps_no_other_from_it(office: PaperOffice) -> None:
    async def scenario() -> None:
        setup = await office.setup(DocumentKind.ADDRESS_LABEL)
        await office.papers.setups.put(DocumentKind.ADDRESS_LABEL, replace(setup, paper="100x50"))
        long = Address("Ada Example", tuple(f"{n} Invented Lane of a Very Long Name" for n in range(60)), country="KE")
        ids = await office.add(
            "bare",
            order("B1", item("b1", status=TO_PACK)),
            replace(order("B2", item("b2", status=TO_PACK)), address=long),
            order("B3", item("b3", status=TO_PACK)),
        )
        results = await office.labels.fetch(ids)
        assert [(one.number, one.ok, one.code) for one in results] == [
            ("B1", True, ""), ("B2", False, "paper_too_small"), ("B3", True, ""),
        ]  # fmt: skip

    asyncio.run(scenario())


def test_a_cancelled_or_unpaid_order_gets_no_label_of_ours(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await office.add(
            "bare",
            order("B1", item("b1", status=ItemStatus.CANCELLED)),
            order("B2", item("b2", status=ItemStatus.UNPAID)),
        )
        plan = await office.labels.plan(ids)
        assert not plan.printable
        assert {entry.problem for entry in plan.problems} == {"not_ready"}

    asyncio.run(scenario())


def test_a_second_print_of_ours_needs_the_word(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        (order_id,) = await office.add("bare", order("B1", item("b1", status=TO_PACK)))
        await office.labels.to_pdf(await office.labels.plan([order_id]), tmp_path / "one.pdf", THERMAL)
        plan = await office.labels.plan([order_id])
        with pytest.raises(NotPossible) as refused:
            await office.labels.to_pdf(plan, tmp_path / "two.pdf", THERMAL)
        assert refused.value.code == "already_printed"
        assert not (tmp_path / "two.pdf").exists()

    asyncio.run(scenario())


def test_separators_stand_at_the_head_of_each_run(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await office.add(
            "gives",
            order("A1", item("a1", "GG-1", sku="MUG")),
            order("A2", item("a2", "GG-2", sku="CUP")),
            order("A3", item("a3", "GG-3", sku="MUG")),
            order("A4", item("a4", "GG-4", sku="CUP"), item("a5", "GG-4", sku="MUG")),
        )
        await office.labels.fetch(ids)
        plan = await office.labels.plan(ids, sequence="pick", separators=True)
        sheets = await office.labels.sheets(plan, THERMAL)
        assert [codes[:1] for codes in codes_of(sheets.pdf)] == [[], ["GG-2"], [], ["GG-1"], ["GG-3"], ["GG-4"]]
        texts = texts_of(sheets.pdf)
        assert "CUP" in texts[0]
        assert "MUG" in texts[2]
        assert "A1" in texts[2]
        assert "A3" in texts[2]

        back = await office.labels.plan(ids, sequence="pick", reverse=True, separators=True)
        turned = await office.labels.sheets(back, THERMAL)
        assert [codes[:1] for codes in codes_of(turned.pdf)] == [["GG-4"], ["GG-3"], ["GG-1"], [], ["GG-2"], []]

    asyncio.run(scenario())


def test_through_a_real_queue_and_to_a_label_printers_port(office: PaperOffice, print_server: PrintServer) -> None:
    async def scenario() -> None:
        given = await office.add("gives", order("A1", item("a1", "GG-1")))
        ours = await office.add("bare", order("B1", item("b1", status=TO_PACK)))
        await office.labels.fetch(given)
        plan = await office.labels.plan([*given, *ours])
        async with paper() as sink:
            print_server.add("own-labels", sink.port)
            printed = await office.labels.to_printer(plan, "own-labels", THERMAL)
            pages = codes_of(await asyncio.wait_for(sink.jobs.get(), 30))
            assert ["GG-1"] in pages
            assert any("B1" in codes for codes in pages)
        async with paper() as head:
            again = await office.labels.to_printer(printed.plan, f"zpl://127.0.0.1:{head.port}", THERMAL, again=True)
            stream = await asyncio.wait_for(head.jobs.get(), 30)
            assert stream.count(b"^XA") == 2
        assert [record.copy for record in again.records] == [2, 2]

    asyncio.run(scenario())
