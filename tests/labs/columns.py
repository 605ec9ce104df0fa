"""The columns of a file of laboratories."""

from profiles.facts.columns import FromField, FromFigure
from profiles.imports.cells import values
from profiles.imports.rows.columns import EMPLOYEES, FOUNDED, NAMES, ROW_SOURCE, WEBSITE, field, figure, named
from profiles.imports.rows.proposals import FileColumn, ImportKind

LABS = ImportKind(
    name="lab",
    place="tests.labs.columns.LABS",
    finish=named,
    columns=(
        *NAMES,
        FileColumn("discipline", field("discipline", values.line), write=FromField("discipline")),
        FileColumn(
            "employees",
            figure("employees", "count", EMPLOYEES),
            write=FromFigure("employees", "count"),
            is_sourced=True,
        ),
        FOUNDED,
        WEBSITE,
        ROW_SOURCE,
    ),
)
