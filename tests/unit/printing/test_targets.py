"""What leaves for a printer is what was proved; and failures say whether paper moved."""

import asyncio
import socket
from pathlib import Path

import pytest

from desktop.domain.errors import NotPossible, Unsure
from desktop.domain.labels import LabelFormat
from desktop.printing.impose import impose
from desktop.printing.merge import merge
from desktop.printing.render import page_images
from desktop.printing.stock import STOCKS
from desktop.printing.targets import CupsQueue, PrintJob, ZplPort, printers, target_of
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import PrintServer, paper

NUMBERS = ["JG-1", "JG-2", "JG-3"]


def label_job(stock: str = "100x150", copies: int = 1) -> PrintJob:
    labels = merge([papers.label("JG-1"), papers.label("JG-2", rotate=90), papers.label("JG-3")]).pdf
    return PrintJob(impose(labels, STOCKS[stock]).pdf, LabelFormat.PDF, STOCKS[stock], "Backshop: 3 labels", copies)


def ink_box(pixels_at_254_dpi: object) -> list[float]:
    """Left, right, top and bottom edge of the ink, in millimetres from the upper left corner of the page."""
    rows = list(pixels_at_254_dpi.rows())
    inked = [at for at, row in enumerate(rows) if row.count(255) < len(row)]
    columns = [at for at in range(len(rows[0])) if any(row[at] < 255 for row in rows)]
    return [columns[0] / 10, columns[-1] / 10, inked[0] / 10, inked[-1] / 10]


@pytest.mark.parametrize("stock", ["100x150", "a4-4up"])
def test_a_queue_prints_vectors_at_true_size_in_order(print_server: PrintServer, stock: str) -> None:
    job = label_job(stock)

    async def scenario() -> bytes:
        async with paper() as sink:
            print_server.add(f"labels-{stock}", sink.port)
            request = await CupsQueue(f"labels-{stock}").submit(job)
            assert request.startswith(f"labels-{stock}-")
            return await asyncio.wait_for(sink.jobs.get(), 30)

    printed = asyncio.run(scenario())

    assert b"/Image" not in printed
    wished, got = page_images(job.content, 254), page_images(printed, 254)
    assert len(got) == len(wished)
    for ours, theirs in zip(wished, got, strict=True):
        assert ink_box(theirs) == pytest.approx(ink_box(ours), abs=0.6)
    assert [code for page in codes_of(printed) for code in page] == NUMBERS


def test_zpl_passes_a_queue_byte_for_byte(print_server: PrintServer) -> None:
    zpl = b"^XA^FO50,50^BCN,200^FDJG-1^FS^XZ\n"

    async def scenario() -> bytes:
        async with paper() as sink:
            print_server.add("zebra", sink.port, raw=True)
            await CupsQueue("zebra").submit(PrintJob(zpl, LabelFormat.ZPL, STOCKS["100x150"], "Backshop: 1 label"))
            return await asyncio.wait_for(sink.jobs.get(), 30)

    assert asyncio.run(scenario()) == zpl


def test_queues_are_listed_and_an_unknown_one_is_refused_in_the_systems_words(print_server: PrintServer) -> None:
    print_server.add("counter", 9, raw=True)

    async def scenario() -> None:
        assert "counter" in [printer.name for printer in await printers()]
        with pytest.raises(NotPossible) as refused:
            await CupsQueue("cellar").submit(label_job())
        assert refused.value.code == "print_failed"
        assert "does not exist" in refused.value.params["reason"]

    asyncio.run(scenario())
    print_server.remove("counter")


def test_a_zpl_port_gets_every_copy_and_closes() -> None:
    async def scenario() -> bytes:
        async with paper() as sink:
            target = target_of(f"zpl://127.0.0.1:{sink.port}")
            await target.submit(PrintJob(b"^XA^XZ", LabelFormat.ZPL, STOCKS["100x150"], "t", copies=2))
            return await asyncio.wait_for(sink.jobs.get(), 10)

    assert asyncio.run(scenario()) == b"^XA^XZ^XA^XZ"


def test_a_printer_that_is_off_is_told_from_one_that_went_off_half_way() -> None:
    """Only the first may be printed again without asking."""
    job = PrintJob(b"^XA" + bytes(30_000_000) + b"^XZ", LabelFormat.ZPL, STOCKS["100x150"], "t")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(10)
        writer.transport.abort()

    async def scenario() -> None:
        with pytest.raises(NotPossible) as refused:
            await ZplPort("127.0.0.1", port).submit(job)
        assert refused.value.code == "printer_unreachable"
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            with pytest.raises(Unsure):
                await ZplPort("127.0.0.1", server.sockets[0].getsockname()[1]).submit(job)

    asyncio.run(scenario())


def test_without_a_print_system_there_are_no_queues_and_the_reason_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    async def scenario() -> None:
        assert await printers() == ()
        with pytest.raises(NotPossible) as refused:
            await CupsQueue("labels").submit(label_job())
        assert refused.value.code == "no_print_system"

    asyncio.run(scenario())


@pytest.mark.parametrize("name", ["", "-o", "two\nlines", "zpl://", "zpl://host:port", "zpl://host?dpi=72"])
def test_what_cannot_be_a_printer_is_refused(name: str) -> None:
    with pytest.raises(NotPossible) as refused:
        target_of(name)
    assert refused.value.code == "unknown_printer"


def test_a_printers_name_says_how_it_is_reached() -> None:
    assert target_of("Front desk") == CupsQueue("Front desk")
    assert target_of("zpl://10.0.0.7?dpi=300") == ZplPort("10.0.0.7", 9100, 300)
