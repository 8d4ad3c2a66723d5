"""The switches of the Uappi simulator: what its documents tell in two ways, and what they do not tell at all."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """A change holds until the next reset. Section numbers are those of uappi.md."""

    assumed_reads: bool = False  # the order and product lists that nobody documents (section 8)
    token_life_s: int = 1800  # section 2
    paging_as_text: bool = True  # custom prices tell offset, limit and total as texts (section 3)
    filters_as: str = "list"  # `filtros` as list, object or null (section 3)
    empty_map_as_list: bool = True  # an empty map comes as [] (section 7.1)
    thousands_dot: bool = True  # "1.234,56" (section 3)
    firewall: bool = False  # a page instead of an answer, status 403 (section 1)
    silent_pair: str = ""  # a SKU that a batch answer does not mention (section 7.4)
    unknown_sku: str = ""  # a SKU that a batch answer calls unknown (section 7.4)
