import * as z from "zod";
import * as api from "../../api/compute/base-environments.ts";
import { collect } from "../../api/http/paging.ts";
import { flag, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";

const environments = defineToolset({
  id: "environments",
  title: "Environments",
  summary: "Base environments of serverless notebooks and jobs. Changes go through call_api.",
  default: false,
  finders: "list_base_environments",
});

const rowView = view(
  { environment_id: z.string(), display_name: text, base_environment_type: text, is_default: flag, status: text },
  (environment: api.BaseEnvironment) => ({
    environment_id: environment.name.split("/").at(-1) ?? "",
    display_name: environment.display_name,
    base_environment_type: environment.base_environment_type,
    is_default: environment.is_default || undefined,
    status: environment.status,
  }),
);

const environmentView = view(
  {
    ...rowView.fields,
    message: text,
    environment_version: text,
    dependencies: texts,
    filepath: text,
    update_time: text,
  },
  (environment: api.BaseEnvironment) => ({
    ...rowView(environment),
    message: environment.message,
    environment_version: environment.spec?.environment_version,
    dependencies: environment.spec?.dependencies,
    filepath: environment.filepath,
    update_time: environment.update_time,
  }),
);

export const listBaseEnvironments = environments.tool({
  name: "list_base_environments",
  title: "List base environments",
  description: "Lists the workspace's base environments for serverless code.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ environments: z.array(rowView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listBaseEnvironments(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { environments: items.map((item) => rowView(item)), next_page_token: next };
  },
});

export const getBaseEnvironment = environments.tool({
  name: "get_base_environment",
  title: "Get a base environment",
  description: "Returns one base environment with version and packages.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ environment_id: z.string().min(1).max(255).describe("Environment id") }),
  output: environmentView.schema,
  run: async (ctx, args) => environmentView(await api.getBaseEnvironment(ctx.client, args)),
});
