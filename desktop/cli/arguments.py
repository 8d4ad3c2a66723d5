"""The command line as typed: every command of the contract with its options. Nothing is opened or asked here."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from desktop import __version__
from desktop.cli import catalog_file_options as catalog_files
from desktop.cli.exits import UsageError
from desktop.domain.orders import Bucket

STEPS = ("accept", "pack", "ready", "ship", "complete", "cancel", "repack", "reject-cancel")
HISTORIES = ("stock", "price", "status", "safety_stock", "sale_price")
RESTORED = ("stock", "price", "status")
LINKS = ("list", "suggest", "link", "unlink", "count")
PAPERS = {
    "slips": "packing slips of these orders, parcel by parcel",
    "picklist": "what to take from the shelves for these orders, by SKU",
    "handover": "what a courier takes, to be signed; without orders: what waits for one today",
}
_ABOUT = {
    "repack": "undo the packing: the parcels are dissolved and their labels void",
    "reject-cancel": "reject the buyers' wish to cancel; 'cancel' agrees to it",
}
_BUCKETS = [bucket.value for bucket in Bucket if bucket is not Bucket.OTHER]
# Options of the window that are followed by a value, so that the value is not taken for a command.
_WITH_VALUE = frozenset({"--profile", "--tour"})
_HELP = frozenset({"-h", "--help", "--version"})


def command_at(argv: Sequence[str]) -> int | None:
    """Where the command stands; None when there is none, which means the window (but help and version are ours)."""
    place = 0
    while place < len(argv):
        if argv[place] in _HELP:
            return place
        if not argv[place].startswith("-"):
            return place
        place += 2 if argv[place] in _WITH_VALUE else 1
    return None


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The typed command as a namespace with ``command``, often ``action``. Exits with 0 for help by itself.

    Raises ``UsageError("wrong_command")`` once the usage was shown.
    """
    return _parser().parse_args(argv)


class _Parser(argparse.ArgumentParser):
    """What cannot be meant is told as every other error is, so that a script always gets its one document."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise UsageError("wrong_command", what=message)


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="backshop",
        description="Every shop of a small marketplace seller. Without a command the window opens.",
        epilog="Exit codes: 0 done, 1 something was refused, 2 usage, 3 a shop needs a login, 4 nothing reachable, "
        "5 profile in use or damaged.",
    )
    parser.add_argument("--version", action="version", version=f"Backshop {__version__}")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="folder for database, logs and settings")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--practice", action="store_true", help="(window) start with practice shops")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="(window) take the tour and leave its pictures there")
    parser.add_argument("--verbose", action="store_true", help="write more into the log")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _shops(commands)
    _sync(commands)
    _orders(commands)
    _labels(commands)
    _papers(commands)
    _catalog(commands)
    _values(commands)
    _products(commands)
    _promotions(commands)
    _outbox(commands)
    _care(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives this class no other name


def _add(commands: "Commands[argparse.ArgumentParser]", name: str, about: str) -> argparse.ArgumentParser:
    """A command; ``--json`` and ``--profile`` are understood after it as well."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    command.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return command


def _group(commands: "Commands[argparse.ArgumentParser]", name: str, about: str) -> "Commands[argparse.ArgumentParser]":
    return commands.add_parser(name, help=about, description=about).add_subparsers(
        dest="action", metavar="ACTION", required=True
    )


def _shop_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shop", metavar="S", help="a shop by name or id")


def _shops(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "shops", "connect and look after shops")
    _add(group, "platforms", "platforms with credential fields and capabilities")
    connect = _add(group, "connect", "test the login, save it, discover its shops; again: new credentials in place")
    connect.add_argument("platform", metavar="PLATFORM")
    connect.add_argument("--base-url", metavar="URL", help="another server than the platform's own")
    connect.add_argument("--name", metavar="N", help="what to call the account")
    connect.add_argument(
        "--set", dest="credentials", action="append", default=[], metavar="KEY=VALUE", help="key=@file, key=- for stdin"
    )
    connect.add_argument("--browser", action="store_true", help="log in with the browser, where the platform does")
    connect.add_argument("--redirect", metavar="URL", help="(with --browser) the page your app is registered with")
    _add(group, "list", "every shop and how it stands")
    functions = _add(group, "functions", "every call that a shop's platform documents, for experts")
    functions.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    functions.add_argument("--search", metavar="T", help="only names with this text")
    call = _add(group, "call", "make one of these calls and show what the platform answers")
    call.add_argument("name", metavar="NAME")
    call.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    call.add_argument(
        "--set", dest="fields", action="append", default=[], metavar="KEY=VALUE", help="key=@file, key=- for stdin"
    )
    call.add_argument("--out", type=Path, metavar="FILE", help="write the answer to a file")
    call.add_argument("--yes", action="store_true", help="also where it changes something at the platform")
    _add(group, "pause", "no syncing and sending").add_argument("shop", metavar="S")
    _add(group, "resume", "go on, or try again").add_argument("shop", metavar="S")
    disconnect = _add(group, "disconnect", "leave the account of a shop; its orders stay readable")
    disconnect.add_argument("shop", metavar="S")
    disconnect.add_argument("--wipe", action="store_true", help="delete its orders, labels and history here as well")


def _sync(commands: "Commands[argparse.ArgumentParser]") -> None:
    sync = _add(commands, "sync", "read everything that is due and wait for it")
    _shop_option(sync)
    sync.add_argument("--full", action="store_true", help="read everything again")


def _orders(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "orders", "see orders and take their next steps")
    listed = _add(group, "list", "orders, newest first")
    _selection(listed)
    listed.add_argument("--limit", type=_count, default=100, metavar="N")
    _add(group, "show", "one order").add_argument("number", metavar="N")
    for step in STEPS:
        _step(_add(group, step, _ABOUT.get(step, f"{step} orders: one step")))
    invoice = _add(group, "invoice", "tell the marketplace the number of an order's invoice")
    invoice.add_argument("number", metavar="N", help="order number or remote id")
    invoice.add_argument("invoice_number", metavar="INVOICE")
    invoice.add_argument("--items", type=_ids, default=(), metavar="ID,ID", help="only these items")
    _shop_option(invoice)
    trace = _add(group, "trace", "where the parcels of an order are")
    trace.add_argument("number", metavar="N", help="order number or remote id")
    _shop_option(trace)
    process = _add(group, "process", "all steps to the printed label")
    process.add_argument("numbers", nargs="*", metavar="N", help="order numbers or remote ids")
    process.add_argument("--bucket", choices=_BUCKETS, metavar="B", help="all orders of a bucket")
    process.add_argument("--provider", metavar="P", help="courier by name or id")
    process.add_argument("--tracking", metavar="T", help="tracking code, where the courier needs one")
    _shop_option(process)
    _paper(process, required=False)
    export = _add(group, "export", "orders as a CSV or XLSX file, one line per item")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument(
        "--columns", type=_ids, default=(), metavar="C,C", help="these columns; without one of an item a line per order"
    )
    _selection(export)


def _selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bucket", choices=_BUCKETS, default=Bucket.ALL.value, metavar="B", help=", ".join(_BUCKETS))
    _shop_option(parser)
    parser.add_argument("--search", default="", metavar="T", help="number, buyer, items, tracking, notes, tags")


def _step(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("numbers", nargs="+", metavar="N", help="order numbers or remote ids")
    parser.add_argument("--provider", metavar="P", help="courier by name or id")
    parser.add_argument("--items", type=_ids, default=(), metavar="ID,ID", help="only these items")
    parser.add_argument(
        "--parcel",
        dest="parcels",
        action="append",
        type=_ids,
        default=[],
        metavar="ID,ID",
        help="(pack) one of several",
    )
    parser.add_argument("--reason", metavar="R", help="why it is cancelled, or not")
    parser.add_argument("--received-by", metavar="X", help="who took the parcel")
    parser.add_argument("--tracking", metavar="T", help="tracking code, where the courier needs one")
    _shop_option(parser)


def _paper(parser: argparse.ArgumentParser, *, required: bool, stock: str | None = "100x150") -> None:
    target = parser.add_mutually_exclusive_group(required=required)
    target.add_argument("--pdf", type=Path, metavar="OUT", help="write the pages to this file")
    target.add_argument("--printer", metavar="P", help="print them there")
    parser.add_argument("--stock", default=stock, metavar="S", help="100x150, a6, a4, a4-4up or WxH in mm")
    parser.add_argument("--order", choices=["given", "pick"], help="sequence of the pages")
    parser.add_argument("--reverse", action="store_true", help="last page first, for printers that lay face up")
    parser.add_argument("--again", action="store_true", help="allow a second print")


def _labels(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "labels", "print labels")
    printing = _add(group, "print", "labels of these orders, to a file or a printer")
    printing.add_argument("numbers", nargs="+", metavar="N", help="order numbers or remote ids")
    _shop_option(printing)
    _paper(printing, required=True)


def _papers(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "papers", "packing slips, pick lists and hand-over lists")
    for kind, about in PAPERS.items():
        command = _add(group, kind, about)
        needed = "*" if kind == "handover" else "+"
        command.add_argument("numbers", nargs=needed, metavar="N", help="order numbers or remote ids")
        _shop_option(command)
        _paper(command, required=True, stock=None)


def _catalog(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "catalog", "see SKUs, change them by a file, write them to one")
    listed = _add(group, "list", "SKUs by name")
    _shop_option(listed)
    listed.add_argument("--search", default="", metavar="T", help="SKU, name, product or barcode")
    listed.add_argument("--limit", type=_count, default=100, metavar="N")
    history = _add(group, "history", "why a value is what it is: changes, pushes and orders, newest first")
    history.epilog = (
        "JSON: {histories: [{sku, shop, field, market, warehouse, value, draft, links: [{kind, at, before, value, "
        "sold, unexplained, order, push}]}]}; kind is draft, change, push, order or start."
    )
    history.add_argument("sku", metavar="SKU")
    history.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    history.add_argument("--field", choices=HISTORIES, default="stock", metavar="F", help=", ".join(HISTORIES))
    history.add_argument("--market", metavar="M", help="only in this market")
    history.add_argument("--warehouse", metavar="W", help="(stock) in this warehouse instead of as a whole")
    links = _add(group, "links", "SKUs of several shops that share one shelf: list, suggest, link, unlink, count")
    links.add_argument("verb", metavar="list|suggest|link|unlink|count", choices=LINKS)
    links.add_argument("names", nargs="*", metavar="SKU@SHOP", help="which SKUs; for count SKU@SHOP=QTY, once a shelf")
    restore = _add(group, "restore", "stock, prices and status as they were at a past moment")
    restore.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    restore.add_argument("--to", required=True, metavar="MOMENT", help="a day, or a moment like 2026-11-20T08:00:00Z")
    restore.add_argument(
        "--only", action="append", default=[], choices=RESTORED, help="not all three; may be given again"
    )
    restore.add_argument("--dry-run", action="store_true", help="only tell what would be changed")
    restore.add_argument("--push", action="store_true", help="send at once and wait")
    catalog_files.add_import(_add(group, "import", "change stock, prices and status by a CSV or XLSX file"))
    catalog_files.add_export(_add(group, "export", "SKUs as a CSV or XLSX file that can be imported again"))


def _values(commands: "Commands[argparse.ArgumentParser]") -> None:
    stock = _set(commands, "stock", "SKU=QTY", "set what can be sold")
    stock.add_argument("--warehouse", metavar="W", help="only in this warehouse")
    stock.add_argument("--safety", action="store_true", help="set what is held back instead")
    price = _set(commands, "price", "SKU=PRICE", "set prices: SKU=PRICE, SKU=LIST/SALE, SKU=LIST/ ends the sale")
    price.add_argument("--from", dest="from_", metavar="DATE", help="first day of the sale, or a moment")
    price.add_argument("--to", metavar="DATE", help="last day of the sale, or a moment")
    _set(commands, "status", "SKU=active|inactive", "show SKUs to buyers, or hide them")


def _set(commands: "Commands[argparse.ArgumentParser]", noun: str, form: str, about: str) -> argparse.ArgumentParser:
    command = _add(_group(commands, noun, f"{noun} of SKUs"), "set", about)
    command.add_argument("values", nargs="+", metavar=form)
    command.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    command.add_argument("--market", metavar="M", help="only in this market, see 'shops list'")
    command.add_argument("--push", action="store_true", help="send at once and wait")
    return command


def _products(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "products", "whole products: texts, category, brand, pictures, variants")
    show = _add(group, "show", "the product of a SKU as its marketplace tells it now")
    show.add_argument("sku", metavar="SKU")
    new = _add(group, "new", "an empty product as a form, or the categories there are")
    new.add_argument("--category", metavar="ID", help="what products of this category must tell")
    send = _add(group, "send", "send a file as a new product, or as a change of one")
    send.add_argument("--fields", required=True, type=Path, metavar="FILE", help="JSON as 'products show' prints it")
    send.add_argument("--sku", metavar="SKU", help="change the product of this SKU")
    delete = _add(group, "delete", "take SKUs off their marketplace for good")
    delete.add_argument("skus", nargs="+", metavar="SKU")
    for command in (show, new, send, delete):
        command.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    for command in (show, send, delete):
        command.add_argument("--market", metavar="M", help="the market, where a SKU is a product of its own on each")
    _add(group, "jobs", "what the marketplaces are at work on, item by item")


def _promotions(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "promotions", "sales, discounts and coupons")
    _shop_option(_add(group, "list", "promotions of all shops"))
    create = _add(group, "create", "make a promotion from a file, and send it")
    create.add_argument("--shop", required=True, metavar="S", help="a shop by name or id")
    create.add_argument("--fields", required=True, type=Path, metavar="FILE", help="JSON: kind, name, starts_at, lines")
    for verb, about in (("end", "end a promotion now"), ("delete", "take a promotion back")):
        _add(group, verb, about).add_argument("id", metavar="ID")


def _outbox(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = _group(commands, "outbox", "what waits to be sent, and what became of it")
    listed = _add(group, "list", "open operations")
    listed.add_argument("--all", action="store_true", help="finished ones too")
    _add(group, "run", "send until nothing can move any more")
    _add(group, "retry", "try again, all that wait or these").add_argument("ids", nargs="*", metavar="ID")
    _add(group, "discard", "give these up").add_argument("ids", nargs="+", metavar="ID")
    resolve = _add(group, "resolve", "decide about an operation whose outcome is unknown")
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("--keep", choices=["mine", "theirs", "happened"], required=True)
    _add(group, "undo", "take a change-set back").add_argument("change_set", metavar="CHANGESET")


def _care(commands: "Commands[argparse.ArgumentParser]") -> None:
    _add(commands, "doctor", "look whether the profile and this computer are well")
    _add(commands, "backup", "copy the database to a file").add_argument("file", type=Path, metavar="FILE")
    _add(commands, "restore", "bring a backup back").add_argument("file", type=Path, metavar="FILE")
    _add(commands, "diagnostics", "a file for support: logs and figures, no secrets, no buyers").add_argument(
        "file", type=Path, metavar="FILE"
    )
    commands.add_parser("sandbox", help="serve practice platforms; prints their addresses as JSON", add_help=False)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
