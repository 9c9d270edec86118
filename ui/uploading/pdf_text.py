"""Run as a child process: read a PDF from standard input under limits and write its words as JSON."""

import json
import sys

MEMORY = 768 * 1024 * 1024
SECONDS = 15
MOST_PAGES = 300
MOST_CHARACTERS = 400_000


def main() -> int:
    """Read, and say either the words or what is wrong with the file."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer = _read(content)
    except (MemoryError, RecursionError):
        answer = {"problem": "is too complex to read. Paste its text instead."}
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit() -> None:
    """Cap memory and time, and forbid writing files, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes) -> dict[str, str | int]:
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return {"problem": "is encrypted. Save a copy without a password, or paste its text."}
        if len(reader.pages) > MOST_PAGES:
            return {"problem": f"has {len(reader.pages)} pages; the limit is {MOST_PAGES}. Send the part that matters."}
        parts: list[str] = []
        for page in reader.pages:
            parts.append(page.extract_text())
            if sum(map(len, parts)) > MOST_CHARACTERS:
                break
        text = "\n\n".join(parts)
        return {"text": text.encode("utf-8", "replace").decode("utf-8").replace("\x00", ""), "pages": len(reader.pages)}
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        ArithmeticError,
        AssertionError,
    ):
        return {"problem": "is damaged and cannot be read as a PDF. Export it again, or paste its text."}


if __name__ == "__main__":
    sys.exit(main())
