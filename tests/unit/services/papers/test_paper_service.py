"""Slips and lists: one sequence for all, every print remembered once, also across windows and processes."""

import asyncio
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from paper_office import PaperOffice, item, order, texts_of

from desktop.domain.errors import NotPossible, Unsure
from desktop.domain.labels import LabelFormat
from desktop.domain.orders import ItemStatus
from desktop.domain.papers import DocumentKind, Placement
from desktop.domain.prints import LedgerQuery
from desktop.printing.targets import PrintJob
from desktop.services.labels import STOCKS, PageOrder
from tests.fixtures.print_server import PrintServer, paper

SLIP, PICKS, HANDOVER = DocumentKind.PACKING_SLIP, DocumentKind.PICK_LIST, DocumentKind.HANDOVER


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


async def three_orders(office: PaperOffice) -> list[int]:
    return await office.add(
        "gives",
        order("A1", item("a1", "GG-1", sku="MUG", quantity=2), item("a2", "GG-1", sku="CUP")),
        order("A2", item("a3", "GG-2", sku="MUG")),
        order("A3", item("a4", "GG-3", sku="CUP", quantity=3)),
    )


def test_slips_labels_and_list_follow_one_sequence(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await three_orders(office)
        await office.labels.fetch(ids)
        setup = await office.setup(SLIP)
        slips = await office.papers.sheets(await office.papers.plan(SLIP, ids, setup), setup)
        numbers = [next(n for n in ("A1", "A2", "A3") if n in text) for text in texts_of(slips.pdf)]
        labels = [entry.number for entry in (await office.labels.plan(ids, sequence="pick")).printable]
        picks_setup = await office.setup(PICKS)
        (picks,) = texts_of(
            (await office.papers.sheets(await office.papers.plan(PICKS, ids, picks_setup), picks_setup)).pdf
        )
        assert numbers == labels == ["A3", "A2", "A1"]
        assert picks.index("CUP") < picks.index("MUG")

        turned = replace(setup, reverse=True)
        back = await office.papers.sheets(await office.papers.plan(SLIP, ids, turned), turned)
        assert [next(n for n in ("A1", "A2", "A3") if n in text) for text in texts_of(back.pdf)] == ["A1", "A2", "A3"]
        listed = replace(setup, sequence=PageOrder.GIVEN)
        assert [one.number for one in (await office.papers.plan(SLIP, ids, listed)).printable] == ["A1", "A2", "A3"]

    asyncio.run(scenario())


def test_a_pick_list_adds_up_by_sku(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await three_orders(office)
        cancelled = await office.add("gives", order("A4", item("a5", sku="MUG", status=ItemStatus.CANCELLED)))
        setup = await office.setup(PICKS)
        plan = await office.papers.plan(PICKS, [*ids, *cancelled], setup)
        assert [(entry.number, entry.problem) for entry in plan.problems] == [("A4", "nothing_to_pack")]
        (text,) = texts_of((await office.papers.sheets(plan, setup)).pdf)
        lines = {line.split()[0]: line for line in text.splitlines() if line.split()[:1] in (["CUP"], ["MUG"])}
        assert " 4" in lines["CUP"]
        assert " 3" in lines["MUG"]
        assert "A4" not in text

    asyncio.run(scenario())


def test_each_parcel_of_an_order_has_its_own_slip(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await office.add("gives", order("A1", item("a1", "GG-1", sku="MUG"), item("a2", "GG-2", sku="CUP")))
        setup = await office.setup(SLIP)
        first, second = texts_of((await office.papers.sheets(await office.papers.plan(SLIP, ids, setup), setup)).pdf)
        assert ("GG-1" in first, "MUG" in first, "CUP" in first) != ("GG-1" in second, "MUG" in second, "CUP" in second)
        assert "25.00" not in first + second  # the total of the order is not the total of a parcel

    asyncio.run(scenario())


def test_a_print_is_remembered_asked_about_once_and_seen_on_the_timeline(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids, setup = await three_orders(office), await office.setup(SLIP)
        plan = await office.papers.plan(SLIP, ids[:2], setup)
        await office.papers.to_pdf(plan, tmp_path / "slips.pdf", setup, who="ann")
        plan = await office.papers.plan(SLIP, ids, setup)
        with pytest.raises(NotPossible) as refused:
            await office.papers.to_pdf(plan, tmp_path / "two.pdf", setup)
        assert (refused.value.code, refused.value.params["count"]) == ("already_printed", "2")
        fresh = await office.papers.to_pdf(plan.without_printed(), tmp_path / "rest.pdf", setup)
        assert [record.copy for record in fresh.records] == [1]
        again = await office.papers.to_pdf(
            await office.papers.plan(SLIP, ids, setup), tmp_path / "all.pdf", setup, again=True
        )
        assert {record.copy for record in again.records} == {2}

        lines = await office.papers.ledger(LedgerQuery(words="a1"))
        assert [(line.kind, line.copy, line.who) for line in lines] == [(SLIP, 2, ""), (SLIP, 1, "ann")]
        kinds = [event.kind for event in (await office.detail(ids[0])).events]
        assert kinds.count("document_printed") == 2
        assert await office.papers.ledger(LedgerQuery(kinds=frozenset({PICKS}))) == ()

    asyncio.run(scenario())


def test_what_the_printer_never_took_was_not_printed(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids, setup = await three_orders(office), await office.setup(SLIP)
        plan = await office.papers.plan(SLIP, ids, setup)
        with pytest.raises(NotPossible):
            await office.papers.to_printer(
                plan, setup, target=Tray(error=NotPossible("printer_unreachable", printer="T"))
            )
        assert not (await office.papers.plan(SLIP, ids, setup)).printed_before
        assert all(line.failed for line in await office.papers.ledger(LedgerQuery()))
        with pytest.raises(Unsure):
            await office.papers.to_printer(plan, setup, target=Tray(error=Unsure("print_unsure", printer="T")))
        assert len((await office.papers.plan(SLIP, ids, setup)).printed_before) == 3  # it may have come out

    asyncio.run(scenario())


def test_a_file_that_cannot_be_written_prints_nothing(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids, setup = await three_orders(office), await office.setup(SLIP)
        plan = await office.papers.plan(SLIP, ids, setup)
        with pytest.raises(NotPossible) as refused:
            await office.papers.to_pdf(plan, tmp_path / "no-such-folder" / "slips.pdf", setup)
        assert refused.value.code == "file_not_written"
        assert await office.papers.ledger(LedgerQuery()) == ()

    asyncio.run(scenario())


def test_of_two_windows_one_prints(office: PaperOffice, other_window: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids, setup = await three_orders(office), await office.setup(SLIP)
        mine = await office.papers.plan(SLIP, ids, setup)
        theirs = await other_window.papers.plan(SLIP, ids, setup)
        await other_window.papers.to_pdf(theirs, tmp_path / "theirs.pdf", setup)
        with pytest.raises(NotPossible) as refused:
            await office.papers.to_pdf(mine, tmp_path / "mine.pdf", setup)
        assert refused.value.code == "printed_meanwhile"
        assert not (tmp_path / "mine.pdf").exists()

    asyncio.run(scenario())


_PROCESS = """
import asyncio, sys
from pathlib import Path
from paper_office import PaperOffice
from desktop.domain.errors import NotPossible
from desktop.domain.papers import DocumentKind
from desktop.services.labels import STOCKS

async def main(folder, name):
    office = PaperOffice(Path(folder))
    setup = await office.setup(DocumentKind.PACKING_SLIP)
    slips = await office.papers.plan(DocumentKind.PACKING_SLIP, [1, 2, 3], setup)
    labels = await office.labels.plan([1, 2, 3])
    print("ready", flush=True)
    sys.stdin.readline()
    for job in (
        office.papers.to_pdf(slips, Path(folder) / f"{name}-slips.pdf", setup, who=name),
        office.labels.to_pdf(labels, Path(folder) / f"{name}-labels.pdf", STOCKS["100x150"], who=name),
    ):
        try:
            await job
            print("printed", flush=True)
        except NotPossible as error:
            print(error.code, flush=True)
    office.db.close()

asyncio.run(main(*sys.argv[1:]))
"""


def test_of_two_processes_on_one_profile_one_prints(office: PaperOffice) -> None:
    async def prepare() -> None:
        ids = await three_orders(office)
        assert ids == [1, 2, 3]
        await office.labels.fetch(ids)

    asyncio.run(prepare())
    root = Path(__file__).parents[4]
    path = [str(root), str(Path(__file__).parent)]
    code = f"import sys; sys.path[:0] = {path!r}\n{_PROCESS}"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(office.folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        for name in ("left", "right")
    ]
    for process in started:  # both have planned before either prints
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].split() for process in started]
    for document in (0, 1):
        assert sorted(answer[document] for answer in answers) == ["printed", "printed_meanwhile"]
    assert len(list(office.folder.glob("*-slips.pdf"))) == len(list(office.folder.glob("*-labels.pdf"))) == 1
    lines = asyncio.run(office.papers.ledger(LedgerQuery()))
    assert sorted((line.number, line.kind, line.copy) for line in lines) == sorted(
        (number, kind, 1) for number in ("A1", "A2", "A3") for kind in (DocumentKind.LABEL, SLIP)
    )


def test_tonights_list_holds_what_waits_and_nothing_else(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await office.add(
            "gives",
            order("A1", item("a1", "GG-1", courier="GIG")),
            order("A2", item("a2", "GG-2", courier="Aramex")),
            order("A3", item("a3", "GG-3", courier="GIG")),
            order("A4", item("a4", "GG-4", courier="GIG")),
        )
        ours = await office.add("bare", order("B1", item("b1", "RX-1", status=ItemStatus.SHIPPED, courier="Own rider")))
        await office.labels.fetch(ids)
        plan = await office.labels.plan([*ids[:3], *ours])
        await office.labels.to_pdf(plan, tmp_path / "labels.pdf", STOCKS["100x150"])
        await office.add("gives", order("A3", item("a3", "GG-3", status=ItemStatus.SHIPPED)))  # its courier was here
        setup = await office.setup(HANDOVER)
        tonight = await office.papers.handover_plan(setup)
        assert {entry.number for entry in tonight.printable} == {"A1", "A2", "B1"}
        text = "".join(texts_of((await office.papers.sheets(tonight, setup)).pdf))
        assert all(word in text for word in ("GG-1", "GG-2", "RX-1", "Aramex", "GIG", "Own rider"))
        assert "GG-3" not in text
        assert "GG-4" not in text
        once = await office.papers.to_pdf(tonight, tmp_path / "one.pdf", setup)
        again = await office.papers.to_pdf(await office.papers.handover_plan(setup), tmp_path / "two.pdf", setup)
        assert [record.copy for record in once.records + again.records] == [1, 1, 1, 2, 2, 2]

    asyncio.run(scenario())


def test_slips_share_a_sheet_with_places(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = await three_orders(office)
        setup = replace(await office.setup(SLIP), paper="a4-4up", used=(0, 1))
        sheets = await office.papers.sheets(await office.papers.plan(SLIP, ids, setup), setup)
        assert sheets.count == 2
        assert setup.after(3).used == (0,)
        assert setup.after(1).used == (0, 1, 2)
        assert setup.after(2).used == ()

    asyncio.run(scenario())


def test_a_job_carries_stock_and_placement_and_no_names(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids, tray = await three_orders(office), Tray()
        setup = replace(await office.setup(SLIP), placement=Placement(90, 1.5, -2.0, 5))
        await office.papers.to_printer(await office.papers.plan(SLIP, ids, setup), setup, target=tray)
        (job,) = tray.jobs
        assert (job.placement, job.stock.id) == (setup.placement, "a6")
        assert not any(word in job.title for word in ("Ada", "A1", "GG"))

    asyncio.run(scenario())


def test_slips_and_calibration_page_through_a_real_queue(office: PaperOffice, print_server: PrintServer) -> None:
    async def scenario() -> None:
        ids = await three_orders(office)
        async with paper() as sink:
            print_server.add("slip-printer", sink.port)
            setup = replace(await office.setup(SLIP), printer="slip-printer")
            await office.papers.to_printer(await office.papers.plan(SLIP, ids, setup), setup)
            pages = texts_of(await asyncio.wait_for(sink.jobs.get(), 30))
            assert [next(n for n in ("A1", "A2", "A3") if n in text) for text in pages] == ["A3", "A2", "A1"]
            await office.papers.print_calibration(setup)
            assert len(texts_of(await asyncio.wait_for(sink.jobs.get(), 30))) == 1
        assert len(await office.papers.ledger(LedgerQuery())) == 3  # the calibration page belongs to no order

    asyncio.run(scenario())
