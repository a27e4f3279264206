import { ACCESS } from "../access.ts";
import { LOG_LEVELS } from "../log-levels.ts";
import { flag, type ValueOf, variable } from "./option.ts";
import { directory, list, loopbackEndpoint, oneOf, onOff, suffixes, text, wholeNumber, workspaces } from "./values.ts";

const CONFIRM = ["ask", "never"] as const;

/**
 * Every option there is. Parsing, `--help`, the README's table, server.json, manifest.json and the list of secrets
 * are all read from here.
 */
export const OPTIONS = {
  host: flag(
    "host",
    {
      env: "DATABRICKS_HOST",
      group: "workspace",
      title: "Workspace URL",
      value: "url",
      description: "Workspace to work in, for example https://adb-123.4.azuredatabricks.net.",
    },
    text,
  ),
  token: variable(
    "DATABRICKS_TOKEN",
    {
      group: "workspace",
      title: "Access token",
      description: "Personal access token for that workspace.",
      secret: true,
    },
    text,
  ),
  profile: flag(
    "profile",
    {
      env: "DATABRICKS_CONFIG_PROFILE",
      group: "workspace",
      title: "Profile",
      value: "name",
      description: "Profile of the Databricks configuration file that names the workspace and how to sign in.",
    },
    text,
  ),
  workspaces: flag(
    "workspaces",
    {
      group: "workspace",
      title: "Workspaces",
      value: "a,b=profile:access",
      description:
        "Several workspaces, each a profile: dev,prod=profile-x:read. Every tool gains an optional workspace argument; the first is the default, and each may have less access than --access.",
    },
    workspaces,
  ),
  configFile: variable(
    "DATABRICKS_CONFIG_FILE",
    {
      group: "workspace",
      title: "Configuration file",
      description: "Where the profiles are; ~/.databrickscfg when not set.",
    },
    text,
  ),
  clusterId: variable(
    "DATABRICKS_CLUSTER_ID",
    { group: "workspace", title: "Default cluster", description: "Cluster to use when a call names none." },
    text,
  ),
  warehouseId: variable(
    "DATABRICKS_WAREHOUSE_ID",
    {
      group: "workspace",
      title: "Default SQL warehouse",
      description: "Warehouse to use when a statement names none.",
    },
    text,
  ),
  sandbox: flag(
    "sandbox",
    {
      group: "workspace",
      title: "Sandbox",
      description: "Start the embedded workspace on loopback and serve that: no account, no configuration.",
    },
    onOff,
    "false",
  ),
  insecureLoopback: flag(
    "insecure-loopback",
    {
      group: "workspace",
      title: "Plain HTTP on loopback",
      description: "Allow http:// for a workspace on 127.0.0.1 or [::1], and nowhere else.",
    },
    onOff,
    "false",
  ),
  hostSuffixes: flag(
    "host-suffixes",
    {
      group: "workspace",
      title: "More workspace domains",
      value: "a,b",
      description: "DNS suffixes to accept as workspaces beside the Databricks domains.",
    },
    suffixes,
  ),
  storageHosts: flag(
    "storage-hosts",
    {
      group: "workspace",
      title: "More storage domains",
      value: "a,b",
      description: "DNS suffixes to accept for result download links beside the cloud storage domains.",
    },
    suffixes,
  ),
  toolsets: flag(
    "toolsets",
    {
      group: "tools",
      title: "Toolsets",
      value: "a,b",
      description:
        "Toolsets to serve; `all` and `default` stand for several. With --tools alone, only those tools are served.",
    },
    list,
  ),
  tools: flag(
    "tools",
    { group: "tools", title: "Tools", value: "x,y", description: "Single tools to serve beside the toolsets." },
    list,
  ),
  access: flag(
    "access",
    {
      group: "tools",
      title: "Access",
      value: "level",
      choices: ACCESS,
      description: "Most that a tool may do; tools above it are neither listed nor callable.",
    },
    oneOf(ACCESS),
    "destructive",
  ),
  confirm: flag(
    "confirm",
    {
      group: "tools",
      title: "Confirmation",
      value: "when",
      choices: CONFIRM,
      description: "Whether the person is asked before a destructive call; `never` is the operator's bypass.",
    },
    oneOf(CONFIRM),
    "ask",
  ),
  protect: flag(
    "protect",
    {
      group: "tools",
      title: "Protected names",
      value: "a,b",
      description: "Names that nothing destructive may touch; * stands for anything, for example prod-*.",
    },
    list,
  ),
  http: flag(
    "http",
    {
      group: "transport",
      title: "HTTP",
      value: "[host:]port",
      description: "Serve Streamable HTTP at /mcp on loopback, and /healthz beside it, instead of stdio.",
    },
    loopbackEndpoint,
  ),
  stateless: flag(
    "stateless",
    {
      group: "transport",
      title: "Stateless HTTP",
      description: "Keep no HTTP sessions, not even for 2025-era clients.",
    },
    onOff,
    "false",
  ),
  allowedHosts: flag(
    "allowed-hosts",
    {
      group: "transport",
      title: "Allowed hosts",
      value: "a,b",
      description: "Host headers to accept over HTTP beside the loopback names.",
    },
    list,
  ),
  allowedOrigins: flag(
    "allowed-origins",
    {
      group: "transport",
      title: "Allowed origins",
      value: "a,b",
      description: "Origin headers to accept over HTTP beside the loopback names.",
    },
    list,
  ),
  waitBudget: flag(
    "wait-budget",
    {
      group: "answers",
      title: "Wait budget",
      value: "seconds",
      description: "How long a call waits for long work before it answers that the work is still running.",
    },
    wholeNumber(0, 600, "seconds"),
    "45",
  ),
  outputBudget: flag(
    "output-budget",
    {
      group: "answers",
      title: "Output budget",
      value: "tokens",
      description: "Size of one answer; the rest is offered as a resource or a next page.",
    },
    wholeNumber(500, 200_000, "tokens"),
    "10000",
  ),
  exportDir: flag(
    "export-dir",
    {
      group: "answers",
      title: "Export directory",
      value: "path",
      description:
        "Directory on this machine that export_sql_result may put new files in; without it, no local file is written. Only over stdio.",
    },
    directory,
  ),
  logLevel: flag(
    "log-level",
    {
      group: "answers",
      title: "Log level",
      value: "level",
      choices: LOG_LEVELS,
      description: "Least severe lines to write to stderr.",
    },
    oneOf(LOG_LEVELS),
    "info",
  ),
  json: flag(
    "json",
    { group: "doctor", title: "JSON report", description: "Print doctor's report as JSON." },
    onOff,
    "false",
  ),
};

export type Config = { readonly [K in keyof typeof OPTIONS]: ValueOf<(typeof OPTIONS)[K]> };
export type OptionKey = keyof typeof OPTIONS;
