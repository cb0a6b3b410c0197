# SPDX-License-Identifier: Apache-2.0
"""Where the datasets go on a CKAN portal, and the one error that says what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from mucluc.errors import UserError


class CkanError(UserError):
    """The portal cannot take the datasets; the message says what, where and how to mend it. Nothing secret is in it."""


@dataclass(frozen=True, slots=True)
class CkanSettings:
    """A CKAN portal as a target.

    url: the portal's address. organization: the name of the organisation that owns the datasets. token_env: the environment variable
    that holds the API token. prefix begins each dataset's name. upload: send the files; else the portal links to ours.
    upload_limit: files of more bytes are linked all the same. timeout: seconds that one answer of the portal may take.
    """

    url: str
    organization: str
    token_env: str = "CKAN_TOKEN"
    prefix: str = ""
    upload: bool = True
    upload_limit: int = 100_000_000
    timeout: float = 120.0
