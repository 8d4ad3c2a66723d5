"""``catalog import`` and ``catalog export``: the catalog from a file and into one."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.cli import choices, exits, shapes
from desktop.cli.catalog_file_options import SEPARATORS
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.cli.messages import message
from desktop.cli.values import of_operations, pushed
from desktop.domain.catalog_grid import GridQuery
from desktop.domain.column_manners import Days, Numbers
from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import IMPORTED, FileColumn, FileTable
from desktop.domain.file_mapping import ColumnPlan, FileMapping, headings, plan_of
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services
from desktop.services.catalog_files.exporting import CatalogExportPlan
from desktop.services.catalog_files.reading import ReadAs
from desktop.services.catalog_files.trial import RowFailure, Scope, Trial
from desktop.services.catalog_files.trying import Question
from desktop.services.draft_judgement import Manner
from desktop.services.export.files import CsvManner
from desktop.services.export.sheet_files import kind_of

_HOW = Manner()


async def import_(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Queue what a file changes, or with ``--dry-run`` only tell it."""
    files, scope = services.catalog_files, await _scope(services, arguments)
    if arguments.failed:
        kind_of(arguments.failed)
    try:
        read = await files.read(arguments.file, _read_as(arguments))
    except NotPossible as error:
        raise UsageError(error.code, **error.params) from error
    mapping = await _mapping(services, read, arguments)
    trial = await files.try_out(
        read, Question(mapping, scope, _HOW), show=lambda done, all_: console.progress(f"{done} of {all_} rows")
    )
    if arguments.dry_run or not trial.changes:
        return await _told(services, arguments, read, mapping, trial, "", ())
    queued = await files.queue(trial, "import")
    trial = _without_refused(trial, queued.results)
    operations = await pushed(services, console, queued.change_set_id, send=arguments.push)
    results = await of_operations(services, operations, sent=arguments.push)
    return await _told(services, arguments, read, mapping, trial, queued.change_set_id, results)


async def export(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Write the catalog, one line for each row of the grid."""
    path: Path = arguments.file
    kind_of(path)
    query = GridQuery(await choices.shop_ids(services, arguments.shop), arguments.search, expand_all=True)
    keys = await services.catalog.grid_keys(query)
    names = [_column(name) for name in arguments.columns] or list(FileColumn)
    manner = CsvManner(SEPARATORS[arguments.separator or "comma"], mark=not arguments.no_mark)
    plan = CatalogExportPlan({one: one.value for one in names}, csv=manner)
    done = await services.catalog_files.write(
        path, keys, plan, show=lambda so_far, all_: console.progress(f"{so_far} of {all_} rows")
    )
    document = {"file": str(path), "skus": done.skus, "lines": done.lines}
    return Reply(document, f"{done.skus} SKUs in {done.lines} lines written to {path}.", exits.DONE)


async def _scope(services: Services, arguments: Namespace) -> Scope:
    shop_ids = await choices.shop_ids(services, arguments.shop)
    return Scope(
        shop_ids,
        everywhere=False,
        only=bool(shop_ids),
        market=arguments.market or "",
        warehouse=arguments.warehouse or "",
        over_drafts=False,
        unlisted=True,
    )


def _read_as(arguments: Namespace) -> ReadAs:
    return ReadAs(arguments.encoding or "", SEPARATORS.get(arguments.separator or "", ""), arguments.sheet or "")


# --- the mapping ------------------------------------------------------------------------------------------------------
async def _mapping(services: Services, read: FileTable, arguments: Namespace) -> FileMapping:
    """Remembered or guessed, then as ``--map``, ``--numbers`` and ``--days`` say; what was said is remembered."""
    mapping = await services.catalog_files.mapping(read, _HOW)
    said = replace(mapping, columns=_mapped(read, mapping, arguments), empty_ends_sale=arguments.empty_ends_sale)
    if said.code:
        raise UsageError(said.code, columns=", ".join(one for one in headings(read, said.header) if one))
    if arguments.maps or arguments.numbers or arguments.days:
        await services.catalog_files.remember(read, said)
    return said


def _mapped(read: FileTable, mapping: FileMapping, arguments: Namespace) -> tuple[ColumnPlan, ...]:
    names = headings(read, mapping.header)
    plans = list(mapping.columns)
    for words in arguments.maps:
        heading, _equals, column = words.rpartition("=")
        at = _heading_at(heading.strip(), names)
        of = None if column == "-" else _column(column)
        plans = [ColumnPlan() if of and one.of is of else one for one in plans]
        plans[at] = plan_of(read, mapping.header, at, of, _HOW.style)
    return tuple(_as_said(one, arguments) for one in plans)


def _as_said(plan: ColumnPlan, arguments: Namespace) -> ColumnPlan:
    if plan.numbers and arguments.numbers:
        return replace(plan, numbers=Numbers(arguments.numbers), sure=True)
    if plan.days and arguments.days:
        return replace(plan, days=Days(arguments.days), sure=True)
    return plan


def _heading_at(heading: str, names: Sequence[str]) -> int:
    """A column by its heading, or by its number from 1."""
    for at, name in enumerate(names):
        if name.casefold() == heading.casefold() and name:
            return at
    if heading.isdecimal() and 1 <= int(heading) <= len(names):
        return int(heading) - 1
    raise UsageError("unknown_column", column=heading, known=", ".join(one for one in names if one))


def _column(name: str) -> FileColumn:
    if name not in set(FileColumn):
        raise UsageError("unknown_column", column=name, known=", ".join(FileColumn))
    return FileColumn(name)


# --- what came of it --------------------------------------------------------------------------------------------------
def _without_refused(trial: Trial, refused: Sequence[ActionResult]) -> Trial:
    """What the rules refused after all belongs to the failures."""
    if not refused:
        return trial
    rows: dict[str, int] = {}
    for change in trial.changes:
        rows.setdefault(change.sku, change.row)
    failures = [RowFailure(rows.get(one.number, 0), one.number, one.code, one.params) for one in refused]
    changing = trial.changing - len({one.row for one in failures})
    return replace(trial, changing=changing, failures=(*trial.failures, *failures))


async def _told(
    services: Services,
    arguments: Namespace,
    read: FileTable,
    mapping: FileMapping,
    trial: Trial,
    change_set: str,
    results: Sequence[ActionResult],
) -> Reply:
    told = {one.row: message(one.code, {"sku": one.sku, **one.params}) for one in trial.failures}
    if arguments.failed and trial.failures:
        await services.catalog_files.write_failed(
            arguments.failed, read, mapping, trial, lambda one: told[one.row], "reason"
        )
    document: dict[str, object] = {
        "rows": trial.rows,
        "changed": trial.changing,
        "unchanged": trial.same,
        "queued": len(results),
        "change_set": change_set or None,
        "dry_run": arguments.dry_run,
        "mapping": _mapping_shape(read, mapping),
        "failed": [
            {"row": one.row, "sku": one.sku, "code": one.code, "message": told[one.row]} for one in trial.failures
        ],
        "results": [shapes.sku_result(one) for one in results],
    }
    return Reply(document, _text(arguments, trial, told, results), _exit_code(trial, results))


def _exit_code(trial: Trial, results: Sequence[ActionResult]) -> int:
    """A row that failed is a refusal; a shop that needs a login asks for more."""
    code = exits.code_of_results(results)
    if trial.failures and code in (exits.DONE, exits.UNREACHABLE):
        return exits.REFUSED
    return code


def _mapping_shape(read: FileTable, mapping: FileMapping) -> Mapping[str, object]:
    names = headings(read, mapping.header)
    columns = [
        {
            "column": names[at] or str(at + 1),
            "means": one.of.value,
            "numbers": one.numbers.value if one.numbers else None,
            "days": one.days.value if one.days else None,
        }
        for at, one in enumerate(mapping.columns)
        if one.of in IMPORTED and one.of
    ]
    return {
        "header_row": mapping.header or None,
        "encoding": read.encoding or None,
        "separator": read.separator or None,
        "sheet": read.sheet or None,
        "columns": columns,
    }


def _text(arguments: Namespace, trial: Trial, told: Mapping[int, str], results: Sequence[ActionResult]) -> str:
    verb = "would change" if arguments.dry_run else "change"
    lines = [f"{trial.rows} rows: {trial.changing} {verb} something, {trial.same} are so already, "]
    lines[0] += f"{len(trial.failures)} failed."
    rows = [(one.row, one.sku, told[one.row]) for one in trial.failures]
    if rows:
        lines += ["", table(("ROW", "SKU", "WHY"), rows, empty="")]
    missing = [shapes.sku_result(one) for one in results if not one.ok]
    if missing:
        refused = [(one["sku"], one["shop"], one["state"], one["message"] or "") for one in missing]
        lines += ["", table(("SKU", "SHOP", "STATE", "WHY"), refused, empty="")]
    if results and not arguments.push:
        lines.append(f"{len(results)} changes wait in the outbox; 'outbox run' sends them.")
    return "\n".join(lines)
