import { describe, expect, test } from "vitest";
import { nearest } from "../src/config/nearest.ts";
import { type ConfigSource, OPTIONS, parseConfig, secretsOf } from "../src/config.ts";

const known = { toolsets: ["clusters", "commands", "sql"], tools: ["list_clusters", "execute_sql"] };
const parse = (argv: string[] = [], env: ConfigSource["env"] = {}) =>
  parseConfig({ argv, env, name: "mcp-server-databricks", version: "1.2.3", known });

function config(argv: string[] = [], env: ConfigSource["env"] = {}) {
  const parsed = parse(argv, env);
  if (parsed.kind !== "config") throw new Error(JSON.stringify(parsed));
  return parsed.config;
}

function problems(argv: string[] = [], env: ConfigSource["env"] = {}) {
  const parsed = parse(argv, env);
  if (parsed.kind !== "problems") throw new Error(JSON.stringify(parsed));
  return parsed.problems;
}

describe("commands", () => {
  test("are the first word, and serving needs none", () => {
    expect(parse([])).toMatchObject({ kind: "config", command: "serve" });
    expect(parse(["--sandbox"])).toMatchObject({ command: "serve", config: { sandbox: true } });
    expect(parse(["doctor", "--json", "--sandbox"])).toMatchObject({ command: "doctor", config: { json: true } });
    expect(parse(["login", "--profile", "dev", "--host", "https://h"])).toMatchObject({
      command: "login",
      config: { profile: "dev", host: "https://h" },
    });
    expect(parse(["logout"])).toMatchObject({ command: "logout" });
  });

  test("one that is none is told by its place, with the one it is near to", () => {
    expect(problems(["doctr"])).toEqual([expect.stringMatching(/^Argument 1 .*Did you mean doctor\?/)]);
    expect(problems(["login", "my-secret"])).toEqual([expect.stringMatching(/^Argument 2 (?!.*my-secret)/)]);
    expect(problems(["--sandbox", "doctor"])).toEqual([expect.stringMatching(/^Argument 2 /)]);
  });

  test("--json is doctor's alone", () => {
    expect(problems(["--json"])).toEqual([expect.stringContaining("works only with doctor")]);
    expect(problems(["login", "--json"])).toHaveLength(1);
  });

  test("--help lists them", () => {
    const help = parse(["doctor", "--help"]);
    expect(help.kind === "print" && help.text).toMatch(/Commands:\n {2}login .*\n.* {2}logout .*\n {2}doctor /s);
  });
});

describe("defaults and sources", () => {
  test("nothing set gives the documented defaults", () => {
    expect(config()).toMatchObject({
      access: "destructive",
      confirm: "ask",
      sandbox: false,
      stateless: false,
      insecureLoopback: false,
      waitBudget: 45,
      outputBudget: 10_000,
      logLevel: "info",
      http: undefined,
      toolsets: undefined,
      token: undefined,
    });
  });

  test("flags are read in both forms, and switches alone", () => {
    expect(config(["--access=read", "--toolsets", "sql, clusters,sql", "--sandbox"])).toMatchObject({
      access: "read",
      toolsets: ["sql", "clusters"],
      sandbox: true,
    });
  });

  test("every flag has a variable, and the flag wins", () => {
    expect(config([], { MCP_DATABRICKS_ACCESS: "read", MCP_DATABRICKS_WAIT_BUDGET: "5" })).toMatchObject({
      access: "read",
      waitBudget: 5,
    });
    expect(config(["--access", "write"], { MCP_DATABRICKS_ACCESS: "read" }).access).toBe("write");
    expect(config(["--sandbox=false"], { MCP_DATABRICKS_SANDBOX: "true" }).sandbox).toBe(false);
  });

  test("an empty variable and an unfilled placeholder are no value", () => {
    const env = { DATABRICKS_HOST: "", DATABRICKS_TOKEN: `\${user_config.token}`, MCP_DATABRICKS_ACCESS: " " };
    expect(config([], env)).toMatchObject({ host: undefined, token: undefined, access: "destructive" });
  });

  test("the platform's own variables are read", () => {
    const env = {
      DATABRICKS_HOST: "https://h",
      DATABRICKS_TOKEN: "t",
      DATABRICKS_CONFIG_PROFILE: "dev",
      DATABRICKS_CONFIG_FILE: "/f",
      DATABRICKS_CLUSTER_ID: "c",
      DATABRICKS_WAREHOUSE_ID: "w",
    };
    expect(config([], env)).toMatchObject({
      host: "https://h",
      token: "t",
      profile: "dev",
      configFile: "/f",
      clusterId: "c",
      warehouseId: "w",
    });
    expect(config(["--profile", "prod"], env).profile).toBe("prod");
  });

  test("the token is the secret, and no flag carries it", () => {
    expect(secretsOf(config([], { DATABRICKS_TOKEN: "dapi-secret" }))).toEqual(["dapi-secret"]);
    expect(secretsOf(config())).toEqual([]);
    for (const option of Object.values(OPTIONS)) if ("secret" in option) expect(option.flag).toBeUndefined();
  });
});

describe("--export-dir", () => {
  test.each(["/home/me/exports", "C:\\exports", "c:/exports", "\\\\server\\share"])("takes %s", (path) => {
    expect(config(["--export-dir", path]).exportDir).toBe(path);
    expect(config([], { MCP_DATABRICKS_EXPORT_DIR: path }).exportDir).toBe(path);
  });

  test.each([
    ["~/exports", "takes an absolute path; write out what ~ stands for"],
    ["exports", "takes an absolute path, for example"],
    ["./exports", "takes an absolute path, for example"],
    ["../x", "takes an absolute path, for example"],
  ])("refuses %s", (path, reason) => {
    expect(problems(["--export-dir", path])).toEqual([expect.stringContaining(reason)]);
  });

  test("works over stdio alone", () => {
    expect(problems(["--export-dir", "/x", "--http", "8080"])).toEqual([
      "--export-dir (MCP_DATABRICKS_EXPORT_DIR) works only over stdio: leave out --http (MCP_DATABRICKS_HTTP), or the directory.",
    ]);
  });
});

describe("--http", () => {
  test.each([
    ["8080", { hostname: "127.0.0.1", port: 8080 }],
    ["localhost:0", { hostname: "localhost", port: 0 }],
    ["[::1]:9000", { hostname: "::1", port: 9000 }],
    ["127.0.0.2:1", { hostname: "127.0.0.2", port: 1 }],
  ])("%s", (text, http) => expect(config(["--http", text]).http).toEqual(http));

  test.each(["0.0.0.0:8080", "192.168.1.4:80", "example.com:80", "[::]:80", "127.0.0.1.evil.com:80"])(
    "%s is not loopback",
    (text) => expect(problems(["--http", text])).toEqual([expect.stringMatching(/^--http .*loopback address/)]),
  );

  test.each(["", "abc", "70000", "::1:80", "127.0.0.1", "http://127.0.0.1:80"])("%j is no endpoint", (text) =>
    expect(problems([`--http=${text}`])).toHaveLength(1),
  );
});

describe("problems", () => {
  test("all are told at once, each with what mends it", () => {
    const told = problems(["--acess", "read", "--confirm", "maybe", "--toolsets", "cluster"], {
      MCP_DATABRICKS_WAIT_BUDGET: "soon",
      MCP_DATABRICKS_TOOLS: "list_cluster",
    });
    expect(told).toEqual([
      "Unknown option --acess. Did you mean --access? See --help.",
      "--confirm (MCP_DATABRICKS_CONFIRM) takes one of: ask, never.",
      "--wait-budget (MCP_DATABRICKS_WAIT_BUDGET) takes a whole number of seconds from 0 to 600.",
      '--toolsets (MCP_DATABRICKS_TOOLSETS): unknown toolset "cluster". Did you mean clusters?',
      '--tools (MCP_DATABRICKS_TOOLS): unknown tool "list_cluster". Did you mean list_clusters?',
    ]);
  });

  test("a slip in one of our variables is an error, other people's variables are not", () => {
    expect(problems([], { MCP_DATABRICKS_ACESS: "read", PATH: "/bin", DATABRICKS_FOO: "x" })).toEqual([
      "Unknown variable MCP_DATABRICKS_ACESS. Did you mean MCP_DATABRICKS_ACCESS? See --help.",
    ]);
  });

  test("a value that stands alone is never repeated: it may be a token", () => {
    const told = problems([
      "dapi0123456789abcdef",
      "--token=dapi0123456789abcdef",
      "--nonsense",
      "dapi0123456789abcdef",
    ]);
    expect(told).toHaveLength(3);
    expect(told.join("\n")).not.toContain("dapi");
  });

  test("X13 an option that is no word is told by its place, not repeated", () => {
    expect(problems(["--sandbox", "--\u001b[31mred"])).toEqual(["Unknown option at argument 2. See --help."]);
  });

  test("a missing value, a repeated option and a value for a switch", () => {
    expect(problems(["--tools", "--access"])).toEqual([
      "--tools needs a value: --tools x,y.",
      "--access needs a value: --access level.",
    ]);
    expect(problems(["--access", "read", "--access", "destructive"])).toEqual([
      "--access is given twice; give it once.",
    ]);
    expect(problems(["--sandbox=maybe"])).toEqual(["--sandbox (MCP_DATABRICKS_SANDBOX) takes true or false."]);
  });

  test("HTTP options without --http", () => {
    expect(problems(["--stateless", "--allowed-hosts", "a.example"])).toHaveLength(2);
    expect(config(["--stateless", "--http", "0"]).stateless).toBe(true);
  });

  test("suffixes need two labels and come back dotted", () => {
    expect(config(["--host-suffixes", "Databricks.Example.com"]).hostSuffixes).toEqual([".databricks.example.com"]);
    expect(problems(["--storage-hosts", ".com"])).toHaveLength(1);
  });

  test("what could be read is still there for further checks", () => {
    const parsed = parse(["--nonsense"], { DATABRICKS_HOST: "https://h" });
    expect(parsed).toMatchObject({ kind: "problems", config: { host: "https://h", access: "destructive" } });
  });
});

describe("--help and --version", () => {
  test("win over everything else", () => {
    expect(parse(["--bad", "--version"])).toEqual({ kind: "print", text: "1.2.3\n" });
    expect(parse(["--bad", "-h"])).toMatchObject({ kind: "print" });
  });

  test("help names every flag and variable in lines a terminal holds", () => {
    const parsed = parse(["--help"]);
    if (parsed.kind !== "print") throw new Error("no help");
    for (const option of Object.values(OPTIONS)) {
      expect(parsed.text).toContain(option.env);
      if (option.flag) expect(parsed.text).toContain(`--${option.flag}`);
    }
    for (const line of parsed.text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(parsed.text).toContain("clusters, commands, sql");
  });

  test("every default is a value its own reader accepts, every choice too", () => {
    for (const { read, default: fallback, choices } of Object.values(OPTIONS)) {
      for (const value of [fallback, ...(choices ?? [])]) {
        if (value !== undefined) expect(read.safeParse(value).success).toBe(true);
      }
    }
  });
});

test("the nearest name is near, or none", () => {
  expect(nearest("list_clutsers", ["list_clusters", "get_cluster"])).toBe("list_clusters");
  expect(nearest("SQL", ["sql"])).toBe("sql");
  expect(nearest("completely_else", ["sql", "clusters"])).toBeUndefined();
  expect(nearest("x".repeat(1_000_000), ["sql"])).toBeUndefined();
});
