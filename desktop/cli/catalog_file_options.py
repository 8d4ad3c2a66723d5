"""The options of ``catalog import`` and ``catalog export`` as they are typed."""

import argparse
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1256")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def add_import(command: argparse.ArgumentParser) -> None:
    """What a file does not say itself can be said; everything else is found out and told."""
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--shop", metavar="S", help="a shop by name or id, where the file does not name it")
    command.add_argument("--market", metavar="M", help="the market, where the file does not name it")
    command.add_argument("--warehouse", metavar="W", help="the warehouse, where the file does not name it")
    command.add_argument("--dry-run", action="store_true", help="tell what would change; nothing is queued or sent")
    command.add_argument("--push", action="store_true", help="send at once and wait")
    command.add_argument(
        "--map", dest="maps", action="append", default=[], metavar="HEADING=COLUMN", help="what a column means; - none"
    )
    command.add_argument("--numbers", choices=["point", "comma"], help="the sign before the decimals")
    command.add_argument("--days", choices=["day", "month"], help="what comes first in a date like 3/4/2026")
    command.add_argument("--empty-ends-sale", action="store_true", help="an empty sale price or date takes it away")
    command.add_argument("--sheet", metavar="NAME", help="of a spreadsheet")
    command.add_argument("--encoding", choices=ENCODINGS, help="of a text")
    command.add_argument("--separator", choices=SEPARATORS, help="of a text")
    command.add_argument("--failed", type=Path, metavar="OUT", help="write the rows that failed to this file")


def add_export(command: argparse.ArgumentParser) -> None:
    """Which rows and which columns, and how a text is written."""
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--shop", metavar="S", help="a shop by name or id")
    command.add_argument("--search", default="", metavar="T", help="SKU, name, product or barcode")
    command.add_argument("--columns", type=_names, default=(), metavar="C,C", help="these columns, in this order")
    command.add_argument("--separator", choices=SEPARATORS, help="of a text; a comma by default")
    command.add_argument("--no-mark", action="store_true", help="a text without the mark that spreadsheets look for")


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
