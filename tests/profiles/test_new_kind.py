"""A kind of profile that is only registered has pages, lists, forms, files, roles and all the rest."""

from tests.walking import assert_walks

STEPS = (
    *("files", "lists", "profiles", "side_by_side", "roles_and_metrics", "editors"),
    *("proposals", "previews", "machines", "index"),
)


def test_site_serves_a_kind_that_only_its_own_folder_names(tmp_path, django_db_setup):
    assert_walks("labs", STEPS, tmp_path)
