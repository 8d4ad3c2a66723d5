"""What the tour proves: the platforms, the vault and the paper tell the same story; written down for people."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.printing import press
from desktop.printing.stock import STOCKS

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.labels import PrintPlan

_DPI = 203
_ROLL = "100x150"
# Where an item stands once the last step before its label is taken; packing is the last where it brings the label.
_AFTER = {"accept": "to_pack", "pack": "ready", "ready": "ready", "ship": "shipped"}
_UNSENT = frozenset({"to_accept", "to_pack", "packed"})


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement, whether it holds, and the figures behind it."""

    what: str
    holds: bool
    seen: str


@dataclass(slots=True)
class Run:
    """What was done at one platform: its orders, and where their labels were saved."""

    platform: str
    labels: Path
    order_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What a practice platform says of itself: its whole truth, and the mistakes it counted."""

    truth: Any
    violations: Any

    @property
    def to_send(self) -> list[Any]:
        """Orders that wait for their seller."""
        return [one for one in self.truth["orders"] if all(item["step"] in _UNSENT for item in one["items"])]


async def check(services: "Services", runs: Sequence[Run], told: Mapping[str, Told]) -> list[Checked]:
    """Compare what the platforms hold with what was wished and with what came out as labels."""
    found: list[Checked] = []
    for run in runs:
        found += await _check_run(services, run, told[run.platform])
    mistakes = {platform: one.violations["counts"] for platform, one in told.items() if one.violations["total"]}
    open_ = sum((await services.outbox.counts()).values())
    return [
        *found,
        Checked("no label was fetched before its parcel was final", *_final_only(told.values())),
        Checked("the outbox is empty", open_ == 0, f"{open_} open"),
        Checked("no platform counted a mistake", not mistakes, json.dumps(mistakes)),
    ]


async def _check_run(services: "Services", run: Run, told: Told) -> list[Checked]:
    manifest = next(one for one in services.shops.platforms() if one.id == run.platform)
    details = await services.orders.details(run.order_ids)
    ours = {detail.row.remote_id for detail in details}
    orders = [order for order in told.truth["orders"] if order["id"] in ours]
    planned = await services.labels.plan(run.order_ids, sequence="pick")
    plan = (await services.labels.sheets(planned, STOCKS[_ROLL])).plan
    pages = await press.on_press(lambda: _codes_of(run.labels))
    end = _AFTER[manifest.steps[-1]] if manifest.steps else ""
    return [
        Checked(f"{manifest.title}: every order went all its steps", *_went(orders, len(run.order_ids), end)),
        Checked(f"{manifest.title}: every page reads as the right parcel, in pick order", *_read(pages, plan)),
        Checked(f"{manifest.title}: no parcel is without its label", *_none_missing(orders, plan)),
    ]


def _live(order: Any) -> list[Any]:
    """The items that are the seller's to send."""
    return [item for item in order["items"] if not item.get("by_jumia") and item["step"] != "cancelled"]


def _went(orders: Sequence[Any], expected: int, end: str) -> tuple[bool, str]:
    items = [item for order in orders for item in _live(order)]
    there = [item for item in items if not end or item["step"] == end]
    seen = f"{len(orders)} orders, {len(there)} of {len(items)} items {end or 'need no step'}"
    return len(orders) == expected > 0 and there == items, seen


def _read(pages: Sequence[Sequence[str]], plan: "PrintPlan") -> tuple[bool, str]:
    """Page k carries the code of parcel k."""
    wanted = [entry.tracking_number or entry.number for entry in plan.printable]
    matching = sum(number in codes for codes, number in zip(pages, wanted, strict=False))
    return len(pages) == len(wanted) == matching > 0, f"{matching} of {len(wanted)}, {len(pages)} pages"


def _none_missing(orders: Sequence[Any], plan: "PrintPlan") -> tuple[bool, str]:
    """Each parcel the platform knows is on paper once, or stands in the plan with the reason why it is not."""
    true = [number for order in orders for number in dict.fromkeys(_name(order, item) for item in _live(order))]
    planned = [entry.tracking_number or entry.number for entry in plan.entries]
    extra = [number for number in planned if number not in true and re.sub(r"-\d+$", "", number) not in true]
    lost = [number for number in true if planned.count(number) != 1]
    left_out = [entry.problem for entry in plan.problems]
    seen = f"{len(true)} parcels, {len(plan.printable)} printed" + (
        f", left out: {', '.join(left_out)}" * bool(left_out)
    )
    return not lost and not extra and set(left_out) <= {"needs_zpl_printer"}, seen


def _name(order: Any, item: Any) -> str:
    """What a parcel is called: its tracking number, else its order's own number."""
    return str(item["tracking_number"] or order["number"])


def _final_only(told: "Sequence[Told] | Any") -> tuple[bool, str]:
    """Where a platform hands out labels that change later, none of those was fetched."""
    served = [label for one in told for package in one.truth.get("packages", ()) for label in package["labels_served"]]
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


def write_report(folder: Path, runs: Sequence[Run], pictures: Sequence[str], checked: Sequence[Checked]) -> None:
    """``report.md`` for people, ``report.json`` for programs; the summary goes to the terminal too."""
    count = sum(len(run.order_ids) for run in runs)
    lines = [
        "# What the tour did",
        "",
        f"{count} orders of {len(runs)} marketplaces were processed, their labels saved.",
    ]
    lines += ["", "| what was checked | holds | seen |", "|---|---|---|"]
    lines += [f"| {one.what} | {'yes' if one.holds else '**NO**'} | {one.seen} |" for one in checked]
    lines += ["", "Labels: " + ", ".join(f"[{run.labels.name}]({run.labels.name})" for run in runs), ""]
    lines += [f"![{name}]({name})" for name in pictures]
    (folder / "report.md").write_text("\n".join(lines) + "\n", "utf-8")
    document = {
        "checked": [asdict(one) for one in checked],
        "orders": {run.platform: len(run.order_ids) for run in runs},
    }
    (folder / "report.json").write_text(json.dumps(document, indent=1), "utf-8")
    for one in checked:
        print(f"{'ok  ' if one.holds else 'FAIL'} {one.what}: {one.seen}", flush=True)
