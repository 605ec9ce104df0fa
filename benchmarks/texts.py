"""Names and sentences of made-up companies."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from benchmarks import words

Pair = tuple[str, str]


class Name(NamedTuple):
    en: str
    zh: str
    legal: str
    short: str


def brand(random: Random) -> tuple[str, str]:
    """Two or three characters and how they are read: ("清河", "Qinghe")."""
    count = 2 if random.random() < 0.7 else 3
    chosen = random.choices(words.SYLLABLES, cum_weights=_SYLLABLE_WEIGHTS, k=count)
    return "".join(char for char, _ in chosen), "".join(spoken for _, spoken in chosen).capitalize()


def make_name(random: Random, broad: str) -> Name:
    chinese, spoken = brand(random)
    english_trade, chinese_trade = random.choice(_TRADES[broad])
    full = f"北京{chinese}{chinese_trade}{random.choice(('科技', '技术', ''))}{random.choice(_FORMS)}"
    return Name(f"{spoken} {english_trade}", f"{chinese}{chinese_trade}", full, spoken)


@dataclass(frozen=True)
class Subjects:
    """What a company works with, how, and for whom, in both languages."""

    things: list[Pair]
    kinds: list[Pair]
    customers: list[Pair]
    verb: Pair


class Writer:
    """Writes summaries and descriptions; every word of them has its own frequency."""

    def __init__(self) -> None:
        self.subjects_of = {broad: words.pairs(text) for broad, text in words.SUBJECTS.items()}
        self.kinds, self.customers = words.pairs(words.KINDS), words.pairs(words.CUSTOMERS)
        self.verbs = words.pairs(words.VERBS)
        self.weights = {count: words.zipf(count) for count in range(1, 100)}

    def subjects(self, random: Random, broad: str) -> Subjects:
        own = self.subjects_of[broad]
        other = self.subjects_of[random.choice(list(self.subjects_of))]
        things = [*self._some(random, own, 2), *self._some(random, other, random.choice((0, 1, 1, 2)))]
        return Subjects(
            list(dict.fromkeys(things)),
            self._some(random, self.kinds, 2),
            self._some(random, self.customers, 2),
            self._some(random, self.verbs, 1)[0],
        )

    def summaries(self, random: Random, about: Subjects) -> dict[str, str]:
        thing, kind, customer = about.things[0], about.kinds[0], about.customers[0]
        model = product(random)
        english = f"{about.verb[0].capitalize()} {kind[0]} {_listed(about.things, 0)} for {customer[0]}; known for {model}."
        chinese = f"为{customer[1]}{about.verb[1]}{kind[1]}{_listed(about.things, 1)}，代表产品{model}。"
        french = f"Entreprise de {thing[0]}, connue pour {model}." if random.random() < 0.1 else ""
        return {
            "summary_en": english if random.random() < 0.9 else "",
            "summary_zh": chinese if random.random() < 0.85 else "",
            "summary_fr": french,
        }

    def descriptions(self, random: Random, about: Subjects) -> dict[str, str]:
        if random.random() > 0.3:
            return {}
        place, spoken = brand(random)
        (_, last), second = about.things[-1], about.kinds[-1]
        english = (
            f"The company {about.verb[0]} {second[0]} products around {_listed(about.things, 0)}. Its main customers are "
            f"{_listed(about.customers, 0)}. The series {product(random)} and {product(random)} are made in {spoken}, where "
            f"a team of engineers works on {about.things[-1][0]} and their {about.kinds[0][0]} use."
        )
        chinese = (
            f"公司围绕{_listed(about.things, 1)}开展{about.verb[1]}，产品以{second[1]}见长，主要客户为{_listed(about.customers, 1)}。"
            f"{product(random)}系列在{place}生产，研发团队专注于{last}及其{about.kinds[0][1]}应用。"
        )
        return {"description_en": english, "description_zh": chinese}

    def _some(self, random: Random, of: list[Pair], count: int) -> list[Pair]:
        return list(dict.fromkeys(random.choices(of, cum_weights=self.weights[len(of)], k=count)))


def product(random: Random) -> str:
    """The long tail of a vocabulary: "QX-204", "Ruitec". Few companies have the same."""
    if random.random() < 0.5:
        return f"{random.choice(_LETTERS)}{random.choice(_LETTERS)}-{random.randrange(1, 1000)}"
    return brand(random)[1] + random.choice(("tec", "on", "ix", "ra", "um", ""))


def _listed(things: list[Pair], language: int) -> str:
    return (" and ", "和")[language].join(thing[language] for thing in things)


_SYLLABLE_WEIGHTS = words.zipf(len(words.SYLLABLES), 0.6)
_TRADES = {broad: words.pairs(text) for broad, text in words.TRADES.items()}
_FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
