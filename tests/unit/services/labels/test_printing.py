"""A label goes to paper once: across windows, after failures, and with a memory that tells the truth."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from label_office import Office, item, order

from desktop.domain.errors import NotPossible, Unsure
from desktop.domain.labels import LabelFormat
from desktop.domain.orders import ItemStatus
from desktop.printing.targets import PrintJob
from desktop.services.labels import STOCKS
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import PrintServer, paper

THERMAL = STOCKS["100x150"]


def run(scenario: object) -> object:
    return asyncio.run(scenario)


@dataclass
class Tray:
    """A printer that keeps its jobs, and fails as told."""

    takes: LabelFormat = LabelFormat.PDF
    name: str = "Tray"
    dpi: int = 203
    error: Exception | None = None
    jobs: list[PrintJob] = field(default_factory=list)

    async def submit(self, job: PrintJob) -> str:
        if self.error:
            raise self.error
        self.jobs.append(job)
        return "Tray-1"


async def fetched(office: Office, count: int) -> list[int]:
    ids = await office.ready(count)
    await office.service.fetch(ids)
    return ids


def test_pages_come_in_the_order_given_and_each_print_is_remembered(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 3)
        wished = [ids[2], ids[0], ids[1]]
        printed = await office.service.to_pdf(await office.service.plan(wished), tmp_path / "l.pdf", THERMAL, who="Ann")

        assert codes_of((tmp_path / "l.pdf").read_bytes()) == [["JG-3"], ["JG-1"], ["JG-2"]]
        assert [(result.order_id, result.ok, result.state) for result in printed.results] == [
            (id_, True, "printed") for id_ in wished
        ]
        assert (printed.sheets, printed.scale) == (3, 1.0)
        assert await office.printed(ids[0]) == [(1, "PDF")]
        assert await office.shown(ids[0]) == ("printed", "", 1)
        assert await office.timeline(ids[0]) == ["label_ready", "printed"]
        assert list(tmp_path.glob("*l.pdf*")) == [tmp_path / "l.pdf"]

    run(scenario())


def test_a_pick_sequence_follows_the_shelves(office: Office) -> None:
    async def scenario() -> None:
        ids = await office.add(
            order(1, item("a", "JG-1", sku="MUG"), item("b", "JG-1", sku="KETTLE")),
            order(2, item("c", "JG-2", sku="MUG", courier="GIG")),
            order(3, item("d", "JG-3", sku="CUP")),
            order(4, item("e", "JG-4", sku="MUG", courier="Aramex")),
        )
        await office.service.fetch(ids)
        plan = await office.service.plan(ids, sequence="pick")
        assert [entry.tracking_number for entry in plan.entries] == ["JG-3", "JG-4", "JG-2", "JG-1"]
        back = await office.service.plan(ids, sequence="pick", reverse=True)
        assert back.entries == plan.entries[::-1]

    run(scenario())


def test_a_second_print_must_be_asked_for(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 2)
        await office.service.to_pdf(await office.service.plan(ids[:1]), tmp_path / "1.pdf", THERMAL)
        plan = await office.service.plan(ids)
        with pytest.raises(NotPossible) as refused:
            await office.service.to_pdf(plan, tmp_path / "2.pdf", THERMAL)
        assert (refused.value.code, refused.value.params["numbers"]) == ("already_printed", "1001")
        assert not (tmp_path / "2.pdf").exists()

        fresh = await office.service.to_pdf(plan.without_printed(), tmp_path / "3.pdf", THERMAL)
        assert codes_of((tmp_path / "3.pdf").read_bytes()) == [["JG-2"]]
        assert [(result.ok, result.code) for result in fresh.results] == [(False, "already_printed"), (True, "")]

        await office.service.to_pdf(await office.service.plan(ids), tmp_path / "4.pdf", THERMAL, again=True)
        assert await office.printed(ids[0]) == [(1, "PDF"), (2, "PDF")]

    run(scenario())


def test_of_two_windows_that_print_the_same_plan_only_one_does(office: Office, other_window: Office) -> None:
    async def scenario() -> None:
        ids, tray = await fetched(office, 2), Tray()
        mine, theirs = await office.service.plan(ids), await other_window.service.plan(ids)
        outcomes = await asyncio.gather(
            office.service.to_printer(mine, tray, THERMAL),
            other_window.service.to_printer(theirs, tray, THERMAL),
            return_exceptions=True,
        )
        (loser,) = [outcome for outcome in outcomes if isinstance(outcome, NotPossible)]
        assert loser.code == "printed_meanwhile"
        assert len(tray.jobs) == 1
        assert await office.printed(ids[0]) == [(1, "Tray")]

    run(scenario())


def test_a_printer_that_took_nothing_leaves_no_print_behind(office: Office) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 1)
        tray = Tray(error=NotPossible("print_failed", printer="Tray"))
        with pytest.raises(NotPossible):
            await office.service.to_printer(await office.service.plan(ids), tray, THERMAL)
        assert await office.printed(ids[0]) == []
        assert await office.shown(ids[0]) == ("ready", "", 0)
        assert await office.timeline(ids[0]) == ["label_ready", "print_failed", "printed"]

        await office.service.to_printer(await office.service.plan(ids), Tray(), THERMAL)  # without "again"
        assert await office.printed(ids[0]) == [(1, "Tray")]

    run(scenario())


def test_a_printer_that_may_have_printed_counts_as_printed(office: Office) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 1)
        with pytest.raises(Unsure):
            await office.service.to_printer(await office.service.plan(ids), Tray(error=Unsure("print_unsure")), THERMAL)
        assert await office.printed(ids[0]) == [(1, "Tray")]

    run(scenario())


def test_a_file_that_cannot_be_written_is_no_print(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 1)
        occupied = tmp_path / "labels.pdf"
        (occupied / "not empty").mkdir(parents=True)
        for path in (tmp_path / "nowhere" / "labels.pdf", occupied):
            with pytest.raises(NotPossible) as refused:
                await office.service.to_pdf(await office.service.plan(ids), path, THERMAL)
            assert refused.value.code == "file_not_written"
            assert await office.shown(ids[0]) == ("ready", "", 0)
        assert not list(tmp_path.glob(".*"))

    run(scenario())


def test_an_old_file_survives_until_the_new_one_is_whole(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 1)
        (tmp_path / "l.pdf").write_bytes(b"yesterday")
        plan = await office.service.plan(ids)
        await office.service.to_printer(plan, Tray(), THERMAL)
        with pytest.raises(NotPossible):  # printed meanwhile: the file must not change
            await office.service.to_pdf(plan, tmp_path / "l.pdf", THERMAL)
        assert (tmp_path / "l.pdf").read_bytes() == b"yesterday"
        assert not list(tmp_path.glob(".*"))

    run(scenario())


def test_what_has_a_problem_is_told_and_the_rest_is_printed(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        office.platforms["A"].content["JG-2"] = papers.blank()
        ids = await fetched(office, 3)
        ids += await office.add(order(9, item("x", "", ItemStatus.TO_PACK)))
        ids += await office.ready(1, first=50)
        await office.add(order(1, item("item-1", "JG-1", ItemStatus.CANCELLED)))

        printed = await office.service.to_pdf(await office.service.plan(ids), tmp_path / "l.pdf", THERMAL)

        assert codes_of((tmp_path / "l.pdf").read_bytes()) == [["JG-3"]]
        assert [result.code for result in printed.results] == ["called_off", "blank", "", "not_ready", "no_label"]

    run(scenario())


def test_with_nothing_to_print_no_file_appears(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await office.ready(1)
        printed = await office.service.to_pdf(await office.service.plan(ids), tmp_path / "l.pdf", THERMAL)
        assert (printed.sheets, [result.code for result in printed.results]) == (0, ["no_label"])
        assert not (tmp_path / "l.pdf").exists()

    run(scenario())


def test_one_file_for_two_parcels_is_printed_once(office: Office) -> None:
    async def scenario() -> None:
        both = papers.two_pages(papers.label("JG-1"), papers.label("JG-2"))
        office.platforms["A"].content |= {"JG-1": both, "JG-2": both}
        ids = await fetched(office, 2)
        plan = await office.service.plan(ids)
        assert [(entry.problem, dict(entry.params)) for entry in plan.entries][1] == ("same_as", {"number": "1001"})
        assert codes_of(await office.service.document(plan, THERMAL)) == [["JG-1"], ["JG-2"]]

    run(scenario())


def test_an_order_named_twice_is_printed_once(office: Office) -> None:
    async def scenario() -> None:
        (id_,) = await fetched(office, 1)
        assert len((await office.service.plan([id_, id_])).entries) == 1

    run(scenario())


def test_a_label_made_too_small_to_scan_is_taken_out_and_named(office: Office) -> None:
    async def scenario() -> None:
        office.platforms["A"].content["JG-2"] = papers.label("JG-2", 210, 297, module_mm=0.3)  # a third on A6 stock
        ids = await fetched(office, 2)
        sheets = await office.service.sheets(await office.service.plan(ids), STOCKS["a6"])
        assert [entry.problem for entry in sheets.plan.entries] == ["", "too_small"]
        assert codes_of(sheets.pdf) == [["JG-1"]]
        assert 0.95 < sheets.scale < 1.0

    run(scenario())


def test_after_a_jam_the_rest_is_printed_again_from_a_label_on(office: Office) -> None:
    async def scenario() -> None:
        ids, tray = await fetched(office, 4), Tray()
        first = await office.service.to_printer(await office.service.plan(ids), tray, THERMAL)
        again = await office.service.to_printer(first.plan.starting_at(3), tray, THERMAL, again=True)
        assert codes_of(tray.jobs[1].content) == [["JG-3"], ["JG-4"]]
        assert [record.copy for record in again.records] == [2, 2]
        assert [len(await office.printed(id_)) for id_ in ids] == [1, 1, 2, 2]

    run(scenario())


def test_a_replaced_label_still_remembers_that_its_parcel_was_printed(office: Office) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 1)
        await office.service.to_printer(await office.service.plan(ids), Tray(), THERMAL)
        office.platforms["A"].content["JG-1"] = papers.label("JG-1", module_mm=0.5)
        await office.service.fetch(ids, again=True)
        with pytest.raises(NotPossible) as refused:
            await office.service.to_printer(await office.service.plan(ids), Tray(), THERMAL)
        assert refused.value.code == "already_printed"

    run(scenario())


def test_a_zpl_printer_gets_every_label_as_dots_in_sequence(office: Office) -> None:
    async def scenario() -> None:
        ids, tray = await fetched(office, 2), Tray(takes=LabelFormat.ZPL)
        await office.service.to_printer(await office.service.plan(ids[::-1]), tray, THERMAL)
        (job,) = tray.jobs
        assert (job.kind, job.content.count(b"^XA"), job.content.count(b"^PW800^LL1199")) == (LabelFormat.ZPL, 2, 2)

    run(scenario())


def test_a_title_in_the_queue_names_no_buyer_and_no_order(office: Office) -> None:
    async def scenario() -> None:
        ids, tray = await fetched(office, 2), Tray()
        await office.service.to_printer(await office.service.plan(ids), tray, THERMAL)
        assert tray.jobs[0].title == "Backshop: 2 labels"

    run(scenario())


def test_from_the_vault_through_a_real_print_queue(office: Office, print_server: PrintServer) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 3)
        async with paper() as sink:
            print_server.add("packing-table", sink.port)
            plan = await office.service.plan(ids)
            printed = await office.service.to_printer(plan, "packing-table", THERMAL)
            assert printed.job.startswith("packing-table-")
            assert codes_of(await asyncio.wait_for(sink.jobs.get(), 30)) == [["JG-1"], ["JG-2"], ["JG-3"]]
        assert await office.printed(ids[0]) == [(1, "packing-table")]
        with pytest.raises(NotPossible) as refused:
            await office.service.to_printer(plan, "no-such-queue", THERMAL, again=True)
        assert refused.value.code == "printed_meanwhile"  # this plan is from before
        with pytest.raises(NotPossible):
            await office.service.to_printer(printed.plan, "no-such-queue", THERMAL, again=True)
        assert await office.printed(ids[0]) == [(1, "packing-table")]

    run(scenario())


def test_a_preview_shows_the_pages_asked_for(office: Office) -> None:
    async def scenario() -> None:
        ids = await fetched(office, 3)
        pdf = await office.service.document(await office.service.plan(ids), THERMAL)
        (page,) = await office.service.pages(pdf, [1], dpi=50)
        assert (page.number, page.width, page.height, len(page.pixels)) == (1, 197, 296, page.stride * page.height)

    run(scenario())
