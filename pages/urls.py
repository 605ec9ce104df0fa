"""Each page of text has the address that its key says."""

from django.urls import path

from pages import views
from pages.models import Page

urlpatterns = [path(f"{key}/", views.page, {"key": key}, name=key) for key in Page.Key.values]
