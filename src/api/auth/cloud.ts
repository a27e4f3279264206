/** The cloud of a workspace, as `DATABRICKS_CLOUD` names it. */
export type Cloud = "AWS" | "AZURE" | "GCP";

const AZURE = [".azuredatabricks.net", ".databricks.azure.us", ".databricks.azure.cn"];

/** The cloud of a workspace: `override`, the setting `cloud` in any case, otherwise by the domain of its host. */
export function cloudOf(host: string, override?: string | undefined): Cloud {
  const said = override?.toUpperCase();
  if (said === "AWS" || said === "AZURE" || said === "GCP") return said;
  const name = URL.canParse(host) ? new URL(host).hostname : host;
  if (AZURE.some((suffix) => name.endsWith(suffix))) return "AZURE";
  return name.endsWith(".gcp.databricks.com") ? "GCP" : "AWS";
}

/** Whether a URL is that of the account console, not of a workspace. */
export const isAccountHost = (host: string): boolean => /^https:\/\/accounts(-dod)?\./.test(host);
