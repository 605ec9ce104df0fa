"""What editors write in Markdown comes out as safe HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st

from kit.markdown import references, refusal, render

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br"),
    *("code", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {("a", "href"), ("a", "title"), ("a", "rel"), ("ol", "start"), ("td", "class"), ("th", "class")}


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def test_paragraphs_lists_and_emphasis_are_rendered():
    assert (
        render("One *word*.\n\n- a\n- b")
        == "<p>One <em>word</em>.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
    )


def test_text_without_anything_is_nothing():
    assert render("") == ""


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# One\n\n## Two\n\n# Three", ["h2", "h3", "h2"]),
        ("### One\n\n#### Two", ["h2", "h3"]),
        ("# One\n\n##### Two\n\n### Three", ["h2", "h3", "h4"]),
        ("One\n===\n\nTwo\n---", ["h2", "h3"]),
        ("\n\n".join(f"{'#' * level} x" for level in range(1, 7)), ["h2", "h3", "h4", "h5", "h6", "h6"]),
        ("## Two\n\n# One", ["h2", "h2"]),
    ],
)
def test_headings_begin_at_the_second_level_and_leave_none_out(text, levels):
    assert [tag for tag in Read(render(text)).tags if tag.startswith("h")] == levels


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b>",
        "<!-- c -->",
        '<img src=x onerror="alert(1)">',
        "<a\nhref=//x>",
    ],
)
def test_html_in_a_text_stays_text(text):
    assert set(Read(render(text)).tags) <= {"p"}
    assert "&lt;" in render(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//elsewhere.example",
        "https:x",
        "page.html",
    ],
)
def test_link_to_what_is_no_page_stays_text(address):
    assert "a" not in Read(render(f"[x]({address})")).tags
    assert "a" not in Read(render(f"[x](<{address}>)")).tags


@pytest.mark.parametrize(
    ("address", "rel"),
    [
        ("https://www.example.org/a?b=c", "noopener external"),
        ("HTTP://example.org", "noopener external"),
        ("/companies/lenovo/", None),
        ("/", None),
        ("?page=2", None),
        ("#end", None),
        ("mailto:park@example.org", None),
    ],
)
def test_link_to_a_page_says_whether_it_leaves_the_site(address, rel):
    attributes = {name: value for _tag, name, value in Read(render(f"[x]({address})")).attributes}
    assert attributes == {"href": address} | ({"rel": rel} if rel else {})


def test_link_within_a_list_and_a_table_is_marked_too():
    html = render("- [x](https://a.example)\n\n|[y](https://b.example)|\n|-|\n|z|")
    assert html.count('rel="noopener external"') == 2


def test_picture_stays_text():
    assert "img" not in Read(render("![x](https://elsewhere.example/pixel.png)")).tags


def test_column_of_numbers_has_a_class_and_no_style():
    assert Read(render("|a|b|c|\n|-|-:|:-:|\n|1|2|3|")).attributes == [
        ("th", "class", "num"),
        ("td", "class", "num"),
    ]


def test_deep_nesting_ends():
    assert Read(render("> " * 5_000 + "x")).tags.count("blockquote") <= 20
    assert Read(render("- " * 5_000 + "x")).tags.count("ul") <= 10


@given(st.text(st.sampled_from("<>&\"'()[]!#*_`~|-=:/\\ \n\tjavscript:x1.&;"), max_size=200))
def test_any_text_gives_these_tags_alone(text):
    read = Read(render(text))
    assert set(read.tags) <= TAGS
    assert {(tag, name) for tag, name, _value in read.attributes} <= ATTRIBUTES
    for _tag, name, value in read.attributes:
        assert name != "href" or value.lower().startswith(("http://", "https://", "mailto:", "/", "?", "#"))


def _upper(name):
    return format_html("<b>{}</b>", name.upper())


def test_reference_is_written_by_whoever_knows_it():
    text = "A [[company:acme|Acme]] *[[b]]*, `[[c]]` [[d\ne]] [[]] [x](/y)"
    assert list(references(text)) == ["company:acme|Acme", "b"]
    assert render(text, _upper) == (
        "<p>A <b>COMPANY:ACME|ACME</b> <em><b>B</b></em>, <code>[[c]]</code> [[d\ne]] [[]] "
        '<a href="/y">x</a></p>\n'
    )


def test_reference_that_nobody_knows_stays_text():
    assert render("A [[company:acme]]") == "<p>A [[company:acme]]</p>\n"


def test_reference_in_a_table_escapes_its_bar():
    assert list(references("|a|\n|-|\n|[[b\\|c]]|")) == ["b|c"]


def test_html_in_a_reference_is_up_to_the_writer_of_it():
    assert render("[[<script>]]", _upper) == "<p><b>&lt;SCRIPT&gt;</b></p>\n"


@given(st.text(st.sampled_from("[]|:a<>&*`\\ \n-"), max_size=100))
def test_text_without_references_is_the_same_with_and_without_them(text):
    if not list(references(text)):
        assert render(text, _upper) == render(text)


# --- what is not taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3_001,
        "x\n" * 2_000,
        "\n".join(f"{'  ' * depth}- x" for depth in range(10)),
        ">" * 20 + " x",
        ("|a" * 60 + "\n") + ("|-" * 60 + "\n") + "|b\n" * 200,
    ],
)
def test_text_that_costs_much_or_would_lose_something_is_refused(text):
    assert refusal(text)


@pytest.mark.parametrize("text", ["", "A *word*, a [link](/x).\n" * 200, "[[company:acme]] " * 200])
def test_text_as_somebody_writes_it_is_taken(text):
    assert refusal(text) == ""


@given(st.text(st.sampled_from(">- *1.\n x"), max_size=150))
def test_text_that_is_taken_loses_no_word(text):
    if not refusal(text):
        assert Read(render(text)).text.count("x") == text.count("x")
