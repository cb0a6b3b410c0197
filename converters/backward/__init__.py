# SPDX-License-Identifier: Apache-2.0
"""The way back: a record's graph to the MARC record that it was made of."""
