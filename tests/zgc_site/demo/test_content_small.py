"""What a load does with a few lines: whole, once, and with what editors did since."""

import csv

import pytest

from companies.columns import COMPANIES
from companies.models import Company, Sector
from partners.columns import PARKS
from partners.models import Park
from profiles.documents.document import Document
from profiles.documents.writing import Actor, create, delete
from profiles.imports.plan.outcomes import Status
from profiles.models import ChangeSet, Source, Version
from tests.companies.imports import change
from tests.factories import make_company, make_park, make_user
from zgc_site.demo import content, files, sources

pytestmark = pytest.mark.django_db

SOURCES = [
    {"key": "register", "title": "=Register", "language": "en", "evidence": "primary"},
    {"key": "paper", "title": "A paper", "language": "en", "evidence": "secondary"},
]


def line(profile, fact, value, source="", evidence=""):
    language = "en" if fact in ("name", "summary") else ""
    said = {"profile": profile, "fact": fact, "value": value, "language": language}
    return said | {"source": source, "evidence": evidence}


def park(slug, country, **facts):
    facts = {"name": slug.title(), "kind": "science_park", "country": country, **facts}
    return [line(slug, fact, value) for fact, value in facts.items()]


def company(slug, founded, name="", source="paper", evidence=""):
    return [
        line(slug, "name", name or slug.title(), "register"),
        line(slug, "founded", founded, source, evidence),
    ]


PARK_LINES = [*park("zhongguancun", "CN"), *park("kista", "SE")]
LINES = [*company("baidu", "2000"), *company("beetech", "2005", evidence="to_check")]


class Files:
    def __init__(self, folder):
        self.folder = folder

    def write(self, name, lines):
        with (self.folder / name).open("w", encoding="utf-8", newline="") as file:
            head = files.read(files.FACTS / name)[0]
            writer = csv.DictWriter(file, head, restval="")
            writer.writeheader()
            writer.writerows(lines)

    def say(self, *companies):
        """What a next release says of companies; what became of it."""
        self.write("companies.csv", companies)
        [loaded] = content.load_content(COMPANIES)
        return loaded


@pytest.fixture
def small(tmp_path, monkeypatch):
    for module in (content, sources):
        monkeypatch.setattr(module, "FACTS", tmp_path)
    small = Files(tmp_path)
    small.write("sources.csv", SOURCES)
    small.write("parks.csv", PARK_LINES)
    small.write("companies.csv", LINES)
    return small


@pytest.fixture
def loaded(small):
    content.load_content()
    return small


def counts(loaded):
    return {status: loaded.totals.of(status) for status in Status if loaded.totals.of(status)}


def test_first_load_brings_all_profiles_and_sets_two_things_apart(small):
    parks, companies = content.load_content()
    assert [(one.kind, counts(one), one.kept, one.left_out) for one in (parks, companies)] == [
        (PARKS, {"created": 2}, [], []),
        (COMPANIES, {"created": 2}, [], []),
    ]
    assert [(one.slug, one.state, one.is_host) for one in Park.objects.order_by("slug")] == [
        ("kista", "published", False),
        ("zhongguancun", "published", True),
    ]
    assert [(one.slug, one.state, one.founded, one.featured) for one in Company.objects.order_by("slug")] == [
        ("baidu", "published", "2000", True),
        ("beetech", "published", "2005", False),
    ]
    assert set(Version.objects.values_list("origin", flat=True)) == {"shipped"}
    assert [(one.kind, one.title, one.state) for one in ChangeSet.objects.order_by("pk")] == [
        ("park", "parks.csv", "done"),
        ("company", "companies.csv", "done"),
    ]


def test_each_line_has_its_source_and_what_it_is_worth_there(loaded):
    columns = ("company__slug", "field", "source__title", "evidence", "source__evidence")
    citations = Company._meta.get_field("citations").related_model.objects
    assert set(citations.values_list(*columns)) == {
        ("baidu", "name_en", "=Register", "", "primary"),
        ("beetech", "name_en", "=Register", "", "primary"),
        ("baidu", "founded", "A paper", "", "secondary"),
        ("beetech", "founded", "A paper", "to_check", "secondary"),
    }
    assert Source.objects.count() == 2


def test_files_are_loaded_once_both_are_and_until_one_changes(small):
    said = [content.is_loaded()]
    for kind in (PARKS, COMPANIES):
        content.load_content(kind)
        said.append(content.is_loaded())
    assert said == [False, False, True]
    small.write("sources.csv", [SOURCES[0], SOURCES[1] | {"publisher": "The press"}])
    assert not content.is_loaded()
    content.load_content()
    assert content.is_loaded()
    assert Source.objects.get(title="A paper").publisher == "The press"
    small.write("parks.csv", PARK_LINES[:3])
    assert not content.is_loaded()


def test_files_are_loaded_again_where_terms_beside_them_changed(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(content, "FOLDER", tmp_path / "terms")
    content.FOLDER.mkdir()
    assert not content.is_loaded()
    content.load_content()
    assert content.is_loaded()
    (content.FOLDER / "zones.csv").write_text("slug\nhaidian\n")
    assert not content.is_loaded()


def test_load_that_is_being_taken_back_is_none(loaded):
    ChangeSet.objects.get(kind="park").begin_to_take_back(by=None)
    assert not content.is_loaded()


def test_same_lines_again_change_nothing(loaded):
    versions = Version.objects.count()
    found = content.load_content()
    assert [(counts(one), one.kept, one.left_out) for one in found] == [({"unchanged": 2}, [], [])] * 2
    assert Version.objects.count() == versions


def test_newer_lines_correct_add_and_take_away(loaded):
    said = loaded.say(
        *company("baidu", "2001"), line("beetech", "name", "Beetech"), *company("novel", "1999")
    )
    assert (counts(said), said.kept, said.left_out) == ({"updated": 2, "created": 1}, [], [])
    assert dict(Company.objects.values_list("slug", "founded")) == {
        "baidu": "2001",
        "beetech": "",
        "novel": "1999",
    }
    assert not Company.objects.get(slug="novel").featured


@pytest.mark.parametrize("name", ["=Novel", "'=Novel"])
def test_values_that_a_spreadsheet_would_take_for_formulas_come_as_they_are(loaded, name):
    loaded.say(*company("novel", "1999", name=name))
    assert Company.objects.get(slug="novel").name_en == name


def test_what_an_editor_changed_stays_and_is_told(loaded):
    change(Company.objects.get(slug="baidu"), founded="1998")
    Source.objects.filter(key="paper").update(publisher="The editors")
    loaded.write("sources.csv", [SOURCES[0], SOURCES[1] | {"publisher": "The press"}])
    said = loaded.say(*company("baidu", "2001"))
    text = "The site says “{}”, the file “{}”. The site stays as it is."
    assert said.kept == [
        f"baidu, founded: {text.format('1998', '2001')}",
        f"source paper, publisher: {text.format('The editors', 'The press')}",
    ]
    assert Company.objects.get(slug="baidu").founded == "1998"


@pytest.mark.parametrize("redirects", [True, False])
def test_profile_is_followed_to_its_new_address(loaded, redirects):
    if redirects:
        change(Company.objects.get(slug="baidu"), slug="baidu-group")
    else:
        Company.objects.filter(slug="baidu").update(slug="baidu-group", name_en="Another")
    said = loaded.say(*company("baidu", "2001"), *company("beetech", "2006"))
    assert (counts(said), said.left_out) == ({"updated": 2}, [])
    assert dict(Company.objects.values_list("slug", "founded")) == {"baidu-group": "2001", "beetech": "2006"}


def test_profiles_of_a_release_that_kept_no_imports_are_followed(loaded):
    Version.objects.update(change_set=None)
    Company.objects.filter(slug="baidu").update(slug="baidu-group", name_en="Another")
    loaded.say(*LINES)
    assert set(Company.objects.values_list("slug", flat=True)) == {"baidu-group", "beetech"}


def test_what_editors_deleted_or_have_themselves_is_left_out_with_the_reason(loaded):
    gone = Company.objects.get(slug="baidu")
    delete(gone, gone.version, Actor(by=make_user()))
    create(Document("company", {"slug": "own", "name_en": "Our own"}), Actor())
    change(make_company(slug="former"), slug="now")
    slugs = ("baidu", "own", "former", "novel")
    said = loaded.say(
        *[one for number, slug in enumerate(slugs) for one in company(slug, str(2001 + number))]
    )
    assert sorted(said.left_out) == [
        "baidu: an editor deleted it",
        "former: its address is that of a profile of your own",
        "own: its address is that of a profile of your own",
    ]
    assert counts(said) == {"created": 1}
    assert list(Company.objects.filter(founded__startswith="200").values_list("slug", flat=True)) == [
        "beetech",
        "novel",
    ]


def test_nothing_is_read_where_all_is_left_out(loaded):
    for one in Company.objects.all():
        delete(one, one.version, Actor())
    sets = ChangeSet.objects.count()
    said = loaded.say(*LINES)
    assert (counts(said), said.left_out) == (
        {},
        ["baidu: an editor deleted it", "beetech: an editor deleted it"],
    )
    assert ChangeSet.objects.count() == sets


@pytest.mark.parametrize("state", ["taking back", "taken back"])
def test_profiles_of_a_load_that_was_taken_back_come_again(loaded, state):
    change_set = ChangeSet.objects.get(kind="company")
    change_set.begin_to_take_back(by=None)
    for one in Company.objects.all():
        delete(one, one.version, Actor())
    ChangeSet.objects.filter(pk=change_set.pk).update(state=state)
    [said] = content.load_content(COMPANIES)
    assert (counts(said), said.left_out) == ({"created": 2}, [])


@pytest.mark.parametrize("with_history", [True, False])
def test_profiles_that_were_deleted_past_the_site_come_again(loaded, with_history):
    pk = Company.objects.get(slug="beetech").pk
    if not with_history:
        Version.objects.filter(object_id=pk, kind="company").delete()
    Company.objects.filter(pk=pk).delete()
    [said] = content.load_content(COMPANIES)
    assert (counts(said), said.left_out) == ({"created": 1, "unchanged": 1}, [])


def test_profile_that_looks_like_one_of_the_editors_is_left_out_and_both_are_named(loaded):
    make_company(slug="own", name_en="Novel")
    said = loaded.say(*company("novel", "1999"), *LINES)
    assert said.left_out == ["novel: it may be a profile that is here already: “Novel” (own), the same name"]
    assert counts(said) == {"to decide": 1, "unchanged": 2}


def test_line_that_cannot_be_read_costs_itself_alone_where_profiles_are_there(loaded):
    said = loaded.say(*company("baidu", "2001"), *company("beetech", "never"))
    assert [text.partition(":")[0] for text in said.left_out] == ["beetech, founded"]
    assert dict(Company.objects.values_list("slug", "founded"))["baidu"] == "2001"


def test_first_load_is_refused_where_a_line_cannot_be_read(small):
    small.write("companies.csv", [*company("baidu", "2000"), *company("beetech", "never")])
    with pytest.raises(content.ContentRefused) as refused:
        content.load_content()
    assert str(refused.value).startswith("beetech, founded: ")


@pytest.mark.parametrize("make", [make_company, make_park])
def test_where_editors_have_been_nothing_is_set_apart_and_nothing_refused(small, make):
    make()
    small.write("companies.csv", [*company("baidu", "2000"), *company("beetech", "never")])
    _parks, companies = content.load_content()
    assert len(companies.left_out) == 1
    assert not Park.objects.filter(is_host=True).exists()
    assert not Company.objects.filter(featured=True).exists()


def test_files_without_the_host_are_loaded(small):
    small.write("parks.csv", park("kista", "SE"))
    content.load_content()
    assert (Park.objects.get().is_host, Company.objects.count()) == (False, 2)


def test_line_of_no_known_fact_is_left_out_by_its_number(loaded):
    said = loaded.say(*LINES, line("baidu", "nonsense", "1"))
    assert said.left_out == ["baidu, nonsense: line 6: No fact is called so."]


def test_profile_without_a_name_is_left_out(loaded):
    said = loaded.say(*LINES, line("novel", "founded", "1999", "paper"))
    assert said.left_out == [
        "novel: Give a name in at least one language.",
        "novel, name: line 6: A name needs at least one letter or digit.",
    ]


def test_profile_at_the_address_of_a_page_is_left_out_by_its_name(loaded):
    make_company(slug="own", name_en="Novel")
    said = loaded.say(*company("new", "1999", name="Novel"), *LINES)
    assert said.left_out == [
        "Novel, profile: line 2: This is the address of another page of the site.",
        "Novel: it may be a profile that is here already: “Novel” (own), the same name",
    ]


def test_source_that_staff_deleted_stays_away_with_the_lines_that_name_it(loaded):
    for one in Company.objects.all():
        change(one, founded="")
    Company._meta.get_field("citations").related_model.objects.filter(source__key="paper").delete()
    Source.objects.get(key="paper").delete()
    said = loaded.say(*company("baidu", "2001"), *company("novel", "1999"))
    assert said.kept == ["source paper: staff deleted it, so it does not come back."]
    assert dict(Company.objects.values_list("slug", "founded")) == {"baidu": "", "beetech": "", "novel": ""}
    assert list(Source.objects.values_list("key", flat=True)) == ["register"]


def without_paper():
    """Staff take the register for the source of what a paper said, and delete the paper."""
    citations = Company._meta.get_field("citations").related_model.objects
    register = Source.objects.get(key="register")
    citations.filter(source__key="paper").update(source=register, evidence="")
    Source.objects.get(key="paper").delete()


@pytest.mark.parametrize("founded", ["2000", "2001"])
def test_what_a_deleted_source_said_stays_where_staff_name_another_for_it(loaded, founded):
    without_paper()
    said = loaded.say(*company("baidu", founded), *company("beetech", "2005", name="Beetech Ltd"))
    assert dict(Company.objects.values_list("slug", "founded")) == {"baidu": "2000", "beetech": "2005"}
    assert Company.objects.get(slug="beetech").name_en == "Beetech Ltd"
    citations = Company.objects.get(slug="baidu").citations.values_list("field", "source__key")
    assert sorted(citations) == [("founded", "register"), ("name_en", "register")]
    assert said.left_out == [
        "baidu, founded: an editor deleted its source, paper",
        "beetech, founded: an editor deleted its source, paper",
    ]


def test_member_of_a_list_that_a_deleted_source_said_stays_beside_the_others(small):
    """The two say one sector each."""
    for slug in ("software", "chips"):
        Sector.objects.create(slug=slug, name_en=slug.title(), name_zh=slug, name_fr=slug)
    lines = [line("baidu", "sectors", "software", "register"), line("baidu", "sectors", "chips", "paper")]
    small.write("companies.csv", [*LINES, *lines])
    content.load_content()
    baidu = Company.objects.get(slug="baidu")
    assert sorted(baidu.sectors.values_list("slug", flat=True)) == ["chips", "software"]
    baidu.citations.filter(field="sectors", source__key="paper").delete()
    without_paper()
    small.say(*LINES, *lines, line("baidu", "summary", "A search engine.", "register"))
    baidu.refresh_from_db()
    assert sorted(baidu.sectors.values_list("slug", flat=True)) == ["chips", "software"]
    assert baidu.summary_en == "A search engine."
