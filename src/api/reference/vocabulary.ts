import { type Vocabulary, wordsOf } from "../../ranking.ts";
import { CANONICAL_VERBS, EVERYDAY_IGNORED, EVERYDAY_NOUNS, EVERYDAY_PHRASES, EVERYDAY_VERBS } from "./everyday.ts";

/** Words that people use for the services, by their name in the data. */
export const SERVICE_WORDS: Readonly<Record<string, string>> = {
  agentbricks: "agent bricks",
  agentkit: "agent memory session store",
  aisearch: "ai search vector similarity",
  "cluster-policies": "compute policy",
  "command-execution": "command code context cluster",
  database: "lakebase postgres oltp",
  dataquality: "data quality monitor",
  "dashboards-queries": "sql",
  dbfs: "dbfs file",
  disasterrecovery: "disaster recovery region",
  environments: "serverless environment",
  "files-volumes": "volume file",
  genie: "genie ai bi",
  iam: "identity scim",
  iamv2: "identity",
  libraries: "cluster library package",
  marketplace: "marketplace",
  mlflow: "mlflow model registry",
  permissions:
    "permission of cluster job pipeline warehouse notebook directory dashboard experiment model endpoint app repo query alert policy pool genie",
  pipelines: "delta live table dlt lakeflow declarative pipeline",
  postgres: "lakebase postgres project",
  qualitymonitorv2: "anomaly detection data quality",
  repos: "git repo folder",
  sandbox: "code sandbox serverless",
  scim: "identity scim user group principal",
  secrets: "secret",
  "serving-endpoints": "model serving endpoint",
  sharing: "delta sharing",
  "sql-statements": "sql statement query",
  "sql-warehouses": "sql warehouse endpoint",
  tokens: "personal access token pat",
  "unity-catalog": "unity catalog",
  "vector-search": "vector search similarity",
  workspace: "notebook folder workspace object",
  "workspace-conf": "workspace setting configuration",
};

/** Parts of ids for which people use another word. */
export const API_WORDS: Readonly<Record<string, string>> = {
  lakeview: "dashboard",
  lakeviewEmbedded: "dashboard embedded",
  mkdirs: "createDirectory",
  statementExecution: "statement",
  secretsUc: "secret catalog",
};

/** Phrases that mean other words than their own. */
export const PHRASES: readonly (readonly [phrase: RegExp, words: string])[] = [
  ...EVERYDAY_PHRASES,
  [/^\s*tag (?:an?|the|my) (?=column|table|schema|catalog|volume)/g, " create entity tag assignment "],
  [/\btags?\b(.*)\b(column|table|schema|catalog|volume)s?\b/g, "entity tag assignment$1"],
  [/\b(?:add|put|remove)\b.*\b(?:to|from|into) (?:a |the )?group\b/g, "patch group"],
  [/\badd\b.*\bto (?:a |the |my )?shares?\b/g, "update share objects"],
  [/\bsystem tables?\b/g, "system schemas"],
  [/\b(?:usage|spending) polic/g, "budget polic"],
  [/\brunning\b/g, " "],
  [/\baudit logs?\b(?! delivery)/g, "audit log delivery"],
  [/\bfiles (?:in|of|on) (?:a |the |my )?volumes?\b/g, "files directory contents"],
  [/\b(files?) (?:in|of|from|on) (?:a |the |my )?volumes?\b/g, "$1"],
  [/\b(?:git|repo) branch\b/g, "repo branch"],
  [/\bto (?:production|prod|staging)\b/g, "stage"],
  [/\bfail(?:s|ed)? over\b/g, "start failover"],
  [/\bevery run\b/g, "all runs"],
  [/\ball (?!runs)/g, " "],
  [/\bpermiss?ions? (of|on|for) /g, "get permissions $1 "],
  [/\brow filters?\b|\bcolumn masks?\b|\bmask (?:an? |the )?columns?\b/g, "policies"],
  [/\b(create|delete|new|update|list) (?:an? |the |my )?workspaces?\s*$/g, "$1 account provisioning workspaces"],
  [/\bwho am i\b/g, "current user me"],
  [/\bfor good\b/g, "permanent"],
  [/\bone[- ]time run\b/g, "submit run"],
  [/\b(give|grant)\b.*\baccess to (?!a table|a schema|a catalog)/g, "update permissions "],
  [/\bgrant \w+ on\b/g, "update grants on"],
  [/\bwho (can|may|has|is allowed)\b( to)?( access| use| see| read| edit| run)?( to)?/g, "get permissions"],
  [/\bshut ?down\b|\bturn off\b|\bpower off\b/g, "terminate"],
  [/\bturn on\b|\bswitch on\b/g, "start"],
  [/\bkick(s|ed)? off\b/g, "run now"],
  [/\bmake\b(.*)\b(?:bigger|larger|smaller)\b/g, "resize $1"],
  [/\bnumber of workers\b/g, "resize workers"],
  [/\bsimilarity search\b/g, "query vector index"],
  [/\bon behalf of\b/g, "obo"],
  [/\brate limits?\b/g, "ai gateway"],
  [/\b(dlt|delta live tables?|declarative pipelines?|lakeflow)\b/g, "pipelines"],
  [/\bpersonal access tokens?\b|\bpats?\b/g, "tokens"],
  [/\b(primary|foreign) keys?\b/g, "create table constraint"],
  [/\b(node|instance|machine|vm) types?\b/g, "node types"],
  [/\bfull refresh\b/g, "start update full refresh"],
];

const SYNONYMS: Readonly<Record<string, string>> = {
  abac: "policy",
  access: "permission",
  add: "create put",
  allow: "permission grant",
  allowlisted: "allowlist",
  answer: "result",
  ask: "start message",
  assets: "object",
  block: "create",
  branch: "update",
  change: "update edit patch",
  check: "validate get",
  classify: "classification",
  clone: "create",
  copy: "clone",
  cost: "usage billable budget",
  depend: "lineage",
  describe: "get",
  downstream: "lineage",
  documents: "source document",
  drop: "delete",
  duplicate: "clone",
  execute: "run submit",
  feed: "lineage",
  fail: "failover",
  federation: "connection",
  find: "search list",
  fix: "repair",
  folder: "directory mkdirs",
  fork: "clone",
  history: "run",
  invite: "create",
  join: "member",
  kill: "cancel stop",
  list: "search",
  login: "credential",
  made: "create",
  make: "create",
  member: "patch",
  modify: "update edit patch",
  notebook: "workspace",
  open: "get",
  owner: "owner ownership",
  commit: "branch head",
  pause: "stop",
  price: "usage billable",
  privilege: "grant",
  promote: "transition",
  pull: "update",
  question: "conversation message",
  query: "statement query",
  register: "create",
  remove: "delete uninstall",
  rename: "update rename",
  repository: "repo",
  rerun: "repair",
  rest: "api",
  restart: "start stop restart",
  restore: "restore undelete undrop",
  revoke: "delete revoke",
  rights: "permission grant",
  rotate: "rotate create",
  rule: "policy",
  run: "run execute",
  save: "create",
  saved: "query",
  see: "get list",
  show: "list get",
  size: "resize size",
  slack: "notification",
  slow: "history",
  spend: "budget",
  sql: "statement sql",
  stage: "stage transition",
  store: "put store",
  subscribe: "subscription",
  switch: "update",
  terminate: "delete event terminate",
  trigger: "run",
  undelete: "restore undelete",
  undrop: "undrop restore",
  upstream: "lineage",
  upload: "upload import put",
  usage: "usage billable",
  violate: "compliance",
  watch: "monitor",
  why: "event",
};

/** Verbs of operations, by what they do. People use most of them as well. */
const PLATFORM_VERBS = {
  create:
    "create add make register new save upload import clone copy store publish submit log subscribe assign install schedule request put insert append tag block send",
  remove: "delete remove drop revoke uninstall trash unpublish destroy purge",
  change:
    "update change edit patch modify rename set switch promote transfer transition rotate resize grant move pull repair rerun restore undelete undrop enable pin unpin give replace disable approve reject",
  start: "start run trigger execute kick restart refresh sync deploy launch query ask validate",
  stop: "stop cancel kill terminate pause shut",
  read: "list get show see describe find search what which who why where how export download read output result status exist",
} as const;

/** Verbs of queries and of operations, by what they ask for. */
export const ACTION_WORDS = Object.fromEntries(
  Object.entries(PLATFORM_VERBS).map(([action, verbs]) => [
    action,
    `${verbs} ${EVERYDAY_VERBS[action as keyof typeof EVERYDAY_VERBS]}`,
  ]),
);

/** Verbs that are often nouns in a query: `tag policies`, `query history`, `runs of a job`. */
export const NOUNS_TOO: ReadonlySet<string> = new Set(
  "tag tags log logs grant grants query queries schedule schedules store stores share shares request requests output result results status run runs refreshes block pull import export access".split(
    " ",
  ),
);

const VERBS = `${Object.values(ACTION_WORDS).join(" ")} all now`
  .split(" ")
  .filter((word) => !NOUNS_TOO.has(word) && !/^(clone|resize|repair|pin|unpin|publish|unpublish|exist)$/.test(word))
  .join(" ");

const IGNORED =
  "lakehouse a an the of to in into for on off and or my me i by with from at as how do does did is are be been can could should would it its this that these those there " +
  "who what which when where want need someone somebody nobodies anyone anybody everyone everybodies something somewhere give please api rest call operation operations databricks use using used every each any some " +
  "available about between other others yesterday today latest last old one via per whether if then than not no";

/** A verb that the platform does not use is read as those that it does. */
const VERB_SYNONYMS = Object.entries(EVERYDAY_VERBS).flatMap(([action, verbs]) =>
  verbs.split(" ").map((verb) => [verb, CANONICAL_VERBS[action as keyof typeof CANONICAL_VERBS]] as const),
);

/** How the search of operations reads a query. */
export const vocabulary: Vocabulary = {
  synonyms: new Map(
    [...VERB_SYNONYMS, ...Object.entries({ ...EVERYDAY_NOUNS, ...SYNONYMS })].map(([word, others]) => [
      wordsOf(word)[0] ?? word,
      wordsOf(others),
    ]),
  ),
  ignored: new Set(wordsOf(`${IGNORED} ${EVERYDAY_IGNORED}`)),
  verbs: new Set(wordsOf(VERBS)),
  prepositions: new Set(["of", "in", "for", "from", "on", "at", "with", "into", "to", "by"]),
};
