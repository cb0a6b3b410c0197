# SPDX-License-Identifier: Apache-2.0
"""The statements of one graph, indexed as far as the shapes ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mucluc.vocab.terms import RDF, RDFS

TYPE = f"<{RDF.type}>".encode()
SUBCLASS = f"<{RDFS.subClassOf}>".encode()


class Graph:
    """types: classes by node; members: nodes by class, both with what rdfs:subClassOf adds. objects: by predicate and subject."""

    __slots__ = ("_subjects", "about", "members", "objects", "types")

    def __init__(self, lines: Iterable[bytes], wanted: frozenset[bytes], everything: bool = False) -> None:
        """lines: `subject predicate object`, distinct, without full stop. wanted: predicates to index. everything: fill `about` too."""
        types: dict[bytes, set[bytes]] = defaultdict(set)
        members: dict[bytes, list[bytes]] = defaultdict(list)
        objects: dict[bytes, dict[bytes, list[bytes]]] = {predicate: {} for predicate in wanted}
        about: dict[bytes, list[tuple[bytes, bytes]]] = {}
        find = objects.get
        for line in lines:
            subject, predicate, value = line.split(b" ", 2)
            if predicate == TYPE:
                types[subject].add(value)
                members[value].append(subject)
            held = find(predicate)
            if held is not None:
                if subject in held:
                    held[subject].append(value)
                else:
                    held[subject] = [value]
            if everything:
                about.setdefault(subject, []).append((predicate, value))
        self.types, self.members, self.objects, self.about = types, members, objects, about
        self._subjects: dict[bytes, dict[bytes, list[bytes]]] = {}
        if objects.get(SUBCLASS):
            self._inherit()

    def subjects(self, predicate: bytes) -> dict[bytes, list[bytes]]:
        """The subjects of a wanted predicate, by object."""
        found = self._subjects.get(predicate)
        if found is None:
            found = self._subjects[predicate] = {}
            for subject, values in self.objects[predicate].items():
                for value in values:
                    found.setdefault(value, []).append(subject)
        return found

    def _inherit(self) -> None:
        """A node of a class is of the classes above it too."""
        above = self.objects[SUBCLASS]
        for node, classes in self.types.items():
            todo = list(classes)
            while todo:
                for more in above.get(todo.pop(), ()):
                    if more not in classes:
                        classes.add(more)
                        self.members[more].append(node)
                        todo.append(more)
