"""Every page that a visitor can reach by links from the home page, in three languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from zlib import crc32

import polib
import pytest
from django.conf import settings

LANGUAGES = {"/": "en", "/zh-hans/": "zh-Hans", "/fr/": "fr"}
CATALOGUES = {"zh-Hans": "zh_Hans", "fr": "fr"}
# Filters multiply without end; the pages of each list and one filter of each kind will do.
FOLLOWED_QUERY = re.compile(
    r"^$|^c=lenovo$|^metric=turnover&company=lenovo$|^page=\d+$|^sector=[\w-]+$|^zone=[\w-]+$|^returnee=true$|^order=-turnover$"
)

# Every profile has a history and its versions; those of one company, one park and the host will do.
FOLLOWED_PAST = re.compile(r"^(/zh-hans|/fr)?(/companies/lenovo|/partners/sophia-antipolis)?/(history|on)/")
# So has every profile a form for visitors: each is read in one language, and each language has a third of them.
FORM = re.compile(r"^(?:/zh-hans|/fr)?(/\w+/[\w-]+/edit/)$")
# Every fact has a form of its own; those of one company and one park will do.
FOLLOWED_FORM = re.compile(r"^(/zh-hans|/fr)?/(companies/lenovo|partners/sophia-antipolis)/edit/")
# Files and feeds are no pages; what is well known is the same in all languages.
FILE = re.compile(r"/((export|facts|datapackage|compare|chart)\.\w+|feed/|\.well-known/\S+)$")
# A brand, and the publisher of its source, that is called like a word of the interface.
BRAND, OF_BRAND = "Founder", ("/companies/founder-group/", "/sources/")


def is_followed(path: str, lang: str) -> bool:
    if path.startswith("/admin/") or FILE.search(path):
        return False
    if form := FORM.match(path):
        return crc32(form[1].encode()) % len(LANGUAGES) == [*LANGUAGES.values()].index(lang)
    if "/edit/" in path:
        return bool(FOLLOWED_FORM.match(path))
    return not re.search(r"/(history|on)/", path) or bool(FOLLOWED_PAST.match(path))


class Page(HTMLParser):
    """What a page holds: language, headings, links, anchors, and the text in the page's own language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.titles, self.text = "", "", ""
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.files: list[str] = []
        self.ids: Counter[str] = Counter()
        self._open: list[tuple[str, bool]] = []  # (tag, whether its text is in another language)
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids[given.get("id", "")] += 1
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "a" and given.get("href") and "hreflang" not in given:
            self.links.append(given["href"])
        self.files += [given[name] for name in ("src", "srcset") if given.get(name)]
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload"):
            self.files.append(given["href"])
        foreign = given.get("lang", self.lang) != self.lang or bool(self._open and self._open[-1][1])
        if tag not in ("meta", "link", "input", "img", "br", "use", "path", "rect", "circle", "hr"):
            self._open.append((tag, foreign or tag in ("script", "style", "bdi")))
        if not foreign:
            self.text += " ".join(given.get(name) or "" for name in ("aria-label", "alt", "title")) + "\n"

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1][0] == "title":
            self.titles += data
        if self._open and not self._open[-1][1]:
            self.text += f"{data.strip()}\n" if data.strip() else ""


def english_texts(lang: str) -> set[str]:
    """What the interface says in English and says otherwise in this language."""
    catalogue = Path(settings.BASE_DIR) / "locale" / CATALOGUES[lang] / "LC_MESSAGES" / "django.po"
    return {
        entry.msgid
        for entry in polib.pofile(str(catalogue))
        if "%" not in entry.msgid and entry.msgid != entry.msgstr and len(entry.msgid) > 3
    }


def crawl(client, start: str) -> Iterator[tuple[str, Page]]:
    waiting, seen = [start], {start}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code == 200, path
        page = Page(response.content.decode())
        yield path, page
        for link in page.links:
            parts = urlsplit(urljoin(f"http://testserver{path}", link))
            if parts.netloc != "testserver" or not FOLLOWED_QUERY.match(parts.query):
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if target not in seen and is_followed(parts.path, LANGUAGES[start]):
                seen.add(target)
                waiting.append(target)


@pytest.mark.parametrize("start", LANGUAGES)
def test_every_page_is_whole_and_in_its_language(demo, client, start):
    lang = LANGUAGES[start]
    english = english_texts(lang) if lang != "en" else set()
    faults, titles = [], {}
    for path, page in crawl(client, start):
        titles[path] = page.titles.strip()
        if (page.lang, page.tags["h1"], page.tags["title"] >= 1, page.tags["main"]) != (lang, 1, True, 1):
            faults.append((path, page.lang, page.tags["h1"], page.titles))
        faults += [(path, "repeated id", name) for name, times in page.ids.items() if name and times > 1]
        faults += [(path, "dead anchor", link) for link in page.links if dead_anchor(page, link)]
        faults += [(path, "third party", file) for file in page.files if not file.startswith(("/", "data:"))]
        faults += [
            (path, "leads to another language", link) for link in page.links if leads_away(start, link)
        ]
        words = english & set(page.text.splitlines())
        if any(part in path for part in OF_BRAND):
            words.discard(BRAND)
        faults += [(path, "English", text) for text in words]
    assert faults == []
    assert len(titles) > 110
    assert all(titles.values())


def dead_anchor(page: Page, link: str) -> bool:
    return link.startswith("#") and unquote(link[1:]) not in page.ids


def leads_away(start: str, link: str) -> bool:
    """Whether an internal link leaves the language, other than by the switch."""
    if not link.startswith("/") or link.startswith("/.well-known/"):
        return False
    return next((prefix for prefix in ("/zh-hans/", "/fr/") if link.startswith(prefix)), "/") != start
