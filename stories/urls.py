"""Addresses below stories/."""

from django.urls import path

from stories import views

app_name = "stories"

urlpatterns = [
    path("", views.story_list, name="list"),
    path("feed/", views.feed, name="feed"),
    path("authors/<slug:slug>/", views.author_detail, name="author"),
    path("<slug:slug>/", views.story_detail, name="detail"),
    path("<slug:slug>/preview/", views.preview, name="preview"),
]
