"""The commands around the outbox: see it, let it work, decide where it cannot."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.cli import exits, shapes, values
from desktop.cli.console import Console, Reply, table
from desktop.cli.messages import message
from desktop.cli.results import reply, shop_names, with_reasons
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.pushes import Return
from desktop.domain.wishes import place_of
from desktop.services.build import Services
from desktop.services.outbox.results import result_of
from desktop.services.outbox.service import STUCK_CODES

_S = OperationState


async def list_(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Operations, oldest first."""
    found = await services.outbox.list(open_only=not arguments.all)
    return _listed(found, await shop_names(services), exits.DONE)


async def run(services: Services, _arguments: Namespace, _console: Console) -> Reply:
    """Send until nothing can move any more; what is left is told with its reason."""
    left = await _worked(services)
    return _listed(left, await shop_names(services), _code(left))


async def retry(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Try again what waits or was refused, and let it work."""
    count = await services.outbox.retry(arguments.ids or None)
    left = await _worked(services)
    answer = _listed(left, await shop_names(services), _code(left))
    return Reply({**answer.document, "retried": count}, f"{count} tried again.\n{answer.text}", answer.exit_code)


async def discard(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Give operations up."""
    count = await services.outbox.discard(arguments.ids)
    named, shops = await services.outbox.named(arguments.ids), await shop_names(services)
    results = [_discarded(one, shops.get(one.shop_id, "")) for one in named]
    told = [_shape(one, result) for one, result in zip(named, results, strict=True)]
    kept = [(one.id, one.label, result.state) for one, result in zip(named, results, strict=True) if not result.ok]
    text = [f"{count} given up.", table(("ID", "SUBJECT", "STAYS"), kept, empty="")]
    return Reply({"discarded": count, "results": told}, "\n".join(text).strip(), exits.code_of_results(results))


async def resolve(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Decide what the platform did not tell, and let the outbox go on with it."""
    await services.outbox.resolve(arguments.id, arguments.keep)
    left = await _worked(services)
    return _listed(left, await shop_names(services), _code(left))


async def undo(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Take a change-set back as far as it can be; of values, those that nobody changed since."""
    push = await services.pushes.push(arguments.change_set)
    if push is None or not VARIANT_KINDS.intersection(push.kinds):
        results = await services.outbox.undo(arguments.change_set)
        await services.outbox.run_until_idle()
        return reply(results)
    return await _undo_push(services, arguments.change_set, console)


async def _undo_push(services: Services, change_set_id: str, console: Console) -> Reply:
    """Look at the platforms first, set back what is still there, and wait for what becomes of it."""
    plan = await services.pushes.plan_undo(
        change_set_id, show=lambda done, total: console.progress(f"looking {done}/{total}")
    )
    for shop, code in plan.unread.items():
        console.say(f"{shop}: {message(code, {})} What was last seen counts there.")
    undone = await services.pushes.undo(plan)
    await _worked(services)
    shops, operations = await shop_names(services), await services.outbox.of_change_set(change_set_id)
    ended = await services.outbox.of_change_set(undone.change_set_id) if undone.change_set_id else ()
    back = {(one.account_id, one.subject, one.kind, place_of(one)): one for one in ended}
    lines = {line.operation.id: line for line in plan.lines}
    results = []
    for one, told in zip(operations, undone.results, strict=True):
        end, line = back.get((one.account_id, one.subject, one.kind, place_of(one))), lines.get(one.id)
        found = result_of([end]) if end is not None and told.ok else told
        if line is not None and line.code:
            found = replace(found, code=line.code, ok=line.what is Return.ALREADY)
        results.append(replace(found, shop=shops.get(one.shop_id, "")))
    return values.reply(results, [one.number for one in results], undone.change_set_id)


async def _worked(services: Services) -> tuple[Operation, ...]:
    """Let the outbox work; answers what was refused on the way and what had to be left.

    What the other shops of linked SKUs are still to be told goes out with it.
    """
    await services.guard.pass_on()
    before = [one.id for one in await services.outbox.list()]
    left = await with_reasons(services, await services.outbox.run_until_idle())
    return (*(one for one in await services.outbox.named(before) if one.state is _S.REFUSED), *left)


def _discarded(operation: Operation, shop: str) -> ActionResult:
    given_up = operation.state is _S.CANCELLED
    found = result_of([operation], shop=shop, code="" if given_up else "not_waiting")
    return replace(found, ok=given_up)


def _shape(operation: Operation, result: ActionResult) -> shapes.Shape:
    """A result as the contract wants it: of an order's number or of a SKU."""
    return shapes.sku_result(result) if operation.kind in VARIANT_KINDS else shapes.result(result)


def _listed(found: Sequence[Operation], shops: Mapping[str, str], code: int) -> Reply:
    rows = [
        (one.id, one.label or one.subject, one.kind.value, one.state.value.replace("_", " "), _why(one))
        for one in found
    ]
    text = table(("ID", "SUBJECT", "STEP", "STATE", "WHY"), rows, empty="The outbox is empty.")
    return Reply({"operations": [shapes.operation(one, shops.get(one.shop_id, "")) for one in found]}, text, code)


def _why(one: Operation) -> str:
    return one.params.get("message") or (message(one.code, one.params) if one.code else "")


def _code(left: Sequence[Operation]) -> int:
    """The exit code of a run by what was refused and what it had to leave."""
    if not left:
        return exits.DONE
    if any(one.state is _S.NEEDS_LOGIN for one in left):
        return exits.NEEDS_LOGIN
    waits = all(one.code in STUCK_CODES or one.state.value in exits.ON_THEIR_WAY for one in left)
    return exits.UNREACHABLE if waits else exits.REFUSED
