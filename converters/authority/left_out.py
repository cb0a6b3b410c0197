# SPDX-License-Identifier: Apache-2.0
"""What of authority records is left out on purpose, and why."""

from mucluc.converters.engine import Group

group = Group("Left out")

group.ignore("LDR[0-4] LDR[10-16] LDR[20-23]", "lengths and counters of the exchange format")
group.ignore("LDR[6] LDR[7-9] LDR[17-19]", "kind, control and encoding of the exchanged record, not of the heading")
group.ignore("008[6-8] 008[13-37]", "how the file of headings is kept: where a heading may be used, how it was checked")
group.ignore("008[38] 008[39]", "how the record was made for exchange")
group.ignore("***5", "names the institution that a field applies to; a heading is everybody's")
group.ignore("***6", "ties a field to its form in another script; the form itself is said of the same node")
group.ignore("***7", "where the data of a field come from")
group.ignore("***8", "numbers fields of the record among themselves")
group.ignore(
    "1XXe 1XXi 1XX0 1XX1 1XX2 1XX3 1XX4 4XXe 5XXe 7XXe 7XXi 7XX4", "what a name did for a Work stands in the records of these Works"
)
group.ignore("014", "numbers of catalogue records: they are found by their headings")
group.ignore("024c 024d 024q", "price and supplements of what a number stands on")
group.ignore("0221 0231 0431 3772 382r 3832 386i 3864 3880 3881 3882 3883", "details that catalogue records do not say of a Work either")
group.ignore("643d 6722 6732 6820 788w 7880 7881 7882", "whom or what a note holds for")
group.ignore("856 857", "how to reach a file; its address is said")
group.ignore("066", "lists the scripts of the record; each text says its own")
group.ignore("073 087", "how a thesaurus is to be used by its makers")
group.ignore("162 462 562 762", "terms of media of performance: records say them as words (382), no heading of the union has them")
group.ignore("***u ***v 0463 046x 046z", "evidence of one attribute; the sources of the heading stand in 670")
group.ignore("3683 370i 3703 3704 3723 3733 3743 3753 3763 3773 3783", "what an attribute holds for, beyond its dates")
group.ignore("880", "does not say which field it stands for")
group.ignore("642 644 645 646", "how one library treats a series")
group.ignore("667", "a note of the cataloguers among themselves")
group.ignore("885", "how the record was compared with others")
group.ignore("9** *9*", "local fields: no standard says what they mean")
