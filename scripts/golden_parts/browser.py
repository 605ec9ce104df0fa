"""A visitor or a member of staff, as Django's test client, and what can be read from a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

LANGUAGES = {"en": "", "zh-hans": "/zh-hans", "fr": "/fr"}


def client_of(username: str = "") -> Client:
    """Signed in as one of the demo users, or a visitor."""
    from accounts.models import User

    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    if username:
        client.force_login(User.objects.get(username=username))
    return client


class Forms(HTMLParser):
    """Names and values of each form on a page, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._is_inside, self._select, self._textarea = False, "", ""
        self.forms: list[dict[str, list[Any]]] = []
        self.feed(html)

    def with_field(self, name: str) -> dict[str, list[Any]]:
        return next(form for form in self.forms if name in form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = True
            self.forms.append({})
        elif not self._is_inside:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self._add(self._textarea, "")

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_box = kind in ("checkbox", "radio")
        if kind not in ("submit", "button", "file") and (not is_box or "checked" in given):
            self._add(given.get("name", ""), given.get("value", "on" if is_box else ""))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            typed = self.forms[-1][self._textarea]
            typed[-1] += data if typed[-1] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "form"):
            self._select = ""
        if tag in ("textarea", "form"):
            self._textarea = ""
        if tag == "form":
            self._is_inside = False

    def _add(self, name: str, value: str) -> None:
        if name:
            self.forms[-1].setdefault(name, []).append(value)


class Links(HTMLParser):
    """The addresses that a page leads to, and the boxes that it offers, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.boxes: list[tuple[str, str]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            self.boxes.append((self._select, given.get("value", "")))
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            self.boxes.append((given.get("name", ""), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def send(client: Client, path: str, field: str, typed: dict[str, Any], to: str = "") -> Any:
    """Send the form of a page that has this field, with some of it typed over."""
    page = client.get(path)
    form = Forms(page.content.decode()).with_field(field)
    answer = client.post(to or path, {**form, **typed})
    if answer.status_code != 302:
        raise RuntimeError(f"{path} was not taken: {answer.status_code}\n{answer.content.decode()}")
    return answer
