"""What can be known of a laboratory."""

from profiles.facts import Fact

FACTS = (
    Fact("name", "Name", translated=True, second_reader=True, complete=True),
    Fact("summary", "Summary", translated=True, complete=True),
    Fact("discipline", "Discipline", cited=True, complete=True),
    Fact("website", complete=True),
    Fact("founded", "Founded", cited=True, always=True),
    Fact("logo"),
    Fact("cover"),
    Fact("employees", metric="employees"),
    Fact("figures", "Figures", rows="figures"),
    Fact("other_names", "Other names", rows="other_names"),
    Fact("description", "About", translated=True),
)
