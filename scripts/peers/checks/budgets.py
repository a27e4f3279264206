"""Budgets and budget policies of the account."""

import os

from databricks.sdk import AccountClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import billing, compute


def check() -> None:
    a = AccountClient(
        host=os.environ["DATABRICKS_HOST"],
        token=os.environ["DATABRICKS_TOKEN"],
        account_id="0d26daa6-5e44-4c97-a497-ef015f91254a",
    )
    alert = billing.CreateBudgetConfigurationBudgetAlertConfigurations(
        quantity_threshold="500",
        quantity_type=billing.AlertConfigurationQuantityType.LIST_PRICE_DOLLARS_USD,
        time_period=billing.AlertConfigurationTimePeriod.MONTH,
        trigger_type=billing.AlertConfigurationTriggerType.CUMULATIVE_SPENDING_EXCEEDED,
    )
    wanted = billing.CreateBudgetConfigurationBudget(display_name="peer", alert_configurations=[alert])
    made = a.budgets.create(wanted).budget
    budget_id = made.budget_configuration_id
    assert [one.display_name for one in a.budgets.list()] == ["peer"]
    change = billing.UpdateBudgetConfigurationBudget(
        display_name="renamed", alert_configurations=made.alert_configurations, budget_configuration_id=budget_id
    )
    a.budgets.update(budget_id, change)
    assert a.budgets.get(budget_id).budget.display_name == "renamed"
    a.budgets.delete(budget_id)
    try:
        a.budgets.get(budget_id)
        raise AssertionError("a deleted budget was found")
    except NotFound:
        pass
    policies(a)


def policies(a: AccountClient) -> None:
    tag = compute.CustomPolicyTag(key="team", value="a")
    policy = billing.BudgetPolicy(policy_name="peer", custom_tags=[tag])
    made = a.budget_policy.create(policy=policy, request_id="peer-1")
    assert a.budget_policy.create(policy=policy, request_id="peer-1").policy_id == made.policy_id
    assert [one.policy_name for one in a.budget_policy.list()] == ["peer"]
    a.budget_policy.update(made.policy_id, billing.BudgetPolicy(binding_workspace_ids=[77]))
    assert a.budget_policy.get(made.policy_id).binding_workspace_ids == [77]
    a.budget_policy.delete(made.policy_id)
    assert list(a.budget_policy.list()) == []
