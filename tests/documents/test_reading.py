"""Files on the way back: previews of our own making, locked-down answers, erasing, pruning."""

import io
import os
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from PIL import Image

from documents import disk, services
from documents.http import file_response, preview_response
from documents.models import FileState, StoredFile
from documents.pruning import empty_bin
from documents.selectors import open_file, preview_image
from kit.actor import Actor
from kit.errors import Conflict, DomainError
from tests.documents.conftest import AT, DOCX, LAN, zipped

pytestmark = pytest.mark.django_db


def test_photo_preview_is_upright_and_tells_nothing_of_the_place(take, photo):
    content, media_type = preview_image(take(photo))
    picture = Image.open(io.BytesIO(content))
    assert media_type == "image/jpeg"
    assert picture.size == (200, 400)
    assert not picture.getexif()
    assert b"105.70" in photo
    assert b"105.70" not in content


def test_heic_and_transparent_png_are_previewed_as_jpeg(take, heic, png):
    for content in (heic, png):
        shown = Image.open(io.BytesIO(preview_image(take(content))[0]))
        assert shown.format == "JPEG"
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_pdf_page_is_drawn_as_a_picture(take, pdf):
    stored = take(pdf)
    picture = Image.open(io.BytesIO(preview_image(stored, 2)[0]))
    assert max(picture.size) == pytest.approx(2000, abs=2)
    assert picture.convert("L").getextrema()[0] < 100
    assert preview_image(stored, 3) is None
    assert preview_image(stored, 0) is None


def test_word_has_no_preview(take):
    stored = take(zipped(DOCX))
    assert not stored.can_preview
    assert preview_image(stored) is None
    assert preview_response(stored) is None


def test_pdf_shown_inline_is_locked_down(take, pdf):
    response = file_response(take(pdf, "Giấy khai sinh.pdf"), inline=True)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Gi%E1%BA%A5y%20khai%20sinh.pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.getvalue() == pdf
    response.close()


def test_picture_shown_inline_is_our_own_jpeg(take, png):
    response = file_response(take(png, "a.png"), inline=True)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content[:3] == b"\xff\xd8\xff"
    assert response["Content-Disposition"] == 'inline; filename="a-1.jpg"'


@pytest.mark.parametrize("inline", [True, False])
def test_word_is_always_a_download(take, inline):
    response = file_response(take(zipped(DOCX), "don.docx"), inline=inline)
    assert response["Content-Disposition"] == 'attachment; filename="don.docx"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    response.close()


def test_erased_file_lies_in_the_bin_for_its_days_then_loses_bytes_and_name(take, pdf):
    stored = take(pdf, "giay to.pdf")
    services.erase(file=stored, by=Actor.system(), at=AT)
    services.erase(file=stored, by=Actor.system(), at=AT + timedelta(days=9))
    row = StoredFile.objects.get(pk=stored.pk)
    assert preview_image(row) is None
    with pytest.raises(DomainError, match="đã được xóa"):
        open_file(row)
    assert empty_bin(at=AT + timedelta(days=14) - timedelta(seconds=1)) == 0
    assert disk.absolute(stored.path).exists()
    assert empty_bin(at=AT + timedelta(days=14)) == 1
    row.refresh_from_db()
    assert (row.state, row.original_name, row.sha256) == (FileState.ERASED, "", stored.sha256)
    assert not disk.absolute(stored.path).exists()
    with pytest.raises(Conflict, match="xóa hẳn"):
        services.take_back(file=row, by=LAN, at=AT)


def test_file_taken_back_out_of_the_bin_is_as_it_was(take, pdf):
    stored = take(pdf, "giay to.pdf")
    services.erase(file=stored, by=LAN, at=AT)
    services.take_back(file=stored, by=LAN, at=AT + timedelta(days=13))
    row = StoredFile.objects.get(pk=stored.pk)
    assert (row.state, row.original_name, row.erased_at) == (FileState.OK, stored.original_name, None)
    assert empty_bin(at=AT + timedelta(days=60)) == 0
    with open_file(row) as opened:
        assert opened.read() == pdf


def test_rendered_form_is_kept_with_its_pages(pdf):
    stored = services.store_bytes(
        content=pdf, name="giay-tiep-nhan.pdf", media_type="application/pdf", by=LAN, at=AT
    )
    with open_file(stored) as file:
        assert file.read() == pdf
    assert stored.pages == 2


def age(path, days: int) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_prune_removes_only_old_bytes_without_a_living_row(take, pdf, media, capsys):
    living, erased = take(pdf), take(pdf)
    services.erase(file=erased, by=LAN, at=AT - timedelta(days=60))
    old, new = media / "2026/11/crashed.part", media / "2026/11/uploading.part"
    for path in (old, new):
        path.write_bytes(b"x")
    for path in (old, disk.absolute(living.path), disk.absolute(erased.path)):
        age(path, 2)
    call_command("prune_files")
    left = {path.name for path in (media / "2026/11").iterdir()}
    assert left == {str(living.pk), "uploading.part"}
    assert "Đã xóa 2 tệp" in capsys.readouterr().out
