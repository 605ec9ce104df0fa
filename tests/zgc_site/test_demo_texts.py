"""What is read out of the words of the shipped files, and how those files are written."""

import re

import pytest

from profiles.metrics import FILE as METRICS
from zgc_site.demo.companies import script_language
from zgc_site.demo.parks import area_words, as_of
from zgc_site.demo.reading import FOLDER, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('March 2016, "more than 60"', ("as_of", "2016-03", "over", "more than 60")),
        ('April 2014, "almost 3,500"', ("as_of", "2014-04", "about", "almost 3,500")),
        ("December 2024, in companies", ("as_of", "2024-12", "exact", "in companies")),
        ("end of 2022", ("as_of", "2022-12", "exact", "")),
        ("about 2014", ("as_of", "2014", "exact", "about 2014")),
        ("undated (tenants)", ("undated", "", "exact", "tenants")),
        ('undated, "about 160"', ("undated", "", "about", "about 160")),
    ],
)
def test_as_of(text, expected):
    found = as_of(text)
    keys = ("period_kind", "period_start", "qualifier", "as_published")
    assert tuple(found.get(key, "") for key in keys) == expected


def test_area_words():
    site = "Area: site of more than 6,500 square metres."
    assert area_words(site) == {"qualifier": "over", "as_published": "site of more than 6,500 square metres"}
    assert area_words("662.54 acres converted.") == {"as_published": "662.54 acres"}


@pytest.mark.parametrize(
    ("name", "language"),
    [("联想集团", "zh-Hans"), ("聯想", "zh-Hant"), ("联想（北京）ABC", "zh-Hans"), ("UFIDA", "en")],
)
def test_script_language(name, language):
    assert script_language(name) == language


# The data set itself is shipped as it came; the texts below are our own.
OURS = [
    "company_texts",
    "park_texts",
    "presences",
    "milestones",
    "partnerships",
    "host_figures",
    "host_statements",
    "sectors",
    "zones",
]
# A French high sign without its no-break space, straight quotation marks, a breakable thousand.
BAD_FRENCH = re.compile(r"[^\u00a0\u202f][;!?:»%]|«(?![\u00a0\u202f])|['\"]|\d \d")
BAD_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:?!()\"'.]|[,;:?!()\"'][\u4e00-\u9fff]")


def texts():
    """(file, row, name of the text, its languages), for every text in more than one language."""
    for path in [*(FOLDER / f"{name}.csv" for name in OURS), METRICS]:
        for number, row in enumerate(read(path), 2):
            for name in sorted({column[:-3] for column in row if column.endswith("_fr")}):
                languages = {code: row.get(f"{name}_{code}", "") for code in ("en", "zh", "fr")}
                yield f"{path.name}:{number} {name}", languages


@pytest.mark.parametrize(("code", "bad"), [("fr", BAD_FRENCH), ("zh", BAD_CHINESE)])
def test_punctuation_is_that_of_the_language(code, bad):
    assert [(where, text[code]) for where, text in texts() if bad.search(text[code])] == []


def test_what_is_said_in_english_is_said_in_chinese_and_french():
    assert [where for where, text in texts() if text["en"] and not (text["zh"] and text["fr"])] == []
