"""A service principal signs in with an OAuth secret, and acts as itself."""

import os

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied


def check() -> None:
    owner = WorkspaceClient()
    etl = next(one for one in owner.service_principals.list() if one.display_name == "etl")
    secret = owner.service_principal_secrets_proxy.create(etl.id)
    client = WorkspaceClient(
        host=os.environ["DATABRICKS_HOST"],
        client_id=etl.application_id,
        client_secret=secret.secret,
        auth_type="oauth-m2m",
    )
    assert client.current_user.me().user_name == etl.application_id
    assert "main" in [one.name for one in client.catalogs.list()]
    try:
        client.token_management.list().__next__()
        raise AssertionError("a service principal that is not an administrator listed all tokens")
    except PermissionDenied:
        pass
    owner.service_principal_secrets_proxy.delete(etl.id, secret.id)
