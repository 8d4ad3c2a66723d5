"""Papers from the terminal: the same services, the remembered printer, paper and placement."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paper_office import PaperOffice, item, order, texts_of

from desktop.cli.main import main
from desktop.domain.orders import ItemStatus
from desktop.domain.papers import DocumentKind, Placement
from desktop.domain.profile import Profile
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import paper

SLIP = DocumentKind.PACKING_SLIP


class Terminal:
    """Types commands on an office's profile and reads the JSON answer."""

    def __init__(self, office: PaperOffice, capsys: pytest.CaptureFixture[str]) -> None:
        self._office, self._capsys = office, capsys

    def run(self, *words: str) -> tuple[int, Any]:
        manifests = tuple(self._office.manifests.values())
        code = main(
            ["--json", *words], open_profile=lambda _folder, _v: Profile(self._office.folder), manifests=manifests
        )
        return code, json.loads(self._capsys.readouterr().out)


@pytest.fixture
def terminal(office: PaperOffice, capsys: pytest.CaptureFixture[str]) -> Terminal:
    async def fill() -> None:
        given = await office.add(
            "gives", order("A1", item("a1", "GG-1", sku="MUG")), order("A2", item("a2", "GG-2", sku="CUP"))
        )
        await office.labels.fetch(given)
        await office.add("bare", order("B1", item("b1", status=ItemStatus.TO_PACK)))

    asyncio.run(fill())
    return Terminal(office, capsys)


def test_slips_and_pick_list_to_a_file(terminal: Terminal, tmp_path: Path) -> None:
    code, answer = terminal.run("papers", "slips", "A1", "A2", "B1", "--pdf", str(tmp_path / "slips.pdf"))
    assert (code, {one["state"] for one in answer["results"]}) == (0, {"printed"})
    pages = texts_of((tmp_path / "slips.pdf").read_bytes())
    assert [next(n for n in ("A1", "A2", "B1") if n in text) for text in pages] == ["A2", "B1", "A1"]
    code, answer = terminal.run("papers", "slips", "A1", "--pdf", str(tmp_path / "again.pdf"))
    assert (code, answer["results"][0]["code"]) == (1, "already_printed")
    assert not (tmp_path / "again.pdf").exists()
    code, _ = terminal.run("papers", "slips", "A1", "--pdf", str(tmp_path / "again.pdf"), "--again", "--stock", "a4")
    assert (code, (tmp_path / "again.pdf").exists()) == (0, True)
    code, _ = terminal.run("papers", "picklist", "A1", "A2", "--pdf", str(tmp_path / "picks.pdf"))
    (text,) = texts_of((tmp_path / "picks.pdf").read_bytes())
    assert (code, "MUG" in text, "CUP" in text) == (0, True, True)


def test_an_unknown_number_is_told_beside_what_was_printed(terminal: Terminal, tmp_path: Path) -> None:
    code, answer = terminal.run("papers", "slips", "A1", "Z9", "--pdf", str(tmp_path / "slips.pdf"))
    assert code == 1
    assert {one["number"]: one["code"] or "" for one in answer["results"]} == {"A1": "", "Z9": "unknown_order"}


def test_tonights_hand_over_list_needs_no_numbers(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("labels", "print", "A1", "B1", "--pdf", str(tmp_path / "labels.pdf"))
    assert len(codes_of((tmp_path / "labels.pdf").read_bytes())) == 2
    code, answer = terminal.run("papers", "handover", "--pdf", str(tmp_path / "list.pdf"))
    assert (code, {one["number"] for one in answer["results"]}) == (0, {"A1", "B1"})


def test_labels_go_where_this_printer_wants_them(terminal: Terminal, office: PaperOffice) -> None:
    async def scenario() -> None:
        async with paper() as head:
            printer = f"zpl://127.0.0.1:{head.port}"
            setup = await office.setup(DocumentKind.LABEL)
            chosen = replace(setup, printer=printer, placement=Placement(darkness=17))
            await office.papers.setups.put(DocumentKind.LABEL, chosen)
            code, _ = await asyncio.to_thread(terminal.run, "labels", "print", "A1", "--printer", printer)
            assert code == 0
            assert b"17" in (await asyncio.wait_for(head.jobs.get(), 30)).split(b"^GFA")[0]
            other = f"zpl://localhost:{head.port}"  # another name is another printer: nothing is known of it
            await asyncio.to_thread(terminal.run, "labels", "print", "A1", "--printer", other, "--again")
            assert b"17" not in (await asyncio.wait_for(head.jobs.get(), 30)).split(b"^GFA")[0]

    asyncio.run(scenario())


@pytest.mark.parametrize("words", [("slips",), ("picklist", "A1"), ("handover", "A1", "--stock", "9x9", "--pdf", "x")])
def test_what_cannot_be_meant_is_refused(terminal: Terminal, words: tuple[str, ...], tmp_path: Path) -> None:
    try:
        code, _ = terminal.run("papers", *words)
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code in {1, 2}
