"""Labels of every format in one run: each on paper where that can be done rightly, else named with the reason."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

from label_office import Office

from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.domain.papers import Placement
from desktop.services.labels import STOCKS
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import PrintServer, paper
from tests.fixtures.zpl_reader import read_zpl
from tests.unit.printing.test_pixels import drawn, png
from tests.unit.printing.test_webpage import label_page

THERMAL = STOCKS["100x150"]
ZPL = "^XA^PW812^LL1218^FO50,200^BY3^BCN,200,Y,N,N^FD{}^FS{}^XZ"


def run(scenario: Awaitable[None]) -> None:
    async def story() -> None:
        await scenario

    asyncio.run(story())


async def mixed(office: Office) -> list[int]:
    """Six orders: PDF, PNG, ZPL that can be drawn, ZPL that cannot, a static page, a page that scripts draw."""
    ids = await office.ready(6)
    given = {
        "JG-1": (LabelFormat.PDF, papers.label("JG-1")),
        "JG-2": (LabelFormat.PNG, png(drawn(papers.label("JG-2")), dpi=(203, 203))),
        "JG-3": (LabelFormat.ZPL, ZPL.format("JG-3", "").encode()),
        "JG-4": (LabelFormat.ZPL, ZPL.format("JG-4", "^FO1,1^XGR:LOGO.GRF^FS").encode()),
        "JG-5": (LabelFormat.HTML, label_page("JG-5")),
        "JG-6": (LabelFormat.HTML, label_page("JG-6", head="<script src=//cdn.test/x.js></script>")),
    }
    for number, (kind, content) in given.items():
        office.platforms["A"].formats[number], office.platforms["A"].content[number] = kind, content
    await office.service.fetch(ids)
    return ids


def test_every_label_that_can_be_drawn_rightly_is_on_its_sheet(office: Office, tmp_path: Path) -> None:
    async def scenario() -> None:
        ids = await mixed(office)
        assert await office.shown(ids[5]) == ("failed", LabelProblem.NEEDS_BROWSER.value, 0)

        printed = await office.service.to_pdf(await office.service.plan(ids), tmp_path / "l.pdf", STOCKS["a4-4up"])

        assert {entry.number[-1:]: entry.problem for entry in printed.plan.problems} == {
            "4": "needs_zpl_printer",
            "6": "needs_browser",
        }
        codes = [code for page in codes_of((tmp_path / "l.pdf").read_bytes(), 300) for code in page]
        assert sorted(codes) == ["JG-1", "JG-2", "JG-3", "JG-5"]
        assert await office.printed(ids[3]) == []

    run(scenario())


def test_a_queue_gets_them_turned_and_moved_as_its_printer_wants(office: Office, print_server: PrintServer) -> None:
    async def scenario() -> None:
        plan = await office.service.plan(await mixed(office))
        async with paper() as sink:
            print_server.add("upside-down", sink.port)
            await office.service.to_printer(
                plan, "upside-down", THERMAL, placement=Placement(turn=180, right_mm=1.0, down_mm=-0.5)
            )
            assert codes_of(await asyncio.wait_for(sink.jobs.get(), 30)) == [["JG-1"], ["JG-2"], ["JG-3"], ["JG-5"]]

    run(scenario())


def test_a_zpl_printer_gets_the_couriers_own_bytes_and_the_rest_as_dots(office: Office) -> None:
    async def scenario() -> None:
        plan = await office.service.plan(await mixed(office))
        async with paper() as sink:
            printer = f"zpl://127.0.0.1:{sink.port}"
            await office.service.to_printer(plan, printer, THERMAL, placement=Placement(darkness=8))
            stream = await asyncio.wait_for(sink.jobs.get(), 30)
        for number in ("JG-3", "JG-4"):
            own = office.platforms["A"].content[number]
            assert stream.count(b"^XA^MD8^XZ\n" + own + b"\n^XA^MD0^XZ\n") == 1
        dots = [line for line in stream.split(b"\n") if b"^GFA" in line]
        assert [read_zpl(line) for line in dots] == ["JG-1", "JG-2", "JG-5"]

    run(scenario())
