"""Certificates for the scripted endpoint; their keys are made for these tests and worth nothing elsewhere."""

import ssl
from pathlib import Path

FOLDER = Path(__file__).parent / "certificates"


def serving(name: str) -> ssl.SSLContext:
    """A server's side, with the certificate of that name: valid or expired."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / f"{name}.pem")
    return context


def trusting() -> ssl.SSLContext:
    """A caller's side that knows the authority behind them."""
    return ssl.create_default_context(cafile=str(FOLDER / "authority.pem"))
