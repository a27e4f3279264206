import { fail, invalid } from "../failure.ts";
import { type Fields, integer, isFields, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { Service } from "../service.ts";

const TYPES: ReadonlyMap<string, string> = new Map([
  ["email", "EMAIL"],
  ["slack", "SLACK"],
  ["microsoft_teams", "MICROSOFT_TEAMS"],
  ["pagerduty", "PAGERDUTY"],
  ["generic_webhook", "WEBHOOK"],
]);
const DEFAULT_PAGE = 100;

interface Destination {
  readonly id: string;
  readonly display_name: string;
  readonly config: Fields;
}

/** Notification destinations. For secret fields, responses only report that they are set. */
export const notificationDestinations: Service = (app, world) => {
  const store = world.kept("notification destinations", () => new Map<string, Destination>());

  const get = (id: string): Destination =>
    store.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Notification destination ${id} does not exist.`);
  const keep = (destination: Destination): Destination => {
    for (const { id, display_name } of store.values()) {
      if (id !== destination.id && display_name === destination.display_name) {
        fail(409, "RESOURCE_ALREADY_EXISTS", `A notification destination named ${display_name} already exists.`);
      }
    }
    store.set(destination.id, destination);
    return destination;
  };
  const kindOf = (config: unknown): { kind: string; fields: Fields } => {
    if (!isFields(config)) return invalid("Missing required field: config");
    const [found, ...more] = Object.entries(config);
    const [kind = "", fields] = found ?? [];
    if (more.length > 0 || !TYPES.has(kind) || !isFields(fields)) return invalid("config must hold one destination.");
    if (kind === "email" && !Array.isArray(fields.addresses)) invalid("email.addresses must be an array.");
    if (["slack", "microsoft_teams", "generic_webhook"].includes(kind) && !/^https:\/\//.test(String(fields.url))) {
      invalid(`${kind}.url must be an https URL.`);
    }
    return { kind, fields };
  };
  const shown = (kind: string, fields: Fields): Fields =>
    kind === "email" ? fields : Object.fromEntries(Object.keys(fields).map((name) => [`${name}_set`, true]));
  const summary = ({ id, display_name, config }: Destination): Fields => ({
    id,
    display_name,
    destination_type: TYPES.get(kindOf(config).kind),
  });
  const view = (destination: Destination): Fields => {
    const { kind, fields } = kindOf(destination.config);
    return { ...summary(destination), config: { [kind]: shown(kind, fields) } };
  };
  const configIn = (body: Fields): Fields => {
    const { kind, fields } = kindOf(body.config);
    return { [kind]: fields };
  };

  keep({
    id: "9a1f0000-1111-2222-3333-444455556666",
    display_name: "on-call",
    config: { pagerduty: { integration_key: "sandbox" } },
  });

  const base = "/api/2.0/notification-destinations";
  app.get(base, (c) => {
    const query = c.req.query();
    const size = integer(query, "page_size") ?? DEFAULT_PAGE;
    const { items, next } = pageOf([...store.values()], "destinations", size, optional(query, "page_token"));
    return c.json({ results: items.map(summary), ...(next && { next_page_token: next }) });
  });
  app.post(base, async (c) => {
    const body = await readJson(c);
    const fields = { display_name: required(body, "display_name"), config: configIn(body) };
    return c.json(view(keep({ id: world.uuid(), ...fields })));
  });
  app.get(`${base}/:id`, (c) => c.json(view(get(c.req.param("id")))));
  app.patch(`${base}/:id`, async (c) => {
    const destination = get(c.req.param("id"));
    const body = await readJson(c);
    const display_name = body.display_name === undefined ? destination.display_name : required(body, "display_name");
    const config = body.config === undefined ? destination.config : configIn(body);
    return c.json(view(keep({ ...destination, display_name, config })));
  });
  app.delete(`${base}/:id`, (c) => {
    store.delete(get(c.req.param("id")).id);
    return c.json({});
  });
};
