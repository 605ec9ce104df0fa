from django.urls import path

from profiles.comparing.urls import compare_urls
from tests.labs import views

urlpatterns = [
    path("", views.lab_list, name="list"),
    *compare_urls("lab"),
    path("<slug:slug>/", views.lab_detail, name="detail"),
    *views.past,
]
