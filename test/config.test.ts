import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { COMMAND_NAMES, COMMANDS, type CommandInfo } from "../src/config/commands.ts";
import { nearest } from "../src/config/nearest.ts";
import type { Option } from "../src/config/option.ts";
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

describe("the embedded workspace", () => {
  test("refuses the flags of another workspace, also in setup, and ignores the environment", () => {
    for (const argv of [
      ["--sandbox", "--host", "cursor"],
      ["setup", "--sandbox", "--host", "cursor"],
    ]) {
      expect(problems(argv)).toEqual([expect.stringMatching(/^--sandbox .* and --host .* cannot be combined/)]);
    }
    expect(problems(["--sandbox", "--profile", "dev"])).toHaveLength(1);
    const env = { DATABRICKS_HOST: "https://h", DATABRICKS_CONFIG_PROFILE: "dev" };
    expect(config(["--sandbox"], env).sandbox).toBe(true);
  });
});

describe("commands", () => {
  test("are the first argument; without one the program serves", () => {
    expect(parse([])).toMatchObject({ kind: "config", command: "serve" });
    expect(parse(["--sandbox"])).toMatchObject({ command: "serve", config: { sandbox: true } });
    expect(parse(["doctor", "--json", "--sandbox"])).toMatchObject({ command: "doctor", config: { json: true } });
    expect(parse(["login", "--profile", "dev", "--host", "https://h"])).toMatchObject({
      command: "login",
      config: { profile: "dev", host: "https://h" },
    });
    expect(parse(["logout"])).toMatchObject({ command: "logout" });
  });

  test("an unknown command is reported by its position, with the most similar command", () => {
    expect(problems(["doctr"])).toEqual([
      expect.stringMatching(
        /^Unexpected argument at position 1\. Commands are login, logout, doctor.*Did you mean doctor\?/,
      ),
    ]);
    expect(problems(["login", "my-secret"])).toEqual([
      expect.stringMatching(/^Unexpected argument at position 2\.(?!.*my-secret)/),
    ]);
    expect(problems(["--sandbox", "doctor"])).toEqual([expect.stringMatching(/^Unexpected argument at position 2\./)]);
  });

  test.each(["login", "logout"])("%s is for one profile, and ignores the variable for a server", (command) => {
    expect(problems([command, "--workspaces", "dev,prod"])).toEqual([
      expect.stringMatching(`^--workspaces .* does not work with ${command}\\. Name one profile with --profile\\.$`),
    ]);
    expect(config([command, "--profile", "dev"], { MCP_DATABRICKS_WORKSPACES: "dev,prod" }).profile).toBe("dev");
  });

  test("--json works only with doctor", () => {
    expect(problems(["--json"])).toEqual([expect.stringContaining("works only with doctor")]);
    expect(problems(["login", "--json"])).toHaveLength(1);
  });

  const help = (...argv: string[]) => {
    const printed = parse([...argv, "--help"]);
    return printed.kind === "print" ? printed.text : "";
  };

  test("--help lists them", () => {
    expect(help()).toMatch(/Commands:\n {2}login .*\n.* {2}logout .*\n {2}doctor .*\n {2}setup .*\n {2}completion /s);
  });

  test.each(COMMAND_NAMES)("%s --help shows its usage, its examples and only the options that apply", (name) => {
    const text = help(name);
    expect(text).toMatch(new RegExp(`^Usage: mcp-server-databricks ${name}\\b`));
    const { groups, examples, words } = COMMANDS[name] as CommandInfo;
    for (const [args] of examples) expect(text).toContain(`${name} ${args}`);
    for (const word of words?.choices ?? []) expect(text).toContain(word);
    for (const { flag, group } of Object.values<Option>(OPTIONS)) {
      expect(new RegExp(`^ {2}--${flag}(?![\\w-])`, "m").test(text), `--${flag}`).toBe(
        flag !== undefined && groups.includes(group),
      );
    }
  });

  test.each(COMMAND_NAMES)("the examples of %s are accepted", (name) => {
    for (const [args] of COMMANDS[name].examples) {
      const argv = args.replace("https://<workspace>", "https://h").replace(/ > .*/, "").split(" ");
      expect(parse([name, ...argv])).toMatchObject({ kind: "config", command: name });
    }
  });

  test("words follow a command that takes them", () => {
    expect(parse(["setup", "cursor", "codex", "--yes"])).toMatchObject({
      command: "setup",
      words: ["cursor", "codex"],
      config: { yes: true },
    });
    expect(parse(["setup", "--sandbox", "cursor", "--toolsets", "sql", "codex"])).toMatchObject({
      words: ["cursor", "codex"],
      config: { sandbox: true, toolsets: ["sql"] },
    });
    expect(problems(["setup", "--sandbox", "cursr"])).toEqual([
      expect.stringMatching(/^Unknown host at position 3\. Did you mean cursor\?/),
    ]);
    expect(problems(["setup", "cursr", "--yes"])).toEqual([
      expect.stringMatching(/^Unknown host at position 2\. Did you mean cursor\? One of claude-code, /),
    ]);
    expect(problems(["completion"])).toEqual(["completion requires one shell: bash, zsh, fish."]);
    expect(problems(["completion", "bash", "zsh"])).toEqual(["completion requires one shell: bash, zsh, fish."]);
  });

  test("options of setup work only there, and HTTP does not", () => {
    expect(problems(["--yes", "--undo"])).toEqual([
      "--yes (MCP_DATABRICKS_YES) works only with setup.",
      "--undo (MCP_DATABRICKS_UNDO) works only with setup.",
    ]);
    expect(problems(["setup", "--http", "8080"])).toEqual([
      expect.stringContaining("hosts start the server over stdio"),
    ]);
  });
});

describe("defaults and sources", () => {
  test("without settings the documented defaults apply", () => {
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

  test("flags are accepted in both forms, and switches without a value", () => {
    expect(config(["--access=read", "--toolsets", "sql, clusters,sql", "--sandbox"])).toMatchObject({
      access: "read",
      toolsets: ["sql", "clusters"],
      sandbox: true,
    });
  });

  test("every flag has a variable, and the flag takes precedence", () => {
    expect(config([], { MCP_DATABRICKS_ACCESS: "read", MCP_DATABRICKS_WAIT_BUDGET: "5" })).toMatchObject({
      access: "read",
      waitBudget: 5,
    });
    expect(config(["--access", "write"], { MCP_DATABRICKS_ACCESS: "read" }).access).toBe("write");
    expect(config(["--sandbox=false"], { MCP_DATABRICKS_SANDBOX: "true" }).sandbox).toBe(false);
  });

  test("empty variables and unfilled placeholders do not count as values", () => {
    const env = { DATABRICKS_HOST: "", DATABRICKS_TOKEN: `\${user_config.token}`, MCP_DATABRICKS_ACCESS: " " };
    expect(config([], env)).toMatchObject({ host: undefined, token: undefined, access: "destructive" });
  });

  test("Databricks' own variables are read", () => {
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

  test("the token is a secret and has no flag", () => {
    expect(secretsOf(config([], { DATABRICKS_TOKEN: "dapi-secret" }))).toEqual(["dapi-secret"]);
    expect(secretsOf(config())).toEqual([]);
    for (const option of Object.values(OPTIONS)) if ("secret" in option) expect(option.flag).toBeUndefined();
  });
});

describe("--export-dir", () => {
  test.each(["/home/me/exports", "C:\\exports", "c:/exports", "\\\\server\\share"])("accepts %s", (path) => {
    expect(config(["--export-dir", path]).exportDir).toBe(path);
    expect(config([], { MCP_DATABRICKS_EXPORT_DIR: path }).exportDir).toBe(path);
  });

  test.each([
    ["~/exports", "must be an absolute path; ~ is not expanded"],
    ["exports", "must be an absolute path, for example"],
    ["./exports", "must be an absolute path, for example"],
    ["../x", "must be an absolute path, for example"],
  ])("refuses %s", (path, reason) => {
    expect(problems(["--export-dir", path])).toEqual([expect.stringContaining(reason)]);
  });

  test("works only over stdio", () => {
    expect(problems(["--export-dir", "/x", "--http", "8080"])).toEqual([
      "--export-dir (MCP_DATABRICKS_EXPORT_DIR) works only over stdio: remove it, or --http (MCP_DATABRICKS_HTTP).",
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
    (text) => {
      expect(problems(["--http", text])).toEqual([expect.stringMatching(/^--http .*loopback address/)]);
      const signedIn = ["--auth", "token", "--auth-tokens-file", "/run/tokens"];
      expect(config(["--http", text, ...signedIn]).http?.port).toBeGreaterThan(0);
    },
  );

  test.each(["", "abc", "70000", "::1:80", "127.0.0.1", "http://127.0.0.1:80"])("%j is not an endpoint", (text) =>
    expect(problems([`--http=${text}`])).toHaveLength(1),
  );
});

describe("--auth and what belongs to it", () => {
  const oauth = ["--http", "0.0.0.0:8080", "--auth", "oauth", "--auth-issuer", "https://login.example.com"];
  const team = [...oauth, "--public-url", "https://mcp.example.com/mcp"];

  test("grants are rules in order", () => {
    const rules = "scope:mcp:write=write,group:admins=destructive/sql+default@dev,*=read";
    expect(config([...team, "--workspaces", "dev,prod", "--grants", rules]).grants).toEqual([
      { kind: "scope", name: "mcp:write", access: "write" },
      { kind: "group", name: "admins", access: "destructive", toolsets: ["sql", "default"], workspaces: ["dev"] },
      { kind: "any", name: "*", access: "read" },
    ]);
  });

  test.each(["admins=read", "group:a", "group:a=all", "role:a=read", "=read", "*=read/"])(
    "%j is not a grant",
    (text) => {
      expect(problems([...team, "--grants", text])).toEqual([expect.stringContaining("entry 1 is invalid")]);
    },
  );

  test("grants name what is served, and give no more than --access", () => {
    expect(problems([...team, "--access", "read", "--grants", "*=write/sqll@dev"])).toEqual([
      expect.stringContaining('unknown toolset "sqll"'),
      expect.stringContaining('"dev" is not in --workspaces'),
      expect.stringContaining("gives * more access than --access"),
    ]);
  });

  test("each kind of authentication has its own options", () => {
    expect(problems(["--http", "1", "--auth", "token"])).toEqual([
      expect.stringContaining("requires --auth-tokens-file"),
    ]);
    expect(problems(["--http", "1", "--auth", "oauth"])).toEqual([expect.stringContaining("requires --auth-issuer")]);
    expect(problems(oauth)).toEqual([expect.stringContaining("requires --public-url")]);
    expect(problems(["--http", "1", "--auth-issuer", "https://x.example"])).toEqual([
      expect.stringMatching(/^--auth-issuer .* requires --auth .* oauth\.$/),
    ]);
    expect(problems([...team, "--auth-introspection", "https://x.example/i"])).toEqual([
      expect.stringMatching(/requires --auth-client-id .* and MCP_DATABRICKS_AUTH_CLIENT_SECRET/),
    ]);
    expect(problems(["--auth", "token"])).toEqual([expect.stringMatching(/^--auth .* requires --http/)]);
    expect(problems(["--http", "1", "--grants", "*=read"])).toEqual([expect.stringMatching(/^--grants .* requires/)]);
  });

  test("a caller's own identity requires its sign-in", () => {
    expect(config([...team, "--act-as", "user"]).actAs).toBe("user");
    expect(problems(["--http", "1", "--act-as", "user"])).toEqual([expect.stringContaining("requires --auth")]);
    expect(problems([...team, "--act-as", "user", "--sandbox"])).toEqual([expect.stringContaining("--sandbox")]);
  });

  test.each(["http://login.example.com", "ftp://x", "https://u@x.example", "https://x.example/?a=1", "x"])(
    "%s is not an address for --auth-issuer",
    (url) => {
      const argv = ["--http", "1", "--auth", "oauth", `--auth-issuer=${url}`];
      expect(problems(argv)[0]).toMatch(/^--auth-issuer .* must be an https URL/);
    },
  );

  test("tokens and secrets have no flag and are masked", () => {
    const env = { MCP_DATABRICKS_AUTH_TOKENS: "ci:abcdefghijklmnopqrstuvwxyz" };
    const parsed = config(["--http", "1", "--auth", "token"], env);
    expect(secretsOf(parsed)).toContain("ci:abcdefghijklmnopqrstuvwxyz");
    expect(OPTIONS.authTokens.flag).toBeUndefined();
    expect(OPTIONS.authClientSecret.flag).toBeUndefined();
  });
});

describe("--redis", () => {
  const redis = (url: string) => ({ MCP_DATABRICKS_REDIS: url });

  test.each(["redis://redis:6379", "rediss://ana:p%40ss@redis.example.com:6380/1", "redis://[::1]"])("%s", (url) => {
    expect(config(["--http", "1"], redis(url)).redis).toBe(url);
  });

  test.each(["redis", "http://redis:6379", "redis://redis/name", "redis://redis?db=1", "redis://"])(
    "%s is not a URL of Redis",
    (url) => expect(problems(["--http", "1"], redis(url))).toEqual([expect.stringContaining("must be a URL such as")]),
  );

  test("a password that cannot be decoded is a problem, and is not repeated", () => {
    const [problem, ...others] = problems(["--http", "1"], redis("redis://:100%secret@redis:6379"));
    expect(problem).toContain("write % as %25");
    expect(problem).not.toContain("secret");
    expect(others).toEqual([]);
  });

  test("its password is masked, encoded and decoded, and has no place in an argument", () => {
    const url = "redis://:p%40ss@redis:6379";
    expect(secretsOf(config(["--http", "1"], redis(url)))).toEqual(["p%40ss", "p@ss"]);
    expect(problems(["--http", "1", "--redis", url])).toEqual([
      expect.stringContaining("MCP_DATABRICKS_REDIS instead"),
    ]);
    expect(config(["--http", "1", "--redis", "redis://redis:6379"]).redis).toBe("redis://redis:6379");
  });

  test("the number of servers requires it", () => {
    expect(problems(["--http", "1", "--redis-replicas", "5"])).toEqual([expect.stringContaining("requires --redis")]);
    expect(config(["--http", "1", "--redis-replicas", "5"], redis("redis://redis")).redisReplicas).toBe(5);
  });
});

describe("problems", () => {
  test("are reported together, each with a fix", () => {
    const found = problems(["--acess", "read", "--confirm", "maybe", "--toolsets", "cluster"], {
      MCP_DATABRICKS_WAIT_BUDGET: "soon",
      MCP_DATABRICKS_TOOLS: "list_cluster",
    });
    expect(found).toEqual([
      "Unknown option --acess. Did you mean --access? See --help.",
      "--confirm (MCP_DATABRICKS_CONFIRM) must be one of: ask, never.",
      "--wait-budget (MCP_DATABRICKS_WAIT_BUDGET) must be a whole number of seconds from 0 to 600.",
      '--toolsets (MCP_DATABRICKS_TOOLSETS): unknown toolset "cluster". Did you mean clusters?',
      '--tools (MCP_DATABRICKS_TOOLS): unknown tool "list_cluster". Did you mean list_clusters?',
    ]);
  });

  test("a misspelled variable of this server is an error, other variables are not", () => {
    expect(problems([], { MCP_DATABRICKS_ACESS: "read", PATH: "/bin", DATABRICKS_FOO: "x" })).toEqual([
      "Unknown variable MCP_DATABRICKS_ACESS. Did you mean MCP_DATABRICKS_ACCESS? See --help.",
    ]);
  });

  test("a value without an option is never repeated: it may be a token", () => {
    const found = problems([
      "dapi0123456789abcdef",
      "--token=dapi0123456789abcdef",
      "--nonsense",
      "dapi0123456789abcdef",
    ]);
    expect(found).toHaveLength(3);
    expect(found.join("\n")).not.toContain("dapi");
  });

  test("the options of a command are those that are known: others are not repeated either", () => {
    const argv = ["doctor", "--password", "canary", "--key=canary", "--sandbox", "messy", "--access=read", "--tools"];
    expect(parse(argv)).toMatchObject({ options: ["--sandbox", "messy", "--access=read"] });
  });

  test("toolsets on demand are refused in code mode, where nothing can add them", () => {
    expect(problems(["--sandbox", "--mode", "code", "--on-demand", "sql"])).toEqual([
      expect.stringMatching(/^--on-demand \(MCP_DATABRICKS_ON_DEMAND\) does not work with --mode .*use --toolsets/),
    ]);
    expect(config(["--sandbox", "--on-demand", "sql"]).onDemand).toEqual(["sql"]);
  });

  test("X13 an option with special characters is reported by its position and not repeated", () => {
    expect(problems(["--sandbox", "--\u001b[31mred"])).toEqual(["Unknown option at position 2. See --help."]);
  });

  test("a missing value, a repeated option and a value for a switch", () => {
    expect(problems(["--tools", "--access"])).toEqual([
      "--tools requires a value: --tools x,y.",
      "--access requires a value: --access level.",
    ]);
    expect(problems(["--access", "read", "--access", "destructive"])).toEqual(["--access is given more than once."]);
    expect(problems(["--sandbox=maybe"])).toEqual(["--sandbox (MCP_DATABRICKS_SANDBOX) must be true, false or messy."]);
  });

  test("the embedded workspace can be messy, and its directory and port require it", () => {
    expect(config(["--sandbox", "messy"]).sandbox).toBe("messy");
    expect(config([], { MCP_DATABRICKS_SANDBOX: "messy" }).sandbox).toBe("messy");
    expect(config(["--sandbox", "--sandbox-dir", "/tmp/lab", "--sandbox-port=18080"])).toMatchObject({
      sandbox: true,
      sandboxDir: "/tmp/lab",
      sandboxPort: 18_080,
    });
    expect(problems(["--sandbox-dir", "/tmp/lab", "--sandbox-port", "80"])).toEqual([
      "--sandbox-dir (MCP_DATABRICKS_SANDBOX_DIR) requires --sandbox (MCP_DATABRICKS_SANDBOX).",
      "--sandbox-port (MCP_DATABRICKS_SANDBOX_PORT) requires --sandbox (MCP_DATABRICKS_SANDBOX).",
    ]);
    expect(problems(["--sandbox", "--sandbox-port", "70000"])).toEqual([
      "--sandbox-port (MCP_DATABRICKS_SANDBOX_PORT) must be a port from 1 to 65535.",
    ]);
    expect(problems(["--sandbox", "tidy"])).toHaveLength(1);
  });

  test("HTTP options without --http", () => {
    expect(problems(["--stateless", "--allowed-hosts", "a.example"])).toHaveLength(2);
    expect(config(["--stateless", "--http", "0"]).stateless).toBe(true);
  });

  test("suffixes require two labels and get a leading dot", () => {
    expect(config(["--host-suffixes", "Databricks.Example.com"]).hostSuffixes).toEqual([".databricks.example.com"]);
    expect(problems(["--storage-hosts", ".com"])).toHaveLength(1);
  });

  test("valid values are available for further checks", () => {
    const parsed = parse(["--nonsense"], { DATABRICKS_HOST: "https://h" });
    expect(parsed).toMatchObject({ kind: "problems", config: { host: "https://h", access: "destructive" } });
  });
});

describe("--help and --version", () => {
  test("protection is described by what it does: it blocks every change, and not only destructive calls", async () => {
    expect(OPTIONS.protect.description).toMatch(/^Names that no call may change;/);
    for (const file of ["docs/safety.md", "README.md"]) {
      expect(await readFile(file, "utf8")).toMatch(
        /`--protect [^`]+` blocks every call that changes a matching object/,
      );
    }
  });

  test("take precedence over everything else", () => {
    expect(parse(["--bad", "--version"])).toEqual({ kind: "print", text: "1.2.3\n" });
    expect(parse(["--bad", "-h"])).toMatchObject({ kind: "print" });
  });

  test("help contains every flag and variable, in lines that fit a terminal", () => {
    const parsed = parse(["--help"]);
    if (parsed.kind !== "print") throw new Error("no help");
    for (const option of Object.values(OPTIONS)) {
      expect(parsed.text).toContain(option.env);
      if (option.flag) expect(parsed.text).toContain(`--${option.flag}`);
    }
    for (const line of parsed.text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(parsed.text).toContain("clusters, commands, sql");
  });

  test("every default and every choice is a valid value", () => {
    for (const { read, default: fallback, choices } of Object.values(OPTIONS)) {
      for (const value of [fallback, ...(choices ?? [])]) {
        if (value !== undefined) expect(read.safeParse(value).success).toBe(true);
      }
    }
  });
});

test("the nearest name is a similar one, or undefined", () => {
  expect(nearest("list_clutsers", ["list_clusters", "get_cluster"])).toBe("list_clusters");
  expect(nearest("SQL", ["sql"])).toBe("sql");
  expect(nearest("completely_else", ["sql", "clusters"])).toBeUndefined();
  expect(nearest("x".repeat(1_000_000), ["sql"])).toBeUndefined();
});
