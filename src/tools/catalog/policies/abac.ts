import * as z from "zod";
import * as api from "../../../api/catalog/abac-policies.ts";
import { firstNonEmptyPage } from "../../../api/http/paging.ts";
import type { Context } from "../../../core/calls/context.ts";
import { type CallFacts, type Consequence, say } from "../../../core/consent/facts.ts";
import { flag, text, texts } from "../../../core/fields.ts";
import { ANY_OBJECT, pageToken, READINGS } from "../../../core/params.ts";
import { view } from "../../../core/view.ts";
import { compact } from "../../../records.ts";
import { settingOf } from "../../admin/granting-fields.ts";
import { hasFields, NO_CHANGE, restBody } from "../../api/body.ts";
import { lostEntries, resetFields } from "../../api/replaced.ts";
import { contentsOf } from "../securable-facts.ts";
import { oneOf, PAGE } from "../toolset.ts";
import { functionCode } from "./function-code.ts";
import { dataPolicies } from "./toolset.ts";

const place = {
  securable_type: oneOf(["catalog", "schema", "table"], "e.g. catalog"),
  full_name: z
    .string()
    .min(1)
    .max(1024)
    .describe("Full name of the object")
    .register(READINGS, { reading: "sql-name", shape: ANY_OBJECT }),
};
const placeAliases = {
  on_securable_type: "securable_type",
  on_securable_fullname: "full_name",
} as const;
interface Place {
  readonly securable_type: "catalog" | "schema" | "table";
  readonly full_name: string;
}
const TYPES = { catalog: "CATALOG", schema: "SCHEMA", table: "TABLE" } as const;
const placeOf = ({ securable_type, full_name }: Place): api.PolicyPlace => ({
  on_securable_type: TYPES[securable_type],
  on_securable_fullname: full_name,
});
const name = z.string().min(1).max(255).describe("Policy name");

/** A policy in the terms of SQL's CREATE POLICY. */
const policyView = view(
  {
    name: z.string(),
    policy_type: text,
    on: text,
    to_principals: texts,
    except_principals: texts,
    when_condition: text,
    match_columns: texts,
    function_name: text,
    using: texts,
    on_column: text,
    privileges: texts,
    comment: text,
    inherited: flag,
  },
  (policy: api.AbacPolicy, own: api.PolicyPlace) => {
    const does = policy.row_filter ?? policy.column_mask;
    return {
      name: policy.name,
      policy_type: policy.policy_type?.replace(/^POLICY_TYPE_/, ""),
      on: [policy.on_securable_type, policy.on_securable_fullname].filter(Boolean).join(" "),
      to_principals: policy.to_principals ?? undefined,
      except_principals: policy.except_principals ?? undefined,
      when_condition: policy.when_condition,
      match_columns: policy.match_columns?.map(({ condition, alias }) =>
        [condition, alias && `AS ${alias}`].filter(Boolean).join(" "),
      ),
      function_name: does?.function_name,
      using: does?.using?.map(({ alias, constant }) => alias ?? constant ?? ""),
      on_column: policy.column_mask?.on_column,
      privileges: (policy.grant ?? policy.deny)?.privileges ?? undefined,
      comment: policy.comment,
      inherited: policy.on_securable_fullname === own.on_securable_fullname ? undefined : true,
    };
  },
);

export const listAbacPolicies = dataPolicies.tool({
  name: "list_abac_policies",
  title: "List ABAC policies",
  description: "Lists the ABAC policies on a catalog, schema or table: who sees which rows and values, by tags.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    ...place,
    include_inherited: z.boolean().default(true).describe("With those of its parents"),
    page_token: pageToken,
  }),
  aliases: placeAliases,
  output: z.object({ policies: z.array(policyView.schema), next_page_token: text }),
  async run(ctx, { include_inherited, page_token, ...of }) {
    const own = placeOf(of);
    const query = { ...own, include_inherited, page_token, max_results: PAGE };
    const { items, next } = await firstNonEmptyPage(api.listAbacPolicies, ctx.client, query);
    return { policies: items.map((one) => policyView(one, own)), next_page_token: next };
  },
});

const POLICY_TYPES = ["POLICY_TYPE_ROW_FILTER", "POLICY_TYPE_COLUMN_MASK", "POLICY_TYPE_GRANT", "POLICY_TYPE_DENY"];
/** Outputs, like SQL, leave the prefix out. */
const fullType = (type: unknown): unknown =>
  typeof type === "string" ? `POLICY_TYPE_${type.toUpperCase().replace(/^POLICY_TYPE_/, "")}` : type;

const settings = restBody("name", "on_securable_type", "on_securable_fullname")
  .overwrite((fields) => ({ ...fields, ...("policy_type" in fields && { policy_type: fullType(fields.policy_type) }) }))
  .refine((fields) => !("policy_type" in fields) || POLICY_TYPES.includes(String(fields.policy_type)), {
    path: ["policy_type"],
    message: `must be one of ${POLICY_TYPES.join(", ")}`,
  });

/** The parameters of the REST operations, where the policy's own fields are not in `settings`. */
const restArgs = ({
  name: named,
  on_securable_type,
  on_securable_fullname,
  update_mask: _,
  ...fields
}: Readonly<Record<string, unknown>>) => [
  { securable_type: on_securable_type, full_name: on_securable_fullname, name: named, settings: fields },
];

export const createAbacPolicy = dataPolicies.tool({
  name: "create_abac_policy",
  title: "Create an ABAC policy",
  description: "Creates an ABAC policy on a catalog, schema or table.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    ...place,
    name,
    settings: settings.describe("PolicyInfo: policy_type, to_principals, match_columns, row_filter or column_mask, …"),
  }),
  aliases: placeAliases,
  output: policyView.schema,
  alsoCovers: [{ operation: "policies.createPolicy", args: restArgs }],
  affects: (args, ctx) => policyFacts(ctx, "Create", args, settingsOf(args.settings)),
  async run(ctx, { name: named, settings: fields, ...of }) {
    const own = placeOf(of);
    const made = { for_securable_type: "TABLE", ...fields, ...own, name: named };
    return policyView(await api.createAbacPolicy(ctx.client, made), own);
  },
});

export const updateAbacPolicy = dataPolicies.tool({
  name: "update_abac_policy",
  title: "Change an ABAC policy",
  description: "Changes fields of an ABAC policy; null clears one.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...place,
    name,
    settings: settings.refine(hasFields, NO_CHANGE).describe("Fields to change"),
  }),
  aliases: placeAliases,
  output: policyView.schema,
  alsoCovers: [{ operation: "policies.updatePolicy", args: restArgs }],
  async affects(args, ctx) {
    const now = await api.getAbacPolicy(ctx.client, { ...placeOf(args), name: args.name });
    return policyFacts(ctx, "Change", args, [
      ...settingsOf(args.settings),
      ...resetFields(now, args.settings),
      ...lostEntries(now, args.settings),
    ]);
  },
  async run(ctx, { name: named, settings: fields, ...of }) {
    const own = placeOf(of);
    return policyView(await api.updateAbacPolicy(ctx.client, { ...own, name: named }, fields), own);
  },
});

export const deleteAbacPolicy = dataPolicies.tool({
  name: "delete_abac_policy",
  title: "Delete an ABAC policy",
  description: "Deletes an ABAC policy.",
  access: "destructive",
  input: z.strictObject({ ...place, name }),
  aliases: placeAliases,
  output: z.object({ name: z.string(), deleted: z.literal(true) }),
  covers: "policies.deletePolicy",
  async affects(args, ctx) {
    const now = await api.getAbacPolicy(ctx.client, { ...placeOf(args), name: args.name });
    const { name: _, on_securable_type: __, on_securable_fullname: ___, ...fields } = now;
    const kept = [
      "policy_type",
      "to_principals",
      "except_principals",
      "when_condition",
      "match_columns",
      "row_filter",
      "column_mask",
      "grant",
      "deny",
    ];
    const had = Object.fromEntries(Object.entries(fields).filter(([field]) => kept.includes(field)));
    return policyFacts(ctx, "Delete", args, [
      {
        reason: "others",
        text: say`Rows and values that it hides become visible to everyone who can read the tables.`,
      },
      { reason: "loss", text: say`Its definition is permanently lost: ${JSON.stringify(compact(had))}` },
    ]);
  },
  async run(ctx, { name: named, ...of }) {
    await api.deleteAbacPolicy(ctx.client, { ...placeOf(of), name: named });
    return { name: named, deleted: true as const };
  },
});

const settingsOf = (fields: Readonly<Record<string, unknown>>): Consequence[] =>
  Object.keys(fields).flatMap((field) => (fields[field] === null ? [] : settingOf(fields, field, "others")));

/** The policy and everything it applies to, with the code of its function. */
async function policyFacts(
  ctx: Context,
  effect: string,
  {
    name: named,
    securable_type,
    full_name,
    settings: fields = {},
  }: Place & { name: string; settings?: Readonly<Record<string, unknown>> },
  consequences: readonly Consequence[],
): Promise<CallFacts> {
  const code = await functionCode(ctx, nameOfFunction(fields.row_filter) ?? nameOfFunction(fields.column_mask));
  return {
    effect,
    objects: [
      {
        kind: "ABAC policy",
        name: named,
        matches: [full_name],
        contents: contentsOf(securable_type),
        details: { [securable_type]: full_name },
      },
    ],
    consequences,
    ...(code && { code }),
  };
}

const nameOfFunction = (does: unknown): string | undefined =>
  typeof does === "object" && does !== null && "function_name" in does && typeof does.function_name === "string"
    ? does.function_name
    : undefined;
