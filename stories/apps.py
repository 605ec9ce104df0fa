from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from profiles.lists.groups import SearchGroup, add_group
        from stories.search import found_stories, suggested_stories  # which need models

        add_group(SearchGroup("stories", _("Stories"), 80, found_stories, suggested_stories))
