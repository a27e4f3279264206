"""One side of `agreement.ts`: does one step of a service with the official SDK for each line of JSON on stdin."""

import json
import os
import sys

from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.common.types.fieldmask import FieldMask
from databricks.sdk.errors import NotFound
from databricks.sdk.service import billing, catalog, knowledgeassistants, postgres, tags

w = WorkspaceClient()
account = AccountClient(
    host=os.environ["ACCOUNT_HOST"], token=os.environ["ACCOUNT_TOKEN"], account_id=os.environ["ACCOUNT_ID"]
)


def as_dicts(items):
    return [item.as_dict() for item in items]


def table_id(name):
    return w.tables.get(name).table_id


def change_budget(budget_id):
    now = account.budgets.get(budget_id).budget
    change = billing.UpdateBudgetConfigurationBudget.from_dict({**now.as_dict(), "display_name": "by the SDK"})
    account.budgets.update(budget_id, change)


def change_monitor(name):
    now = w.data_quality.get_monitor("table", table_id(name))
    now.data_profiling_config.slicing_exprs = ["country"]
    w.data_quality.update_monitor("table", table_id(name), now, "data_profiling_config.slicing_exprs")


def change_project(name):
    project = postgres.Project(spec=postgres.ProjectSpec(display_name="by the SDK"))
    w.postgres.update_project(name, project, FieldMask(["spec.display_name"])).wait()


def change_assistant(name):
    now = w.knowledge_assistants.get_knowledge_assistant(name)
    now.description = "by the SDK"
    w.knowledge_assistants.update_knowledge_assistant(name, now, FieldMask(["description"]))


SCHEMA = ("SCHEMA", "main.sales")
STEPS = {
    "share": {
        "list": lambda key: as_dicts(w.shares.list_shares()),
        "get": lambda key: w.shares.get(key, include_shared_data=True).as_dict(),
        "change": lambda key: w.shares.update(key, comment="by the SDK"),
    },
    "recipient": {
        "list": lambda key: as_dicts(w.recipients.list()),
        "get": lambda key: w.recipients.get(key).as_dict(),
        "change": lambda key: w.recipients.update(key, comment="by the SDK"),
    },
    "abac policy": {
        "list": lambda key: as_dicts(w.policies.list_policies(*SCHEMA)),
        "get": lambda key: w.policies.get_policy(*SCHEMA, key).as_dict(),
        "change": lambda key: w.policies.update_policy(
            *SCHEMA,
            key,
            catalog.PolicyInfo.from_dict({**w.policies.get_policy(*SCHEMA, key).as_dict(), "comment": "by the SDK"}),
            update_mask="comment",
        ),
    },
    "tag policy": {
        "list": lambda key: as_dicts(w.tag_policies.list_tag_policies()),
        "get": lambda key: w.tag_policies.get_tag_policy(key).as_dict(),
        "change": lambda key: w.tag_policies.update_tag_policy(
            key, tags.TagPolicy(tag_key=key, description="by the SDK"), update_mask="description"
        ),
    },
    "quality monitor": {
        "list": lambda key: as_dicts(w.data_quality.list_monitor()),
        "get": lambda key: w.data_quality.get_monitor("table", table_id(key)).as_dict(),
        "change": change_monitor,
    },
    "budget": {
        "list": lambda key: as_dicts(account.budgets.list()),
        "get": lambda key: account.budgets.get(key).budget.as_dict(),
        "change": change_budget,
    },
    "budget policy": {
        "list": lambda key: as_dicts(account.budget_policy.list()),
        "get": lambda key: account.budget_policy.get(key).as_dict(),
        "change": lambda key: account.budget_policy.update(
            key, billing.BudgetPolicy(policy_name="by the SDK", custom_tags=account.budget_policy.get(key).custom_tags)
        ),
    },
    "lakebase project": {
        "list": lambda key: [one.as_dict() for one in w.postgres.list_projects() if one.name == key],
        "get": lambda key: w.postgres.get_project(key).as_dict(),
        "change": change_project,
    },
    "knowledge assistant": {
        "list": lambda key: [
            one.as_dict() for one in w.knowledge_assistants.list_knowledge_assistants() if one.name == key
        ],
        "get": lambda key: w.knowledge_assistants.get_knowledge_assistant(key).as_dict(),
        "change": change_assistant,
    },
    "genie space": {
        "list": lambda key: [one.as_dict() for one in w.genie.list_spaces().spaces if one.space_id == key],
        "get": lambda key: w.genie.get_space(key).as_dict(),
        "change": lambda key: w.genie.update_space(key, description="by the SDK"),
    },
}


for line in sys.stdin:
    asked = json.loads(line)
    try:
        result = STEPS[asked["service"]][asked["step"]](asked["key"])
        answer = {"result": result if asked["step"] != "change" else None}
    except NotFound:
        answer = {"missing": True}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
