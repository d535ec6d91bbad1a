"""Run as a process of its own: strangers' PDFs are parsed here, with little memory, time and no writing.

    reader.py check FILE        prints {"pages": n}, {"locked": true} or {"broken": true}
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


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check(path: str) -> dict[str, int | bool]:
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"locked": True}
        pages = sum(1 for _ in reader.pages)
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
