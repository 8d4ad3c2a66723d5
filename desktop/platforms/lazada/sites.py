"""Sites: the country storefronts an account sells in, and how what belongs to one of them is named here.

Lazada's ids are unique per store only (lazada.md 8.1). An account of one country takes them as they are; a cross-border
account, which sells in several, puts the country before them (``sg:123``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta, timezone

from desktop.domain.errors import Gone
from desktop.platforms.lazada.codes import COUNTRIES


@dataclass(frozen=True, slots=True)
class Site:
    """One country; ``prefix`` stands before every id of it, and is empty where the account has only this one."""

    country: str
    prefix: str = ""

    @property
    def currency(self) -> str:
        return COUNTRIES[self.country][1]

    @property
    def zone(self) -> timezone:
        """The shop's local time: times without an offset are in it (section 8.1)."""
        return timezone(timedelta(hours=COUNTRIES[self.country][2]))

    @property
    def name(self) -> str:
        return COUNTRIES[self.country][3]

    @property
    def seller_center(self) -> str:
        """Where this country's labels are handed out (section 9.3)."""
        return f"https://sellercenter.{COUNTRIES[self.country][0].removeprefix('api.')}"

    def ours(self, remote: object) -> str:
        """An id of Lazada's as we name it."""
        return f"{self.prefix}{remote}"

    def theirs(self, remote_id: str) -> str:
        """An id of ours as Lazada names it."""
        return remote_id.removeprefix(self.prefix)


def sites_of(countries: Iterable[str], *, cross_border: bool = False) -> tuple[Site, ...]:
    """The sites of an account; only those of a cross-border one need a prefix."""
    return tuple(Site(country, f"{country}:" if cross_border else "") for country in dict.fromkeys(countries))


def site_of(sites: Iterable[Site], remote_id: str) -> Site:
    """Whose id this is. Raises ``Gone``: of none that the account still has."""
    for site in sites:
        if remote_id.startswith(site.prefix):
            return site
    raise Gone("not_found")
