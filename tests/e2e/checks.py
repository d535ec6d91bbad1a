"""What every page has to pass in a browser."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = "() => axe.run(document, {resultTypes: ['violations']})"
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)"""


def check(page: Page) -> None:
    """Accessible, and nothing to push sideways."""
    check_accessible(page)
    check_fits(page)


def check_accessible(page: Page) -> None:
    """axe finds nothing; each finding is told with its rule and the element."""
    page.evaluate(AXE)
    found = page.evaluate(FINDINGS)["violations"]
    told = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    assert told == [], (page.url, told)


def check_fits(page: Page) -> None:
    """No horizontal scrolling of the page."""
    wide = page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, (page.url, page.evaluate(TOO_WIDE))
