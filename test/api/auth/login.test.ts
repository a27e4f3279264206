import { describe, expect, test } from "vitest";
import { resolveLogin } from "../../../src/api/auth/login.ts";

const FILE = `
[DEFAULT]
host = https://adb-1.2.azuredatabricks.net
token = dapi-default

[dev]
host = dbc-9.cloud.databricks.com
token = dapi-dev
cluster_id = 0101-dev
warehouse_id = wh-dev

[m2m]
host = https://dbc-9.cloud.databricks.com
client_id = 8f2c

[empty]
`;

type Options = Partial<Record<"host" | "token" | "clusterId" | "warehouseId" | "profile" | "configFile", string>> & {
  /** Options given as flags. */
  flags?: readonly ("host" | "profile")[];
};

const GIVEN = {
  host: ["host", "DATABRICKS_HOST"],
  token: ["token", "DATABRICKS_TOKEN"],
  clusterId: ["cluster_id", "DATABRICKS_CLUSTER_ID"],
  warehouseId: ["warehouse_id", "DATABRICKS_WAREHOUSE_ID"],
} as const;

async function resolve(
  options: Options,
  files: Record<string, string> = { "/home/ana/.databrickscfg": FILE },
  env: Record<string, string> = {},
) {
  const reads: string[] = [];
  const read = (path: string) => {
    reads.push(path);
    return files[path];
  };
  const given = Object.fromEntries(
    Object.entries(GIVEN).flatMap(([option, [key, source]]) => {
      const value = options[option as keyof typeof GIVEN];
      const byFlag = option === "host" && options.flags?.includes(option);
      return value === undefined ? [] : [[key, byFlag ? { value, source: "--host", byFlag } : { value, source }]];
    }),
  );
  const result = await resolveLogin(
    {
      given,
      profile: options.profile,
      profileByFlag: options.flags?.includes("profile") ?? false,
      configFile: options.configFile,
      insecureLoopback: false,
      hostSuffixes: undefined,
      userAgent: "test/1",
    },
    { env, home: "/home/ana", platform: "linux", read, program: () => undefined },
  );
  return { reads, result };
}

async function login(options: Options, files?: Record<string, string>, env?: Record<string, string>) {
  const { result, reads } = await resolve(options, files, env);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  const { host, credentials, signIn, clusterId, warehouseId } = result.login;
  const headers = await credentials.headers();
  const { method } = signIn;
  return {
    host,
    token: headers.authorization,
    headers,
    source: credentials.source,
    method,
    clusterId,
    warehouseId,
    reads,
  };
}

async function problems(options: Options, files?: Record<string, string>, env?: Record<string, string>) {
  const { result } = await resolve(options, files, env);
  if (result.ok) throw new Error("expected problems");
  return result.problems;
}

const HOST = "https://adb-7.8.azuredatabricks.net";

describe("where a login comes from", () => {
  test("the environment alone: the file is not read", async () => {
    expect(await login({ host: HOST, token: "dapi-env" })).toEqual({
      host: HOST,
      token: "Bearer dapi-env",
      headers: { authorization: "Bearer dapi-env" },
      method: "pat",
      source: "DATABRICKS_TOKEN",
      clusterId: undefined,
      warehouseId: undefined,
      reads: [],
    });
  });

  test("nothing set: DEFAULT of the file in the home directory", async () => {
    expect(await login({})).toMatchObject({
      host: "https://adb-1.2.azuredatabricks.net",
      token: "Bearer dapi-default",
      source: "profile DEFAULT",
      reads: ["/home/ana/.databrickscfg"],
    });
  });

  test("default_profile of [__settings__] takes precedence over DEFAULT", async () => {
    const file = `${FILE}\n[__settings__]\ndefault_profile = dev\n`;
    expect(await login({}, { "/home/ana/.databrickscfg": file })).toMatchObject({ source: "profile dev" });
  });

  test("a named profile, with its compute, from another file", async () => {
    expect(await login({ profile: "dev", configFile: "~/x.cfg" }, { "/home/ana/x.cfg": FILE })).toMatchObject({
      host: "https://dbc-9.cloud.databricks.com",
      token: "Bearer dapi-dev",
      clusterId: "0101-dev",
      warehouseId: "wh-dev",
    });
  });

  test("a set value is never overwritten by the profile", async () => {
    const options = { profile: "dev", token: "dapi-env", warehouseId: "wh-env" };
    expect(await login(options)).toMatchObject({
      source: "DATABRICKS_TOKEN",
      clusterId: "0101-dev",
      warehouseId: "wh-env",
    });
  });
});

describe("a profile and an environment that differ", () => {
  const other = { host: HOST, token: "dapi-env", clusterId: "0101-env" };
  const notesOf = async (options: Options) => {
    const { result } = await resolve(options);
    return result.ok ? result.login.notes : result.problems;
  };

  test("a profile named by a flag takes precedence, and the start says what is ignored", async () => {
    const options = { ...other, profile: "dev", flags: ["profile"] } as const;
    expect(await login(options)).toMatchObject({
      host: "https://dbc-9.cloud.databricks.com",
      token: "Bearer dapi-dev",
      source: "profile dev",
      clusterId: "0101-dev",
    });
    expect(await notesOf(options)).toEqual([
      "DATABRICKS_HOST, DATABRICKS_TOKEN, DATABRICKS_CLUSTER_ID are ignored, because --profile dev takes precedence.",
    ]);
  });

  test("a token of the environment is never sent to the workspace of that profile", async () => {
    const files = { "/home/ana/.databrickscfg": "[bare]\nhost = https://dbc-9.cloud.databricks.com\n" };
    const bare = { profile: "bare", flags: ["profile"] } as const;
    expect(await problems({ ...other, ...bare }, files)).toEqual([expect.stringMatching(/has neither a token/)]);
    // Without a host of its own, the environment's token is meant for the profile.
    expect(await login({ token: "dapi-env", ...bare }, files)).toMatchObject({ token: "Bearer dapi-env" });
    const m2m = await resolve({ token: "dapi-env", profile: "m2m", flags: ["profile"] });
    expect(m2m.result).toMatchObject({ ok: false, problems: [expect.stringMatching(/oauth-m2m cannot be used/)] });
  });

  test("a host given as a flag takes precedence over the profile", async () => {
    const flags = ["host", "profile"] as const;
    expect(await problems({ host: HOST, profile: "dev", flags })).toEqual([
      expect.stringMatching(/^--host and profile dev name different workspaces/),
    ]);
    expect(await problems({ host: "nonsense", token: "dapi", flags })).toEqual([
      expect.stringMatching(/^The host from --host /),
    ]);
  });

  test("a profile named by a variable comes last, as in the official SDKs, and the start says so", async () => {
    const options = { token: "dapi-env", profile: "dev" };
    expect(await login(options)).toMatchObject({ token: "Bearer dapi-env" });
    expect(await notesOf(options)).toEqual([
      "DATABRICKS_TOKEN takes precedence over the profile dev. Use --profile dev to use the profile alone.",
    ]);
    expect(await notesOf({ profile: "dev" })).toEqual([]);
  });
});

describe("files as the Databricks CLI writes them", () => {
  const of = (text: string) => ({ "/home/ana/.databrickscfg": text });
  const only = `[only]\nhost = ${HOST}\ntoken = dapi-only\n`;

  test.each([
    ["a single profile without DEFAULT", only],
    ["an empty DEFAULT and a single profile", `[DEFAULT]\n; The profile defined in the DEFAULT section\n\n${only}`],
  ])("%s is used", async (_, text) => {
    expect(await login({}, of(text))).toMatchObject({ host: HOST, source: "profile only" });
  });

  test("default_profile = __settings__ names no profile", async () => {
    const text = `[__settings__]\ndefault_profile = __settings__\n[DEFAULT]\nhost = ${HOST}\ntoken = dapi-d\n`;
    expect(await login({}, of(text))).toMatchObject({ source: "profile DEFAULT" });
  });

  test("several profiles without DEFAULT are listed", async () => {
    expect(await problems({}, of(`${only}[two]\nhost = ${HOST}\ntoken = dapi-2\n`))).toEqual([
      expect.stringMatching(/has no DEFAULT profile and contains only, two\. Name one with --profile/),
    ]);
  });

  test("an auth_type that hides the profile's token is named", async () => {
    const text = `[p]\nhost = ${HOST}\ntoken = dapi-p\nauth_type = oauth-m2m\n`;
    const [problem = ""] = await problems({ profile: "p" }, of(text));
    expect(problem).toMatch(/^The profile p sets auth_type oauth-m2m\..* Change it, or remove auth_type\.$/);
  });

  test("the line break at the end of a mounted secret is not part of it", async () => {
    expect(await login({ host: HOST, token: "dapi-env\r\n" })).toMatchObject({ token: "Bearer dapi-env" });
  });

  test("the account console is not a workspace", async () => {
    expect(await problems({ host: "https://accounts.cloud.databricks.com", token: "dapi" })).toEqual([
      expect.stringMatching(/^DATABRICKS_HOST is https:\/\/accounts\.cloud\.databricks\.com, the account console\./),
    ]);
  });
});

describe("problems of a login", () => {
  test("nothing configured", async () => {
    expect(await problems({}, {})).toEqual([
      expect.stringMatching(/^No workspace is configured\. Set DATABRICKS_HOST/),
    ]);
  });

  test("only a host or only a token", async () => {
    expect(await problems({ host: HOST })).toEqual([expect.stringMatching(/^DATABRICKS_TOKEN is not set/)]);
    expect(await problems({ token: "dapi" })).toEqual([expect.stringMatching(/^DATABRICKS_HOST is not set/)]);
  });

  test("a missing, empty or unreadable profile, with the names of those that exist", async () => {
    expect(await problems({ profile: "prod" })).toEqual([
      expect.stringMatching(/prod does not exist in .*DEFAULT, dev, m2m\./),
    ]);
    expect(await problems({ profile: "empty" })).toEqual([expect.stringMatching(/empty is empty in/)]);
    expect(await problems({ profile: "dev" }, {})).toEqual([
      expect.stringMatching(/^The profile \w+ cannot be read from \/home\/ana\/\.databrickscfg\./),
    ]);
    const dangling = { "/home/ana/.databrickscfg": "[__settings__]\ndefault_profile = gone\n[a]\nhost = x\n" };
    expect(await problems({}, dangling)).toEqual([
      expect.stringMatching(/gone does not exist in .*The file contains a\./),
    ]);
  });

  test("a profile with an incomplete login reports which part is missing", async () => {
    expect(await problems({ profile: "m2m" })).toEqual([
      expect.stringMatching(/profile m2m has neither a token .*oauth-m2m/),
    ]);
  });

  test("problems of host and token are both reported", async () => {
    expect(await problems({ host: "https://evil.example", token: "two words" })).toHaveLength(2);
  });

  test("a profile's token is not sent to the host of the environment", async () => {
    expect(await problems({ host: HOST, profile: "dev" })).toEqual([
      expect.stringMatching(/name different workspaces/),
    ]);
  });

  test("the same host in another spelling is the same workspace", async () => {
    const same = { host: "https://dbc-9.cloud.databricks.com/?o=1", profile: "dev" };
    expect(await login(same)).toMatchObject({ token: "Bearer dapi-dev" });
  });

  test.each(["a b", "a\r\nb", "dapi\u2014x"])("A07 token %j is refused and not repeated", async (token) => {
    const told = await problems({ host: HOST, token });
    expect(told).toEqual([expect.stringMatching(/^DATABRICKS_TOKEN: the token contains/)]);
    expect(told.join()).not.toContain(token.trim());
    expect(
      await problems({ profile: "p" }, { "/home/ana/.databrickscfg": `[p]\nhost=${HOST}\ntoken=a b\n` }),
    ).toHaveLength(1);
  });

  test.each([
    "http://adb-1.2.azuredatabricks.net",
    "https://user:canary@adb-1.2.azuredatabricks.net",
    "https://adb-1.2.azuredatabricks.net.evil.example",
    "https://adb-1.2.azuredatabricks.net@evil.example",
    "https://adb-1.2.azuredatabricks.net:8443",
    "https://0x7f000001",
    "file:///etc/passwd",
    "//evil.example",
  ])("X06 host %s is refused", async (host) => {
    const told = await problems({ host, token: "dapi" });
    expect(told).toEqual([expect.stringMatching(/^The host from DATABRICKS_HOST (is|must) /)]);
    expect(told.join()).not.toContain("canary");
  });
});
