"""Uploaded files become words, or a sentence on what is wrong with them."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from agent.errors import InputError
from ui.uploading.documents import LIMIT_MB, read_document, shown_name


def pdf(*pages: str) -> bytes:
    """A small PDF with one line per page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for words in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return assembled([one.encode() for one in objects])


def assembled(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def test_markdown_is_read_as_it_is() -> None:
    document = read_document("notes.md", "# Harbour\r\nIt answers customers — always.".encode())
    assert document.text == "# Harbour\nIt answers customers — always."
    assert document.name == "notes.md"


def test_a_text_with_a_byte_order_mark_is_read_without_it() -> None:
    assert read_document("a.txt", b"\xef\xbb\xbfhello").text == "hello"
    assert read_document("a.txt", "hello".encode("utf-16")).text == "hello"


def test_the_words_of_a_pdf_are_read_page_by_page() -> None:
    document = read_document("system.pdf", pdf("It reads mail.", "It pays refunds."))
    assert "It reads mail." in document.text
    assert "It pays refunds." in document.text
    assert document.pages == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"   \n", "holds no text"),
        ("a.txt", b"abc\x00def", "null bytes"),
        ("a.txt", b"caf\xe9 au lait", "not readable as UTF-8"),
        ("plan.png", b"\x89PNG\r\n\x1a\n....", "plan.png is a picture .PNG.. Pictures are not read"),
        ("a.txt", b"\xff\xd8\xff\xe0 picture", "a picture .JPEG.. Pictures are not read"),
        ("notes.docx", b"PK\x03\x04....word/", "notes.docx is an office document .* Save it as PDF"),
        ("compose.yaml", b"services:\n  web:\n    image: nginx\n    ports:\n      - 80:80\n", "compose.yaml is "),
        ("a.md", bytes(range(1, 32)) * 9, "control characters"),
        ("a.pdf", b"just words", "is not a PDF"),
        ("a.pdf", b"%PDF-1.7 nothing else", "damaged"),
        ("a.pdf", pdf("word")[:-120], "PDF"),
        ("a.pdf", pdf(), "no text"),
        ("big.txt", b"a" * (LIMIT_MB * 1024 * 1024 + 1), "the limit is 5 MB"),
        ("long.txt", b"a " * 150_000, "characters; the limit is"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(name: str, content: bytes, says: str) -> None:
    if says == "PDF":
        content = content.replace(b"1 0 obj", b"1 0 obx").replace(b"2 0 obj", b"2 0 obx")
    with pytest.raises(InputError, match=says):
        read_document(name, content)


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("secret")))), io.BytesIO()
    writer.encrypt("password", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(InputError, match=r"encrypted.*without a password"):
        read_document("a.pdf", out.getvalue())


def test_a_compressed_bomb_ends_in_a_message_not_in_memory() -> None:
    bomb = zlib.compress(b"BT (" + b"a" * 40_000_000 + b") Tj ET", 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    file = assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            stream,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R >>",
        ]
    )
    with pytest.raises(InputError):
        read_document("bomb.pdf", file)


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents %d 0 R >>"
CIRCLES = {
    "a page tree that is its own branch": [b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>", PAGE % 3],
    "a page that is its own words": [b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE % 3],
    "a page among its own parents": [b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>", PAGE % 4],
    "a name that stands for itself": [b"<< /Type /Pages /Kids 4 0 R /Count 1 >>", PAGE % 4, b"4 0 R"],
    "a million pages of nothing": [b"<< /Type /Pages /Kids [%s] /Count 400000 >>" % (b"9 0 R " * 400_000)],
}


@pytest.mark.parametrize("objects", CIRCLES.values(), ids=CIRCLES)
def test_a_pdf_that_leads_in_circles_ends_in_a_sentence(objects: list[bytes]) -> None:
    with pytest.raises(InputError, match=r"circles\.pdf .*\."):
        read_document("circles.pdf", assembled([b"<< /Type /Catalog /Pages 2 0 R >>", *objects]))


def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(InputError, match="longer than"):
        read_document("slow.pdf", pdf("word"), seconds=0.01)


def test_a_file_name_is_only_a_label() -> None:
    assert shown_name("../../etc/pass\u202ewd\x00.md") == "passwd.md"
    assert shown_name("C:\\temp\\a.md") == "a.md"
    assert shown_name("///") == "the file"
    assert len(shown_name("x" * 300)) == 80


@pytest.mark.parametrize("name", ["notes.txt", "stack.md", "compose.yaml"])
def test_settings_are_refused_under_any_name_with_what_to_send_instead(name: str) -> None:
    content = b"services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n"
    with pytest.raises(InputError, match=r"is a Docker Compose file.*Say in sentences"):
        read_document(name, content)


def test_the_secrets_of_a_refused_file_are_counted_and_not_shown() -> None:
    content = b"services:\n  db:\n    environment:\n      DB_PASSWORD: swordfish\n      REDIS_AUTH: harbourmaster\n"
    with pytest.raises(InputError, match="It holds 2 secrets") as refused:
        read_document("compose.yaml", content)
    assert "swordfish" not in str(refused.value)
