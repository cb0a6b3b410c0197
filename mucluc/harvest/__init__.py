# SPDX-License-Identifier: Apache-2.0
"""Catalogues and digitised collections fetched by OAI-PMH into delivery files, which `mucluc publish` then reads like any other.

`run.harvest` is the entrance; docs/harvesting.md says what it does.
"""
