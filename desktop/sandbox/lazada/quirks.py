"""The switches of the Lazada simulator: kinds of sellers, and where samples and live answers differ."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """A change holds until the next reset. Section numbers are those of lazada.md."""

    per_second: int = 5  # for each seller; unpublished, the pace the paper advises (section 6.3)
    ease_mode: bool = False  # everything off the list of section 7 is refused
    access_life_s: int = 864_000  # section 4.2
    refresh_life_s: int = 4_320_000
    times_without_offset: bool = False  # /orders/get in the shop's local time (section 8.1)
    quoted_values: bool = False  # numbers and truths as texts (section 0)
    error_keys: str = "error_code"  # or "errorCode" in the fulfilment family (section 5)
    refresh_list_name: str = "country_user_info_list"  # or "country_user_info" (section 4.3)
    awb_without_url: bool = False  # PrintAWB answers the frame only (section 9.3)
    awb_page: str = ""  # PrintAWB answers the label as a web page: "static" or "scripted" (section 9.3)
    document_page: str = "static"  # so does GetDocument (section 8.7); "scripted" needs a browser
    platform_default: bool = True  # the platform chooses the courier (section 9.1)
