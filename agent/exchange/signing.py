"""Sign a file with Ed25519, and check that signature; the package cryptography does the work and is optional.

A signature stands beside its file, in ``NAME.sig``: one line with 64 bytes as Base64. It covers every byte of the file.
"""

import base64
import binascii
from importlib.util import find_spec
from typing import TYPE_CHECKING

from agent.errors import InputError, SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ENDING = ".sig"
_PURPOSE = b"threatparley native file, version 1\n"
"""Stands before what is signed, so that no signature made for anything else is taken for one of a file."""
_LENGTH = 64
_MOST_KEY = 10_000


def check_installed() -> None:
    """Raise SettingsError where the package that signs is not installed."""
    if find_spec("cryptography") is None:
        raise SettingsError(
            "signatures need the package cryptography, which is not installed; run: pip install 'threatparley[sign]'"
        )


def new_keys() -> tuple[bytes, bytes]:
    """A fresh private key and its public key, both as PEM; raises SettingsError."""
    check_installed()
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def signature(content: bytes, key: bytes) -> bytes:
    """The signature line of a file's bytes under a private key; raises InputError and SettingsError."""
    return base64.b64encode(_private(key).sign(_PURPOSE + content)) + b"\n"


def is_signed(content: bytes, line: bytes, key: bytes) -> bool:
    """Whether a signature line is of these very bytes, made with the private key of a public one.

    Raises:
        InputError: The line is no signature, or the key no public Ed25519 key.
        SettingsError: The package that checks signatures is not installed.
    """
    from cryptography.exceptions import InvalidSignature

    public = _public(key)
    try:
        given = base64.b64decode(line.strip(), validate=True)
    except binascii.Error:
        given = b""
    if len(given) != _LENGTH:
        raise InputError("the signature is not one line of Base64 with 64 bytes; sign the file anew")
    try:
        public.verify(given, _PURPOSE + content)
    except InvalidSignature:
        return False
    return True


def _private(key: bytes) -> "Ed25519PrivateKey":
    check_installed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    read = form.load_ssh_private_key if b"OPENSSH PRIVATE KEY" in key else form.load_pem_private_key
    try:
        found = read(key[:_MOST_KEY], password=None)
    except TypeError:
        raise InputError("the private key is locked by a password; give one that is not") from None
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise InputError(
            "the key is no private Ed25519 key as PEM or OpenSSH; make one with: threatparley sign --new-key"
        )
    return found


def _public(key: bytes) -> "Ed25519PublicKey":
    check_installed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if b"PRIVATE KEY" in key:
        raise InputError("that is a private key, which stays with whoever signs; give the public one")
    read = form.load_ssh_public_key if key.startswith(b"ssh-") else form.load_pem_public_key
    try:
        found = read(key[:_MOST_KEY])
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        raise InputError("the key is no public Ed25519 key as PEM or OpenSSH")
    return found
