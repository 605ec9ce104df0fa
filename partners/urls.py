"""Addresses below partners/; zgc_site/urls.py adds the form for changes."""

from django.urls import path

from partners import views
from profiles.comparing.urls import compare_urls

urlpatterns = [
    path("", views.park_list, name="list"),
    path("export.<slug:kind>", views.park_export, name="export"),
    path("facts.<slug:kind>", views.park_facts, name="facts"),
    path("datapackage.json", views.park_datapackage, name="datapackage"),
    *compare_urls("park"),
    path("<slug:slug>/", views.park_detail, name="detail"),
    *views.past,
]
