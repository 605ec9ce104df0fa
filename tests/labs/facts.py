"""What can be known of a laboratory."""

from profiles.facts.fact import OTHER_NAMES, Fact

PICTURE = {"comparison": "a picture"}

FACTS = (
    Fact("name", "Name", translated=True, second_reader=True, complete=True, weight="name"),
    Fact("summary", "Summary", translated=True, complete=True, weight="text"),
    Fact("discipline", "Discipline", cited=True, complete=True),
    Fact("website", complete=True, weight="term"),
    Fact("founded", "Founded", cited=True, always=True),
    Fact("logo", absent=PICTURE),
    Fact("cover", absent=PICTURE),
    Fact("employees", metric="employees"),
    Fact("figures", "Figures", rows="figures"),
    Fact("other_names", "Other names", rows="other_names", weight="name", words=OTHER_NAMES),
    Fact("description", "About", translated=True, weight="text"),
)
