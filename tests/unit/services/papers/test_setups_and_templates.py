"""What is remembered of printers, papers and templates: all that was chosen, and sense where the file has none."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
from paper_office import PaperOffice, item, order, texts_of
from PIL import Image

from desktop.domain.errors import NotPossible
from desktop.domain.papers import DocumentKind, Placement
from desktop.services.labels import PageOrder
from desktop.services.papers import DocumentSetup
from desktop.services.papers.setup import setup_from
from desktop.services.papers.templates import usual

LABEL, SLIP = DocumentKind.LABEL, DocumentKind.PACKING_SLIP


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 20)) -> bytes:
    with io.BytesIO() as written:
        Image.new("RGB", size, "navy").save(written, kind)
        return written.getvalue()


def test_every_choice_comes_back(office: PaperOffice) -> None:
    chosen = DocumentSetup(
        "zpl://10.0.0.7:9100?dpi=300",
        "80x120",
        Placement(270, 1.5, -2.5, -10),
        (0, 3),
        PageOrder.GIVEN,
        reverse=True,
        separators=True,
    )

    async def scenario() -> None:
        for kind in DocumentKind:
            await office.papers.setups.put(kind, chosen)
        assert await office.papers.setups.all() == dict.fromkeys(DocumentKind, chosen)

    asyncio.run(scenario())


def test_what_was_chosen_before_there_were_documents_is_read_on(office: PaperOffice) -> None:
    async def scenario() -> None:
        old = {"printer": "Zebra", "paper": "a4-4up", "sequence": "given", "reverse": True, "slot": 2}
        await office.settings.put("print.labels", old)
        setup = await office.papers.setups.get(LABEL)
        assert (setup.printer, setup.paper, setup.used) == ("Zebra", "a4-4up", (0, 1))
        assert (setup.sequence, setup.reverse) == (PageOrder.GIVEN, True)
        assert (await office.papers.setups.get(SLIP)).printer == ""

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "kept",
    [
        None, 7, [], "x", {"paper": "9x9"}, {"paper": None, "turn": 45, "right_mm": "far", "down_mm": "NaN"},
        {"darkness": 99, "used": ["a", -1, 900], "sequence": "sideways"}, {"right_mm": 1e9, "slot": -3},
    ],
)  # fmt: skip
def test_nonsense_in_the_file_becomes_the_usual(kept: object) -> None:
    for kind in DocumentKind:
        assert setup_from(kind, kept) == setup_from(kind, None)


def test_a_changed_template_is_kept_and_forgotten(office: PaperOffice) -> None:
    async def scenario() -> None:
        templates, base = office.papers.templates, usual(SLIP, "fr")
        changed = replace(
            base,
            title="Merci",
            fields=base.fields[::-1],
            words={**base.words, "sku": "Article no."},
            extra="A bientot",
            text_pt=11.0,
        )
        await templates.put(changed)
        assert await templates.get(SLIP) == changed
        (order_id,) = await office.add("gives", order("A1", item("a1", "GG-1")))
        setup = await office.setup(SLIP)
        (text,) = texts_of((await office.papers.sheets(await office.papers.plan(SLIP, [order_id], setup), setup)).pdf)
        assert all(word in text for word in ("Merci", "Article no.", "A bientot"))
        assert await templates.reset(SLIP) == usual(SLIP)

    asyncio.run(scenario())


def test_a_sender_stands_on_the_papers_of_its_own_shop(office: PaperOffice) -> None:
    async def scenario() -> None:
        ids = [
            *await office.add("gives", order("A1", item("a1", "GG-1"))),
            *await office.add("bare", order("B1", item("b1"))),
        ]
        shop = (await office.detail(ids[0])).row.shop_id
        await office.papers.templates.put_sender(shop, "  Corner Shop \n\n 3 Invented Road\n")
        assert await office.papers.templates.senders() == {shop: ("Corner Shop", "3 Invented Road")}
        setup = await office.setup(SLIP)
        pages = texts_of((await office.papers.sheets(await office.papers.plan(SLIP, ids, setup), setup)).pdf)
        assert [("Corner Shop" in text) for text in pages] == [("A1" in text) for text in pages]
        assert len(pages) == 2

    asyncio.run(scenario())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_kept_as_it_is_and_taken_off_again(office: PaperOffice, kind: str) -> None:
    async def scenario() -> None:
        templates, logo = office.papers.templates, picture(kind)
        await templates.choose_logo(logo)
        assert (await templates.get(SLIP)).logo == logo
        await templates.choose_logo(b"")
        assert (await templates.get(SLIP)).logo == b""

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ no picture", "logo_unreadable"),
        (picture("GIF"), "logo_unreadable"),
        (picture()[:40], "logo_unreadable"),
        (picture(size=(2400, 10)), "logo_too_large"),
        (b"\x89PNG" + bytes(600 * 1024), "logo_too_large"),
    ],
)
def test_what_is_no_logo_is_refused_and_the_old_one_stays(office: PaperOffice, content: bytes, code: str) -> None:
    async def scenario() -> None:
        templates = office.papers.templates
        await templates.choose_logo(picture())
        with pytest.raises(NotPossible) as refused:
            await templates.choose_logo(content)
        assert refused.value.code == code
        assert await templates.logo() == picture()

    asyncio.run(scenario())


def test_the_sample_shows_every_kind_of_paper(office: PaperOffice) -> None:
    async def scenario() -> None:
        for kind in DocumentKind:
            if kind is LABEL:
                continue
            for language in ("en", "ar"):
                pdf, count = await office.papers.sample(usual(kind, language), await office.setup(kind))
                assert len(texts_of(pdf)) == count >= 1

    asyncio.run(scenario())


def test_a_draft_is_never_left_behind(office: PaperOffice, tmp_path: Path) -> None:
    async def scenario() -> None:
        (order_id,) = await office.add("gives", order("A1", item("a1", "GG-1")))
        setup = await office.setup(SLIP)
        target = tmp_path / "slips.pdf"
        target.mkdir()  # a folder stands where the file should be
        with pytest.raises(NotPossible) as refused:
            await office.papers.to_pdf(await office.papers.plan(SLIP, [order_id], setup), target, setup)
        assert refused.value.code == "file_not_written"
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".slips")]
        assert not (await office.papers.plan(SLIP, [order_id], setup)).printed_before

    asyncio.run(scenario())
