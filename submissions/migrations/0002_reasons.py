"""The reasons that every park needs; administrators add their own and change these."""

from django.db import migrations

REASONS = [
    (
        "no-source",
        ("No source", "没有来源", "Sans source"),
        (
            "We could not find a source for this. Please send it again with one.",
            "我们没有找到这一信息的来源。请附上来源后再次提交。",
            "Nous n’avons pas trouvé de source. Renvoyez votre proposition en en indiquant une.",
        ),
    ),
    (
        "source-differs",
        ("Source says otherwise", "与来源不符", "La source dit autre chose"),
        (
            "The source that you name says something else.",
            "您给出的来源与所提交的内容不一致。",
            "La source que vous citez indique autre chose.",
        ),
    ),
    (
        "already-there",
        ("Already there", "已经收录", "Déjà présent"),
        (
            "The page says so already, or somebody else proposed it first.",
            "页面上已有这一信息,或已有他人先行提交。",
            "La page l’indique déjà, ou quelqu’un l’a proposé avant vous.",
        ),
    ),
    (
        "advertising",
        ("Advertising", "广告内容", "Publicité"),
        (
            "Profiles state facts; praise and advertising are left out.",
            "公司资料只陈述事实,不收录宣传和广告用语。",
            "Les fiches énoncent des faits ; les éloges et la publicité n’y figurent pas.",
        ),
    ),
    (
        "not-in-park",
        ("Not in the park", "不在园区", "Hors du parc"),
        (
            "The organisation is neither in the park nor one of its partners.",
            "该机构不在园区内,也不是园区的合作伙伴。",
            "L’organisme n’est ni dans le parc ni l’un de ses partenaires.",
        ),
    ),
    (
        "duplicate",
        ("Duplicate", "重复", "Doublon"),
        (
            "The organisation already has a page; please propose changes there.",
            "该机构已有页面,请在该页面上提出修改。",
            "L’organisme a déjà sa page ; proposez-y vos modifications.",
        ),
    ),
    (
        "unclear",
        ("Unclear", "内容不清楚", "Peu clair"),
        (
            "We did not understand what should change. Please describe it again.",
            "我们不清楚需要修改什么,请再说明一次。",
            "Nous n’avons pas compris ce qui doit changer. Décrivez-le de nouveau.",
        ),
    ),
    (
        "page-gone",
        ("Page is gone", "页面已不存在", "Page disparue"),
        (
            "The page was taken off the site meanwhile.",
            "该页面此后已从网站撤下。",
            "La page a été retirée du site entre-temps.",
        ),
    ),
]


def add(apps, schema_editor):
    Reason = apps.get_model("submissions", "Reason")
    for order, (slug, names, texts) in enumerate(REASONS):
        values = {f"name_{code}": name for code, name in zip(("en", "zh", "fr"), names, strict=True)}
        values |= {f"text_{code}": text for code, text in zip(("en", "zh", "fr"), texts, strict=True)}
        Reason.objects.get_or_create(slug=slug, defaults={**values, "order": order})


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
