"""What the figures were measured on."""

import platform
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count, getloadavg, getpid, sysconf
from pathlib import Path
from time import process_time

LIBRARIES = (
    "threatparley", "langgraph", "chromadb", "streamlit", "sqlalchemy", "pydantic", "numpy", "openai",
)  # fmt: skip


def machine() -> dict[str, str]:
    """Processor, memory, system, Python, libraries, date and how busy the machine is."""
    facts = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_field('/proc/cpuinfo', 'model name') or platform.machine()}, {cpu_count()} cores",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load at the start": f"{getloadavg()[0]:.1f} (a busy machine is slower)",
    }
    return facts | {name: _version(name) for name in LIBRARIES}


def peak_megabytes(process: int | str = "self") -> float:
    """The most memory a process has held, in megabytes."""
    return _status(process, "VmHWM")


def held_megabytes(process: int | str = "self") -> float:
    """The memory a process holds now, in megabytes."""
    return _status(process, "VmRSS")


def processor_seconds() -> float:
    """What this process and those that it or they have begun took of the processors, as long as they are there."""
    own, parents = str(getpid()), dict[str, str]()
    took = {own: process_time()}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[stat.parent.name] = fields[1]
            took.setdefault(stat.parent.name, (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK"))
    return sum(seconds for process, seconds in took.items() if _is_of(process, own, parents))


def _is_of(process: str, first: str, parents: dict[str, str]) -> bool:
    while process in parents and process != first:
        process = parents[process]
    return process == first


def _status(process: int | str, field: str) -> float:
    text = _field(f"/proc/{process}/status", field)
    return int(text.split()[0]) / 1024 if text else 0.0


def _field(path: str, name: str) -> str:
    place = Path(path)
    if not place.exists():
        return ""
    lines = (line.partition(":") for line in place.read_text(encoding="utf-8", errors="replace").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _memory() -> str:
    total = _field("/proc/meminfo", "MemTotal")
    return f"{int(total.split()[0]) / 1024 / 1024:.0f} GB" if total else "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
