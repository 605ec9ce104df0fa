"""The columns of a file of laboratories."""

from profiles.facts import cited_columns
from profiles.imports import amounts, values
from profiles.imports.columns import NAMES, TEXTS, field, figure, named
from profiles.imports.proposals import Column, ImportKind
from tests.labs.facts import FACTS

LABS = ImportKind(
    name="lab",
    place="tests.labs.columns.LABS",
    finish=named,
    cited=frozenset(cited_columns(FACTS)),
    columns=(
        *NAMES,
        Column("discipline", field("discipline", values.line)),
        Column("employees", figure("employees", "count", amounts.whole)),
        *(column for column in TEXTS if column.name not in ("latitude", "longitude")),
    ),
)
