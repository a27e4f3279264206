"""Cluster policies, instance pools, libraries and global init scripts."""

import base64

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import compute


def check() -> None:
    w = WorkspaceClient()
    policy = w.cluster_policies.create(name="peer", definition='{"num_workers": {"type": "fixed", "value": 1}}')
    assert policy.policy_id in [one.policy_id for one in w.cluster_policies.list()]
    w.cluster_policies.delete(policy.policy_id)

    pool = w.instance_pools.create("peer", "i3.xlarge")
    assert w.instance_pools.get(pool.instance_pool_id).instance_pool_name == "peer"
    w.instance_pools.delete(pool.instance_pool_id)

    [cluster_id] = [one.cluster_id for one in w.clusters.list() if one.cluster_name == "analytics"]
    w.libraries.install(cluster_id, [compute.Library(pypi=compute.PythonPyPiLibrary(package="tabulate"))])
    packages = [one.library.pypi.package for one in w.libraries.cluster_status(cluster_id) if one.library.pypi]
    assert "tabulate" in packages, packages

    script = base64.b64encode(b"#!/bin/sh\n").decode()
    made = w.global_init_scripts.create(name="peer", script=script)
    assert w.global_init_scripts.get(made.script_id).script == script
    w.global_init_scripts.delete(made.script_id)
