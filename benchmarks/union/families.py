# SPDX-License-Identifier: Apache-2.0
"""Families of invented Works: one Work, or a few that are easily confused, with all their editions.

A family is a pure function of seed and number, so a million records need no memory of earlier ones. A Work is all editions, reprints and
translations; the volumes of a set are Instances of one Work; a grade's textbook of one series is a Work.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .invented import PER_FAMILY, WORDS, Agent, Edition, Press, Work, author, foreign, isbn


def _count(rng: Random, most: int = 6) -> int:
    """How many printings: mostly one, now and then many."""
    return min(most, int(rng.paretovariate(1.6)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fiction_title(rng: Random) -> str:
    words, places = WORDS["fiction"], WORDS["places"]
    one, other = rng.sample(words["thing"], 2)
    mood = rng.choice(words["mood"])
    pattern = rng.randrange(7)
    return _capital(
        [
            f"{one} {mood}",
            f"{one} và {other}",
            f"{one} {mood} và {other}",
            f"{one} {rng.choice(places['districts'])}",
            f"chuyện {one} {mood} ở {rng.choice(places['districts'])}",
            f"{one}, {other}",
            f"{mood} {one}",
        ][pattern]
    )


def _fiction(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    agent = author(seed, int(authors * rng.random() ** 1.7))
    volumes = rng.choices((0, 2, 3, 4), (84, 10, 4, 2))[0]
    work = Work(f"w{number}", "fiction", _fiction_title(rng), rng.choice(WORDS["fiction"]["genre"]), (agent,), subject="Văn học hiện đại")
    series = rng.choice(WORDS["series"]["names"]) if rng.random() < 0.2 else ""
    return press.with_electronic(press.printings(replace(work, classed="895.9223"), _count(rng), volumes=volumes, series=series))


def _classic(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    """An old Work under two titles, edited again and again; a study of it and a version for children, which are Works of their own."""
    agent = author(seed, int(authors * rng.random()))
    title, variant = _fiction_title(rng), _fiction_title(rng)
    work = Work(f"w{number}", "classic", title, "", (agent,), variant=variant, subject="Văn học trung đại", classed="895.92211")
    found = [edition for _ in range(rng.randrange(2, 5)) for made in press.printings(work, _count(rng, 3)) for edition in made]
    for at, edition in enumerate(found):
        if rng.random() < 0.25:
            found[at] = replace(edition, title=variant)
    if rng.random() < 0.5:
        for sort, subtitle in (("s", "bình giảng và phê bình"), ("c", "truyện tranh")):
            other = Work(f"w{number}{sort}", "about", title, subtitle, (author(seed, int(authors * rng.random())),), subject=title)
            found += [edition for made in press.printings(other, 1) for edition in made]
    return found


def _study(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    words, places = WORDS["study"], WORDS["places"]
    where = rng.choice(
        (f"tỉnh {rng.choice(places['provinces'])}", f"huyện {rng.choice(places['districts'])}", rng.choice(places["regions"]))
    )
    tail = rng.choice((f"ở {where}", f"{rng.choice(words['scope'])} ở {where}", rng.choice(words["scope"]), ""))
    subject = rng.choice(words["subject"])
    title = f"{rng.choice(words['aspect'])} {subject} {tail}".strip()
    agents = tuple(author(seed, int(authors * rng.random() ** 1.7)) for _ in range(rng.choices((1, 2, 3), (60, 25, 15))[0]))
    subtitle = rng.choice(words["subtitle"]) if rng.random() < 0.5 else ""
    place = where if where in tail else ""
    work = Work(
        f"w{number}", "study", title, subtitle, agents, subject=_capital(subject), place=place, classed=str(rng.randrange(300, 640))
    )
    return press.with_electronic(press.printings(work, _count(rng, 5), volumes=rng.choices((0, 2, 3), (93, 5, 2))[0]))


def _twins(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    """Two Works of one author whose titles differ in marks or in a word, from one house."""
    agent, house = author(seed, int(authors * rng.random())), press.publisher()
    found = []
    for at, title in enumerate(rng.choice(WORDS["study"]["twins"])):
        work = Work(f"w{number}t{at}", "twin", title, "giáo trình", (agent,), subject=title, classed=str(rng.randrange(330, 620)))
        found += [edition for made in press.printings(work, _count(rng, 3), publisher=house) for edition in made]
    return found


def _generic_personal(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    at = int(authors * rng.random())
    title = rng.choice(WORDS["generic"]["personal"])
    label = f"g{at}-{WORDS['generic']['personal'].index(title)}"
    rng = press.moved(f"{seed}/{label}")
    agent = author(seed, at)
    work = Work(label, "generic", title, f"{agent.name}" if rng.random() < 0.1 else "", (agent,), subject="Văn học", classed="895.922")
    return press.with_electronic(press.printings(work, _count(rng, 3), volumes=rng.choices((0, 2, 3, 5), (70, 15, 10, 5))[0]))


def _generic_corporate(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    """A body's book under a title that many bodies use; the same body and title are the same Work, however often they are drawn."""
    words, places = WORDS["generic"], WORDS["places"]
    province, pattern = rng.choice(places["provinces"]), rng.choice(words["corporate"])
    commune = f"{rng.choice(places['commune_first'])} {rng.choice(places['commune_second'])}"
    facts = {"p": province, "d": rng.choice(places["districts"]), "c": commune, "y": str(rng.randrange(2001, 2022))}
    facts["r"] = WORDS["spelling"]["roman"][rng.randrange(10, 18)]
    body = _body(rng, pattern, facts)
    title = pattern.format(**facts)
    label = f"g-{title}-{body}".replace("/", "-")
    rng = press.moved(f"{seed}/{label}")
    agent = Agent(body, body, "body")
    where = f"{facts['c']} ({facts['d']})" if "{c}" in pattern else facts["d"] if "{d}" in pattern else province
    work = Work(label, "generic", title, "", (agent,), subject="Lịch sử địa phương", place=where, classed="959.7")
    if "{y}" in pattern:
        made = press.printings(work, 1, publisher=("Thống kê", "Hà Nội", ()), year=int(facts["y"]) + 1)
    else:
        made = press.printings(work, _count(rng, 3), volumes=rng.choices((0, 2, 3), (70, 20, 10))[0])
    return press.with_electronic(made)


def _body(rng: Random, pattern: str, facts: dict[str, str]) -> str:
    if "{c}" in pattern:
        return f"Ban Chấp hành Đảng bộ xã {facts['c']}, huyện {facts['d']}"
    if "{d}" in pattern:
        return f"Ban Thường vụ Huyện uỷ {facts['d']}"
    if "{y}" in pattern:
        return f"Cục Thống kê {facts['p']}"
    return str(rng.choice(WORDS["generic"]["bodies"])).format(**facts)


def _textbook(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    """One grade's book in several series, and the next grade's: same titles, other Works; printed anew each year."""
    words = WORDS["textbooks"]
    subject, kind, grade = rng.choice(words["subject"]), rng.choice(words["kind"]), rng.randrange(1, 12)
    house = ("Giáo dục Việt Nam", "Hà Nội", ("Giáo dục", "GDVN"))
    found = []
    for series in rng.sample(words["series"], rng.choice((1, 2, 3))):
        for step in range(rng.choice((1, 2))):
            title, _, subtitle = kind.format(s=subject, g=grade + step).partition(" : ")
            agents = tuple(author(seed, int(authors * rng.random())) for _ in range(rng.choice((1, 2, 3))))
            label = f"w{number}{chr(97 + words['series'].index(series))}{step}"
            work = Work(label, "textbook", title, subtitle, agents, subject=subject, classed="372" if grade < 6 else "510")
            volumes = rng.choice((0, 0, 2))
            for made in press.printings(work, _count(rng, 6), publisher=house, volumes=volumes, series=series):
                found += made
    return found


def _translation(rng: Random, press: Press, seed: int, number: int, authors: int) -> list[Edition]:
    """A foreign Work: its own editions in some libraries, one or two Vietnamese translations with their printings."""
    language = rng.choices(("eng", "fre", "chi"), (55, 20, 25))[0]
    original, titles = _foreign_title(rng, language)
    agent = foreign(rng, language)
    work = Work(f"w{number}", "translation", titles[0], rng.choice(("tiểu thuyết", "truyện", "", "")), (agent,), language, original)
    work = replace(work, subject="Văn học nước ngoài", classed={"eng": "823", "fre": "843", "chi": "895.13"}[language])
    found = []
    for translation in range(rng.choice((1, 1, 2))):
        known = {"translator": author(seed, int(authors * rng.random())), "volumes": rng.choices((0, 2), (92, 8))[0]}
        found += press.printings(work, _count(rng, 4), titles[translation], **known)
    editions = press.with_electronic(found)
    if rng.random() < 0.45:
        name, place, _ = rng.choice([house for house in WORDS["publishers"]["foreign"] if house[2] == language])
        own = press.printings(work, rng.choice((1, 1, 2)), original, publisher=(name, place, ()), language=language)
        start = {"eng": "9780", "fre": "9782", "chi": "9787"}[language]
        editions += [replace(e, isbn=isbn(press.number() + at, start) if e.isbn else "") for at, made in enumerate(own) for e in made]
    return editions


def _foreign_title(rng: Random, language: str) -> tuple[str, tuple[str, str]]:
    words = WORDS["translations"]
    one, other = rng.sample(words["thing"], 2)
    quality = rng.choice(words["quality"])
    pattern = rng.randrange(3)
    vietnamese = [
        _capital((f"{a} và {b}", f"{a} {quality[0]}", f"{a} không có {b}")[pattern]) for a, b in ((one[0], other[0]), (one[1], other[1]))
    ]
    if language == "eng":
        own = (f"The {one[2]} and the {other[2]}", f"The {quality[1]} {one[2]}", f"The {one[2]} without a {other[2]}")[pattern]
    elif language == "fre":
        without = other[3].removeprefix("le ").removeprefix("la ").removeprefix("l'")
        own = (f"{one[3]} et {other[3]}", f"{one[3]} {quality[2]}", f"{one[3]} sans {without}")[pattern]
    else:
        own = (f"{one[4]}与{other[4]}", f"{quality[3]}{one[4]}", f"没有{other[4]}的{one[4]}")[pattern]
    return _capital(own), (vietnamese[0], vietnamese[1])


KINDS = {
    _fiction: 26,
    _study: 27,
    _translation: 12,
    _generic_personal: 9,
    _generic_corporate: 12,
    _textbook: 6,
    _twins: 2,
    _classic: 4,
}


def family(seed: int, number: int, authors: int, reused: float = 0.01, carried: float = 0.15) -> list[Edition]:
    """The editions of the family of this number: one Work, or a few that are easily confused; labels are unique in the catalogue."""
    rng = Random(f"{seed}/family/{number}")
    press = Press(rng, number * PER_FAMILY, reused, carried)
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    return kind(rng, press, seed, number, authors)
