"""Numbers as a text and back, bit for bit: what is kept as JSON holds long rows of them."""

from base64 import b64decode, b64encode
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


def packed(numbers: NDArray[np.generic]) -> str:
    """The bytes of an array, whose type and shape whoever unpacks it knows."""
    return b64encode(np.ascontiguousarray(numbers).tobytes()).decode("ascii")


def unpacked(text: str, kind: type[Kind]) -> NDArray[Kind]:
    """The array that was packed, in one row; it is not to be changed."""
    return np.frombuffer(b64decode(text), dtype=kind)
