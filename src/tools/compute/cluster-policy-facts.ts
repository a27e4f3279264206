import type { ClusterPolicy, PolicyFields, RuleChange } from "../../api/compute/cluster-policies.ts";
import { maskGiven } from "../../api/reference/mask.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { lostEntries, resetFields } from "../api/replaced.ts";
import { loadedCode } from "./loaded-code.ts";

/** A policy as a question names it, and `--protect` knows it. */
export const policyObject = ({ name, policy_id, creator_user_name }: ClusterPolicy): AffectedObject => ({
  kind: "cluster policy",
  name,
  id: policy_id,
  details: { creator: creator_user_name },
});

/** The effects of a policy change: every rule with its value before and after, and every other field. */
export function policyChanges(
  current: ClusterPolicy,
  settings: PolicyFields,
  rules: readonly RuleChange[],
): Consequence[] {
  const { definition: _, policy_family_definition_overrides: __, ...others } = settings;
  return [
    ...rules.map(ruleChange),
    ...Object.entries(others).flatMap(([field, value]) => (value === null ? [] : settingOf(others, field, "others"))),
    ...resetFields(current, settings),
    ...lostEntries(current, others),
    ...loadedCode(settings, current).why,
    {
      reason: "others",
      text: say`It controls which clusters its users may create, and existing clusters may no longer comply.`,
    },
  ];
}

function ruleChange({ attribute, before, after }: RuleChange): Consequence {
  const [old, now] = [ruleText(attribute, before), ruleText(attribute, after)];
  if (now === undefined) return { reason: "loss", text: say`Rule ${attribute} is removed: ${old ?? ""}.` };
  if (old === undefined) return { reason: "others", text: say`Rule ${attribute} is added: ${now}.` };
  return { reason: "replacement", text: say`Rule ${attribute} changes from ${old} to ${now}.` };
}

/** A rule as JSON. Its value can be a credential, recognized by its attribute: `spark_env_vars.PIP_TOKEN`. */
function ruleText(attribute: string, rule: unknown): string | undefined {
  if (!isRecord(rule)) return JSON.stringify(rule);
  const [field = "", ...rest] = attribute.split(".");
  const name = rest.join(".");
  const masked = maskGiven({ [field]: { [name]: rule.value } });
  const within = isRecord(masked) ? masked[field] : undefined;
  return JSON.stringify(isRecord(within) && "value" in rule ? { ...rule, value: within[name] } : rule);
}
