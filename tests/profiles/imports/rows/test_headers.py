"""A header in the words of the site is known in each of its languages."""

import pytest

from companies.columns import COMPANIES
from partners.columns import PARKS
from profiles.imports.cells.values import in_all_languages
from profiles.imports.rows.headers import Headers

# What a park's country is called is also the name of the column with its name, which is read beside the codes.
OTHERWISE = {("park", "country_code"): "country"}


@pytest.mark.parametrize("kind", [COMPANIES, PARKS], ids=lambda kind: kind.name)
def test_header_in_the_words_of_the_site_is_known_in_each_language(kind):
    headers = Headers(kind)
    labels = [(name, label) for name, some in kind.labels.items() for label in in_all_languages(some)]
    assert len(labels) > 30
    found = headers.recognise([label for _name, label in labels])
    assert found == [OTHERWISE.get((kind.name, name), name) for name, _label in labels]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(("nom en chinois", "name_zh"), ("中文名", "name_zh"), ("Name (ZH)", "name_zh"), ("name_cn", "name_zh")),
        *(("法文名称", "name_fr"), ("nom anglais", "name_en"), ("English name", "name_en")),
        *(("summary", "summary_en"), ("résumé", "summary_fr"), ("简介", "summary_zh"), ("description_fr", "summary_fr")),
        *(("创办时间", "founded"), ("Raison sociale", "legal_name"), ("Effectif", "employees"), ("营业收入", "turnover")),
        *(("Name (Chinese)", "name_zh"), ("名称（中文）", "name_zh"), ("Present abroad", "overseas"), ("境外布局", "overseas")),
        *(("法人机构识别编码（LEI）", "lei"), ("Identifiant unifié de crédit social", "uscc"), ("ROR标识", "ror")),
        *(("创办时间来源", "founded_source"), ("Source de la raison sociale", "legal_name_source")),
        *(("source", "source"), ("创办人", "")),
        ("网站地址", ""),  # may be the site of the company as well as its address here
    ],
)  # fmt: skip
def test_header_of_a_company_file_is_recognised(header, column):
    assert Headers(COMPANIES).recognise([header]) == [column]
