"""The switches of the Jumia simulator: where sources disagree about the real platform, each reading can be had."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """Section 12.12 and the conflicts named in sections 1 to 5. A change holds until the next reset."""

    per_second: int = 4  # requests per second and minute for the whole master shop (section 2.1)
    per_minute: int = 200
    retry_after: bool = True  # 429 names the seconds to wait (section 12.2)
    access_life_s: int = 3600
    refresh_life_s: int = 30 * 86400
    rotation: bool = True  # a refresh gives a new refresh token and kills the old one (section 1.3)
    refresh_token_omitted: bool = False  # no new refresh token in the reply: the old one goes on
    shops_array: bool = False  # false: /shops is an object, /shops-of-master-shop an array; true: the other way
    shops_empty: bool = False  # /shops gives none, only /shops-of-master-shop does
    items_object: bool = False  # /orders/items for one id answers one object instead of an array
    numbers_as_strings: bool = False  # amounts, counts and lifetimes come as strings
    order_number_int: bool = False  # `number` as an integer, as in Jumia's example
    size_over_100_refused: bool = False
    shop_id_refused: bool = False  # /orders with shopId answers 400 (section 5.1)
    order_status_stale: bool = False  # the order's summary keeps its first status when items move on
    status_titlecase: bool = False  # "Ready to ship" instead of READY_TO_SHIP in the order's summary
    label_late: int = 0  # how often the labels of a package are missing before they are there
    label_data_url: bool = False  # labels as data:application/pdf;base64,...
    empty_401: bool = False
    empty_parts_missing: bool = False  # replies leave out an empty `success` or `error`
    tracking_null: bool = False  # null instead of "" where there is no tracking number yet
    spaced_times: bool = False  # "2026-01-10 09:14:16" instead of RFC 3339
    provider_flag: str = "trackingCodeRequired"  # or requireTrackingCode, requiredTrackingCode (section 5.4)
    codes_as_strings: bool = False  # brand and category codes (section 6.4)
    names_as_objects: bool = False  # a product's name as {value, translations} (section 6.4)
    attribute_set_id: bool = False  # `id` instead of `sid` in categories (section 6.2)
    feed_polls: int = 3  # a feed is done at this look at it (section 12.9)
    sentence_as_sid: bool = False  # productSid of a failed feed item is a sentence (section 7.6)
    lost_pack_reply: int = 0  # so many pack replies are lost after the work was done
