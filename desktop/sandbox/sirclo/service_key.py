"""A Google service-account key that exists only here, and the check of what is signed with it (section 9.2)."""

import base64
import hashlib
import json
from math import lcm
from typing import Any

# Two primes made for this sandbox. The key opens nothing but practice shops, so it needs no keeping.
P = int(
    "de4f9ac8daa2270cc9107190063a308d9c06c79283094a656b8bca8f91685b9e1e20cbe3927203ff765625f46e456e75"
    "f838c99e32699fa2823f31b692a98ece5500d695138e0f20172883793eb10f92e48d1e31b8a0b9a3f43d76d5371a362a"
    "e1275cd7d03118f690bad5aa1014035f88c412536030b50069cb20c298bec8cf",
    16,
)
Q = int(
    "d05811fb3e6b3ed5d5fc47b3d9cf1aa37c799fa8a65eb16d1e023778a2a1feb9d8a2b466911cc3690c8199aa5015172f"
    "51ccf44f7628d80678b757e5e679735ade04084804a392d27d0bf69466c38816794f7ad04709a09e1cc4e381930c85e2"
    "cb0c830f1e8dd28154c5dd3aebf4a2e514ad2197a8e36bd8348a09cc1a92e6d3",
    16,
)
N, E = P * Q, 65_537
SIZE = (N.bit_length() + 7) // 8
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")
KEY_ID = hashlib.sha256(N.to_bytes(SIZE, "big")).hexdigest()[:40]


def _der(tag: int, content: bytes) -> bytes:
    """One tagged value."""
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def _integer(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _pem() -> str:
    """The private key in PKCS #8."""
    d = pow(E, -1, lcm(P - 1, Q - 1))
    numbers = (0, N, E, d, P, Q, d % (P - 1), d % (Q - 1), pow(Q, -1, P))
    inner = _der(0x30, b"".join(_integer(one) for one in numbers))
    whole = base64.b64encode(_der(0x30, _integer(0) + RSA_ENCRYPTION + _der(4, inner))).decode()
    lines = [whole[at : at + 64] for at in range(0, len(whole), 64)]
    dashes = "-" * 5
    return "\n".join([f"{dashes}BEGIN PRIVATE KEY{dashes}", *lines, f"{dashes}END PRIVATE KEY{dashes}", ""])


def email(project: str) -> str:
    """Who the key belongs to."""
    return f"backshop@{project}.iam.gserviceaccount.com"


def key_file(project: str, token_uri: str) -> str:
    """The key as its JSON file, as an operator hands it over."""
    fields = {
        "type": "service_account",
        "project_id": project,
        "private_key_id": KEY_ID,
        "private_key": _pem(),
        "client_email": email(project),
        "token_uri": token_uri,
    }
    return json.dumps(fields)


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token: str) -> dict[str, Any]:
    """What a self-signed token claims. Raises ValueError where form, header or signature is not right."""
    try:
        head, body, signature = token.split(".")
        header, claims = json.loads(_part(head)), json.loads(_part(body))
    except ValueError as error:
        raise ValueError("not a token") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise ValueError("not a token")
    if header.get("alg") != "RS256" or header.get("typ", "JWT") != "JWT" or header.get("kid", KEY_ID) != KEY_ID:
        raise ValueError("alg, typ or kid is not right")
    if not _signed(f"{head}.{body}".encode(), _part(signature)):
        raise ValueError("the signature is not right")
    return claims


def _signed(content: bytes, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256."""
    digest = SHA256 + hashlib.sha256(content).digest()
    padded = b"\x00\x01" + b"\xff" * (SIZE - len(digest) - 3) + b"\x00" + digest
    return len(signature) == SIZE and pow(int.from_bytes(signature, "big"), E, N).to_bytes(SIZE, "big") == padded
