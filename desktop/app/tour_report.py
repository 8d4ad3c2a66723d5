"""What the tour proves: the platform, the vault and the paper tell the same story; written down for people."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.printing import press

if TYPE_CHECKING:
    from desktop.services.build import Services

_DPI = 203


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement, whether it holds, and the figures behind it."""

    what: str
    holds: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a practice platform says of itself: its whole truth, and the mistakes it counted."""

    platform: str
    truth: Any
    violations: Any


async def check(services: "Services", labels: Path, order_ids: Sequence[int], told: Sequence[Told]) -> list[Checked]:
    """Compare what the platforms hold with what was wished and with what came out as labels."""
    details = [await services.orders.detail(order_id) for order_id in order_ids]
    ours = {(detail.row.platform, detail.row.remote_id) for detail in details if detail is not None}
    theirs = [order for one in told for order in one.truth["orders"] if (one.platform, order["id"]) in ours]
    mistakes = {one.platform: one.violations["counts"] for one in told if one.violations["total"]}
    plan = await services.labels.plan(list(order_ids), sequence="pick")
    wanted = [entry.tracking_number for entry in plan.printable]
    pages = await press.on_press(lambda: _codes_of(labels))
    open_ = sum((await services.outbox.counts()).values())
    return [
        _ready(theirs, len(order_ids)),
        _labels_read(pages, wanted),
        Checked("no label was fetched before its parcel was final", *_final_only(told, wanted)),
        Checked("the outbox is empty", open_ == 0, f"{open_} open"),
        Checked("no platform counted a mistake", not mistakes, json.dumps(mistakes)),
    ]


def _ready(orders: Sequence[Any], expected: int) -> Checked:
    """Every item that is the seller's to ship is on its way and has a tracking number."""
    items = [item for order in orders for item in order["items"] if not item.get("by_jumia")]
    live = [item for item in items if item["step"] != "cancelled"]
    done = [item for item in live if item["step"] in ("ready", "shipped") and item["tracking_number"]]
    seen = f"{len(orders)} orders, {len(done)} of {len(live)} items on their way"
    return Checked("the platforms hold every order as ready to ship", len(orders) == expected and done == live, seen)


def _labels_read(pages: Sequence[Sequence[str]], wanted: Sequence[str]) -> Checked:
    """Page k carries the code of parcel k."""
    matching = sum(number in codes for codes, number in zip(pages, wanted, strict=False))
    holds = len(pages) == len(wanted) == matching and matching > 0
    return Checked(
        "every page reads as the right parcel, in pick order", holds, f"{matching} of {len(wanted)}, {len(pages)} pages"
    )


def _final_only(told: Sequence[Told], wanted: Sequence[str]) -> tuple[bool, str]:
    """Where a platform hands out labels that change later, none of those was fetched."""
    served = [
        label
        for one in told
        for package in one.truth.get("packages", ())
        if package["tracking_number"] in set(wanted)
        for label in package["labels_served"]
    ]
    early = sum(bool(label["provisional"]) for label in served)
    return early == 0, f"{len(served)} labels fetched, {early} of them too early"


def _codes_of(path: Path) -> list[tuple[str, ...]]:
    """The barcodes of each page, read at the resolution of a label printer; runs on the press."""
    from desktop.printing.barcode import Look, read_codes
    from desktop.printing.document import opened
    from desktop.printing.render import grey

    found = []
    with opened(path.read_bytes()) as document:
        for number in range(len(document)):
            with closing(document[number]) as page, grey(page, _DPI) as bitmap:
                found.append(read_codes(bitmap, Look.TURNED))
    return found


def write_report(folder: Path, numbers: Sequence[str], pictures: Sequence[str], checked: Sequence[Checked]) -> None:
    """``report.md`` for people, ``report.json`` for programs; the summary goes to the terminal too."""
    lines = [
        "# What the tour did",
        "",
        f"{len(numbers)} orders of the practice shops were processed and their labels saved.",
    ]
    lines += ["", "| what was checked | holds | seen |", "|---|---|---|"]
    lines += [f"| {one.what} | {'yes' if one.holds else '**NO**'} | {one.seen} |" for one in checked]
    lines += ["", "Labels: [labels.pdf](labels.pdf)", "", f"Orders: {', '.join(numbers)}", ""]
    lines += [f"![{name}]({name})" for name in pictures]
    (folder / "report.md").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "report.json").write_text(
        json.dumps({"checked": [asdict(one) for one in checked], "orders": list(numbers)}, indent=1), "utf-8"
    )
    for one in checked:
        print(f"{'ok  ' if one.holds else 'FAIL'} {one.what}: {one.seen}", flush=True)
