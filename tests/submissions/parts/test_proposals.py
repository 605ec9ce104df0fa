"""The parts of a proposal, and where each stands against the live profile."""

from __future__ import annotations

from profiles.documents.document import Document
from submissions.parts.proposals import PartStatus, Proposal
from tests.submissions.proposals import a_key, changed


def company(**fields: object) -> Document:
    return Document("company", {"slug": "lenovo", "name_en": "Lenovo", **fields})  # type: ignore[dict-item]


def standings(proposal: Proposal) -> dict[str, PartStatus]:
    return {part.name: part.status for part in proposal.parts}


def test_field_that_live_left_alone_applies():
    base = company(founded="1984")
    proposal = Proposal(base, base, changed(base, {"founded": "1984-11"}, {}))
    assert standings(proposal) == {"founded": PartStatus.APPLIES}


def test_field_that_live_changed_otherwise_conflicts():
    base = company(founded="1984")
    live, proposed = changed(base, {"founded": "1985"}, {}), changed(base, {"founded": "1984-11"}, {})
    proposal = Proposal(base, live, proposed)
    assert standings(proposal) == {"founded": PartStatus.CONFLICT}
    part = proposal.parts[0]
    assert (part.base, part.live, part.proposed) == (
        {"founded": "1984"},
        {"founded": "1985"},
        {"founded": "1984-11"},
    )


def test_field_that_live_changed_alike_is_done():
    base = company(founded="1984")
    proposed = changed(base, {"founded": "1984-11"}, {})
    assert standings(Proposal(base, proposed, proposed)) == {"founded": PartStatus.DONE}


def test_set_that_live_changed_elsewhere_applies_and_is_done_when_live_has_it():
    base, live = company(sectors=["ai", "chips"]), company(sectors=["ai", "chips", "cloud"])
    proposed = company(sectors=["ai", "laser"])
    assert standings(Proposal(base, live, proposed)) == {"sectors": PartStatus.APPLIES}
    done = company(sectors=["ai", "cloud", "laser"])
    assert standings(Proposal(base, done, proposed)) == {"sectors": PartStatus.DONE}


def test_coordinates_are_one_part():
    base = company()
    proposed = changed(base, {"latitude": "39.9", "longitude": "116.3", "coordinate_precision": "site"}, {})
    names = list(standings(Proposal(base, base, proposed)))
    assert len(names) == 1
    assert set(names[0].split("+")) == {"latitude", "longitude", "coordinate_precision"}


def test_rows_added_removed_and_changed_are_parts():
    old, gone, new = a_key(), a_key(), a_key()
    base = changed(
        company(), {}, {"milestones": {old: {"on": "1984", "text_en": "Founded"}, gone: {"on": "1990"}}}
    )
    rows = {"milestones": {old: {"on": "1984-11", "text_en": "Founded"}, gone: None, new: {"on": "2000"}}}
    proposal = Proposal(base, base, changed(base, {}, rows))
    kinds = {part.path[1]: (part.base is None, part.proposed is None) for part in proposal.parts}
    assert kinds == {old: (False, False), gone: (False, True), new: (True, False)}
    assert set(standings(proposal).values()) == {PartStatus.APPLIES}


def test_changed_row_that_live_took_out_conflicts_as_a_whole():
    key = a_key()
    base = changed(company(), {}, {"milestones": {key: {"on": "1984", "text_en": "Founded"}}})
    live = changed(base, {}, {"milestones": {key: None}})
    proposed = changed(base, {}, {"milestones": {key: {"on": "1985", "text_en": "Founded"}}})
    assert standings(Proposal(base, live, proposed)) == {f"milestones/{key}": PartStatus.CONFLICT}


def test_source_given_for_a_field_goes_with_the_field():
    key, base = a_key(), company(founded="1984")
    citation = {"citations": {key: {"field": "founded", "source": "annual-report"}}}
    proposal = Proposal(base, base, changed(base, {"founded": "1985", "postcode": "100085"}, citation))  # type: ignore[arg-type]
    assert {part.name: part.citations for part in proposal.parts} == {"founded": (key,), "postcode": ()}
    taken = proposal.taking({"founded": {"founded": "1985"}})
    assert (taken.fields["founded"], "postcode" in taken.fields) == ("1985", False)
    assert taken.of("citations") == {key: {"field": "founded", "source": "annual-report"}}
    assert proposal.taking({"postcode": {"postcode": "100085"}}).rows == {}


def test_source_for_a_field_that_does_not_change_is_a_part_itself():
    key, base = a_key(), company(founded="1984")
    rows = {"citations": {key: {"field": "founded", "source": "annual-report"}}}
    assert list(standings(Proposal(base, base, changed(base, {}, rows)))) == [f"citations/{key}"]  # type: ignore[arg-type]


def test_everything_is_gone_where_the_profile_is():
    base = company(founded="1984")
    proposal = Proposal(base, None, changed(base, {"founded": "1985"}, {}))
    assert standings(proposal) == {"founded": PartStatus.GONE}
