import * as z from "zod";
import * as api from "../../api/catalog/tags.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { type AffectedObject, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { MODEL_TAGS } from "../ml/model-arguments.ts";
import { contentsOf } from "./securable-facts.ts";
import { oneOf, PAGE, unityCatalog } from "./toolset.ts";

const entity = {
  securable_type: oneOf(api.TAGGED_TYPES, "e.g. table, column, schema", (given) =>
    /^(registered_)?models?$/.test(given) ? `must not be a model. ${MODEL_TAGS.replace(/\.$/, "")}` : undefined,
  ),
  full_name: z
    .string()
    .min(1)
    .max(1024)
    .describe("Full name of the object, e.g. catalog.schema.table.column")
    .register(params.READINGS, { reading: "sql-name", shape: params.ANY_OBJECT }),
};
/** The names of the tags API. */
const entityAliases = { entity_type: "securable_type", entity_name: "full_name" } as const;
const severalAliases = { ...entityAliases, entity_names: "full_names" } as const;

/** Objects of one call. */
const MAX_TAGGED = 50;
const entities = {
  securable_type: entity.securable_type,
  full_name: entity.full_name.optional(),
  full_names: z.array(entity.full_name).min(1).max(MAX_TAGGED).optional().describe("Full names"),
};
interface Named {
  readonly full_name?: string | undefined;
  readonly full_names?: readonly string[] | undefined;
}
const namesOf = ({ full_name, full_names }: Named): string[] => params.eachOf(full_name, full_names);
const namesSome = (args: Named): boolean => namesOf(args).length > 0;
const GIVE_NAMES = "give full_name or full_names";
const asEntity = ({
  securable_type,
  full_name,
}: {
  securable_type: api.TaggedEntity["entity_type"];
  full_name: string;
}) => ({
  entity_type: securable_type,
  entity_name: full_name,
});
const tag_key = z.string().min(1).max(255).describe("Tag key");
const tagView = view({ tag_key: z.string(), tag_value: text }, ({ tag_key, tag_value }: api.TagAssignment) => ({
  tag_key,
  tag_value,
}));

const POLICIES = say`Policies that decide by this tag who sees what then treat the object differently.`;

/** Policies apply to everything inside an object with a tag. */
const taggedObject = ({ entity_type, entity_name }: api.TaggedEntity): AffectedObject => ({
  kind: entity_type.slice(0, -1),
  name: entity_name,
  contents: contentsOf(entity_type),
});

const noSuchTag = ({ entity_name, tag_key }: api.TaggedEntity & { tag_key: string }): ToolError =>
  new ToolError(`${oneLine(entity_name)} has no tag ${oneLine(tag_key)}, nothing was removed.`, {
    next: "List its tags with list_tags.",
  });

export const listTags = unityCatalog.tool({
  name: "list_tags",
  title: "List tags",
  servedIn: ["analyst", "admin"],
  description: "Lists the tags of catalogs, schemas, tables, columns or volumes.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({ ...entities, page_token: params.pageToken })
    .refine(namesSome, GIVE_NAMES)
    .refine((args) => args.page_token === undefined || namesOf(args).length === 1, "page_token is for one object"),
  aliases: severalAliases,
  output: z.object({
    tags: evenIfEmpty(z.array(tagView.schema).optional()),
    entities: z.array(z.object({ entity_name: z.string(), tags: z.array(tagView.schema) })).optional(),
    next_page_token: text,
  }),
  async run(ctx, { page_token, ...args }) {
    const names = namesOf(args);
    const read = (full_name: string) => {
      const query = { ...asEntity({ ...args, full_name }), page_token, max_results: PAGE };
      return firstNonEmptyPage(api.listTags, ctx.client, query);
    };
    const pages = await Promise.all(names.map(read));
    const found = pages.map(({ items }, at) => ({ entity_name: names[at] ?? "", tags: items.map(tagView) }));
    const [only] = names.length === 1 ? found : [];
    return { tags: only?.tags, entities: only ? undefined : found, next_page_token: pages[0]?.next };
  },
});

export const setTag = unityCatalog.tool({
  name: "set_tag",
  title: "Set a tag",
  servedIn: ["engineer", "admin"],
  description:
    "Assigns a tag to one or several objects, such as columns, or changes its value. Returns the previous value as `replaced`.",
  // An ordinary edit; replacing a value asks, because policies decide by tags who sees what.
  access: { least: "write", most: "destructive", of: () => "write" },
  idempotent: true,
  input: z
    .strictObject({
      ...entities,
      tag_key,
      tag_value: z.string().max(1000).optional().describe("Tag value; omit for a tag without a value"),
    })
    .refine(namesSome, GIVE_NAMES),
  aliases: { ...severalAliases, key: "tag_key", value: "tag_value" },
  output: z.object({
    entity_name: text,
    tag_key: z.string(),
    tag_value: text,
    replaced: text,
    entities: z.array(z.object({ entity_name: z.string(), replaced: text })).optional(),
  }),
  covers: "entityTagAssignments.update",
  alsoCovers: [{ operation: "entityTagAssignments.create" }],
  async affects({ tag_value = "", tag_key, ...args }, ctx) {
    const tags = namesOf(args).map((full_name) => ({ ...asEntity({ ...args, full_name }), tag_key }));
    const before = await Promise.all(tags.map((tag) => api.findTag(ctx.client, tag)));
    const consequences = tags.flatMap(({ entity_name }, at) => {
      const held = before[at];
      if (held === undefined || (held.tag_value ?? "") === tag_value) return [];
      const on = tags.length > 1 ? say` on ${entity_name}` : say``;
      return [say`Tag ${tag_key}${on} changes from ${held.tag_value ?? ""} to ${tag_value}. ${POLICIES}`];
    });
    return {
      effect: "Set a tag of",
      objects: tags.map(taggedObject),
      consequences: consequences.map((text) => ({ reason: "others" as const, text })),
    };
  },
  async run(ctx, { tag_key, tag_value, ...args }) {
    const names = namesOf(args);
    const entities: { entity_name: string; replaced: string | undefined }[] = [];
    for (const entity_name of names) {
      const tag = { ...asEntity({ ...args, full_name: entity_name }), tag_key };
      const before = await api.findTag(ctx.client, tag);
      const body = { ...tag, ...(tag_value === undefined ? {} : { tag_value }) };
      await (before ? api.updateTag(ctx.client, body) : api.createTag(ctx.client, body));
      const held = before?.tag_value ?? undefined;
      entities.push({ entity_name, replaced: held === tag_value ? undefined : held });
      ctx.progress("Tagging", entities.length, names.length);
    }
    const [only] = names.length === 1 ? entities : [];
    return {
      entity_name: only?.entity_name,
      tag_key,
      tag_value,
      replaced: only?.replaced,
      entities: only ? undefined : entities,
    };
  },
});

export const deleteTag = unityCatalog.tool({
  name: "delete_tag",
  title: "Remove a tag",
  servedIn: ["engineer", "admin"],
  description: "Removes a tag from an object.",
  access: "destructive",
  input: z.strictObject({ ...entity, tag_key }),
  aliases: { ...entityAliases, key: "tag_key" },
  output: z.object({ entity_name: z.string(), tag_key: z.string(), deleted: z.literal(true) }),
  covers: "entityTagAssignments.delete",
  async affects({ tag_key, ...args }, ctx) {
    const tag = { ...asEntity(args), tag_key };
    const before = await api.findTag(ctx.client, tag);
    if (!before) throw noSuchTag(tag);
    const text = say`Tag ${tag.tag_key} with the value ${before.tag_value ?? ""} is removed. ${POLICIES}`;
    return { effect: "Remove a tag from", objects: [taggedObject(tag)], consequences: [{ reason: "others", text }] };
  },
  async run(ctx, { tag_key, ...args }) {
    await api.deleteTag(ctx.client, { ...asEntity(args), tag_key });
    return { entity_name: args.full_name, tag_key, deleted: true as const };
  },
});
