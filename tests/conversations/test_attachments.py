"""Attachments: what is taken, what is refused and how that is told, and how files are given back."""

import io
import struct
import warnings
import zipfile
import zlib
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from factories import Browser, Citizen, Clock, Leader, answer, message, problem
from running import People
from sori.platform.attachment import LARGEST_FILE, checked, clean_name
from sori.platform.problem import Problem


def image(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def archive(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.writestr(member, "content" * 20)
    return buffer.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims any size in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = zlib.compress(b"\0" * (1 + width // 8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
HWPX = archive("mimetype", "Contents/content.hpf")
OFFICE = "application/vnd.openxmlformats-officedocument"
TAKEN = {
    "photo.jpg": (image("JPEG"), "image/jpeg"),
    "photo.png": (image("PNG"), "image/png"),
    "photo.webp": (image("WEBP"), "image/webp"),
    "photo.gif": (image("GIF"), "image/gif"),
    "form.pdf": (PDF, "application/pdf"),
    "form.docx": (DOCX, f"{OFFICE}.wordprocessingml.document"),
    "form.xlsx": (XLSX, f"{OFFICE}.spreadsheetml.sheet"),
    "form.hwp": (HWP, "application/x-hwp"),
    "form.hwpx": (HWPX, "application/hwp+zip"),
    "note.txt": ("민원 내용입니다.\n".encode(), "text/plain; charset=utf-8"),
    "old.txt": ("민원 내용입니다.\n".encode("cp949"), "text/plain; charset=cp949"),
}
REFUSED = {
    "page.html": (b"<!doctype html><script>alert(1)</script>", 415, "file_kind"),
    "picture.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415, "file_kind"),
    "picture.bmp": (image("BMP"), 415, "file_kind"),
    "picture.tiff": (image("TIFF"), 415, "file_kind"),
    "program.exe": (b"MZ" + b"\0" * 200, 415, "file_kind"),
    "any.zip": (archive("readme"), 415, "file_kind"),
    "docx-called.xlsx": (DOCX, 415, "file_kind"),
    "docx-called.zip": (DOCX, 415, "file_kind"),
    "zip-called.docx": (archive("word/other.xml"), 415, "file_kind"),
    "binary.txt": (b"text\0more", 415, "file_kind"),
    "not-unicode.txt": ("민원".encode("utf-16"), 415, "file_kind"),
    "ole-called.doc": (HWP, 415, "file_kind"),
    "cut-off.png": (image("PNG")[:60], 422, "file_damaged"),
    "cut-off.jpg": (image("JPEG")[:-200], 422, "file_damaged"),
    "cut-off.docx": (DOCX[:60], 422, "file_damaged"),
    "empty.txt": (b"", 422, "file_empty"),
    "large.png": (png_of(8_000, 8_000), 413, "image_too_large"),
    "larger.png": (png_of(10_000, 10_000), 413, "image_too_large"),
    "bomb.png": (png_of(50_000, 50_000), 413, "image_too_large"),
    "too-large.txt": (b"a" * (LARGEST_FILE + 1), 413, "file_too_large"),
}


async def upload(browser: Browser, name: str, content: bytes, path: str = "/api/chat/attachments"):
    return await browser.post(path, files={"file": (name, content, "application/octet-stream")})


async def test_a_photo_or_document_arrives_as_it_was_sent(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    for name, (content, media_type) in TAKEN.items():
        await arrives(citizen, name, content, media_type)


async def arrives(citizen: Citizen, name: str, content: bytes, media_type: str) -> None:
    kept = answer(await upload(citizen.browser, name, content))
    assert (kept["name"], kept["media_type"], kept["size"]) == (name, media_type, len(content))
    assert (kept["width"], kept["height"]) == ((40, 30) if media_type.startswith("image/") else (None, None))
    sent = await citizen.says("", files=[kept["id"]])
    assert sent["attachments"] == [kept]
    given_back = await citizen.browser.get(f"/api/chat/attachments/{kept['id']}")
    assert given_back.content == content
    assert given_back.headers["content-type"] in (media_type, f"{media_type}; charset=utf-8")
    shown = "inline" if media_type.startswith("image/") else "attachment"
    assert given_back.headers["content-disposition"].startswith(f'{shown}; filename="{name}"')
    assert "sandbox" in given_back.headers["content-security-policy"]
    assert given_back.headers["x-content-type-options"] == "nosniff"


async def test_any_other_file_is_refused_with_its_reason(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    told = {name: problem(await upload(citizen.browser, name, content)) for name, (content, *_) in REFUSED.items()}
    assert told == {name: (status, code) for name, (_, status, code) in REFUSED.items()}


async def test_a_request_far_over_the_limit_is_refused_while_it_is_read(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    assert (await upload(citizen.browser, "huge.txt", b"a" * (LARGEST_FILE + 300_000))).status_code == 413


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\메모.txt", "메모.txt"),
        ("..", "file"),
        ("a\r\nset-cookie: x.txt", "aset-cookie x.txt"),
        ("evil\u202etxt.exe.txt", "eviltxt.exe.txt"),
        ("\u2066hidden\u2069.txt", "hidden.txt"),
        ('quote".txt', "quote.txt"),
        ("<b>.txt", "b.txt"),
        ("가" * 300 + ".txt", "가" * 116 + ".txt"),
        ("\u1112\u1161\u11ab.txt", "한.txt"),
        ("", "file"),
    ],
)
def test_a_name_is_kept_without_what_could_mislead(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_no_name_gets_out_of_its_folder_or_its_header(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\"<>|:*?\r\n\0\u202e\u2066')
    assert kept not in (".", "..")
    assert clean_name(kept) == kept


async def test_a_korean_name_comes_back_in_the_header_of_the_file(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    kept = answer(await upload(citizen.browser, "불법주차 신고.txt", b"text"))
    response = await citizen.browser.get(f"/api/chat/attachments/{kept['id']}")
    assert "filename*=UTF-8''%EB%B6%88" in response.headers["content-disposition"]


SAMPLES = [content for content, _ in TAKEN.values()]


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=8), st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_a_fault_of_ours(
    content: bytes, changes: list[tuple[int, int]], data: st.DataObject
) -> None:
    damaged = bytearray(content)
    for position, value in changes:
        damaged[position % len(damaged)] = value
    damaged = damaged[: data.draw(st.integers(1, len(damaged)))]
    name = data.draw(st.sampled_from(list(TAKEN)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            checked(name, bytes(damaged))
        except Problem as refused:
            assert refused.status in (413, 415, 422)  # noqa: PT017 (taking the file is as good)


async def test_a_file_goes_with_one_message_only_and_only_from_who_uploaded_it(
    people: People, leader: Leader, clock: Clock
) -> None:
    citizen, anna = people.citizen(), await people.counsellor()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    mine = answer(await upload(citizen.browser, "a.txt", b"mine"))["id"]
    hers = answer(await upload(anna.browser, "b.txt", b"hers", f"/api/contacts/{contact}/attachments"))["id"]
    await citizen.says("look", files=[mine])
    for stolen in (mine, hers, 999_999):
        refused = await citizen.browser.post("/api/chat/messages", json=message("again", files=[stolen]))
        assert problem(refused) == (422, "no_file")
    assert (await anna.says(contact, "this", files=[hers]))["attachments"][0]["name"] == "b.txt"
    bodies = [told["body"] for told in (await citizen.sees())["messages"] if told["sender"] != "system"]
    assert bodies == ["look", "this"]  # what was refused left nothing behind


async def test_nobody_gets_a_file_of_somebody_elses_conversation(people: People) -> None:
    citizen, stranger = people.citizen(), people.citizen()
    await citizen.opens()
    await stranger.opens()
    kept = answer(await upload(citizen.browser, "a.txt", b"mine"))["id"]
    assert problem(await stranger.browser.get(f"/api/chat/attachments/{kept}")) == (404, "no_file")
    assert problem(await people.browser().get(f"/api/chat/attachments/{kept}")) == (404, "no_conversation")


async def test_at_most_five_files_go_with_a_message(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    files = [answer(await upload(citizen.browser, f"{n}.txt", b"x"))["id"] for n in range(6)]
    refused = await citizen.browser.post("/api/chat/messages", json=message("all", files=files))
    assert problem(refused) == (422, "too_many_files")
    assert len((await citizen.says("five", files=files[:5]))["attachments"]) == 5


async def test_sending_the_same_file_message_twice_gives_one(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    file = answer(await upload(citizen.browser, "a.txt", b"x"))["id"]
    key = str(uuid4())
    assert await citizen.says("look", key=key, files=[file]) == await citizen.says("look", key=key, files=[file])


async def test_a_form_without_a_file_is_refused(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    refused = await citizen.browser.post("/api/chat/attachments", data={"other": "x"})
    assert refused.status_code in (400, 415)
