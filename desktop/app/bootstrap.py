"""Builds the program of one profile: the services, with the platforms handed to them, and what the window remembers."""

from dataclasses import dataclass

from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.services.build import Services, build_services


@dataclass(frozen=True, slots=True)
class Program:
    """What ``app`` holds while the window is open."""

    profile: Profile
    services: Services

    def practice_accounts(self) -> dict[str, str]:
        """Platform id -> account id of the simulated platforms; read at once, on the calling thread."""
        return {view.platform: view.account_id for view in self.services.shops.list_now() if view.practice}

    async def aclose(self) -> None:
        """Put all work away."""
        await self.services.aclose()


def assemble(profile: Profile) -> Program:
    """Open the profile and build everything on it. Raises ``StoreError`` where the local file cannot be opened."""
    return Program(profile, build_services(profile, MANIFESTS))
