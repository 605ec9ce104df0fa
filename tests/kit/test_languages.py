"""A language that only the settings name has columns, files, pages, forms and a search."""

from tests.walking import assert_walks

STEPS = ("models", "files", "profiles", "lists", "editors", "proposals", "machines", "index")


def test_site_serves_a_language_that_only_settings_name(tmp_path, django_db_setup):
    assert_walks("german", STEPS, tmp_path)
