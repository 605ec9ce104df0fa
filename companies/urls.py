"""Addresses below companies/; zgc_site/urls.py adds the form for changes."""

from django.urls import path

from companies import views
from profiles.comparing.urls import compare_urls

urlpatterns = [
    path("", views.company_list, name="list"),
    path("feed/", views.feed, name="feed"),
    path("export.<slug:kind>", views.company_export, name="export"),
    path("facts.<slug:kind>", views.company_facts, name="facts"),
    path("datapackage.json", views.company_datapackage, name="datapackage"),
    path("suggest/", views.company_suggest, name="suggest"),
    *compare_urls("company"),
    path("<slug:slug>/", views.company_detail, name="detail"),
    *views.past,
]
