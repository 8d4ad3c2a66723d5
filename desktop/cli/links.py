"""The commands on linked SKUs: which share a shelf, which could, linking, unlinking and counting."""

from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence

from desktop.cli import choices, exits, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.domain.linking import Candidate, LinkGroup, LinkMember, Suggestion
from desktop.services.build import Services
from desktop.services.stock_guard import PassedOn


async def links(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """``catalog links VERB [SKU@SHOP...]``."""
    return await _VERBS[arguments.verb](services, arguments.names)


async def _list(services: Services, _names: Sequence[str]) -> Reply:
    groups = await services.links.groups()
    rows = [
        (one.name, _units(one.stock), member.stored.shop, member.stored.variant.sku, _there(member), member.buffer)
        for one in groups
        for member in one.members
    ]
    titles = ("SHELF", "UNITS", "SHOP", "SKU", "OFFERED", "BUFFER")
    return Reply({"groups": [_group(one) for one in groups]}, table(titles, rows, empty="No SKUs are linked."))


async def _suggest(services: Services, _names: Sequence[str]) -> Reply:
    found = await services.links.suggestions()
    rows = [(member.sku, member.shop, member.name, _why(one)) for one in found for member in one.members]
    text = table(("SKU", "SHOP", "NAME", "WHY"), rows, empty="No SKU of one shop looks like one of another.")
    return Reply({"suggestions": [_suggestion(one) for one in found]}, text)


async def _link(services: Services, names: Sequence[str]) -> Reply:
    ids = [id_ for name in names for id_ in await _ids(services, name)]
    linked = await services.links.link(ids)
    groups = [one for one in await services.links.groups() if one.id in linked.group_ids]
    return Reply({"groups": [_group(one) for one in groups]}, f"{len(ids)} SKUs share one shelf now.")


async def _unlink(services: Services, names: Sequence[str]) -> Reply:
    ids = [id_ for name in names for id_ in await _ids(services, name)]
    linked = len(await services.links.counts_of(ids))
    await services.links.unlink(ids)
    return Reply({"unlinked": linked}, f"{linked} SKUs are not linked any more.")


async def _count(services: Services, names: Sequence[str]) -> Reply:
    passed = []
    for name in names:
        sku, _sign, typed = name.rpartition("=")
        if not sku or not typed.isascii() or not typed.isdigit():
            raise UsageError("value_not_a_number", sku=name)
        for id_ in await _ids(services, sku):
            group = await services.links.group_of(id_)
            if group is None:
                raise UsageError("unknown_link")
            passed.append(await services.links.count(group.id, int(typed)))
    return _passed(passed)


async def _ids(services: Services, name: str) -> tuple[int, ...]:
    """The SKUs that ``SKU@SHOP`` means. Raises ``UsageError``: ``unknown_sku``, and those of shops."""
    sku, _sign, shop = name.rpartition("@")
    if not sku:
        raise UsageError("unknown_sku", sku=name)
    found = await services.catalog.find([sku], await choices.shop_ids(services, shop))
    if sku not in found:
        raise UsageError("unknown_sku", sku=sku)
    return tuple(one.id for one in found[sku])


def _passed(passed: Sequence[PassedOn]) -> Reply:
    results = [result for one in passed for result in one.results]
    wishes = sum(one.wishes for one in passed)
    document = {
        "queued": wishes,
        "change_sets": [id_ for one in passed for id_ in one.change_set_ids],
        "results": [shapes.result(one) for one in results],
    }
    return Reply(document, f"{wishes} changes are in the outbox.", exits.code_of_results(results))


def _group(one: LinkGroup) -> shapes.Shape:
    return {
        "id": one.id,
        "name": one.name,
        "stock": one.stock,
        "guarded": one.is_guarded,
        "members": [
            {
                "sku": member.stored.variant.sku,
                "shop": member.stored.shop,
                "platform": member.stored.platform,
                "stock": member.stored.variant.stock,
                "wanted": member.wanted,
                "buffer": member.buffer,
                "pending": member.pending,
            }
            for member in one.members
        ],
    }


def _suggestion(one: Suggestion) -> shapes.Shape:
    return {
        "same_sku": one.by_sku,
        "same_barcode": one.by_barcode,
        "doubts": [doubt.value for doubt in one.doubts],
        "members": [_candidate(member) for member in one.members],
    }


def _candidate(one: Candidate) -> shapes.Shape:
    found: shapes.Shape = {"sku": one.sku, "shop": one.shop, "name": one.name, "barcode": one.barcode or None}
    return {**found, "stock": one.stock, "linked": bool(one.group_id)}


def _why(one: Suggestion) -> str:
    words = [word for word, so in (("same SKU", one.by_sku), ("same barcode", one.by_barcode)) if so]
    return ", ".join([*words, *(doubt.value.replace("_", " ") for doubt in one.doubts)])


def _units(stock: int | None) -> str:
    return "not counted" if stock is None else str(stock)


def _there(member: LinkMember) -> str:
    stock = member.stored.variant.stock
    return "" if stock is None else str(stock)


_VERBS: dict[str, Callable[[Services, Sequence[str]], Awaitable[Reply]]] = {
    "list": _list,
    "suggest": _suggest,
    "link": _link,
    "unlink": _unlink,
    "count": _count,
}
