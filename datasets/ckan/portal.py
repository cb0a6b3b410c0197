# SPDX-License-Identifier: Apache-2.0
"""Talking to a CKAN portal with ckanapi: the few calls that are needed, with every failure named."""

from __future__ import annotations

import json
import os
import re
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from ckanapi import CKANAPIError, NotAuthorized, NotFound, RemoteCKAN, ValidationError  # type: ignore[import-untyped]

from .settings import CkanError, CkanSettings

BUSY = ("429", "502", "503", "504")


class Changed(Exception):
    """Someone changed the dataset since it was read; read it again."""


class Unsure(Exception):
    """The portal broke off or is busy, and may or may not have done what it was asked; read again before repeating."""


class Portal:
    """A portal, with the token of the environment; use as a context. Every method raises CkanError when the portal cannot be used."""

    def __init__(self, settings: CkanSettings) -> None:
        token = os.environ.get(settings.token_env, "").strip()
        if not token:
            raise CkanError(
                f"the environment variable {settings.token_env} holds no API token; make one on your user page at {settings.url}"
            )
        if not (token.isascii() and token.isprintable()):
            raise CkanError(f"what the environment variable {settings.token_env} holds is no API token; copy it again from {settings.url}")
        self._settings = settings
        self._session = requests.Session()
        self._remote = RemoteCKAN(settings.url, apikey=token, user_agent="mucluc", session=self._session)

    def __enter__(self) -> Portal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._session.close()

    def check(self) -> None:
        """Make sure that the portal answers, has the organisation and lets the token publish in it."""
        name, url = self._settings.organization, self._settings.url
        try:
            organization = self._call("organization_show", {"id": name, "include_users": False})
            allowed = self._call("organization_list_for_user", {"permission": "create_dataset"})
        except NotFound:
            raise CkanError(
                f"{url} has no organisation {name!r}. Have the portal's administrator create it, or correct `organization` in [ckan]"
            ) from None
        except NotAuthorized:
            raise self._refused() from None
        except Unsure as error:
            raise CkanError(str(error)) from None
        if organization["id"] not in {each["id"] for each in allowed}:
            raise self._refused()

    def _refused(self) -> CkanError:
        name = self._settings.organization
        return CkanError(
            f"{self._settings.url} does not let the token in {self._settings.token_env} publish in the organisation {name!r}: "
            "it is wrong or has expired, or its user is no editor there. "
            "Make a new token on your user page, or ask the organisation's administrator"
        )

    def dataset(self, name: str) -> dict[str, Any] | None:
        """The dataset as it stands (`package_show`), or None."""
        try:
            found: dict[str, Any] = self._call("package_show", {"id": name})
        except NotFound:
            return None
        except NotAuthorized:
            raise CkanError(
                f"{self._settings.url} has a dataset {name!r} that our token may not see: deleted, private or another's. "
                "Ask the portal's administrator, or set another `prefix` in [ckan]"
            ) from None
        return found

    def create(self, dataset: dict[str, Any]) -> None:
        """Make a dataset without resources."""
        self._write("package_create", dataset, {})

    def revise(self, parameters: dict[str, Any], files: dict[str, Path]) -> None:
        """Change a dataset and send its files in one call, all or nothing; raises Changed when the match fails."""
        self._write("package_revise", {name: json.dumps(value, ensure_ascii=False) for name, value in parameters.items()}, files)

    def _write(self, action: str, values: dict[str, Any], files: dict[str, Path]) -> None:
        try:
            with ExitStack() as stack:
                opened = {name: stack.enter_context(path.open("rb")) for name, path in files.items()}
                self._call(action, values, opened or None)
        except ValidationError as error:
            # Its texts are in the portal's language: only the names of the fields can be relied on.
            if set(error.error_dict) - {"__type"} == {"match"}:
                raise Changed from None
            told = json.dumps({name: text for name, text in error.error_dict.items() if name != "__type"}, ensure_ascii=False)
            hint = " A deleted dataset still holds its name: restore or purge it." if "name" in error.error_dict else ""
            raise CkanError(f"{self._settings.url} refused the dataset: {told}.{hint}") from None
        except (NotAuthorized, NotFound) as error:
            raise CkanError(f"{self._refused()}. The portal says: {_told(error)}") from None

    def _call(self, action: str, values: dict[str, Any], files: dict[str, Any] | None = None) -> Any:
        url, seconds = self._settings.url, self._settings.timeout
        try:
            return self._remote.call_action(action, values, files=files, requests_kwargs={"timeout": seconds})
        except requests.Timeout:
            raise Unsure(f"{url} did not answer within {seconds:g} s; see whether the portal works and try again") from None
        except requests.ConnectionError:
            raise Unsure(f"{url} cannot be reached; see whether the portal works and whether `url` in [ckan] is right") from None
        except requests.RequestException as error:
            raise CkanError(f"{url} cannot be asked ({type(error).__name__}); see whether `url` in [ckan] is right") from None
        except CKANAPIError as error:
            if isinstance(error, (NotAuthorized, NotFound, ValidationError)):
                raise
            raise self._strange(error) from None

    def _strange(self, error: CKANAPIError) -> Exception:
        """ckanapi gives the address, the status and the body of what is no answer of CKAN's as the text of a list."""
        found = re.search(r", (\d{3}), ", str(error))
        status = found[1] if found else ""
        if status in BUSY:
            return Unsure(f"{self._settings.url} is busy or down (HTTP {status}); try again later")
        if status == "413":
            return CkanError(f"{self._settings.url} refuses files of this size (HTTP 413); set `upload = false` in [ckan]")
        told = f" (HTTP {status})" if status else ""
        return CkanError(f"{self._settings.url} does not answer as CKAN does{told}; see whether `url` in [ckan] is the portal's address")


def _told(error: CKANAPIError) -> str:
    """What the portal says, in its own language."""
    found = error.args[0] if error.args else ""
    return str(found.get("message", found)) if isinstance(found, dict) else str(found)
