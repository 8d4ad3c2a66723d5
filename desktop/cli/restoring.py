"""``catalog restore``: stock, prices and status of a shop as they were at a past moment."""

from argparse import Namespace
from collections.abc import Sequence

from desktop.cli import choices, exits, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.messages import message
from desktop.cli.value_history import exact
from desktop.cli.values import moment_of, of_operations, pushed
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services
from desktop.services.restoring import Restored, RestoreLine, RestorePlan, edits_of_plan


async def restore(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Queue what held then where it is another value now, or with ``--dry-run`` only tell it.

    ``{moment, dry_run, unchanged, queued, change_set, values: [{sku, shop, market, warehouse, field, now, then, code,
    message}], unknown: [{sku, shop}], results}``. A value with a ``code`` cannot be brought back; ``unknown`` are SKUs
    that were first read later. Values are as in ``catalog history``.
    """
    shop_ids = await choices.shop_ids(services, arguments.shop)
    what = tuple(Restored(one) for one in arguments.only) or tuple(Restored)
    plan = await services.restoring.plan(moment_of(arguments.to), what, shop_ids=shop_ids)
    if arguments.dry_run or not plan.possible:
        return _told(arguments, plan, "", ())
    queued = await services.catalog_work.wish(edits_of_plan(plan), "restore")
    operations = await pushed(services, console, queued.change_set_id, send=arguments.push)
    results = await of_operations(services, operations, sent=arguments.push)
    return _told(arguments, plan, queued.change_set_id, (*queued.results, *results))


def _told(arguments: Namespace, plan: RestorePlan, change_set: str, results: Sequence[ActionResult]) -> Reply:
    document: dict[str, object] = {
        "moment": shapes.moment(plan.moment),
        "dry_run": arguments.dry_run,
        "unchanged": plan.unchanged,
        "queued": sum(one.ok for one in results),
        "change_set": change_set or None,
        "values": [_line(one) for one in plan.lines],
        "unknown": [{"sku": one.variant.sku, "shop": one.shop} for one in plan.unknown],
        "results": [shapes.sku_result(one) for one in results],
    }
    return Reply(document, _text(arguments, plan, results), _exit_code(plan, results))


def _exit_code(plan: RestorePlan, results: Sequence[ActionResult]) -> int:
    """A value that cannot be brought back is a refusal."""
    code = exits.code_of_results(results)
    is_whole = len(plan.possible) == len(plan.lines)
    return exits.REFUSED if code in (exits.DONE, exits.UNREACHABLE) and not is_whole else code


def _line(one: RestoreLine) -> shapes.Shape:
    return {
        "sku": one.stored.variant.sku,
        "shop": one.stored.shop,
        "market": one.place.market or None,
        "warehouse": one.place.warehouse or None,
        "field": one.of.value,
        "now": exact(one.of, one.now, one.currency),
        "then": exact(one.of, one.then, one.currency),
        "code": one.code or None,
        "message": message(one.code, {}) if one.code else None,
    }


def _text(arguments: Namespace, plan: RestorePlan, results: Sequence[ActionResult]) -> str:
    headings = ("SKU", "SHOP", "PLACE", "VALUE", "NOW", "THEN", "WHY NOT")
    rows = [
        (one.stored.variant.sku, one.stored.shop, one.place_name, one.of.value.replace("_", " "), one.now, one.then,
         message(one.code, {}) if one.code else "")
        for one in plan.lines
    ]  # fmt: skip
    lines = [table(headings, rows, empty="Nothing was another value then.")]
    lines.append(f"{plan.unchanged} SKUs are as they were then, {len(plan.unknown)} are not known as far back.")
    missing = [shapes.sku_result(one) for one in results if not one.ok]
    if missing:
        refused = [(one["sku"], one["shop"], one["state"], one["message"] or "") for one in missing]
        lines += ["", table(("SKU", "SHOP", "STATE", "WHY"), refused, empty="")]
    if results and not arguments.push:
        lines.append("The changes wait in the outbox; 'outbox run' sends them.")
    return "\n".join(lines)
