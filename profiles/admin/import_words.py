"""The page of an import that asks once for the whole file what words of another list mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from profiles.imports.choices import Choices
from profiles.imports.rows.vocabulary import UnknownWord, Vocabulary
from profiles.search import fold

LEAVE_OUT = "leave out"


class WordsForm(forms.Form):
    """A field for each word: the value it means, nothing, or not decided: then its cell or part is left out and listed."""

    def __init__(
        self,
        data: Any,
        *,
        words: Mapping[str, Sequence[UnknownWord]],
        titles: Mapping[str, str],
        vocabularies: Mapping[str, Vocabulary],
        choices: Choices,
    ) -> None:
        self.words, self.titles, self.choices = words, titles, choices
        super().__init__(data)
        for column, unknown in words.items():
            options = [
                ("", _("Not decided: leave it out and list it")),
                (LEAVE_OUT, _("Means nothing: leave it out")),
                *vocabularies[column].choices(),
            ]
            for place, word in enumerate(unknown):
                self.fields[f"{column}_{place}"] = forms.ChoiceField(
                    label=word.text[:200],
                    choices=options,
                    initial=vocabularies[column].suggestion(word.text),
                    required=False,
                )

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[UnknownWord, forms.BoundField]]]]:
        for column, unknown in self.words.items():
            yield (
                self.titles[column],
                [(word, self[f"{column}_{place}"]) for place, word in enumerate(unknown)],
            )

    def chosen(self) -> Choices:
        words = {column: dict(known) for column, known in self.choices.words.items()}
        for column, unknown in self.words.items():
            for place, word in enumerate(unknown):
                if value := self.cleaned_data[f"{column}_{place}"]:
                    words.setdefault(column, {})[fold(word.text)] = "" if value == LEAVE_OUT else value
        return replace(self.choices, words=words)
