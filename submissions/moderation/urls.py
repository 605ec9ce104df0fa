"""Addresses of the moderators' desk. All of them are private."""

from django.urls import path

from submissions.moderation import following_views, merge_views, queue_views, sender_data, views

app_name = "moderation"
urlpatterns = [
    path("", queue_views.queue, name="queue"),
    path("bulk/", queue_views.bulk, name="bulk"),
    path("views/", queue_views.save_view, name="save-view"),
    path("views/<int:pk>/delete/", queue_views.delete_view, name="delete-view"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/retarget/", following_views.retarget, name="retarget"),
    path("<int:pk>/withdraw/", following_views.withdraw_page, name="withdraw-page"),
    path("sender-data/", sender_data.sender_data, name="sender-data"),
    path("merge/<slug:kind>/<int:primary>/", merge_views.merge_with, name="merge-with"),
    path("merge/<slug:kind>/<int:primary>/<int:duplicate>/", merge_views.merge, name="merge"),
    path("merges/", merge_views.merges, name="merges"),
    path("merges/<int:pk>/", merge_views.merged, name="merged"),
    path("merges/<int:pk>/undo/", merge_views.undo_merge, name="undo-merge"),
]
