import { invalid } from "../failure.ts";
import { readJson } from "../http.ts";
import type { Service } from "../service.ts";
import { confValues } from "./conf-values.ts";
import { refuseLockoutOf } from "./ip-access-lists.ts";

const SWITCHES = [
  "enableDbfsFileBrowser",
  "enableDeprecatedClusterNamedInitScripts",
  "enableDeprecatedGlobalInitScripts",
  "enableExportNotebook",
  "enableIpAccessLists",
  "enableNotebookTableClipboard",
  "enableProjectTypeInWorkspace",
  "enableProjectsAllowList",
  "enableResultsDownloading",
  "enableTokensConfig",
  "enableUploadDataUis",
  "enableVerboseAuditLogs",
  "enableWebTerminal",
  "enableWorkspaceFilesystem",
  "enforceUserIsolation",
  "mlflowRunArtifactDownloadEnabled",
  "storeInteractiveNotebookResultsInCustomerAccount",
];
const NUMBERS = ["maxTokenLifetimeDays", "maxUserInactiveDays"];
const TEXTS = [
  "customerApprovedWSLoginExpirationTime",
  "projectsAllowList",
  "projectsAllowListPermissions",
  "rStudioUserDefaultHomeBase",
];

/** The workspace's settings. A setting that was never changed is null. */
export const workspaceConf: Service = (app, world) => {
  const values = confValues(world);
  const mustKnow = (key: string) => {
    if (![...SWITCHES, ...NUMBERS, ...TEXTS].includes(key)) invalid(`Invalid keys: [${key}]`);
  };
  const check = (key: string, value: unknown): string => {
    mustKnow(key);
    if (typeof value !== "string") return invalid(`The value of ${key} must be a string.`);
    if (SWITCHES.includes(key) && value !== "true" && value !== "false") invalid(`${key} must be "true" or "false".`);
    if (NUMBERS.includes(key) && !/^\d{1,5}$/.test(value)) invalid(`${key} must be a number of days.`);
    return value;
  };

  app.get("/api/2.0/workspace-conf", (c) => {
    const keys = (c.req.query("keys") ?? "").split(",").filter((key) => key !== "");
    if (keys.length === 0) invalid("Missing required field: keys");
    keys.forEach(mustKnow);
    return c.json(Object.fromEntries(keys.map((key) => [key, values.get(key) ?? null])));
  });
  app.patch("/api/2.0/workspace-conf", async (c) => {
    const checked = Object.entries(await readJson(c)).map(([key, value]) => [key, check(key, value)] as const);
    if (checked.some(([key, value]) => key === "enableIpAccessLists" && value === "true")) refuseLockoutOf(world, c);
    for (const [key, value] of checked) values.set(key, value);
    return c.body(null, 204);
  });
};
