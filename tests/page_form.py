"""The form on a page, as a browser would send it back."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any


class PageForm(HTMLParser):
    """Names and values of the form with this id."""

    def __init__(self, html: str, form_id: str) -> None:
        super().__init__()
        self.form_id, self.data, self.inside = form_id, {}, False
        self.select = self.textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named: dict[str, Any] = dict(attrs)
        if tag == "form":
            self.inside = named.get("id") == self.form_id
        elif self.inside and tag == "input" and named.get("type") not in ("submit", "button", "file"):
            box = named.get("type") in ("checkbox", "radio")
            if not box or "checked" in named:
                self._add(named.get("name"), named.get("value", "on" if box else ""))
        elif self.inside and tag == "select":
            self.select = named.get("name", "")
        elif self.inside and tag == "option" and self.select and "selected" in named:
            self._add(self.select, named.get("value", ""))
        elif self.inside and tag == "textarea":
            self.textarea = named["name"]
            self._add(self.textarea, "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.data[self.textarea][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""
        elif tag == "form":
            self.inside = False

    def _add(self, name: str | None, value: str | None) -> None:
        if name:
            self.data.setdefault(name, []).append(value or "")


def page_form(response: Any, form_id: str) -> dict[str, list[str]]:
    """What the page's form would send, ready for client.post."""
    return PageForm(response.content.decode(), form_id).data


def assert_errors_lead_somewhere(html: str) -> None:
    """The list of errors on top of a page names at least one, and each leads to a place on the page."""
    listed = re.search(r'class="errsum".*?</ul>', html, re.DOTALL)
    assert listed
    anchors = re.findall(r'href="#([^"]+)"', listed[0])
    assert anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in html] == []
