"""Run as a process of its own: strangers' PDFs are parsed here, with little memory, time and no writing.

    reader.py check FILE        prints {"pages": n}, {"locked": true}, {"broken": true} or {"active": "word"}
    reader.py page FILE N SIDE  writes page N (from 1) as JPEG, longest side SIDE pixels, or nothing

A crash, a loop or a memory bomb ends this process and not the product. It imports nothing of ours.
"""

import io
import json
import resource
import sys

import pypdf
import pypdfium2

MEMORY = 2 * 1024**3
SECONDS = 20
# What a PDF may do beside being read: run scripts, start programs, send itself away, carry other files.
ACTIVE_KEYS = {"/JS", "/EmbeddedFiles", "/RichMediaContent", "/XFA"}
ACTIVE_NAMES = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/EmbeddedFile", "/FileAttachment",
    "/RichMedia", "/Movie", "/Sound", "/3D", "/Screen",
}  # fmt: skip
NAMED_BY = ("/S", "/Subtype", "/Type")
DEEPEST = 40


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def active(reader: pypdf.PdfReader) -> str:
    """The first word of the file that makes it more than paper; empty where there is none.

    Every object of the file is looked at, whether a page leads to it or not.
    """
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers - {0}):
        try:
            thing = reader.get_object(number)
        except Exception:  # noqa: S112  what can't be read at all can't be run by readers of the same rules
            continue
        if found := active_word(thing, DEEPEST):
            return found
    return active_word(reader.trailer, DEEPEST)


def active_word(thing: object, depth: int) -> str:
    """The word within one object; what it only refers to is an object of its own."""
    if depth == 0:
        return "depth"
    if isinstance(thing, dict):
        words = [key for key in ACTIVE_KEYS if key in thing]
        words += [str(thing.raw_get(key)) for key in NAMED_BY if key in thing]
        named = next((word for word in words if word in ACTIVE_KEYS | ACTIVE_NAMES), "")
        return named or next(filter(None, (active_word(v, depth - 1) for v in thing.values())), "")
    if isinstance(thing, list):
        return next(filter(None, (active_word(value, depth - 1) for value in thing)), "")
    return ""


def check(path: str) -> dict[str, int | bool | str]:
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"locked": True}
        pages = sum(1 for _ in reader.pages)
        if found := active(reader):
            return {"active": found}
    except Exception:  # a damaged file may raise anything; whatever it is, the answer is the same
        return {"broken": True}
    return {"pages": pages} if pages else {"broken": True}


def page(path: str, number: int, side: int) -> bytes:
    document = pypdfium2.PdfDocument(path)
    if not 1 <= number <= len(document):
        return b""
    sheet = document[number - 1]
    picture = sheet.render(scale=side / max(1.0, *sheet.get_size())).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    confine()
    verb, file, *rest = sys.argv[1:]
    if verb == "check":
        print(json.dumps(check(file)))
    else:
        sys.stdout.buffer.write(page(file, int(rest[0]), int(rest[1])))
