"""The switches of the SIRCLO simulator: what its documents tell in two ways, and what an operator may set otherwise."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """A change holds until the next reset. Section numbers are those of sirclo.md."""

    errors_at_200: bool = False  # JSON-RPC errors under HTTP 200 instead of the status of their code (section 1)
    capital_id: bool = False  # answers carry `Id` instead of `id` (section 1)
    promotion_envelope: bool = False  # promotion answers in an envelope; the documents show none (section 1)
    category_list: bool = False  # GetCategory answers a list (section 3)
    label_url_bare: bool = False  # shipping_label_url without a scheme (section 3)
    zip_names_opaque: bool = False  # label_1.pdf instead of the order's number in a bulk zip
    passthrough_text: bool = False  # the marketplace's answer as a text (section 8)
    unlisted_features: bool = False  # AddFeatures knows feedback-ship-orders and feedback-delete-discount (section 5)
    v4_in_production: bool = True  # UpdateStockV4 is there (section 3)
    stock_queued: bool = False  # UpdateStock answers Queued, the outcome comes as feedback (section 3)
    products_v2: bool = False  # stock and price by warehouse, in and out (sections 5.2 and 6.1)
    delivery_twice: bool = False  # every message comes twice, under one messageId (section 11)
    line_items_beside: bool = False  # line_items beside `order` (section 5.1)
    line_number_text: bool = False  # section 1
    slash_dates: bool = False  # 2020/12/12 12:12:12+007 (section 1)
    transaction_date_empty: bool = False  # section 5.1
    feedback_after_s: float = 1.0  # how long the adapter works on what was published
    feedback_parts: int = 1  # one batch is answered in so many messages (section 5)
    feedback_lost: int = 0  # so many feedback messages never arrive (section 11)
    feedback_own_id: bool = False  # feedback under an id of the adapter's own (section 10)
    fetch_after_s: float = 0.0  # how long FetchOrders takes until the orders arrive
    fetch_by_update: bool = False  # FetchOrders goes by the last change instead of the order date
    awb_after_s: float = 0.0  # how long the marketplace takes to name a waybill after packing
    empty_pull_waits_s: float = 1.0  # how long an empty pull is held in real seconds (section 9.1)
    ack_deadline_s: float = 10.0  # section 9.1
    late_ack_counts: bool = False  # an acknowledgement after the deadline is heard all the same
    attempts: int = 0  # so many deliveries, then a message is dead (0: none ever is)
    pubsub_needs_token: bool = False  # calls without a bearer are refused, as at Google's own address (section 9.2)
    self_signed_refused: bool = False  # only tokens of the token address are taken (section 9.2)
