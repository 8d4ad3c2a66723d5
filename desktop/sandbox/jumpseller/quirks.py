"""The switches of the Jumpseller simulator: what its two generations, and its own samples, tell differently."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """A change holds until the next reset. Section numbers are those of jumpseller.md."""

    generation: str = "2026"  # or "2021": another contract, other limits, other credentials (section 1)
    per_second: int = 20  # of 2026; 8 and 240 in 2021 (section 4)
    per_minute: int = 800
    newest_first: bool = True  # the order of lists is not documented (section 5)
    labels_translated: bool = False  # `status` in the store's language; the `*_enum` fields stay (section 6)
    dates: str = "spaced"  # "2023-02-10 13:56:35 UTC"; "offset" or "zulu" (section 6)
    discount_as_text: bool = False  # a product's discount as "0.0" (section 6)
    after_single: bool = False  # orders/after/{id} answers one object instead of a list (section 5)
    created_201: bool = False  # a create answers 201 instead of 200 (section 2)
    tracking_read_only: bool = False  # PUT of an order leaves its tracking fields alone (section 6)
    fulfillment_starts: str = "requested"  # what a new one's shipment stands at; or "in_transit" (not documented)
    fulfillment_wrapper: str = "fulfillment"  # or "order_fulfillment" (section 7)
