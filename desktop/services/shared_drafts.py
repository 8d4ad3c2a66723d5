"""Who types the stock of a linked SKU counts its shelf: drafts for the other shops of the group, to be reviewed too."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import KIND, Address, Field, places_of
from desktop.domain.linking import LinkGroup, LinkMember, offered, settings_of, total_of
from desktop.services.draft_judgement import Manner, read
from desktop.services.shop_books import Books
from desktop.services.variant_wishes import Edit, obstacle
from desktop.store import drafts, links

if TYPE_CHECKING:
    import sqlite3

Texts = Mapping[Address, str | None]


def shared(c: "sqlite3.Connection", texts: Texts, books: Books, manner: Manner) -> dict[Address, str | None]:
    """The texts for the other members of guarded groups whose stock is typed; SKUs typed into keep what was typed.

    What is typed is what that shop shall offer, so the shelf is that and the shop's buffer; where several members say
    different things, the least. A draft taken back takes those of the others back.
    """
    typed = {address: text for address, text in texts.items() if address.field is Field.STOCK}
    ids = {address.variant_id for address in typed}
    group_ids = links.group_ids_of(c, ids)
    if not group_ids:
        return {}
    waiting = {address: one.typed for address, one in drafts.drafts_of(c, ids).items() if address.field is Field.STOCK}
    found: dict[Address, str | None] = {}
    for group in links.groups(c, group_ids.values()):
        if group.is_guarded:
            found |= _of_group(group, {**waiting, **typed}, books, manner)
    return found


def _of_group(group: LinkGroup, typed: Texts, books: Books, manner: Manner) -> dict[Address, str | None]:
    said: dict[int, dict[Address, str | None]] = {}
    for address, text in typed.items():
        said.setdefault(address.variant_id, {})[address] = text
    told = [one for one in group.members if one.stored.id in said]
    others = [one for one in group.members if one.stored.id not in said]
    if all(text is None for one in told for text in said[one.stored.id].values()):
        return {address: None for one in others for address in _texts(one, one.wanted or 0, books)}
    shelves = [shelf for one in told if (shelf := _shelf(one, said[one.stored.id], manner)) is not None]
    if not shelves:
        return {}
    least = min(shelves)
    return {address: text for one in others for address, text in _texts(one, offered(least, one.buffer), books).items()}


def _shelf(member: LinkMember, texts: Texts, manner: Manner) -> int | None:
    """The shelf that is meant by all that is typed of this SKU; None where nothing of it can be read."""
    read_ = {
        address.place.warehouse: read(address, text, manner) for address, text in texts.items() if text is not None
    }
    units = {code: int(one.value) for code, one in read_.items() if one is not None and one.value}
    if not units or min(units.values()) < 0:
        return None
    return total_of(member.stored.variant, units) + member.buffer


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
