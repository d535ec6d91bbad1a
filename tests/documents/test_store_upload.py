"""What is taken in, as what, and what is refused in which words (issue 2 "Bad input"; law.md DOC1)."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.db import transaction

from documents import disk, services
from documents.models import FileKind, StoredFile
from kit.errors import Invalid
from tests.documents.conftest import AT, DOCX, LAN, ole, zipped

pytestmark = pytest.mark.django_db


def refusal(take, content: bytes, name: str, **more) -> str:
    with pytest.raises(Invalid) as caught:
        take(content, name, **more)
    return caught.value.errors["file"][0]


def files_on_disk(media) -> list:
    return [path for path in media.rglob("*") if path.is_file()]


def test_pdf_is_kept_byte_for_byte_with_its_digest_pages_and_giver(take, pdf, media):
    stored = take(pdf, "Giấy khai sinh.pdf")
    assert (stored.kind, stored.media_type, stored.pages) == (FileKind.PDF, "application/pdf", 2)
    assert stored.sha256 == hashlib.sha256(pdf).hexdigest()
    assert stored.size == len(pdf)
    assert (stored.created_by_kind, stored.created_by_name) == ("citizen", "Nguyễn Thị Lan")
    assert stored.path == f"2026/11/{stored.pk}"
    assert disk.absolute(stored.path).read_bytes() == pdf


def test_stored_file_is_readable_by_the_product_alone(take, pdf):
    place = disk.absolute(take(pdf).path)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("fixture", "name", "kept_as", "kind", "media_type"),
    [
        ("photo", "IMG_0001.JPG", "IMG_0001.JPG", FileKind.IMAGE, "image/jpeg"),
        ("photo", "ảnh.jpeg", "ảnh.jpeg", FileKind.IMAGE, "image/jpeg"),
        ("photo", "anh.png", "anh.jpg", FileKind.IMAGE, "image/jpeg"),
        ("png", "man hinh.png", "man hinh.png", FileKind.IMAGE, "image/png"),
        ("heic", "IMG_2.HEIC", "IMG_2.HEIC", FileKind.IMAGE, "image/heic"),
        ("heic", "IMG_2.jpg", "IMG_2.heic", FileKind.IMAGE, "image/heic"),
        ("pdf", "khong-duoi", "khong-duoi.pdf", FileKind.PDF, "application/pdf"),
        ("readable_but_protected_pdf", "a.pdf", "a.pdf", FileKind.PDF, "application/pdf"),
    ],
)
def test_type_comes_from_content_and_the_suffix_follows(
    take, request, fixture, name, kept_as, kind, media_type
):
    stored = take(request.getfixturevalue(fixture), name)
    assert (stored.original_name, stored.kind, stored.media_type) == (kept_as, kind, media_type)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (zipped(DOCX), "don.docx", FileKind.DOC),
        (ole("Root Entry", "WordDocument"), "don.doc", FileKind.DOC),
        (zipped({"ảnh/1.jpg": b"x", "ảnh/2.jpg": b"y"}), "anh.zip", FileKind.ZIP),
    ],
)
def test_word_and_zip_are_taken(take, content, name, kind):
    stored = take(content, name)
    assert (stored.kind, stored.original_name, stored.pages) == (kind, name, None)


WRONG_TYPE = (
    "Tệp “{}” không phải tệp văn bản hay ảnh nên hệ thống không nhận. "
    "Hãy chọn tệp PDF, DOC, DOCX, JPG, PNG hoặc ZIP."
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\0" * 600, "giaykhaisinh.pdf"),
        (b"MZ\x90\x00" + b"\0" * 60 + b"%PDF-1.7", "hai-mat.pdf"),
        (b"MZ\x90\x00" + zipped({"a.txt": b"a"}), "hai-mat.zip"),
        (b"<html><script>alert(1)</script>", "trang.jpg"),
        (b"GIF89a" + b"\0" * 100, "anh.gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "anh.svg"),
        (b"x", "mot.pdf"),
        (ole("Root Entry", "Workbook"), "bang.doc"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "bang.docx"),
    ],
)
def test_other_content_is_refused_whatever_its_name(take, media, content, name):
    assert refusal(take, content, name) == WRONG_TYPE.format(name)
    assert files_on_disk(media) == []
    assert not StoredFile.objects.exists()


def test_file_at_the_limit_is_refused_with_its_weight(take):
    said = refusal(take, b"%PDF-" + b"0" * (51 * 1024 * 1024 - 5), "banve.pdf")
    assert said == (
        "Tệp “banve.pdf” nặng 51 MB. Mỗi tệp cần dưới 50 MB. "
        "Ông/Bà có thể chia tệp hoặc chụp lại với độ phân giải thấp hơn."
    )


def test_file_just_under_the_callers_limit_is_taken(take, pdf):
    assert take(pdf, max_bytes=len(pdf) + 1).size == len(pdf)
    assert "Mỗi tệp cần dưới" in refusal(take, pdf, "a.pdf", max_bytes=len(pdf))


def test_stream_longer_than_announced_stops_at_the_limit(media):
    class Endless:
        name, size = "dai.pdf", None

        def chunks(self):
            while True:
                yield b"%PDF-" + b"0" * 1000

    with pytest.raises(Invalid):
        services.store_upload(upload=Endless(), by=LAN, at=AT, max_bytes=10_000)
    assert files_on_disk(media) == []


def test_empty_file_is_refused(take):
    assert refusal(take, b"", "trong.pdf") == (
        "Tệp “trong.pdf” không có nội dung. Hãy chọn lại tệp hoặc chụp lại giấy tờ."
    )


def test_broken_pdf_is_refused(take, pdf):
    for content in (b"%PDF-1.7\nhong", pdf[: len(pdf) // 2]):
        assert "bị hỏng hoặc chưa tải lên hết" in refusal(take, content, "hong.pdf")


def test_pdf_with_a_password_is_refused(take, locked_pdf):
    assert "có đặt mật khẩu" in refusal(take, locked_pdf, "khoa.pdf")


def test_half_a_photo_is_refused(take, photo, png):
    assert "ảnh bị hỏng" in refusal(take, photo[: len(photo) // 2], "anh.jpg")
    assert "ảnh bị hỏng" in refusal(take, png[:60], "anh.png")


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(8100, 8000), (12_000, 9000), (60_000, 60_000)])
def test_picture_of_too_many_points_is_refused_before_it_is_decoded(take, width, height):
    assert "kích thước quá lớn" in refusal(take, png_claiming(width, height), "bom.png")


def lying_about_size(content: bytes) -> bytes:
    """The same archive, claiming in both its lists that the entry is ten bytes long."""
    real = struct.pack("<L", 3_000_000)
    assert content.count(real) == 2
    return content.replace(real, struct.pack("<L", 10))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"0": b"\0" * 30_000_000}), "quá lớn so với giới hạn"),
        (zipped({str(n): b"a" for n in range(201)}), "nhiều nhất 200 tệp"),
        (zipped({f"{n}" * 200: b"" for n in range(1000, 6000)}, zipfile.ZIP_STORED), "nhiều nhất 200 tệp"),
        (lying_about_size(zipped({"0": b"\0" * 3_000_000})), "bị hỏng"),
        (zipped({"../../etc/passwd": b"x"}), "tên tệp bên trong không hợp lệ"),
        (zipped({"/etc/passwd": b"x"}), "tên tệp bên trong không hợp lệ"),
        (zipped({"C:\\a.pdf": b"x"}), "tên tệp bên trong không hợp lệ"),
        (zipped({"giay\u202efdp.exe": b"x"}), "tên tệp bên trong không hợp lệ"),
        (zipped({"anh/setup.EXE": b"x"}), "chứa tệp chương trình “setup.EXE”"),
        (zipped({}), "không có tệp nào bên trong"),
        (zipped({"a.txt": b"a" * 500}, zipfile.ZIP_STORED)[:300], "bị hỏng"),
        (zipped({"a.txt": b"a" * 500}, zipfile.ZIP_STORED).replace(b"aaaa", b"aaab"), "bị hỏng"),
        (zipped({"a.txt": b"a"}).replace(b"\x14\0\0\0", b"\x14\0\x01\0"), "có đặt mật khẩu"),
        (zipped(DOCX | {"word/vbaProject.bin": b"x"}), "có chứa macro"),
        (ole("Root Entry", "EncryptedPackage"), "có đặt mật khẩu"),
    ],
)
def test_dangerous_or_damaged_archive_is_refused(take, media, content, words):
    assert words in refusal(take, content, "goi.zip")
    assert files_on_disk(media) == []


def test_archive_inside_an_archive_is_kept_unopened(take):
    inner = zipped({"0": b"\0" * 30_000_000})
    assert take(zipped({"trong.zip": inner}), "ngoai.zip").kind == FileKind.ZIP


def test_row_lost_in_a_rolled_back_transaction_leaves_only_prunable_bytes(take, pdf, media):
    with transaction.atomic():
        take(pdf)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert len(files_on_disk(media)) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("damaged", [False, True])
def test_archive_of_an_unusual_method_is_refused_before_it_is_unpacked(take, method, damaged):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", method) as archive:
        archive.writestr("a.txt", "xin chào " * 50)
    content = bytearray(box.getvalue())
    if damaged:
        content[50:60] = b"\xff" * 10
    assert "Hãy nén lại dạng ZIP thông thường" in refusal(take, bytes(content), "giay-to.zip")
