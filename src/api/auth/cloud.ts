export type Cloud = "AWS" | "AZURE" | "GCP";

const AZURE = [".azuredatabricks.net", ".databricks.azure.us", ".databricks.azure.cn"];

/** The cloud a workspace is in, by its host's name; `override` is the setting `cloud`, in any case. */
export function cloudOf(host: string, override?: string | undefined): Cloud {
  const said = override?.toUpperCase();
  if (said === "AWS" || said === "AZURE" || said === "GCP") return said;
  const name = URL.canParse(host) ? new URL(host).hostname : host;
  if (AZURE.some((suffix) => name.endsWith(suffix))) return "AZURE";
  return name.endsWith(".gcp.databricks.com") ? "GCP" : "AWS";
}

/** The console of an account, not a workspace. */
export const isAccountHost = (host: string): boolean => /^https:\/\/accounts(-dod)?\./.test(host);
