import { fail, invalid } from "../failure.ts";
import { type Fields, isFields, optional, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

/** The field that holds the value of each setting, and its default. */
const SETTINGS: Readonly<Record<string, readonly [field: string, value: Fields]>> = {
  aibi_dash_embed_ws_acc_policy: [
    "aibi_dashboard_embedding_access_policy",
    { access_policy_type: "ALLOW_APPROVED_DOMAINS" },
  ],
  aibi_dash_embed_ws_apprvd_domains: ["aibi_dashboard_embedding_approved_domains", { approved_domains: [] }],
  automatic_cluster_update: ["automatic_cluster_update_workspace", { enabled: false, can_toggle: true }],
  dashboard_email_subscriptions: ["boolean_val", { value: true }],
  default_namespace_ws: ["namespace", { value: "main" }],
  default_warehouse_id: ["string_val", { value: "" }],
  disable_legacy_access: ["disable_legacy_access", { value: false }],
  disable_legacy_dbfs: ["disable_legacy_dbfs", { value: false }],
  "enable-export-notebook": ["boolean_val", { value: true }],
  "enable-notebook-table-clipboard": ["boolean_val", { value: true }],
  "enable-results-downloading": ["boolean_val", { value: true }],
  llm_proxy_partner_powered: ["boolean_val", { value: true }],
  restrict_workspace_admins: ["restrict_workspace_admins", { status: "ALLOW_ALL" }],
  shield_csp_enablement_ws_db: [
    "compliance_security_profile_workspace",
    { is_enabled: false, compliance_standards: [] },
  ],
  shield_esm_enablement_ws_db: ["enhanced_security_monitoring_workspace", { is_enabled: false }],
  sql_results_download: ["boolean_val", { value: true }],
};

const PATH = "/api/2.0/settings/types/:type/names/default";

/** Settings of the workspace, each with an etag. They are stored; only their values change. */
export const settings: Service = (app, world) => {
  const changed = world.kept("settings", () => new Map<string, { value: Fields; etag: number }>());
  const find = (type: string): readonly [field: string, fallback: Fields] =>
    (Object.hasOwn(SETTINGS, type) ? SETTINGS[type] : undefined) ??
    fail(404, "NOT_FOUND", `Setting '${type}' does not exist.`);
  const view = (type: string): Fields => {
    const [field, fallback] = find(type);
    const { value, etag } = changed.get(type) ?? { value: fallback, etag: 0 };
    return { etag: String(etag), setting_name: "default", [field]: value };
  };
  const checkEtag = (type: string, given: string | undefined) => {
    const present = String(changed.get(type)?.etag ?? 0);
    if (given !== undefined && given !== present)
      fail(409, "RESOURCE_CONFLICT", `The setting was changed since it was read: its etag is ${present}.`);
  };

  app.get(PATH, (c) => c.json(view(c.req.param("type"))));
  app.patch(PATH, async (c) => {
    const type = c.req.param("type");
    const [field, fallback] = find(type);
    const body = await readJson(c);
    required(body, "field_mask");
    const setting = isFields(body.setting) ? body.setting : invalid("Missing required field: setting");
    const given = setting[field];
    if (!isFields(given)) return invalid(`Missing required field: setting.${field}`);
    checkEtag(type, optional(setting, "etag"));
    const { value, etag } = changed.get(type) ?? { value: fallback, etag: 0 };
    changed.set(type, { value: { ...value, ...given }, etag: etag + 1 });
    return c.json(view(type));
  });
  app.delete(PATH, (c) => {
    const type = c.req.param("type");
    const [, fallback] = find(type);
    checkEtag(type, c.req.query("etag"));
    const etag = (changed.get(type)?.etag ?? 0) + 1;
    changed.set(type, { value: fallback, etag });
    return c.json({ etag: String(etag) });
  });
};
