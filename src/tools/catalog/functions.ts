import * as z from "zod";
import * as api from "../../api/catalog/functions.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { functionRowView, functionView } from "./function-view.ts";
import { fullName, inSchema, PAGE, unityCatalog } from "./toolset.ts";

const full_name = fullName("catalog.schema.function");

export const listFunctions = unityCatalog.tool({
  name: "list_functions",
  title: "List functions",
  servedIn: [],
  description: "Lists a schema's functions with their signatures. get_function returns the code of one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema"), page_token: params.pageToken }),
  output: z.object({ functions: z.array(functionRowView.schema), next_page_token: text }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listFunctions, ctx.client, query);
    return { functions: items.map(functionRowView), next_page_token: next };
  },
});

export const getFunction = unityCatalog.tool({
  name: "get_function",
  title: "Get a function",
  servedIn: [],
  description: "Returns one function: signature, language, code, owner and comment.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  aliases: { name: "full_name" },
  output: functionView.schema,
  run: async (ctx, args) => functionView(await api.getFunction(ctx.client, args)),
});

export const deleteFunction = unityCatalog.tool({
  name: "delete_function",
  title: "Drop a function",
  servedIn: [],
  description: "Drops a function. To create one, run CREATE FUNCTION with execute_sql.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  aliases: { name: "full_name" },
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  covers: "functions.delete",
  async affects({ full_name }, ctx) {
    const { owner } = await api.getFunction(ctx.client, { full_name });
    const text = say`Its definition is permanently lost. Queries, column masks and row filters that call it will fail.`;
    return {
      effect: "Drop",
      objects: [{ kind: "function", name: full_name, details: { owner } }],
      consequences: [{ reason: "loss", text }],
    };
  },
  async run(ctx, args) {
    await api.deleteFunction(ctx.client, args);
    return { full_name: args.full_name, deleted: true as const };
  },
});
