# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.check_engine import example
from mucluc.converters.check_network import CODES, Member, circles, keys_of, network_faults
from mucluc.converters.record import Fault

BOOK = "003 VN-A // 008 190612s2003####vm#abf###b###s001#0#vie## // 020 ##$a9786046915010 // 245 10$aTruyện Kiều"

OTHER = BOOK.replace("2003", "2005")

# Faults of records taken together: code, records with the fault, records without it; a name before `>` is the library's.
EXAMPLES = [
    ("duplicate-exact", [f"001 1 // {BOOK}", f"001 2 // {BOOK}"], [f"001 1 // {BOOK}", f"b> 001 2 // {BOOK}"]),
    (
        "duplicate-suspected",
        [f"001 1 // {BOOK}", f"001 2 // {BOOK} // 500 ##$aA"],
        [f"001 1 // {BOOK}", "001 2 // " + OTHER],
    ),
    ("link-dangling", ["001 1 // 773 0#$w9"], ["001 1 // 773 0#$w2", "001 2"]),
    ("link-dangling", ["001 1 // 003 VN-A // 780 00$w(VN-A)9"], ["001 1 // 003 VN-A // 780 00$w(OCoLC)9"]),
    ("link-unreturned", ["001 1 // 780 00$w2", "001 2"], ["001 1 // 780 00$w2", "001 2 // 785 00$w1"]),
    ("link-unreturned", ["001 1 // 774 0#$w2", "001 2"], ["001 1", "001 2 // 773 0#$w1"]),
    (
        "link-cyclic",
        ["001 1 // 773 0#$w2", "001 2 // 773 0#$w3", "001 3 // 773 0#$w1"],
        ["001 1 // 773 0#$w2", "001 2 // 773 0#$w3", "001 3"],
    ),
    ("link-cyclic", ["001 1 // 773 0#$w1"], ["001 1 // 780 00$w1"]),
    (
        "system-number-shared",
        ["001 1 // 035 ##$a(X)1", "001 2 // 500 ##$aA // 035 ##$a(X)1"],
        ["001 1 // 035 ##$a(X)1", "b> 001 2 // 035 ##$a(X)1"],
    ),
]


def found(texts: list[str]) -> list[Fault]:
    members = []
    for text in texts:
        library, cut, rest = text.partition("> ")
        members.append(Member(library if cut else "a", "a.mrc", keys_of(example(rest if cut else text))))
    return list(network_faults(lambda: members))


def test_each_fault_of_records_together_is_found_and_not_invented() -> None:
    for code, bad, good in EXAMPLES:
        assert code in {fault.code for fault in found(bad)}, bad
        assert code not in {fault.code for fault in found(good)}, good
    assert {code for code, _, _ in EXAMPLES} == set(CODES)


def test_an_exact_duplicate_is_said_once_and_names_the_first() -> None:
    (fault,) = found([f"001 1 // {BOOK} // 035 ##$a(X)1", f"001 2 // {BOOK} // 035 ##$a(X)1"])
    assert (fault.code, fault.library, fault.place.control_number, fault.value) == ("duplicate-exact", "a", "2", "1")


def test_what_is_said_of_a_link_does_not_hold_the_number_that_it_names() -> None:
    faults = found(["001 1 // 773 0#$wSECRET // 780 00$wSECRET-2"])
    assert {fault.code for fault in faults} == {"link-dangling"}
    assert "SECRET" not in repr(faults)


def test_a_number_with_the_library_s_own_code_is_one_of_its_records() -> None:
    record = example("001 1 // 773 0#$w(VN-TVTPY)9")
    assert keys_of(record).links == ()
    assert keys_of(record, agency="VN-TVTPY").links == (("773", "9"),)


@given(st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 12), max_size=3), max_size=12))
def test_a_node_is_in_a_circle_when_a_way_leads_back_to_it(graph: dict[int, list[int]]) -> None:
    def reached(start: int) -> set[int]:
        seen: set[int] = set()
        work = list(graph.get(start, ()))
        while work:
            node = work.pop()
            if node not in seen:
                seen.add(node)
                work.extend(graph.get(node, ()))
        return seen

    assert circles(graph) == [node for node in graph if node in reached(node)]


def test_a_long_chain_of_hosts_needs_no_recursion() -> None:
    chain = {node: [node + 1] for node in range(50_000)}
    assert circles(chain) == []
    assert len(circles(chain | {50_000: [0]})) == 50_001
