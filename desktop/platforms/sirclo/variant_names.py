"""What a variant and its product are called on our side: by its channel and by its name there (sirclo.md 5.2)."""

import json
from collections.abc import Mapping

# What a product is called at each channel, among the keys of a variant's name there.
_PRODUCT_KEYS = {
    "bklp": "bklp_product_id",
    "blib": "product_code",
    "lzda": "item_id",
    "lzda-sg": "item_id",
    "shpe": "item_id",
    "shpe-sg": "item_id",
    "tkpd": "product_id",
    "tktk": "product_id",
    "zlra": "product_set_id",
}


def name_of(channel: str, remote_variant: Mapping[str, object]) -> str:
    """Our id of a variant: it is opaque, so all of it is its name, in one way of writing."""
    return f"{channel}:{json.dumps(remote_variant, sort_keys=True, separators=(',', ':'), default=str)}"


def names_of(remote_id: str) -> tuple[str, dict[str, object]]:
    """Channel and ``remote_variant``, back from our id; empty where it is none of ours."""
    channel, _, written = remote_id.partition(":")
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return channel, {}
    return channel, found if isinstance(found, dict) else {}


def product_key(remote_id: str) -> str:
    """Our id of a variant's product, the same for siblings; where a name tells no product, the variant is one."""
    channel, named = names_of(remote_id)
    value = named.get(_PRODUCT_KEYS.get(channel, ""))
    return f"{channel}:{value}" if value else remote_id
