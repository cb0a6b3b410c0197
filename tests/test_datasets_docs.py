# SPDX-License-Identifier: Apache-2.0
"""The data dictionary in docs/datasets.md is the definitions'; `python -m tests.test_datasets_docs` writes it anew."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from mucluc.datasets.ckan import CkanSettings
from mucluc.datasets.definitions import TYPES, Dataset, definitions
from mucluc.datasets.rows import Digitised, Tally, edition, libraries
from tests.datasets_fixtures import KIEU, NETWORK

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- dictionary -->\n", "<!-- end of dictionary -->"


def dictionary(dataset: Dataset) -> str:
    rows = [
        f"| `{each.name}` | {each.type} | {each.title['vi']}: {each.description['vi']} | {each.title['en']}: {each.description['en']} |"
        for each in dataset.columns
    ]
    head = f"### {dataset.title['en']} · {dataset.title['vi']}\n\n{dataset.description['en']}\n\n{dataset.description['vi']}\n\n"
    key = f"Primary key: {', '.join(f'`{each}`' for each in dataset.primary_key)}.\n\n"
    return head + key + "\n".join(["| column | type | tiếng Việt | English |", "|---|---|---|---|", *rows]) + "\n"


def expected(page: str) -> str:
    before, rest = page.split(BEGIN)
    return before + BEGIN + "\n" + "\n".join(map(dictionary, definitions())) + "\n" + END + rest.split(END)[1]


def test_the_data_dictionary_is_the_definitions() -> None:
    page = (DOCS / "datasets.md").read_text("utf-8")
    assert page == expected(page), "run: python -m tests.test_datasets_docs"


def test_every_text_has_both_languages_and_every_type_is_known() -> None:
    for dataset in definitions():
        texts = [dataset.title, dataset.description, *(text for each in dataset.columns for text in (each.title, each.description))]
        assert all(set(each) == {"vi", "en"} and all(each.values()) for each in texts)
        assert set(dataset.keywords) == {"vi", "en"}
        assert {each.type for each in dataset.columns} <= set(TYPES)


def test_the_rows_have_exactly_the_columns_of_the_definitions() -> None:
    made = {
        "editions": edition(NETWORK, KIEU, KIEU.instances[0]),
        "digitised": Digitised(NETWORK).row(KIEU, KIEU.instances[1]),
        "libraries": next(libraries(NETWORK, Tally())),
    }
    for dataset in definitions():
        assert list(made[dataset.rows]) == [each.name for each in dataset.columns]


def test_the_recipe_for_reading_the_csv_works() -> None:
    page = (DOCS / "datasets.md").read_text("utf-8")
    names: dict[str, object] = {}
    exec(page.split("```python\n")[1].split("```")[0], names)
    assert names["cells"]("'=a || b | c") == ["=a | b", "c"]  # type: ignore[operator]


def test_every_setting_of_the_portal_that_a_user_must_know_is_explained() -> None:
    page = (DOCS / "ckan.md").read_text("utf-8")
    own = {"upload_limit", "timeout"}  # not in the configuration's table: the page gives their effect
    assert not [each.name for each in dataclasses.fields(CkanSettings) if each.name not in own and f"{each.name} = " not in page]


if __name__ == "__main__":
    file = DOCS / "datasets.md"
    file.write_text(expected(file.read_text("utf-8")), "utf-8")
