# SPDX-License-Identifier: Apache-2.0
"""What is left out on purpose, and why: `explain` lists it apart from what no rule uses yet."""

from mucluc.converters.engine import Group

group = Group("Left out")

group.ignore("LDR[0-4] LDR[10-16] LDR[20-23]", "lengths and counters of the exchange format")
group.ignore("LDR[8] LDR[9] LDR[19]", "control and encoding of the exchanged record, not of what it describes")
group.ignore("008[38] 008[39]", "how the record was made for exchange")
group.ignore("***6", "ties a field to its form in another script; the form itself is said of the same node")
group.ignore("***8", "numbers fields of the record among themselves")
group.ignore("***5", "names the institution that a field applies to; copies are told apart by their holdings")
group.ignore("066", "lists the scripts of the record; each text says its own")
group.ignore("9** *9*", "local fields: no standard says what they mean")
