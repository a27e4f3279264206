import { LOG_LEVELS } from "../log-levels.ts";
import { COMMAND_OPTIONS } from "./command-options.ts";
import { flag, optionName, type ValueOf, variable } from "./option.ts";
import { SANDBOX } from "./sandbox.ts";
import { SELECTION } from "./selection.ts";
import { SERVICE } from "./service.ts";
import { directory, endpoint, list, oneOf, onOff, suffixes, text, trimmed, wholeNumber, workspaces } from "./values.ts";

const CONFIRM = ["ask", "never"] as const;

/** All options. Parsing, `--help`, the documents' table, the manifests and the list of secrets are derived from this. */
export const OPTIONS = {
  host: flag(
    "host",
    {
      env: "DATABRICKS_HOST",
      group: "workspace",
      title: "Workspace URL",
      value: "url",
      description: "URL of the workspace, for example https://adb-123.4.azuredatabricks.net.",
    },
    text,
  ),
  token: variable(
    "DATABRICKS_TOKEN",
    {
      group: "workspace",
      title: "Access token",
      description: "Personal access token for the workspace.",
      secret: true,
    },
    trimmed,
  ),
  profile: flag(
    "profile",
    {
      env: "DATABRICKS_CONFIG_PROFILE",
      group: "workspace",
      title: "Profile",
      value: "name",
      description:
        "Profile in the Databricks configuration file, with the workspace and the login method. As a flag it takes precedence over the variables of a login; variables take precedence over DATABRICKS_CONFIG_PROFILE.",
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
        "Serve several workspaces, each by a profile, for example dev,prod=profile-x:read. Every tool gains an optional workspace argument; the first workspace is the default. A workspace can have less access than --access.",
    },
    workspaces,
  ),
  configFile: variable(
    "DATABRICKS_CONFIG_FILE",
    {
      group: "workspace",
      title: "Configuration file",
      description: "Path of the file with the profiles; defaults to ~/.databrickscfg.",
    },
    text,
  ),
  clusterId: variable(
    "DATABRICKS_CLUSTER_ID",
    { group: "workspace", title: "Default cluster", description: "Cluster for calls that do not name one." },
    text,
  ),
  warehouseId: variable(
    "DATABRICKS_WAREHOUSE_ID",
    {
      group: "workspace",
      title: "Default SQL warehouse",
      description: "SQL warehouse for statements that do not name one.",
    },
    text,
  ),
  ...SANDBOX,
  insecureLoopback: flag(
    "insecure-loopback",
    {
      group: "workspace",
      title: "Plain HTTP on loopback",
      description: "Allow http:// for a workspace on 127.0.0.1 or [::1] only.",
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
      description: "DNS suffixes of workspace hosts to accept in addition to the Databricks domains.",
    },
    suffixes,
  ),
  storageHosts: flag(
    "storage-hosts",
    {
      group: "workspace",
      title: "More storage domains",
      value: "a,b",
      description: "DNS suffixes of download links to accept in addition to the cloud storage domains.",
    },
    suffixes,
  ),
  ...SELECTION,
  confirm: flag(
    "confirm",
    {
      group: "tools",
      title: "Confirmation",
      value: "when",
      choices: CONFIRM,
      description: "Whether destructive calls require the user's confirmation; `never` disables it.",
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
      description: "Names that no call may change; * matches anything, for example prod-*.",
    },
    list,
  ),
  http: flag(
    "http",
    {
      group: "transport",
      title: "HTTP",
      value: "[host:]port",
      description:
        "Serve Streamable HTTP at /mcp instead of stdio, plus /healthz and /readyz. Without --auth, on loopback only.",
    },
    endpoint,
  ),
  stateless: flag(
    "stateless",
    {
      group: "transport",
      title: "Stateless HTTP",
      description:
        "Do not keep HTTP sessions, even for 2025-era clients. Those cannot be asked then, so calls that require confirmation are refused.",
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
      description: "Host headers to accept over HTTP in addition to the loopback names with the server's port.",
    },
    list,
  ),
  allowedOrigins: flag(
    "allowed-origins",
    {
      group: "transport",
      title: "Allowed origins",
      value: "a,b",
      description:
        "Origins of web pages to accept over HTTP in addition to the server's own, for example http://localhost:6274.",
    },
    list,
  ),
  maxSessions: flag(
    "max-sessions",
    {
      group: "transport",
      title: "Maximum sessions",
      value: "number",
      description:
        "Maximum number of HTTP sessions. At the maximum, a new one replaces the session that has been idle longest, if for at least a minute.",
    },
    wholeNumber(1, 10_000, "sessions"),
    "200",
  ),
  sessionIdle: flag(
    "session-idle",
    {
      group: "transport",
      title: "Session idle time",
      value: "seconds",
      description: "How long an HTTP session may be idle before it ends.",
    },
    wholeNumber(60, 86_400, "seconds"),
    "1800",
  ),
  ...SERVICE,
  waitBudget: flag(
    "wait-budget",
    {
      group: "answers",
      title: "Wait budget",
      value: "seconds",
      description: "Maximum time that a call waits for long-running work before it returns a running status.",
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
      description: "Maximum size of a tool's output. The rest is available as a resource or on the next page.",
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
        "Directory on this machine for new files from export_sql_result; without it, no local file is written. Only over stdio.",
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
      description: "Minimum severity of log lines on stderr.",
    },
    oneOf(LOG_LEVELS),
    "info",
  ),
  ...COMMAND_OPTIONS,
};

export type OptionKey = keyof typeof OPTIONS;
export type Config = { readonly [K in OptionKey]: ValueOf<(typeof OPTIONS)[K]> } & {
  /** Options given as flags, not by their variables. */
  readonly flags: ReadonlySet<OptionKey>;
};

/** The name of an option in messages. */
export const nameOf = (key: OptionKey): string => optionName(OPTIONS[key]);
