"""Files for tests, stored as the product stores them."""

from datetime import datetime

from documents.models import StoredFile
from documents.services import store_upload
from tests.cast import CITIZEN, photo


def stored_photo(moment: datetime) -> StoredFile:
    """A phone's picture, examined and kept."""
    return store_upload(upload=photo(), by=CITIZEN, at=moment)
