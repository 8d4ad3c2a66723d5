"""Every operation that is nothing but a record in a collection: list, count, read, create, change, delete."""

import re
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumpseller import rendering
from desktop.sandbox.jumpseller.account import Account, Refusal
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.world import Record

MOST = 100
SINGULAR = {"categories": "category", "taxes": "tax", "countries": "country", "statuses": "status"}
_ID = re.compile(r"\{[^}]+\}")


def place(operation: Operation, values: list[str]) -> tuple[str, int | None, bool]:
    """The collection a path means, the id in it (None: the whole collection), and whether it is only counted."""
    path = operation.path.strip("/").removesuffix(".json")
    for value in values:
        path = _ID.sub(value, path, count=1)
    counted = path.endswith("/count")
    path = path.removesuffix("/count")
    last = operation.path.removesuffix(".json").rsplit("/", 1)[-1]
    if not last.startswith("{"):
        return path, None, counted
    collection, _, id_ = path.rpartition("/")
    return collection, int(id_) if id_.isdigit() else -1, counted


def wrapper_of(collection: str) -> str:
    """The singular name that a record of this collection is wrapped in (section 2)."""
    name = collection.rsplit("/", 1)[-1]
    return SINGULAR.get(name, name.removesuffix("s"))


def shown(account: Account, collection: str, record: Record) -> Record:
    """A record as the API shows it, wrapped."""
    name = wrapper_of(collection)
    world, quirks = account.world, account.quirks
    if collection == "products":
        return {name: rendering.product(world, record, quirks)}
    if collection == "orders":
        return {name: rendering.order(world, record, quirks)}
    if collection == "promotions":
        return {name: rendering.promotion(record, quirks, account.now())}
    if collection.endswith("/variants"):
        return {name: rendering.variant(record, quirks)}
    return {name: record}


def listed(account: Account, collection: str) -> list[Record]:
    """A collection in the order it is shown."""
    found = list(account.world.of(collection).values())
    return found[::-1] if account.quirks.newest_first and collection in ("orders", "products", "promotions") else found


def page_of(account: Account, operation: Operation, query: dict[str, str], found: list[Record]) -> list[Record]:
    """The page asked for; 50 records unless told, never more than 100 (section 5). Raises Refusal."""
    if "page" not in operation.query:
        return found
    page, limit = _number(query, "page", 1), _number(query, "limit", 50)
    highest = 200 if account.quirks.generation == "2021" else MOST
    if page < 1 or not 1 <= limit <= highest:
        raise Refusal(400, f"page starts at 1, limit goes to {highest}", "parameter")
    limit = min(limit, MOST)
    return found[(page - 1) * limit : page * limit]


def _number(query: dict[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError as error:
        raise Refusal(400, f"{name} must be a number", "parameter") from error


def read(account: Account, operation: Operation, values: list[str], query: dict[str, str]) -> Answer:
    """A GET on a collection or a record."""
    collection, id_, counted = place(operation, values)
    _parent_must_be(account, collection)
    if counted:
        return json_answer({"count": len(account.world.of(collection))})
    if id_ is None:
        page = page_of(account, operation, query, listed(account, collection))
        return json_answer([shown(account, collection, one) for one in page])
    return json_answer(shown(account, collection, found(account, collection, id_)))


def found(account: Account, collection: str, id_: int) -> Record:
    """A record. Raises Refusal 404."""
    record = account.world.of(collection).get(id_)
    if record is None:
        raise Refusal(404, f"{wrapper_of(collection).capitalize()} not found")
    return record


def _parent_must_be(account: Account, collection: str) -> None:
    """What hangs on a thing that is not there is not there either. Raises Refusal 404."""
    parts = collection.split("/")
    if len(parts) == 3 and parts[1].isdigit() and parts[0] in account.world.collections:
        found(account, parts[0], int(parts[1]))


def create(account: Account, operation: Operation, values: list[str], fields: Record) -> Answer:
    """A POST on a collection."""
    collection, _id, _counted = place(operation, values)
    _parent_must_be(account, collection)
    record = account.world.add(collection, fields)
    account.note(f"create_{wrapper_of(collection)}", record["id"], fields.get("name"))
    return json_answer(shown(account, collection, record), 201 if account.quirks.created_201 else 200)


def change(account: Account, operation: Operation, values: list[str], fields: Record) -> Answer:
    """A PUT on a record."""
    collection, id_, _counted = place(operation, values)
    record = found(account, collection, id_ or 0)
    record.update(fields)
    account.note(f"change_{wrapper_of(collection)}", id_, sorted(fields))
    return json_answer(shown(account, collection, record))


def delete(account: Account, operation: Operation, values: list[str]) -> Answer:
    """A DELETE of a record; its answer is a JSON text (section 2)."""
    collection, id_, _counted = place(operation, values)
    found(account, collection, id_ or 0)
    del account.world.of(collection)[id_ or 0]
    account.note(f"delete_{wrapper_of(collection)}", id_)
    return json_answer("OK")


def answer(account: Account, operation: Operation, values: list[str], query: dict[str, str], body: Any) -> Answer:
    """Any of them by its method."""
    fields = body[operation.body.wrapper] if operation.body and operation.body.wrapper else (body or {})
    if operation.method == "GET":
        return read(account, operation, values, query)
    if operation.method == "POST":
        return create(account, operation, values, dict(fields))
    if operation.method == "DELETE":
        return delete(account, operation, values)
    return change(account, operation, values, dict(fields))
