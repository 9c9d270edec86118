"""The sign-ins that were ended by hand in this process; their cookies may still be about, and count no more."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping

_MOST = 20_000
_LOCK = threading.Lock()
_ENDED: "OrderedDict[str, None]" = OrderedDict()


def end(claims: Mapping[str, object]) -> None:
    """Remember that this sign-in is over."""
    with _LOCK:
        _ENDED[_name(claims)] = None
        while len(_ENDED) > _MOST:
            _ENDED.popitem(last=False)


def is_ended(claims: Mapping[str, object]) -> bool:
    """Whether somebody signed out of this sign-in, in whichever window."""
    with _LOCK:
        return _name(claims) in _ENDED


def _name(claims: Mapping[str, object]) -> str:
    """One sign-in, by what its token says of itself; another one of the same person has another name."""
    basis = [str(claims.get(name, "")) for name in ("iss", "sub", "aud", "iat", "exp", "nonce")]
    return hashlib.sha256(json.dumps(basis).encode()).hexdigest()
