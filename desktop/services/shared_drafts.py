"""Who types the stock of a linked SKU counts its shelf: drafts for the other shops of the group, to be reviewed too."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import KIND, Address, Field, places_of
from desktop.domain.linking import LinkGroup, LinkMember, offered, settings_of, shelf_of
from desktop.services.draft_judgement import Manner, read
from desktop.services.shop_books import Books
from desktop.services.variant_wishes import Edit, obstacle
from desktop.store import links

if TYPE_CHECKING:
    import sqlite3

Texts = Mapping[Address, str | None]


def shared(c: "sqlite3.Connection", texts: Texts, books: Books, manner: Manner) -> dict[Address, str | None]:
    """The texts for the other members of guarded groups whose stock is typed; SKUs typed into keep what was typed.

    What is typed is what that shop shall offer, so the shelf is that and the shop's buffer; where several members say
    different things, the least. A draft taken back takes those of the others back.
    """
    typed = {address: text for address, text in texts.items() if address.field is Field.STOCK}
    group_ids = links.group_ids_of(c, {address.variant_id for address in typed})
    found: dict[Address, str | None] = {}
    for group in links.groups(c, group_ids.values()) if group_ids else ():
        if group.is_guarded:
            found |= _of_group(group, typed, books, manner)
    return found


def _of_group(group: LinkGroup, typed: Texts, books: Books, manner: Manner) -> dict[Address, str | None]:
    by_id = {one.stored.id: one for one in group.members}
    said = {address: text for address, text in typed.items() if address.variant_id in by_id}
    told = {address.variant_id for address in said}
    others = [one for id_, one in by_id.items() if id_ not in told]
    if all(text is None for text in said.values()):
        return {address: None for one in others for address in _texts(one, one.wanted or 0, books)}
    read_ = [_shelf(by_id[address.variant_id], address, text, manner) for address, text in said.items()]
    shelves = [shelf for shelf in read_ if shelf is not None]
    if not shelves:
        return {}
    least = min(shelves)
    return {address: text for one in others for address, text in _texts(one, offered(least, one.buffer), books).items()}


def _shelf(member: LinkMember, address: Address, text: str | None, manner: Manner) -> int | None:
    draft = None if text is None else read(address, text, manner)
    if draft is None or not draft.value or int(draft.value) < 0:
        return None
    return shelf_of(member.stored.variant, address.place, int(draft.value), member.buffer)


def _texts(member: LinkMember, wanted: int, books: Books) -> dict[Address, str | None]:
    stored, book = member.stored, books.get(member.stored.shop_id)
    if book is None:
        return {}
    whole = places_of(stored.variant, book.more_markets)[0]
    found: dict[Address, str | None] = {}
    for place, of, units in settings_of(stored.variant, wanted, book.rules.can, whole):
        edit = Edit(stored, KIND[of], {"quantity": units}, place.market, place.warehouse)
        if obstacle(edit, book.in_market(place.market)) is None:
            found[Address(stored.id, place, of)] = str(units)
    return found
