"""What is taken in, as what, and what is refused in which words (issue 2 "Bad input"; law.md DOC1)."""

import hashlib
import io
import random
import stat
import struct
import zipfile
import zlib

import pypdf
import pytest
from django.db import transaction
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from documents import archives, disk, services
from documents.http import file_response
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


def jpeg_claiming(photo: bytes, width: int, height: int) -> bytes:
    """The photo with another size in its frame header (SOF0)."""
    place = photo.index(b"\xff\xc0") + 5
    return photo[:place] + struct.pack(">HH", height, width) + photo[place + 4 :]


def test_photo_that_claims_sixty_thousand_by_sixty_thousand_points_is_refused(take, photo):
    assert "kích thước quá lớn" in refusal(take, jpeg_claiming(photo, 60_000, 60_000), "bom.jpg")


BOMB = zipped({"0": b"\0" * 30_000_000})


def linked(name: str, target: str) -> bytes:
    """An archive with a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr(entry, target)
    return box.getvalue()


def twice(name: str) -> bytes:
    """An archive with two entries of one name."""
    return zipped({name: b"good", name[:-1] + "#": b"bad!"}).replace(name[:-1].encode() + b"#", name.encode())


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
        (zipped({"m.docm": zipped(DOCX | {"word/vbaProject.bin": b"x"})}), "có chứa macro"),
        (zipped(DOCX | {"word/media/1.bin": b"\0" * 30_000_000}), "quá lớn so với giới hạn"),
        (zipped({"1.zip": BOMB}), "quá lớn so với giới hạn"),
        (zipped(DOCX | {"word/embeddings/1.xlsx": BOMB}), "quá lớn so với giới hạn"),
        (zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": b"d"})})})}), "quá nhiều lớp"),
        (linked("mat-khau.txt", "/etc/shadow"), "đường dẫn tắt"),
        (zipped({"anh/../../a.pdf": b"x"}), "tên tệp bên trong không hợp lệ"),
        (zipped({"..\\a.pdf": b"x"}), "tên tệp bên trong không hợp lệ"),
        (
            zipped({"a.pdfX.exe": b"x"}).replace(b"a.pdfX.exe", b"a.pdf\0.exe"),
            "tên tệp bên trong không hợp lệ",
        ),
        (twice("a.pdf"), "tên tệp bên trong không hợp lệ"),
        (ole("Root Entry", "EncryptedPackage"), "có đặt mật khẩu"),
    ],
)
def test_dangerous_or_damaged_archive_is_refused(take, media, content, words):
    assert words in refusal(take, content, "goi.zip")
    assert files_on_disk(media) == []


def test_archives_and_documents_inside_an_archive_are_taken(take):
    inner = zipped(
        DOCX | {"word/embeddings/1.xlsx": zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})}
    )
    assert (
        take(zipped({"don.docx": inner, "anh.zip": zipped({"1.jpg": b"x"})}), "ngoai.zip").kind
        == FileKind.ZIP
    )


def test_many_layers_together_may_not_unpack_more_than_one(take, monkeypatch):
    """Each of five archives is harmless by itself."""
    monkeypatch.setattr(archives, "MAX_UNPACKED", 3_000_000)
    layer = zipped({"0": random.Random(1).randbytes(900_000)}, zipfile.ZIP_STORED)
    assert take(zipped({"1.zip": layer}), "mot.zip")
    assert "quá lớn so với giới hạn" in refusal(take, zipped({f"{n}.zip": layer for n in range(3)}), "ba.zip")


@pytest.mark.parametrize("hidden", [zipped({"trojan.exe": b"MZ"}), zipped({"a.txt": b"a"}) + b"\n%%EOF\n"])
def test_pdf_or_picture_that_is_an_archive_too_is_refused(take, pdf, photo, png, hidden):
    for content, name in ((pdf, "hai-mat.pdf"), (photo, "hai-mat.jpg"), (png, "hai-mat.png")):
        assert "chứa thêm một tệp nén ẩn" in refusal(take, content + hidden, name)


def test_html_in_front_of_a_pdf_is_no_pdf(take, pdf):
    name = "hai-mat.pdf"
    assert refusal(take, b"<html><script>alert(1)</script>\n" + pdf, name) == WRONG_TYPE.format(name)


def test_html_within_a_pdf_stays_a_pdf_for_the_browser(take, pdf):
    """Nothing is to be found of it: what counts is that no browser is let guess."""
    answer = file_response(take(pdf + b"\n<html><script>alert(1)</script>", "a.pdf"), inline=True)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "script-src" not in answer["Content-Security-Policy"]
    answer.close()


def _launching(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def _page_script(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("a")}
    )
    writer.pages[1][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def _form_that_sends(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/SubmitForm")})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Widget"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


@pytest.mark.parametrize(
    "arm",
    [
        lambda writer: writer.add_js("app.alert('x')"),
        lambda writer: writer.add_attachment("a.exe", b"MZ"),
        lambda writer: writer._add_object(DictionaryObject({NameObject("/JS"): TextStringObject("a")})),
        _launching,
        _page_script,
        _form_that_sends,
    ],
)
def test_pdf_that_is_more_than_paper_is_refused(take, pdf, arm):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    arm(writer)
    box = io.BytesIO()
    writer.write(box)
    assert "có nội dung tự chạy hoặc tệp đính kèm" in refusal(take, box.getvalue(), "don.pdf")


def with_packed_script(pdf: bytes) -> bytes:
    """The PDF with an update whose only object lies compressed in an object stream, as newer writers do."""
    old = pypdf.PdfReader(io.BytesIO(pdf))
    first = old.trailer["/Size"]
    root = old.trailer.raw_get("/Root").idnum
    body = zlib.compress(f"{first} 0 << /S /JavaScript /JS (app.alert(1)) >>".encode())
    head = len(f"{first} 0 ".encode())
    stream_at = len(pdf) + 1
    stream = (
        f"{first + 1} 0 obj\n<< /Type /ObjStm /N 1 /First {head} "
        f"/Filter /FlateDecode /Length {len(body)} >>\nstream\n"
    ).encode() + body + b"\nendstream\nendobj\n"  # fmt: skip
    table_at = stream_at + len(stream)
    rows = struct.pack(">BIH", 2, first + 1, 0) + struct.pack(">BIH", 1, stream_at, 0)
    rows += struct.pack(">BIH", 1, table_at, 0)
    table = (
        f"{first + 2} 0 obj\n<< /Type /XRef /Size {first + 3} /Index [{first} 3] /W [1 4 2] /Root {root} 0 R "
        f"/Prev {int(pdf[pdf.rindex(b'startxref') :].split()[1])} "
        f"/Length {len(rows)} >>\nstream\n"
    ).encode() + rows + b"\nendstream\nendobj\n"  # fmt: skip
    return pdf + b"\n" + stream + table + f"startxref\n{table_at}\n%%EOF\n".encode()


def test_pdf_that_hides_a_script_in_a_compressed_object_is_refused(take, pdf):
    content = with_packed_script(pdf)
    assert b"/JavaScript" not in content
    assert "có nội dung tự chạy" in refusal(take, content, "don.pdf")


def test_pdf_of_more_than_a_thousand_pages_is_refused(take):
    writer = pypdf.PdfWriter()
    for _ in range(1001):
        writer.add_blank_page(100, 100)
    box = io.BytesIO()
    writer.write(box)
    assert "quá 1.000 trang" in refusal(take, box.getvalue(), "dai.pdf")


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
