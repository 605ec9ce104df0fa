from django.urls import path

from companies import views

app_name = "companies"

urlpatterns = [
    path("", views.company_list, name="list"),
    path("feed/", views.feed, name="feed"),
    path("export.<slug:kind>", views.company_export, name="export"),
    path("suggest/", views.company_suggest, name="suggest"),
    path("<slug:slug>/", views.company_detail, name="detail"),
    *views.past,
]
