from django.urls import path

from partners import views

# The page of one park needs companies too, so zgc_site adds it to this namespace.
urlpatterns = [path("", views.park_list, name="list")]
