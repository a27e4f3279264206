import * as z from "zod";
import { recordOf } from "../../records.ts";
import { BundleProblem } from "./files.ts";
import { BUNDLE_KINDS } from "./kinds.ts";
import { type Look, referencesIn, settled, valueAt } from "./references.ts";
import { type ConfigFields, hasContent, recordIn } from "./values.ts";

const permission = z.looseObject({
  level: z.string(),
  user_name: z.string().optional(),
  group_name: z.string().optional(),
  service_principal_name: z.string().optional(),
});
/** A permission of one principal, as bundles write it. */
export type BundlePermission = z.output<typeof permission>;

/** Resources and their permissions, by key. */
export interface BundleResources {
  readonly resources: ReadonlyMap<string, ConfigFields>;
  readonly permissions: ReadonlyMap<string, readonly BundlePermission[]>;
}

/** The resources of a configuration, with references to other resources still in place. @throws {BundleProblem} */
export function resourcesIn(config: ConfigFields, look: Look): BundleResources {
  const resources = new Map<string, ConfigFields>();
  const permissions = new Map<string, readonly BundlePermission[]>();
  for (const [kind, all] of Object.entries(recordIn(config, "resources"))) {
    if (!(kind in BUNDLE_KINDS)) {
      throw new BundleProblem(
        `resources.${kind} needs the Databricks CLI: deploy this bundle with databricks bundle deploy.`,
      );
    }
    for (const [id, value] of Object.entries(recordOf(all))) {
      const key = `${kind}.${id}`;
      const { permissions: own, ...fields } = readResource(key, value, look);
      resources.set(key, fields);
      const common = settled(config.permissions, look);
      const list = [...permissionsIn(own, key), ...permissionsIn(common, "The bundle")];
      if (list.length > 0 && BUNDLE_KINDS[kind]?.permissions !== undefined) permissions.set(key, list);
    }
  }
  return { resources, permissions };
}

function readResource(key: string, value: unknown, look: Look): ConfigFields {
  const resource = recordOf(settled(value, look));
  const unknown = referencesIn(resource).filter((path) => !path.startsWith("resources."));
  if (unknown.length > 0) throw new BundleProblem(`${key} refers to \${${unknown[0]}}, which has no value.`);
  const { grants, lifecycle: _, ...fields } = resource;
  if (hasContent(grants))
    throw new BundleProblem(`${key} has grants, which this server does not deploy: use update_grants.`);
  return fields;
}

/**
 * The resources with references to each other replaced. Names that the presets change are known only now. IDs are known
 * once the objects exist, so references to them stay.
 * @throws {BundleProblem} for a reference to something that the bundle does not define
 */
export function withNames(resources: ReadonlyMap<string, ConfigFields>): ReadonlyMap<string, ConfigFields> {
  const named = new Map(resources);
  const ofResource = (path: string) => {
    const [, kind, id, ...field] = path.split(".");
    return field[0] === "id" ? undefined : valueAt(named.get(`${kind}.${id}`), field.join("."));
  };
  for (const [key, resource] of named) {
    const ready = recordOf(settled(resource, (path) => (path.startsWith("resources.") ? ofResource(path) : undefined)));
    for (const path of referencesIn(ready)) {
      const [, kind, id, field, ...rest] = path.split(".");
      if (!named.has(`${kind}.${id}`) || field !== "id" || rest.length > 0) {
        throw new BundleProblem(`${key} refers to \${${path}}, which the bundle does not define.`);
      }
    }
    named.set(key, ready);
  }
  return named;
}

function permissionsIn(list: unknown, owner: string): readonly BundlePermission[] {
  const { success, data } = z.array(permission).safeParse(list ?? []);
  if (success) return data;
  throw new BundleProblem(`${owner} has permissions that are not a list of a level and a principal each.`);
}
