import { fail, invalid } from "../failure.ts";
import { type Fields, flag, integer, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

interface Script {
  readonly script_id: string;
  name: string;
  script: string;
  enabled: boolean;
  readonly created_by: string;
  readonly created_at: number;
  updated_by: string;
  updated_at: number;
}

const LARGEST = 64 * 1024;

/** Global init scripts. The index in the array is their position. */
export const globalInitScripts: Service = (app, world) => {
  const scripts = world.kept("global init scripts", (): Script[] => []);

  const get = (id: string): Script =>
    scripts.find(({ script_id }) => script_id === id) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `The global init script with id ${id} does not exist.`);
  const content = (body: Fields): string => {
    const script = required(body, "script");
    const bytes = Buffer.from(script, "base64");
    if (bytes.toString("base64").replace(/=+$/, "") !== script.replace(/=+$/, ""))
      invalid("The script is not valid base64.");
    if (bytes.length > LARGEST) invalid("The script is larger than 64 KB.");
    return script;
  };
  /** Moves it to the requested position; past the end means last. */
  const place = (script: Script, position: number | undefined) => {
    const at = scripts.indexOf(script);
    if (at !== -1 && position === undefined) return;
    if (at !== -1) scripts.splice(at, 1);
    scripts.splice(Math.min(position ?? scripts.length, scripts.length), 0, script);
  };
  const view = ({ script: _, ...script }: Script): Fields => ({
    ...script,
    position: scripts.findIndex(({ script_id }) => script_id === script.script_id),
  });
  const add = (
    fields: { name: string; script: string; enabled: boolean },
    script_id = world.hexId(16).toUpperCase(),
  ) => {
    const now = Date.now();
    const by = { created_by: world.user, created_at: now, updated_by: world.user, updated_at: now };
    const script: Script = { script_id, ...fields, ...by };
    return script;
  };

  const certs =
    "#!/bin/bash\nset -euo pipefail\ncp /Volumes/main/ops/certs/ca.crt /usr/local/share/ca-certificates/\nupdate-ca-certificates\n";
  if (world.isNew)
    place(add({ name: "certs", script: Buffer.from(certs).toString("base64"), enabled: true }, "223C6A5C0E4B1F2D"), 0);

  const base = "/api/2.0/global-init-scripts";
  app.get(base, (c) => c.json(scripts.length > 0 ? { scripts: scripts.map(view) } : {}));
  app.post(base, async (c) => {
    const body = await readJson(c);
    const fields = { name: required(body, "name"), script: content(body), enabled: flag(body, "enabled") ?? false };
    const script = add(fields);
    place(script, integer(body, "position"));
    return c.json({ script_id: script.script_id });
  });
  app.get(`${base}/:id`, (c) => {
    const script = get(c.req.param("id"));
    return c.json({ ...view(script), script: script.script });
  });
  app.patch(`${base}/:id`, async (c) => {
    const script = get(c.req.param("id"));
    const body = await readJson(c);
    script.name = required(body, "name");
    script.script = content(body);
    script.enabled = flag(body, "enabled") ?? script.enabled;
    script.updated_by = world.user;
    script.updated_at = Date.now();
    place(script, integer(body, "position"));
    return c.json({});
  });
  app.delete(`${base}/:id`, (c) => {
    scripts.splice(scripts.indexOf(get(c.req.param("id"))), 1);
    return c.json({});
  });
};
