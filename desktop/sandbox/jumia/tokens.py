"""Access and refresh tokens: rotation, expiry by the practice clock, and reuse refused (section 1.3)."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop.sandbox.jumia.quirks import Quirks

TIRED = 5
"""How often a dead access token may come before it counts as hammering: requests in flight are forgiven."""


@dataclass(slots=True)
class Token:
    """An access or refresh token.

    `traded`: the client had its successor for it; `lost`: so it had, but the answer never reached the client.
    """

    expires_at: float
    dead: bool = False
    traded: bool = False
    lost: bool = False
    uses_when_dead: int = 0


@dataclass(slots=True)
class Grant:
    """What a refresh gives."""

    access_token: str
    refresh_token: str
    access_life: int
    refresh_life: int


@dataclass(slots=True)
class TokenBook:
    """Every token ever given out, by its text."""

    client_id: str
    generated: str
    access: dict[str, Token] = field(default_factory=dict)
    refresh: dict[str, Token] = field(default_factory=dict)
    rotations: int = 0

    def generate(self, now: float, quirks: Quirks) -> str:
        """The seller clicks Generate Token in Vendor Center: a further refresh token that works by itself."""
        self.generated = secrets.token_urlsafe(32)
        self.accept(self.generated, now + quirks.refresh_life_s)
        return self.generated

    def accept(self, refresh_token: str, until: float) -> None:
        """From now on this refresh token works."""
        self.refresh[refresh_token] = Token(until)

    def answer_lost(self, refresh_token: str) -> None:
        """The successor of this token never reached the client: its next try is forgiven."""
        if refresh_token in self.refresh:
            self.refresh[refresh_token].lost = True

    def usable(self, now: float, quirks: Quirks) -> str:
        """The token the seller generated last, or a new one where that was used up."""
        token = self.refresh.get(self.generated)
        alive = token is not None and not token.dead and now < token.expires_at
        return self.generated if alive else self.generate(now, quirks)

    def trade(self, refresh_token: str, now: float, quirks: Quirks) -> Grant:
        """A living refresh token for an access token and its own successor."""
        access = "eyJ" + secrets.token_urlsafe(24) + "." + secrets.token_urlsafe(48)
        self.access[access] = Token(now + quirks.access_life_s)
        successor = refresh_token
        if quirks.rotation and not quirks.refresh_token_omitted:
            self.refresh[refresh_token].dead = self.refresh[refresh_token].traded = True
            successor = secrets.token_urlsafe(32)
            self.refresh[successor] = Token(now + quirks.refresh_life_s)
            self.rotations += 1
        return Grant(access, successor, quirks.access_life_s, quirks.refresh_life_s)

    def knows(self, access_token: str, now: float) -> bool:
        """Whether this access token opens the door now."""
        token = self.access.get(access_token)
        return token is not None and not token.dead and now < token.expires_at

    def hammering(self, access_token: str) -> bool:
        """Note a refused access token; true once it was invented or is used on and on."""
        token = self.access.get(access_token)
        if token is None:
            return True
        token.uses_when_dead += 1
        return token.uses_when_dead > TIRED

    def end_access(self) -> None:
        """Every access token is dead from now on."""
        _kill(self.access.values())

    def end_refresh(self) -> None:
        """Somebody else rotated the refresh tokens away."""
        _kill(self.refresh.values())

    def dump(self) -> dict[str, Any]:
        """As a JSON document."""
        return asdict(self)

    @classmethod
    def loaded(cls, document: dict[str, Any]) -> "TokenBook":
        """From a dumped document."""
        book = cls(document["client_id"], document["generated"], rotations=document["rotations"])
        book.access = {text: Token(**token) for text, token in document["access"].items()}
        book.refresh = {text: Token(**token) for text, token in document["refresh"].items()}
        return book


def _kill(tokens: Iterable[Token]) -> None:
    for token in tokens:
        token.dead = True
