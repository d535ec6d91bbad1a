"""Files that citizens send, good and bad, and a folder of their own to land in."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pillow_heif
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from weasyprint import HTML

from documents import services
from kit.actor import Actor
from kit.errors import Invalid
from tests.documents.clamav import ClamAV, require

AT = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
LAN = Actor.citizen("Nguyễn Thị Lan")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def named(content: bytes, name: str) -> SimpleUploadedFile:
    """An upload with a name as hostile as one likes: the class would clean it."""
    upload = SimpleUploadedFile("x", content)
    upload.name = name
    return upload


@pytest.fixture
def take(db):
    """Hand in bytes under a name, as Lan, at 09:42 on 23/11/2026."""

    def _take(content: bytes, name: str = "tệp", **more):
        return services.store_upload(upload=named(content, name), by=LAN, at=AT, **more)

    return _take


@pytest.fixture
def refused(take):
    """The sentence with which these bytes are refused."""

    def _refused(content: bytes, name: str, **more) -> str:
        with pytest.raises(Invalid) as caught:
            take(content, name, **more)
        return caught.value.errors["file"][0]

    return _refused


@pytest.fixture(scope="session")
def pdf() -> bytes:
    return HTML(string="<p>Giấy khai sinh</p><p style='break-before:page'>Trang hai</p>").write_pdf()


@pytest.fixture(scope="session")
def locked_pdf(pdf) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("mat khau", algorithm="AES-256")
    return _saved(writer.write)


@pytest.fixture(scope="session")
def readable_but_protected_pdf(pdf) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("", owner_password="chu", algorithm="AES-256")
    return _saved(writer.write)


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A JPEG lying on its side (EXIF orientation 6), with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "18.55 N 105.70 E"
    picture = Image.new("RGB", (400, 200), "red")
    return _saved(lambda out: picture.save(out, "JPEG", exif=exif))


@pytest.fixture(scope="session")
def png() -> bytes:
    return _saved(lambda out: Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(out, "PNG"))


@pytest.fixture(scope="session")
def heic() -> bytes:
    picture = pillow_heif.from_pillow(Image.new("RGB", (64, 48), "blue"))
    return _saved(picture.save)


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    def write(out: io.BytesIO) -> None:
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)

    return _saved(write)


def ole(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names.ljust(1024, b"\0")


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


def _saved(write) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _quick_paper() -> None:
    """None here: these tests are about the forms."""


@pytest.fixture(scope="module")
def clamav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamAV]:
    """A scanner that knows EICAR and nothing else."""
    require()
    daemon = ClamAV(tmp_path_factory.mktemp("clamav"))
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def scanned(settings, clamav: ClamAV) -> ClamAV:
    """Uploads go through that scanner."""
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, clamav.address
    return clamav
