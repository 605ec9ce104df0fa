from django.urls import path

from tests.labs import views

urlpatterns = [
    path("", views.lab_list, name="list"),
    path("<slug:slug>/", views.lab_detail, name="detail"),
    *views.past,
]
