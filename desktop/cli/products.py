"""The commands about whole products: show one, print a form, send a file as one, delete SKUs, see jobs."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from decimal import InvalidOperation
from typing import Any

from desktop.cli import choices, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.cli.json_files import read_json
from desktop.cli.values import of_operations, pushed, reply
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.product_documents import as_json, attribute_as_json, category_as_json, from_json
from desktop.domain.product_drafts import ProductDraft
from desktop.domain.products import Product, ProductVariant
from desktop.services.build import Services


async def show(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """The product of a SKU as its marketplace tells it now; the form of the file that ``send`` reads."""
    stored = await _sku(services, await _shop(services, arguments), arguments.sku, arguments.market)
    draft = await services.products.open(stored.id)
    document = {"product": as_json(draft.product), "draft": draft.id}
    return Reply(document, json.dumps(document["product"], ensure_ascii=False, indent=2))


async def form(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """An empty product with what its category wants to be told; without a category, the categories there are."""
    shop = await _shop(services, arguments)
    tree = await services.products.categories(shop)
    if not arguments.category:
        leaves = [one for one in tree if one.is_leaf]
        text = table(("CATEGORY", "PATH"), [(one.id, " / ".join(one.path)) for one in leaves], empty="No categories.")
        return Reply({"categories": [category_as_json(one) for one in leaves]}, text)
    category = next((one for one in tree if one.id == arguments.category), None)
    if category is None:
        raise UsageError("product_file", what=f"category {arguments.category}")
    attributes = await services.products.attributes(shop, category)
    own = {one.key: "" for one in attributes if not one.of_variant}
    of_variant = {one.key: "" for one in attributes if one.of_variant}
    empty = Product(category=category, attributes=own, variants=(ProductVariant("", attributes=of_variant),))
    document = {"product": as_json(empty), "attributes": [attribute_as_json(one) for one in attributes]}
    return Reply(document, json.dumps(document["product"], ensure_ascii=False, indent=2))


async def send(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Send a file as a new product, or with ``--sku`` as a change of the product that SKU is of."""
    shop = await _shop(services, arguments)
    document = await asyncio.to_thread(read_json, arguments.fields, "product_file")
    if arguments.sku:
        draft = await services.products.open((await _sku(services, shop, arguments.sku, arguments.market)).id)
    else:
        draft = replace(await services.products.new(shop), product=Product())
    draft = await services.products.save(replace(draft, product=await _written(services, draft, document)))
    result = await services.products.send(draft.id)
    if result.state == "not_possible":
        await services.products.discard(draft.id)
        return reply([result], (), "")
    change_set_id = (await services.products.draft(draft.id)).change_set_id
    operations = await pushed(services, console, change_set_id, send=True)
    return reply(await of_operations(services, operations, sent=True), (), change_set_id)


async def delete(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Take SKUs off their marketplace for good."""
    shop = await _shop(services, arguments)
    found = [await _sku(services, shop, sku, arguments.market) for sku in arguments.skus]
    queued = await services.products.delete([one.id for one in found])
    if not queued.change_set_id:
        return reply(queued.results, (), "")
    operations = await pushed(services, console, queued.change_set_id, send=True)
    results = await of_operations(services, operations, sent=True)
    return reply([*queued.results, *results], (), queued.change_set_id)


async def jobs(services: Services, _arguments: Namespace, _console: Console) -> Reply:
    """What the marketplaces are at work on, or have finished, newest first."""
    found = await services.products.jobs()
    rows = [
        (one.ref, one.platform, ", ".join(one.shops), str(len(one.items)), str(one.done), str(one.failed))
        for one in found
    ]
    text = table(("JOB", "MARKETPLACE", "SHOP", "ITEMS", "DONE", "REFUSED"), rows, empty="No jobs.")
    document = [
        {
            "ref": one.ref,
            "platform": one.platform,
            "shops": list(one.shops),
            "started_at": shapes.moment(one.started_at),
            "finished_at": shapes.moment(one.finished_at),
            "items": [
                {
                    "label": item.label,
                    "kind": item.kind.value,
                    "state": item.state.value,
                    "message": item.platform_message or None,
                }
                for item in one.items
            ],
        }
        for one in found
    ]
    return Reply({"jobs": document}, text)


# --- what is meant ----------------------------------------------------------------------------------------------------
async def _shop(services: Services, arguments: Namespace) -> str:
    found = await choices.shop_ids(services, arguments.shop)
    if len(found) != 1:
        raise UsageError("many_shops", shop=arguments.shop)
    return found[0]


async def _sku(services: Services, shop: str, sku: str, market: str | None) -> StoredVariant:
    """Some shops sell one SKU as several products, each on a market of its own: then the market must be named."""
    listed = (await services.catalog.find([sku], [shop])).get(sku, ())
    found = [one for one in listed if market is None or market in _markets(one)]
    if not found:
        raise NotPossible("unknown_sku", sku=sku)
    if len(found) > 1:
        markets = ", ".join(dict.fromkeys(name for one in found for name in _markets(one)))
        raise UsageError("many_products", sku=sku, markets=markets)
    return found[0]


def _markets(one: StoredVariant) -> list[str]:
    return [offer.market for offer in one.variant.offers]


async def _written(services: Services, draft: ProductDraft, document: Any) -> Product:
    """The product with what the file says put over it; what the file leaves out stays.

    A category may be its id, a brand its name, a picture its address, a price its amount in the shop's money.
    Raises ``UsageError("product_file", what=...)``.
    """
    if not isinstance(document, dict):
        raise UsageError("product_file", what="an object")
    currency = (await services.products.can(draft.shop_id)).currency
    known = {one["sku"]: one for one in as_json(draft.product)["variants"]}
    blank = as_json(Product(variants=(ProductVariant(""),)))["variants"][0]
    whole = {**as_json(draft.product), **document}
    try:
        whole["category"] = await _category(services, draft.shop_id, whole["category"])
        whole["brand"] = await _brand(services, draft.shop_id, whole["brand"])
        whole["images"] = _images(whole["images"])
        whole["variants"] = [
            _variant({**known.get(str(one["sku"]), blank), **one}, currency) for one in whole["variants"]
        ]
        return from_json(whole)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise UsageError("product_file", what=str(error)) from error


async def _category(services: Services, shop: str, value: Any) -> Any:
    if not isinstance(value, str | int):
        return value
    found = next((one for one in await services.products.categories(shop) if one.id == str(value)), None)
    if found is None:
        raise UsageError("product_file", what=f"category {value}")
    return category_as_json(found)


async def _brand(services: Services, shop: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = [one for one in await services.products.brands(shop, value) if one.name.casefold() == value.casefold()]
    return {"id": found[0].id, "name": found[0].name} if found else {"id": "", "name": value}


def _variant(one: dict[str, Any], currency: str) -> dict[str, Any]:
    prices = {key: _price(one[key], currency) for key in ("price", "sale_price")}
    return {**one, **prices, "images": _images(one["images"])}


def _price(value: Any, currency: str) -> Any:
    return {"amount": str(value), "currency": currency} if isinstance(value, str | int | float) else value


def _images(values: Any) -> list[Mapping[str, str]]:
    return [{"source": one, "remote": ""} if isinstance(one, str) else one for one in values]
