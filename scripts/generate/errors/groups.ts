/** Error texts of one part of the program. */
export interface ErrorGroup {
  readonly title: string;
  /** Files of `src/`, by their path below it. The first group that matches has the text. */
  readonly at: RegExp;
  /** The origin of the messages, and the sentence that clauses complete. */
  readonly about: string;
  /** The next step for messages that do not give one. */
  readonly otherwise: string;
}

export const GROUPS: readonly ErrorGroup[] = [
  {
    title: "Start and options",
    at: /^config[/.]|^cli\.ts$/,
    about:
      "Printed on stderr before the server starts, all problems together, with exit code 2. Messages in lower case follow the name of the option: `--http (MCP_DATABRICKS_HTTP) must be …`. Values are never printed, because they can be secret.",
    otherwise: "Correct the option. `--help` and [Configuration](configuration.md) show its form.",
  },
  {
    title: "The workspace's address",
    at: /^api\/http\/(?:host|create-client)\.ts$/,
    about: "Follow `DATABRICKS_HOST`, `--host` or the `host` of a profile.",
    otherwise: "Set the URL that your browser shows for the workspace, up to the first slash after the name.",
  },
  {
    title: "Commands",
    at: /^cli\/|^core\/output\/export-root\.ts$/,
    about: "From `login`, `logout`, `doctor`, `setup`, `--sandbox` and `--export-dir`.",
    otherwise: "Run `doctor` with the same options.",
  },
  {
    title: "Signing in to the workspace",
    at: /^api\/auth\//,
    about:
      "The configured login method failed. The server never continues with another identity. [Signing in](sign-in.md) lists what each method requires.",
    otherwise:
      "Correct the variable or file that the message names. `doctor` shows every method and why it is not used.",
  },
  {
    title: "Connection and response",
    at: /^api\/http\/(?:address|authorize|content-coding|decode|error-body|fault|json|limiter|paging|path|request|response|retry|send|slices|transport)|^api\/files\//,
    about: "Reported below the cause in the table above, as the details of a failed request.",
    otherwise: "Check the network, the proxy and the address with `doctor`, then call again.",
  },
  {
    title: "Downloads from cloud storage",
    at: /^api\/http\/storage\//,
    about:
      "The workspace gives links to result files. A link that is not safe is refused: `A download link was refused, because …`.",
    otherwise:
      "If the storage belongs to you, the operator can allow its host with `--storage-hosts`. Otherwise request the result again.",
  },
  {
    title: "Arguments, confirmation and results",
    at: /^(?:core|resources|prompts)\/|^server[/.]|^tools\/(?:waiting|ml\/arguments)\.ts$/,
    about: "From the checks that every call passes. Nothing was sent to the workspace, unless the message says so.",
    otherwise: "Correct the argument that the message names, or ask the user.",
  },
  {
    title: "SQL that is not accepted as a read",
    at: /^api\/sql\/(?:lexer|class|calls|targets)/,
    about:
      "Follow `The statement is not provably a read: …`. `execute_sql_read_only` runs only what the server can prove to be a read. Unusual spelling is a reason to refuse, not a judgment of the statement.",
    otherwise:
      "Write the statement without the part that the message names, or use `execute_sql`, which asks the user.",
  },
  {
    title: "SQL, results and dashboards",
    at: /^(?:api|tools)\/sql\//,
    about:
      "From running statements, reading their rows, and drawing them. Messages about an incomplete result mean that the server received less than the workspace announced, so it returns nothing rather than a part.",
    otherwise: "Run the statement again. If the result is very large, select fewer rows or use `export_sql_result`.",
  },
  {
    title: "Bundles",
    at: /^(?:api|tools)\/bundles\//,
    about:
      "The bundle in the workspace cannot be planned, deployed or destroyed as it is. Nothing was changed, unless the message lists what was done. [Bundles](bundles.md) shows what is supported.",
    otherwise: "Correct the bundle's files, or use the Databricks CLI for this bundle.",
  },
  {
    title: "Code mode",
    at: /^code\//,
    about: "From `run_script` and `search_tools`. A failed script lists the calls that it made before.",
    otherwise: "Correct the script and run it again without the calls that were made.",
  },
  {
    title: "REST API",
    at: /^(?:api\/reference|tools\/api)\//,
    about: "From `search_api` and `call_api`.",
    otherwise: "Find the operation and its parameters with `search_api`.",
  },
  {
    title: "Team service: sign-in and grants",
    at: /^service\//,
    about:
      "Returned to a client over HTTP with status 401, 403 or 429, or printed at the start of the server. [A service for a team](team-service.md) explains sign-in and grants.",
    otherwise: "Sign in again with a token for this server. The operator finds the reason in the log.",
  },
  {
    title: "HTTP and stdio",
    at: /^transports\//,
    about:
      "Returned to the client as an HTTP status with this text, or as a JSON-RPC error. They concern the client, not the workspace.",
    otherwise:
      "Correct the request of the client. [Configuration](configuration.md#http) shows the accepted hosts and origins.",
  },
  {
    title: "Tools: compute, jobs and code",
    at: /^(?:api|tools)\/(?:compute|jobs|workspace|files|apps)\//,
    about: "From tools for clusters, commands, jobs, pipelines, notebooks, files and apps.",
    otherwise: "Correct the argument that the message names.",
  },
  {
    title: "Tools: data, models and sharing",
    at: /^(?:api|tools)\/(?:catalog|ml|serving|sharing|database|agents)\//,
    about:
      "From tools for Unity Catalog, data quality, MLflow, models, serving, vector search, Delta Sharing, Lakebase and agents.",
    otherwise: "Correct the argument that the message names.",
  },
  {
    title: "Tools: administration and answers",
    at: /^(?:api|tools)\/(?:admin|answers)\/|^tools\//,
    about:
      "From tools for identities, permissions, secrets, tokens, budgets and settings, and from those that answer a question in one call.",
    otherwise: "Correct the argument that the message names.",
  },
];

/**
 * Exceptions of the program's own logic, and texts that are not errors. If one of the former ever happens, the call
 * returns "The server failed on this call".
 */
export const INTERNAL: ReadonlySet<string> = new Set([
  "no connection rule for …",
  "not a metric value",
  "SCIM internal error",
  "A workspace without logins for its callers",
  "A request without a sender",
  "Waiting for the user's answer",
  "The changes of this call are not known beforehand.",
  "The file … does not define the tool ….",
  "Unsupported method … of …",
  "incomplete gzip",
]);
