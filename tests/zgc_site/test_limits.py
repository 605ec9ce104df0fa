"""Requests that are too large, and the sitemap where addresses are too many for one file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_company
from zgc_site.sitemaps import ProfileSitemap


@pytest.mark.django_db
@pytest.mark.parametrize(("megabytes", "status"), [(1, 200), (13, 413)])
def test_large_request_is_refused_before_it_is_read(client, megabytes, status):
    file = SimpleUploadedFile("a.png", b"0" * megabytes * 1024 * 1024)
    response = client.post("/accounts/login/", {"login": "a", "password": "b", "file": file})
    assert response.status_code == status
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_sitemap_is_one_file_while_the_addresses_fit(client):
    company = make_company(slug="only")
    assert company.get_absolute_url() in client.get("/sitemap.xml").content.decode()


@pytest.mark.django_db
def test_sitemap_is_an_index_of_whole_files_where_they_do_not(client, monkeypatch):
    monkeypatch.setattr(ProfileSitemap, "limit", 6)  # two companies in three languages
    slugs = [make_company().slug for _number in range(3)]
    index = client.get("/sitemap.xml").content.decode()
    assert "<sitemapindex" in index
    assert "/sitemap-companies.xml?p=2" in index
    files = "".join(client.get(f"/sitemap-companies.xml?p={page}").content.decode() for page in (1, 2))
    assert all(f"/companies/{slug}/</loc>" in files for slug in slugs)
