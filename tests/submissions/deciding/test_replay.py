"""What profiles would be had only some merges been: against joining the documents anew, in stories without a database."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.undoing import without_steps
from submissions.deciding.joining import Joining
from submissions.deciding.replay import Replay, _under_keys_of
from submissions.models import Merge

NOON = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
TEXTS = ("founded", "address", "postcode", "summary_en")
CHOSEN = ("founded", "address", "name_en")


def without_keys(document):
    rows = {relation: sorted(map(str, rows.values())) for relation, rows in document.rows.items()}
    return document.fields, {relation: found for relation, found in rows.items() if found}


class Story:
    """Profiles with their versions, as merging, undoing and editing write them."""

    def __init__(self, documents):
        self.versions = {pk: [document] for pk, document in enumerate(documents, 1)}
        self.there = set(self.versions)
        self.merges = []
        self.steps = []  # merges with their choices, and edits

    def live(self, pk):
        return self.versions[pk][-1]

    def number(self, pk):
        return len(self.versions[pk])

    def recorded(self, _kind, pk, number):
        return self.versions[pk][number - 1]

    def merge(self, into, gone, picks):
        joining = Joining(self.live(into), self.live(gone))
        chosen = {one.name: picks[one.name] for one in joining.conflicts if one.name in picks}
        self.versions[gone].append(self.live(gone))
        self.versions[into].append(joining.joined(chosen).document)
        self.there.remove(gone)
        pk = len(self.merges) + 1
        merge = Merge(
            pk=pk, kind="company", from_id=gone, from_number=self.number(gone), into_id=into, into_number=self.number(into),
            merged_at=NOON + datetime.timedelta(minutes=pk),
        )  # fmt: skip
        self.merges.append(merge)
        self.steps.append((merge, chosen))

    def edit(self, pk, fields):
        document = self.live(pk)
        self.versions[pk].append(replace(document, fields=document.fields | fields))
        self.steps.append((pk, fields))

    def undo(self, merge, minute):
        replay = Replay(self.merges, self.recorded)
        alive = replay.alive - {merge.pk}
        content = replay.content("company", merge.from_id, self.number(merge.from_id), alive)
        for pk in self.there & {one.into_id for one in self.merges}:
            with_it, without = replay.last_merged(pk, replay.alive), replay.last_merged(pk, alive)
            if with_it != without:
                document, edited = without_steps(self.live(pk), [(with_it, without)])
                assert not edited or any(not isinstance(step[0], Merge) for step in self.steps)
                if document != self.live(pk):
                    self.versions[pk].append(document)
                    merge.undone_versions[str(pk)] = self.number(pk)
        self.versions[merge.from_id].append(content)
        merge.undone_versions[str(merge.from_id)] = self.number(merge.from_id)
        self.there.add(merge.from_id)
        merge.undone_at = NOON + datetime.timedelta(hours=10, minutes=minute)

    def expected(self):
        documents = {pk: versions[0] for pk, versions in self.versions.items()}
        for step, more in self.steps:
            if not isinstance(step, Merge):
                documents[step] = replace(documents[step], fields=documents[step].fields | more)
            elif step.undone_at is None:
                into, gone = documents[step.into_id], documents.pop(step.from_id)
                documents[step.into_id] = Joining(into, gone).joined(more).document
        return {pk: without_keys(document) for pk, document in documents.items()}

    def found(self):
        return {pk: without_keys(self.live(pk)) for pk in self.there}


def drawn_company(draw, number):
    texts = st.sampled_from(["", "1984", "1990"])
    fields = {name: text for name in TEXTS if (text := draw(texts))}
    fields |= {"slug": f"c{number}", "name_en": draw(st.sampled_from(["C 1", "C 2", "C 3"]))}
    if sectors := draw(st.lists(st.sampled_from(["ai", "chips", "space"]), unique=True)):
        fields["sectors"] = sorted(sectors)
    names = draw(st.lists(st.sampled_from(["C 1", "C 2", "Other"]), unique=True, max_size=2))
    others = {str(new_key()): {"name": name, "kind": "former"} for name in names if name != fields["name_en"]}
    cited = draw(st.lists(st.sampled_from(TEXTS[:2]), unique=True))
    citations = {str(new_key()): {"field": name, "source": "register"} for name in cited if name in fields}
    rows = {"other_names": others, "citations": citations}
    return Document("company", fields, {relation: found for relation, found in rows.items() if found})


def play(draw, acts):
    story = Story([drawn_company(draw, number) for number in range(draw(st.integers(3, 6)))])
    first = {pk: story.live(pk) for pk in story.there}
    sides = st.sampled_from(["primary", "duplicate"])
    for minute in range(draw(st.integers(2, 14))):
        there, act = draw(st.permutations(sorted(story.there))), draw(acts)
        alive = [merge for merge in story.merges if merge.undone_at is None]
        if act == "edit":
            story.edit(there[0], {draw(st.sampled_from(TEXTS)): str(2000 + minute)})
        elif act == "merge" and len(there) > 1:
            story.merge(*there[:2], {name: draw(sides) for name in CHOSEN})
        elif alive:
            story.undo(draw(st.sampled_from(alive)), minute)
        assert story.found() == story.expected()
    for minute, merge in enumerate(draw(st.permutations([one for one in story.merges if not one.undone_at]))):
        story.undo(merge, 100 + minute)
        assert story.found() == story.expected()
    return first, {pk: story.live(pk) for pk in story.there}


@given(data=st.data())
@settings(max_examples=200)
def test_story_is_at_each_moment_as_if_only_those_merges_had_been_that_remain(data):
    first, last = play(data.draw, st.sampled_from(["merge", "merge", "undo"]))
    assert [replace(last[pk], sources={}) for pk in first] == list(first.values())


@given(data=st.data())
@settings(max_examples=100)
def test_what_is_edited_in_between_stays(data):
    play(data.draw, st.sampled_from(["merge", "merge", "undo", "edit"]))


def test_of_two_equal_rows_none_takes_the_key_of_the_other():
    row = {"on": "2000"}
    there = Document("company", {}, {"milestones": {"b": row}})
    both = Document("company", {}, {"milestones": {"a": row, "b": row}})
    assert _under_keys_of(there, both).rows == both.rows
