import { fail, invalid } from "../../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../../http.ts";
import type { Metastore } from "../metastore.ts";
import { pageOf } from "../page.ts";

const TAGS = "/api/2.1/tag-policies";

interface TagPolicy extends Fields {
  readonly tag_key: string;
}

/** The governed tags of the account. */
export function tagPolicies(app: App, { world }: Metastore): void {
  const policies = world.kept("tag policies", () => new Map<string, TagPolicy>());
  const time = () => new Date(world.now()).toISOString();
  const find = (key: string): TagPolicy =>
    policies.get(key) ?? fail(404, "NOT_FOUND", `Tag policy for tag key ${key} does not exist.`);
  const valuesOf = ({ values = [] }: Fields): readonly Fields[] => {
    if (!Array.isArray(values) || !values.every(isFields)) return invalid("values must be a list of {name}.");
    for (const value of values) required(value, "name");
    return values;
  };

  app.get(TAGS, (c) => c.json(pageOf("tag_policies", [...policies.values()], c.req.query())));
  app.get(`${TAGS}/:key`, (c) => c.json(find(c.req.param("key"))));
  app.post(TAGS, async (c) => {
    const body = await readJson(c);
    const tag_key = required(body, "tag_key");
    if (policies.has(tag_key)) fail(409, "ALREADY_EXISTS", `Tag policy for tag key ${tag_key} already exists.`);
    const at = time();
    const policy = {
      id: world.uuid(),
      tag_key,
      description: optional(body, "description") ?? "",
      values: valuesOf(body),
      create_time: at,
      update_time: at,
    };
    policies.set(tag_key, policy);
    return c.json(policy);
  });
  app.patch(`${TAGS}/:key`, async (c) => {
    const policy = find(c.req.param("key"));
    const body = await readJson(c);
    const fields = required(c.req.query(), "update_mask").split(",");
    const next = {
      ...policy,
      ...(fields.includes("description") && { description: optional(body, "description") ?? "" }),
      ...(fields.includes("values") && { values: valuesOf(body) }),
      update_time: time(),
    };
    policies.set(policy.tag_key, next);
    return c.json(next);
  });
  app.delete(`${TAGS}/:key`, (c) => {
    policies.delete(find(c.req.param("key")).tag_key);
    return c.json({});
  });
}
