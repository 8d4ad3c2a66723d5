"""A file of 200 rows goes to two shops of two marketplaces: what arrives there is what it says, and no more."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from quick_till import QuickTill, quick_platform
from till import Till

from desktop.sandbox.running import RunningSandbox

SHOPS = {"Chile": "jumpseller", "Manila": "lazada"}
ROWS = {"Chile": 30, "Manila": 170}


@dataclass(frozen=True)
class Counter:
    """Two shops behind one terminal."""

    till: Till
    sandboxes: dict[str, RunningSandbox]

    def truth(self, shop: str) -> dict[str, dict[str, Any]]:
        """The SKUs that a shop has once, as its platform knows them."""
        variants = self.sandboxes[shop].truth()["variants"]
        skus = [one["sku"] for one in variants]
        return {one["sku"]: one for one in variants if skus.count(one["sku"]) == 1 and len(one["stocks"]) < 2}

    def goods(self, shop: str) -> list[dict[str, Any]]:
        return sorted(self.truth(shop).values(), key=lambda one: str(one["sku"]))[: ROWS[shop]]

    def writes(self) -> int:
        """Requests so far that change anything."""
        made = (one for sandbox in self.sandboxes.values() for one in sandbox.requests())
        return sum(one["method"] in ("PUT", "POST", "PATCH") and "auth" not in one["path"] for one in made)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    till = QuickTill(tmp_path_factory.mktemp("files") / "profile")
    with ExitStack() as open_:
        platforms = {
            name: quick_platform(one, till.clock, orders=0, skus=ROWS[name] + 20) for name, one in SHOPS.items()
        }
        running = {name: open_.enter_context(platform) for name, platform in platforms.items()}
        for name, sandbox in running.items():
            till.connect(sandbox, name)
        assert all(one["ok"] for one in till.json("sync")["accounts"])
        yield Counter(till, running)
        for sandbox in running.values():
            assert sandbox.violations() == []


def price_of(variant: dict[str, Any]) -> Decimal:
    price = variant["offers"][0]["price"]
    return Decimal(price["amount"] if isinstance(price, dict) else price)


def test_two_hundred_rows_of_two_shops_arrive_and_three_bad_ones_come_back(counter: Counter, tmp_path: Path) -> None:
    wished: dict[tuple[str, str], tuple[int, Decimal | None]] = {}
    lines = [["Daftar stok Maret"], [], ["Kode SKU", "Toko", "Stok", "Harga"]]
    called = {one["platform"]: one["name"] for one in counter.till.json("shops", "list")["shops"]}
    names = {shop: called[platform] for shop, platform in SHOPS.items()}
    for shop in SHOPS:
        for at, one in enumerate(counter.goods(shop)):
            price = price_of(one) + 1 if at % 4 == 0 else None
            wished[shop, one["sku"]] = 31 + at, price
            lines.append([one["sku"], names[shop], str(31 + at), f"{price:.2f}".replace(".", ",") if price else ""])
    bad = {10: ["NO-SUCH-SKU", names["Chile"], "3", ""], 50: ["", names["Manila"], "3", ""]}
    for at, line in bad.items():
        lines.insert(at, line)
    sku = lines[120][0]
    lines[120][2] = "a lot"
    shop = next(name for name in SHOPS if names[name] == lines[120][1])
    held = counter.truth(shop)[sku]
    wished[shop, sku] = held["stock"], None
    path, failed = tmp_path / "stok.csv", tmp_path / "failed.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    before = counter.writes()

    dry = counter.till.json("catalog", "import", str(path), "--dry-run", code=1)
    count = sum(ROWS.values()) + 2
    assert (dry["rows"], dry["changed"] + dry["unchanged"], dry["queued"]) == (count, count - 3, 0)
    assert [(one["row"], one["code"]) for one in dry["failed"]] == [
        (11, "unknown_sku"), (51, "sku_missing"), (121, "not_a_number"),
    ]  # fmt: skip
    assert dry["mapping"]["header_row"] == 3
    assert {one["column"]: one["numbers"] for one in dry["mapping"]["columns"]}["Harga"] == "comma"
    assert counter.till.json("outbox", "list")["operations"] == []
    assert counter.writes() == before

    done = counter.till.json("catalog", "import", str(path), "--push", "--failed", str(failed), code=1)
    assert done["failed"] == dry["failed"]
    assert {one["state"] for one in done["results"]} == {"done"}, done["results"]
    for name in SHOPS:
        truth = counter.truth(name)
        for (shop, sku), (stock, price) in wished.items():
            if shop == name:
                assert truth[sku]["stock"] == stock
                assert price is None or price_of(truth[sku]) == price
    again = counter.till.json("catalog", "import", str(path), "--dry-run", code=1)
    assert (again["changed"], again["unchanged"]) == (0, count - 3)

    repaired = (
        failed.read_text("utf-8-sig").replace("a lot", "77").replace("NO-SUCH-SKU", counter.goods("Chile")[0]["sku"])
    )
    failed.write_text(repaired, "utf-8")
    rest = counter.till.json("catalog", "import", str(failed), code=1)
    assert (rest["rows"], rest["changed"], [one["code"] for one in rest["failed"]]) == (3, 2, ["sku_missing"])
    assert rest["queued"] == 2
    assert len(counter.till.json("outbox", "list")["operations"]) == 2
    counter.till.run("outbox", "run")
    assert counter.truth(shop_of(lines[120][1], names))[lines[120][0]]["stock"] == 77


def shop_of(name: str, names: dict[str, str]) -> str:
    return next(shop for shop, called in names.items() if called == name)


def test_what_is_exported_is_imported_without_a_change(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    written = counter.till.json("catalog", "export", str(path))
    listed = counter.till.json("catalog", "list", "--limit", "1000")["total"]
    assert written["skus"] == listed
    again = counter.till.json("catalog", "import", str(path), "--push")
    assert (again["changed"], again["unchanged"], again["failed"]) == (0, written["lines"], [])
    assert counter.till.json("outbox", "list")["operations"] == []


def test_what_a_file_does_not_say_is_asked_for(counter: Counter, tmp_path: Path) -> None:
    sku = counter.goods("Chile")[0]["sku"]
    path = tmp_path / "a.csv"
    path.write_text(f"Was;Wieviel\n{sku};7\n")
    refused = counter.till.json("catalog", "import", str(path), "--shop", "Chile", code=2)
    assert refused["error"]["code"] == "no_sku_column"
    words = ("catalog", "import", str(path), "--shop", "Chile", "--dry-run")
    assert counter.till.json(*words, "--map", "Was=sku", "--map", "2=stock")["changed"] == 1
    assert counter.till.json(*words)["changed"] == 1  # remembered
    assert counter.till.run("catalog", "import", str(path), "--map", "Moon=sku").returncode == 2
    assert counter.till.run("catalog", "export", str(tmp_path / "a.pdf")).returncode == 2
