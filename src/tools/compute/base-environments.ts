import * as z from "zod";
import * as api from "../../api/compute/base-environments.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
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

const environmentView = view(
  {
    environment_id: z.string(),
    display_name: text,
    base_environment_type: text,
    is_default: flag,
    status: text,
    message: text,
    environment_version: text,
    dependencies: texts,
    filepath: text,
    update_time: text,
  },
  (environment: api.BaseEnvironment) => ({
    environment_id: environment.name.split("/").at(-1) ?? "",
    display_name: environment.display_name,
    base_environment_type: environment.base_environment_type,
    is_default: environment.is_default || undefined,
    status: environment.status,
    message: environment.message,
    environment_version: environment.spec?.environment_version,
    dependencies: environment.spec?.dependencies,
    filepath: environment.filepath,
    update_time: environment.update_time,
  }),
);

const PAGE = 50;

export const listBaseEnvironments = environments.tool({
  name: "list_base_environments",
  title: "List base environments",
  description: "Lists the workspace's base environments for serverless code, with version and packages.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ environments: z.array(environmentView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listBaseEnvironments, ctx.client, query);
    return { environments: items.map((item) => environmentView(item)), next_page_token: next };
  },
});
