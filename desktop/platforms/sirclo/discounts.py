"""What each channel takes of a discount, and how its lines are written (sirclo.md 7): pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from desktop.domain.errors import Refused
from desktop.domain.promotions import Promotion, PromotionLine
from desktop.platforms.sirclo.codes import JAKARTA
from desktop.platforms.sirclo.variant_names import names_of
from desktop.platforms.sirclo.variant_writes import number

UNLIMITED = -1
PERCENTAGE, PRICE = "percentage", "price"
LINES_PER_CALL = 100  # stated for Blibli, kept everywhere
HALF_HOUR_S = 1800
MOST_PER_BUYER = 99  # TikTok


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel takes; ``unlimited``: -1 stands for no limit."""

    percentage: bool = True
    deletes: bool = True
    max_order: bool = False
    promo_stock: bool = False

    @property
    def unlimited(self) -> bool:
        return self.max_order and self.promo_stock


CHANNELS = {
    "tkpd": Channel(max_order=True),
    "blib": Channel(promo_stock=True),
    "bklp": Channel(),
    "lzda": Channel(percentage=False, deletes=False),
    "shpe": Channel(max_order=True, promo_stock=True),
    "tktk": Channel(max_order=True, promo_stock=True),
}


def channel_of(line: PromotionLine) -> str:
    return names_of(line.variant_remote_id)[0]


def takes(channel: str) -> Channel:
    """Raises ``Refused("not_offered")`` where nothing is documented."""
    found = CHANNELS.get(channel.removesuffix("-sg"))
    if found is None:
        raise Refused("not_offered", channel=channel)
    return found


def kind_of(line: PromotionLine) -> str:
    """A final price where one is named."""
    return PRICE if line.price is not None else PERCENTAGE


def bucket_of(channel: str, kind: str) -> str:
    """The bucket of the manifest's rates."""
    if channel == "blib":
        return f"discount_blib_{kind}"
    return "discount_tkpd" if channel == "tkpd" else "*"


def window_of(promotion: Promotion) -> tuple[datetime, datetime]:
    """Raises ``Refused``: ``dates_needed``, ``end_before_start``."""
    if promotion.starts_at is None or promotion.ends_at is None:
        raise Refused("dates_needed")
    if promotion.ends_at <= promotion.starts_at:
        raise Refused("end_before_start")
    return promotion.starts_at, promotion.ends_at


def local(moment: datetime) -> str:
    """Without a zone: Jakarta's (assumed)."""
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M:%S")


def line_fields(line: PromotionLine, base: Decimal, *, as_price: Decimal | None = None) -> dict[str, object]:
    """A line on the wire; ``as_price`` puts another final price in the place of its own, to take it back."""
    rule, kind = takes(channel_of(line)), PRICE if as_price is not None else kind_of(line)
    wished = line.price.amount if line.price is not None else line.discount
    fields: dict[str, object] = {
        "remote_variant": names_of(line.variant_remote_id)[1],
        "base_price": _whole(base),
        "discount_type": kind,
        "discount_value": _whole(wished if as_price is None else as_price),
        "max_order": _limit(line.max_order, used=rule.max_order, unlimited=rule.unlimited),
        "promo_stock": _limit(line.promo_stock, used=rule.promo_stock, unlimited=rule.unlimited),
    }
    return {**fields, "sku": line.sku} if line.sku else fields


def check(line: PromotionLine, base: Decimal | None, starts_at: datetime, now: datetime, ends_at: datetime) -> None:
    """Raises ``Refused`` with what the channel would not take."""
    channel, kind = channel_of(line), kind_of(line)
    rule = takes(channel)
    if base is None:
        raise Refused("price_unknown")
    if kind == PERCENTAGE and not rule.percentage:
        raise Refused("percentage_not_offered", channel=channel)
    value = _amount(line.price.amount if line.price is not None else line.discount)
    if kind == PERCENTAGE and not 0 < value < 100:
        raise Refused("out_of_range", least="1", most="99")
    if kind == PRICE and not 0 < value < base and not (channel == "blib" and value == base):
        raise Refused("sale_not_below_price")
    if kind == PERCENTAGE and channel == "blib":
        _check_blibli(starts_at, ends_at, now)
    _check_limits(line, rule, channel)


def _check_blibli(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at < now - timedelta(minutes=1):
        raise Refused("start_in_the_past")
    if any(int(one.timestamp()) % HALF_HOUR_S for one in (starts_at, ends_at)):
        raise Refused("not_on_the_half_hour")


def _check_limits(line: PromotionLine, rule: Channel, channel: str) -> None:
    for name, value, is_used in (
        ("max_order", line.max_order, rule.max_order),
        ("promo_stock", line.promo_stock, rule.promo_stock),
    ):
        if value is None or not is_used or (value == UNLIMITED and rule.unlimited):
            continue
        if value < 1 or (name == "max_order" and channel == "tktk" and value > MOST_PER_BUYER):
            most = str(MOST_PER_BUYER) if channel == "tktk" and name == "max_order" else "-"
            raise Refused("out_of_range", least="1", most=most, field=name)


def _limit(value: int | None, *, used: bool, unlimited: bool) -> int:
    """Wanted on the wire also where the channel has no use for it (assumed: 0 there)."""
    if not used:
        return 0
    return value if value is not None else UNLIMITED if unlimited else 0


def _amount(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise Refused("not_a_number") from error


def _whole(value: object) -> int:
    found = number(value)
    if isinstance(found, float):
        raise Refused("too_many_decimals", most="0")
    return found
