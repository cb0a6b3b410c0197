# SPDX-License-Identifier: Apache-2.0
"""The names of a release's files and the schema of `entities.sqlite`, for the one writer and the reader."""

from __future__ import annotations

MANIFEST = "manifest.json"
FILES = "files.tsv"
NETWORK = "network.json"
ENTITIES = "entities.sqlite"
CHANGES = "changes.jsonl"
SEARCH = "search.sqlite"
STORE = "store"
GRAPH = "graph"
QUALITY = "quality.nt.gz"
RECORDS = "records"
DATASETS = "datasets"
SITE = "site"
REPORTS = "reports"
CURRENT = "current"
RELEASES = "releases"

# Works are numbered in the order of their sort key, so that a walk by id is a walk in dictionary order.
TABLES = """
CREATE TABLE work (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
CREATE TABLE instance (path TEXT PRIMARY KEY, work INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE heading (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, script TEXT NOT NULL,
  sort_key TEXT NOT NULL, works INTEGER NOT NULL);
CREATE TABLE heading_work (heading INTEGER NOT NULL, relation TEXT NOT NULL, work INTEGER NOT NULL,
  PRIMARY KEY (heading, relation, work)) WITHOUT ROWID;
CREATE TABLE work_set (set_name TEXT NOT NULL, work INTEGER NOT NULL, PRIMARY KEY (set_name, work)) WITHOUT ROWID;
CREATE TABLE record (path TEXT PRIMARY KEY, library TEXT NOT NULL, control_number TEXT NOT NULL, datestamp TEXT NOT NULL,
  status TEXT NOT NULL, work TEXT NOT NULL, instance TEXT NOT NULL, collections TEXT NOT NULL,
  former TEXT NOT NULL, shard TEXT NOT NULL, place TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record_set (set_name TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (set_name, record)) WITHOUT ROWID;
CREATE TABLE authority (path TEXT PRIMARY KEY, heading TEXT NOT NULL, shard TEXT NOT NULL, place TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE heading_form (heading TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, lang TEXT NOT NULL,
  PRIMARY KEY (heading, kind, text, lang)) WITHOUT ROWID;
CREATE TABLE joined (one TEXT NOT NULL, other TEXT NOT NULL, level TEXT NOT NULL, reason TEXT NOT NULL, points INTEGER NOT NULL,
  PRIMARY KEY (one, other, level, reason)) WITHOUT ROWID;
CREATE TABLE entity (path TEXT PRIMARY KEY, status TEXT NOT NULL, datestamp TEXT NOT NULL, successors TEXT NOT NULL) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX heading_order ON heading (kind, sort_key);
CREATE INDEX record_datestamp ON record (datestamp);
CREATE INDEX authority_heading ON authority (heading);
"""
"""Quicker to make when the tables are full."""
SCHEMA = TABLES + INDEXES
