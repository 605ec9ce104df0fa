import csv
from collections import defaultdict

import pytest
from django import forms
from django_countries import countries

from kit.countries import FILE, CountryFormField, CountryUnknown, clean_country, country_code, country_names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((code, code) for code in ("NA", "NO", "FR", "TW")),
        *((text, "HK") for text in ("中国香港", "Hong Kong", "Hong Kong, China", "HKSAR", "中国（香港）", "香港")),
        *((text, "TW") for text in ("台湾", "Taiwan, Province of China", "Taïwan")),
        *((text, "KR") for text in ("South Korea", "韩国", "Korea, Republic of", "South Korea (Republic of)", "韩")),
        *((text, "KP") for text in ("North Korea", "朝鲜", "Korea (Democratic People's Republic of)", "DPRK")),
        *((text, "CI") for text in ("Côte d’Ivoire", "Côte d'Ivoire", "Cote d'Ivoire", "Ivory Coast", "科特迪瓦")),
        *((text, "VN") for text in ("Viet Nam", "Vietnam", "Viêt Nam", "越南")),
        *((text, "CZ") for text in ("Czech Republic", "Czechia", "République tchèque", "捷克")),
        *((text, "US") for text in ("United States of America", "U.S.", "u.s.a.", "USA", "美国", "Etats Unis", "美")),
        *((text, "US") for text in ("États-Unis", "the United States", "United States (USA)")),
        *((text, "GB") for text in ("U.K.", "UK", "英国", "Great Britain", "Royaume-Uni", "England")),
        *((text, "NL") for text in ("the Netherlands", "Netherlands (the)", "Holland", "Pays-Bas", "荷兰")),
        *((text, "DE") for text in ("Allemagne", "德国", "德", "DEU", "de", "Federal Republic of Germany")),
        *((text, "AE") for text in ("UAE", "阿联酋", "Émirats arabes unis")),
        *((text, "TR") for text in ("Turkey", "Türkiye", "Turkiye", "Turquie")),
        *((text, "MK") for text in ("Macedonia", "North Macedonia", "北马其顿")),
        *((text, "IR") for text in ("Iran", "Iran (Islamic Republic of)", "Iran, Islamic Republic of")),
        *((text, "VE") for text in ("Venezuela", "Venezuela (Bolivarian Republic of)")),
        *((text, "TZ") for text in ("Tanzania", "Tanzania, United Republic of")),
        *((text, "CD") for text in ("Congo, The Democratic Republic of the", "刚果（金）", "DR Congo")),
        *((text, "CG") for text in ("Congo", "Republic of the Congo", "刚果共和国")),
        ("Swaziland", "SZ"),
        ("Burma", "MM"),
        ("Bolivia", "BO"),
        ("Russian Federation", "RU"),
        ("Guyane", "GF"),
        ("Guyana", "GY"),
        ("意大利共和国", "IT"),
        ("République de Moldova", "MD"),
        ("  ｆｒａｎｃｅ ", "FR"),
    ],
)  # fmt: skip
def test_country_is_understood_as_people_write_it(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "Narnia",
            "no",
            "No",
            "na",
            "n.a.",
            "N/A",
            "s.o.",
            "EU",
            "XX",
            "Paris, France",
            "澳",
            "新",
        ),
        *(
            "Virgin Islands",
            "Republic of China",
            "多米尼加",
            "France and Germany",
            "France, Germany",
            "x" * 500,
        ),
    ],
)
def test_word_for_no_country_or_for_two_is_none(text):
    with pytest.raises(CountryUnknown):
        country_code(text)
    assert clean_country(text) == text


@pytest.mark.parametrize("code", list(countries.countries))
def test_each_country_is_known_by_its_codes(code):
    assert (country_code(code), country_code(countries.alpha3(code))) == (code, code)


def test_each_name_that_the_site_shows_means_its_country_or_is_said_to_be_unclear():
    codes = defaultdict(set)
    for code, names in country_names().items():
        for name in names:
            codes[name].add(code)
    differently = {name: clean_country(name) for name, of in codes.items() if {clean_country(name)} != of}
    assert differently == {"Guyane": "GF", "多米尼加": "多米尼加", "美属萨摩亚群岛": "AS"}


def test_no_word_is_the_code_of_another_country():
    with FILE.open(encoding="utf-8", newline="") as file:
        words = [(word, row["code"]) for row in csv.DictReader(file) for word in row["words"].split("|")]
    bare = [("".join(filter(str.isalnum, word)).upper(), code) for word, code in words]
    mistaken = [word for word, code in bare if word.isascii() and countries.alpha2(word) not in ("", code)]
    assert mistaken == []


def test_form_takes_a_name_of_a_country():
    class Form(forms.Form):
        country = CountryFormField(choices=lambda: countries)

    assert Form({"country": "Viet Nam"}).fields["country"].clean("Viet Nam") == "VN"
    form = Form({"country": "Narnia"})
    assert not form.is_valid()
