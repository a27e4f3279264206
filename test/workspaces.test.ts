import { describe, expect, test } from "vitest";
import { entriesByKind, resolveWorkspaces } from "../src/cli/workspaces.ts";
import { type Config, parseConfig } from "../src/config.ts";

const FILE = `
[dev]
host = https://dbc-dev.cloud.databricks.com
token = dapi00000000000000000000000000000001
warehouse_id = wh-dev

[live]
host = adb-5.6.azuredatabricks.net
token = dapi00000000000000000000000000000002

[account]
host = https://accounts.cloud.databricks.com
account_id = 0c1d-2e3f
token = dapi00000000000000000000000000000003

[console]
host = https://accounts.cloud.databricks.com
token = dapi00000000000000000000000000000004
`;
const file = {
  env: { ARM_CLIENT_ID: "not-theirs", DATABRICKS_CLIENT_ID: "not-theirs" },
  home: "/home/ana",
  platform: "linux" as const,
  userAgent: "test/1",
  read: (path: string) => (path === "/home/ana/.databrickscfg" ? FILE : undefined),
  program: () => undefined,
};

const parse = (argv: string[], env: Record<string, string> = {}) =>
  parseConfig({ argv, env, name: "x", version: "1", known: { toolsets: [], tools: [] } });
const config = (argv: string[], env: Record<string, string> = {}): Config => {
  const parsed = parse(argv, env);
  if (parsed.kind !== "config") throw new Error(JSON.stringify(parsed));
  return parsed.config;
};
const problems = (argv: string[], env: Record<string, string> = {}) => {
  const parsed = parse(argv, env);
  return parsed.kind === "problems" ? parsed.problems : [];
};

describe("--workspaces", () => {
  test("accepts name, profile and access; the profile defaults to the name", () => {
    expect(config(["--workspaces", "dev,prod=live:read"]).workspaces).toEqual([
      { name: "dev", profile: "dev", access: undefined },
      { name: "prod", profile: "live", access: "read" },
    ]);
  });

  test.each(["dev,dev=live", "de v", "dev:admin", "=live", "dev="])("%s is refused without being repeated", (value) => {
    const [problem = "", ...more] = problems(["--workspaces", value]);
    expect(more).toEqual([]);
    expect(problem).toMatch(
      /^--workspaces \(MCP_DATABRICKS_WORKSPACES\) (must be a list of name\[=profile\]\[:access\]|contains a workspace twice)/,
    );
    expect(problem).not.toContain(value);
  });

  test("cannot be combined with other settings of a workspace", () => {
    expect(problems(["--workspaces", "dev", "--profile", "live"], { DATABRICKS_HOST: "https://h" })).toEqual([
      expect.stringContaining("and --profile (DATABRICKS_CONFIG_PROFILE) cannot be combined"),
      expect.stringMatching(/DATABRICKS_HOST\)? cannot be combined/),
    ]);
  });

  test("a workspace cannot have more access than the server", () => {
    expect(problems(["--workspaces", "dev:destructive", "--access", "write"])).toEqual([
      expect.stringContaining("gives dev more access than --access (MCP_DATABRICKS_ACCESS) write allows"),
    ]);
  });
});

describe("logins of several workspaces", () => {
  test("each workspace uses its own profile, compute and access level", async () => {
    const result = await resolveWorkspaces(config(["--workspaces", "dev,prod=live:read"]), file);
    expect(result).toMatchObject({
      ok: true,
      workspaces: [
        {
          name: "dev",
          access: undefined,
          login: { host: "https://dbc-dev.cloud.databricks.com", warehouseId: "wh-dev" },
        },
        {
          name: "prod",
          access: "read",
          login: { host: "https://adb-5.6.azuredatabricks.net", warehouseId: undefined },
        },
      ],
    });
  });

  test("all problems of all workspaces are reported together, with the workspace's name", async () => {
    const result = await resolveWorkspaces(config(["--workspaces", "dev,a=none,b=nowhere"]), file);
    expect(result).toMatchObject({
      ok: false,
      problems: [
        expect.stringMatching(/^Workspace a: The profile none does not exist.*dev, live/),
        expect.stringMatching(/^Workspace b: The profile nowhere does not exist/),
      ],
    });
  });

  test("an entry may be an account, after a workspace", async () => {
    const result = await resolveWorkspaces(config(["--workspaces", "dev,acct=account"]), file);
    expect(result).toMatchObject({
      ok: true,
      workspaces: [
        { name: "dev", login: { accountId: undefined } },
        { name: "acct", login: { host: "https://accounts.cloud.databricks.com", accountId: "0c1d-2e3f" } },
      ],
    });
    if (!result.ok) throw new Error("unreachable");
    expect(entriesByKind(result.workspaces)).toEqual({ workspaces: ["dev"], accounts: ["acct"] });
    expect(await resolveWorkspaces(config(["--workspaces", "acct=account,dev"]), file)).toEqual({
      ok: false,
      problems: ["The first entry of --workspaces, acct, is an account. Name a workspace first."],
    });
  });

  test("an account without its id is refused", async () => {
    expect(await resolveWorkspaces(config(["--workspaces", "dev,acct=console"]), file)).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^Workspace acct: .*the account console\. Add the account_id to the profile\.$/),
      ],
    });
  });
});
