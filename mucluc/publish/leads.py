# SPDX-License-Identifier: Apache-2.0
"""Which headings lead to others, as the workers know it, and a record's lines with the headings that stay (`publish.joined`)."""

from __future__ import annotations

import hashlib
import marshal
import re
from pathlib import Path

from mucluc.converters.joined_headings import Joined, names_of
from mucluc.converters.names import literal
from mucluc.converters.record import Record
from mucluc.vocab.terms import MADS, RDF, RDFS

FILE = "headings.joined"
"""In the run's folder for the workers, in the cache folder for the next run."""

Lead = tuple[str, str, str]
"""The path of a heading that gives way, the one that stays, and the label of that: all that a Work's statements take from it."""
Rows = dict[bytes, tuple[bytes, bytes]]
"""By path of a heading that gives way: the one that stays, and its label as a literal."""

_HEADING = re.compile(rb"<\x03((?:agent|topic|place|series|hub)/[a-z2-7]{26})(?=[>#])")
_LABELS = (f"<{RDFS}label>".encode(), f"<{MADS}authoritativeLabel>".encode())
_TYPE = f"<{RDF}type>".encode()


def write_leads(path: Path, joined: Joined) -> None:
    """Keep what leads where, for `Leads.read`; the same for the same."""
    rows = [(one.encode(), stays.encode(), literal(joined.labels[stays]).encode()) for one, stays in joined.leads_to.items()]
    path.write_bytes(marshal.dumps(sorted(rows), 2))


class Leads:
    """What leads where. all: every heading that gives way. anywhere: those that a record may have without naming them (topics, places,
    genres); common: their digest, for they may touch any record.
    """

    def __init__(self, rows: Rows) -> None:
        self.all = rows
        self.anywhere = {one: there for one, there in rows.items() if not one.startswith(b"agent/")}
        self.common = hashlib.blake2b(repr(sorted(self.anywhere.items())).encode(), digest_size=16).digest()

    @classmethod
    def read(cls, path: Path) -> Leads:
        """What `write_leads` kept; raises OSError or ValueError when it is not there or damaged."""
        return cls({one: (stays, label) for one, stays, label in marshal.loads(path.read_bytes())})

    def of(self, record: Record) -> Rows:
        """What of it holds in a record: of agents those that it names (`names_of`), by which it is known when it has to be made anew."""
        if len(self.anywhere) == len(self.all):
            return self.anywhere
        named = (name.path.encode() for name in names_of(record))
        return self.anywhere | {one: self.all[one] for one in named if one in self.all}


def led(lines: list[bytes], leads: Rows) -> tuple[list[bytes], list[bytes]]:
    """The lines of a converted record as the union has them, and for what was left out the same said of the heading that stays.

    The second list is for the description of the Work alone: it has types and the label that stays.
    """
    if not leads or leads.keys().isdisjoint(_HEADING.findall(b"\n".join(lines))):
        return lines, []
    kept: list[bytes] = []
    instead: list[bytes] = []
    for line in lines:
        subject = _HEADING.match(line)
        if subject is None or subject[1] not in leads:
            kept.append(_HEADING.sub(lambda found: b"<\x03" + leads[found[1]][0] if found[1] in leads else found[0], line))
        elif line[subject.end() : subject.end() + 1] == b">":
            _, predicate, value = line.split(b" ", 2)
            stays, label = leads[subject[1]]
            if predicate == _TYPE:
                instead.append(b"<\x03%b> %b %b" % (stays, predicate, value))
            elif predicate in _LABELS:
                instead.append(b"<\x03%b> %b %b" % (stays, predicate, label))
    return kept, instead
