from profiles.facts.public_form import PublicForm, RowSection, Section

FORM = PublicForm(
    title_new="Propose a laboratory",
    sections=(
        Section("names", "Names", (("name_en", "name_zh", "name_fr"),)),
        Section("facts", "Facts", ("discipline", "founded", "website")),
        Section("pictures", "Pictures", ("logo", "cover")),
    ),
    rows=(
        RowSection("figures", "Figures", ("metric", "period_kind", "period_start", "value", "unit")),
        RowSection("other_names", "Other names", ("name", "kind", "language")),
    ),
)
