import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { openTools } from "./open-tools.ts";
import { python } from "./python.ts";

// The official Python SDK and this server's tools in turn on the same objects: a tool creates, the SDK lists, gets and
// changes, a tool reads the change and deletes, and the SDK finds nothing. `npm run test:peers -- agreement`

type Fields = Readonly<Record<string, unknown>>;
interface Call {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

/** How one service is used with the tools. */
interface Agreed {
  readonly service: string;
  readonly create: Call;
  /** The name or id that both know the object by. */
  key(made: Fields): string;
  /** Fields that the SDK must find after the creation. */
  readonly made: Fields;
  read(key: string): Call;
  /** The SDK's change, as the tool shows it. */
  readonly changed: RegExp;
  delete(key: string): Call;
}

const BY_SDK = /by the SDK/;
const place = { securable_type: "schema", full_name: "main.sales" };
const named =
  (tool: string, more: Fields = {}) =>
  (name: string): Call => ({ tool, args: { ...more, name } });
const CUSTOMERS = "main.sales.customers";

const SERVICES: readonly Agreed[] = [
  {
    service: "share",
    create: { tool: "create_share", args: { name: "agreed", comment: "by a tool" } },
    key: () => "agreed",
    made: { name: "agreed", comment: "by a tool" },
    read: named("get_share"),
    changed: BY_SDK,
    delete: named("delete_share"),
  },
  {
    service: "recipient",
    create: { tool: "create_recipient", args: { name: "agreed", authentication_type: "TOKEN" } },
    key: () => "agreed",
    made: { name: "agreed", authentication_type: "TOKEN" },
    read: named("get_recipient"),
    changed: BY_SDK,
    delete: named("delete_recipient"),
  },
  {
    service: "abac policy",
    create: {
      tool: "create_abac_policy",
      args: {
        ...place,
        name: "agreed",
        settings: {
          policy_type: "POLICY_TYPE_ROW_FILTER",
          to_principals: ["account users"],
          row_filter: { function_name: "main.sales.only_eu" },
        },
      },
    },
    key: () => "agreed",
    made: { name: "agreed", to_principals: ["account users"], for_securable_type: "TABLE" },
    read: () => ({ tool: "list_abac_policies", args: place }),
    changed: BY_SDK,
    delete: named("delete_abac_policy", place),
  },
  {
    service: "tag policy",
    create: { tool: "set_tag_policy", args: { tag_key: "agreed", values: ["low"] } },
    key: () => "agreed",
    made: { tag_key: "agreed", values: [{ name: "low" }] },
    read: () => ({ tool: "list_tag_policies", args: {} }),
    changed: BY_SDK,
    delete: (tag_key) => ({ tool: "delete_tag_policy", args: { tag_key } }),
  },
  {
    service: "quality monitor",
    create: { tool: "create_quality_monitor", args: { full_name: CUSTOMERS } },
    key: () => CUSTOMERS,
    made: { object_type: "table" },
    read: (full_name) => ({ tool: "get_quality_monitor", args: { full_name } }),
    changed: /"slicing_exprs":\["country"\]/,
    delete: (full_name) => ({ tool: "delete_quality_monitor", args: { full_name } }),
  },
  {
    service: "budget",
    create: {
      tool: "create_budget",
      args: { display_name: "agreed", settings: { alert_configurations: [{ quantity_threshold: "500" }] } },
    },
    key: ({ budget_id }) => String(budget_id),
    made: { display_name: "agreed" },
    read: () => ({ tool: "list_budgets", args: {} }),
    changed: BY_SDK,
    delete: (budget_id) => ({ tool: "delete_budget", args: { budget_id } }),
  },
  {
    service: "budget policy",
    create: {
      tool: "create_budget_policy",
      args: { policy_name: "agreed", settings: { custom_tags: [{ key: "team", value: "a" }] } },
    },
    key: ({ policy_id }) => String(policy_id),
    made: { policy_name: "agreed", custom_tags: [{ key: "team", value: "a" }] },
    read: () => ({ tool: "list_budget_policies", args: {} }),
    changed: BY_SDK,
    delete: (policy_id) => ({ tool: "delete_budget_policy", args: { policy_id } }),
  },
  {
    service: "lakebase project",
    create: { tool: "create_database_project", args: { project_id: "agreed", spec: { display_name: "by a tool" } } },
    key: ({ project_id }) => `projects/${project_id}`,
    made: { name: "projects/agreed" },
    read: () => ({ tool: "get_database_project", args: { project_id: "agreed" } }),
    changed: BY_SDK,
    delete: () => ({ tool: "delete_database_project", args: { project_id: "agreed", purge: true } }),
  },
  {
    service: "knowledge assistant",
    create: {
      tool: "create_knowledge_assistant",
      args: {
        display_name: "agreed",
        description: "by a tool",
        sources: [
          { display_name: "m", description: "m", source_type: "files", files: { path: "/Volumes/main/sales/landing" } },
        ],
      },
    },
    key: ({ name }) => String(name),
    made: { display_name: "agreed", description: "by a tool" },
    read: named("get_agent"),
    changed: BY_SDK,
    delete: named("delete_agent"),
  },
  {
    service: "genie space",
    create: {
      tool: "create_genie_space",
      args: { title: "agreed", warehouse_id: "7e083095329f3ca5", tables: [CUSTOMERS], description: "by a tool" },
    },
    key: ({ space_id }) => String(space_id),
    made: { title: "agreed", description: "by a tool" },
    read: (space_id) => ({ tool: "get_genie_space", args: { space_id } }),
    changed: BY_SDK,
    delete: (space_id) => ({ tool: "delete_genie_space", args: { space_id } }),
  },
];

const ACCOUNT_ID = "0d26daa6-5e44-4c97-a497-ef015f91254a";
const answered = z.object({
  result: z.unknown().optional(),
  missing: z.boolean().optional(),
  error: z.string().optional(),
});

/** Returns 0 if they agree, or if the SDK is not available, and 1 otherwise. */
export async function checkAgreement(): Promise<number> {
  const installed = await python();
  if ("problem" in installed) {
    console.log(`Skipped: the official Python SDK is not available. ${installed.problem}`);
    return 0;
  }
  const workspace = await openTools();
  const account = await openTools(ACCOUNT_ID);
  const sdk = spawn(installed.bin("python"), [fileURLToPath(new URL("agreement.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      DATABRICKS_HOST: workspace.sandbox.url,
      DATABRICKS_TOKEN: workspace.sandbox.token,
      DATABRICKS_CONFIG_FILE: "/dev/null",
      ACCOUNT_ID,
      ACCOUNT_HOST: account.sandbox.url,
      ACCOUNT_TOKEN: account.sandbox.token,
    },
  });
  const lines = createInterface({ input: sdk.stdout })[Symbol.asyncIterator]();
  const ask = async (service: string, step: string, key: string) => {
    sdk.stdin.write(`${JSON.stringify({ service, step, key })}\n`);
    const { value } = await lines.next();
    const answer = answered.parse(JSON.parse(String(value)));
    assert.equal(answer.error, undefined);
    return answer;
  };
  let failed = 0;
  for (const agreed of SERVICES) {
    const { service } = agreed;
    const { tools } = service.startsWith("budget") ? account : workspace;
    try {
      const made = await tools.call(agreed.create.tool, agreed.create.args);
      const key = agreed.key(made);
      assert.equal(z.array(z.unknown()).parse((await ask(service, "list", key)).result).length, 1);
      const seen = new Map(
        Object.entries(z.record(z.string(), z.unknown()).parse((await ask(service, "get", key)).result)),
      );
      for (const [field, value] of Object.entries(agreed.made)) assert.deepEqual(seen.get(field), value, field);
      await ask(service, "change", key);
      const read = agreed.read(key);
      assert.match(JSON.stringify(await tools.call(read.tool, read.args)), agreed.changed);
      const gone = agreed.delete(key);
      await tools.call(gone.tool, gone.args);
      assert.equal((await ask(service, "get", key)).missing, true);
      console.log(`ok    ${service}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${service}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  sdk.stdin.end();
  await workspace.close();
  await account.close();
  console.log(
    `${SERVICES.length - failed} of ${SERVICES.length} services: the official Python SDK and the tools agree.`,
  );
  return failed === 0 ? 0 : 1;
}
