# SPDX-License-Identifier: Apache-2.0
"""Prepare CKAN's database, make an administrator and serve, in one process of CKAN's own environment; for tests.

Usage: `python serve.py CKAN.ini SOCKET`, the number of an inherited, bound socket. Prints the administrator's token as its first line.
One process, because each start of CKAN's command line takes seconds and a test run would need five.
"""

import sys

import ckan.model as model
from ckan.cli.cli import ckan
from ckan.logic import get_action
from werkzeug.serving import make_server


def administrator_token() -> str:
    """The API token of a new sysadmin."""
    get_action("user_create")(
        {"ignore_auth": True, "user": ""}, {"name": "quan-tri", "email": "quan-tri@example.org", "password": "chỉ để thử 123"}
    )
    user = model.User.get("quan-tri")
    user.sysadmin = True
    model.Session.commit()
    made = get_action("api_token_create")({"ignore_auth": True, "user": "quan-tri"}, {"user": "quan-tri", "name": "kiểm thử"})
    return made["token"]


def main() -> None:
    """Serve until killed; the supervisor ends it."""
    configuration, socket = sys.argv[1], int(sys.argv[2])
    with ckan.make_context("ckan", ["-c", configuration, "db", "upgrade"]) as context:
        sys.stdout, real = sys.stderr, sys.stdout
        ckan.invoke(context)
        sys.stdout = real
        application = context.obj.app
    with application._wsgi_app.test_request_context():
        print(administrator_token(), flush=True)
    make_server("127.0.0.1", 0, application, threaded=True, fd=socket).serve_forever()


if __name__ == "__main__":
    main()
