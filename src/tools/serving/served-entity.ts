import { type Consequence, say } from "../../core/consent/facts.ts";
import { compact, isEmpty, isRecord } from "../../records.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The entity with the names of its fields: `model_name` and `model_version` are those of the older `served_models`. */
export function withEntityNames({ model_name, model_version, entity_name, entity_version, ...entity }: Fields): Fields {
  const version = entity_version ?? model_version;
  return {
    ...compact({
      entity_name: entity_name ?? model_name,
      entity_version: typeof version === "number" ? String(version) : version,
    }),
    ...entity,
  };
}

/** Ways to size an entity. The platform accepts one of them. */
const SIZINGS: readonly (readonly string[])[] = [
  ["workload_size"],
  ["min_provisioned_concurrency", "max_provisioned_concurrency"],
  ["min_provisioned_throughput", "max_provisioned_throughput"],
  ["provisioned_model_units", "burst_scaling_enabled"],
];
const SETTINGS = ["workload_type", "scale_to_zero_enabled", "environment_vars", "instance_profile_arn"];
/** Fields that an entity keeps unless a call gives them. */
export const KEPT = [...SIZINGS.flat(), ...SETTINGS];

/**
 * The entities to deploy. An entity that is served now keeps the fields that the call does not give, because the platform
 * replaces it as a whole; `null` resets a field. A new one scales to zero by default: an unused endpoint then costs nothing.
 */
export function entitiesToServe(given: readonly Fields[], current: readonly Fields[] = []): readonly Fields[] {
  const taken = new Set(given.map(({ name }) => name));
  return given.map((each) => {
    const entity = withKnownSize(each);
    const before = servedNow(entity, current);
    const sizing = SIZINGS.find((fields) => fields.some((field) => field in entity)) ?? SIZINGS.flat();
    const units = "provisioned_model_units" in entity;
    const fields = units ? SETTINGS.slice(2) : [...sizing, ...SETTINGS];
    const name = ownName(before);
    const named = entity.name === undefined && name !== undefined && !taken.has(name);
    if (named) taken.add(name);
    const kept = compact({
      ...(named && { name }),
      ...(entity.entity_name === undefined && {
        entity_name: before?.entity_name,
        entity_version: before?.entity_version,
        external_model: before?.external_model,
      }),
      ...Object.fromEntries(fields.map((field) => [field, before?.[field]])),
    });
    const whole = { ...entity, ...kept, ...entity };
    const scales = whole.entity_name !== undefined && !("provisioned_model_units" in whole);
    return scales && !("scale_to_zero_enabled" in whole) ? { ...whole, scale_to_zero_enabled: true } : whole;
  });
}

/** The entity as it is sent: without the fields that are reset. */
export const sent = (entity: Fields): Fields =>
  Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== null));

/** The served entity that another one replaces: the one of that name if it serves the same model, or one of its model. */
function servedNow({ name, entity_name: model, entity_version: version }: Fields, current: readonly Fields[]) {
  const entities = current.map(withEntityNames);
  const same = entities.filter((each) => model !== undefined && each.entity_name === model);
  return (
    entities.find((each) => name !== undefined && each.name === name && (model === undefined || same.includes(each))) ??
    same.find((each) => each.entity_version === version) ??
    same[0]
  );
}

/** The name of an entity, unless the platform made it from the model and the version. */
function ownName(entity: Fields | undefined): string | undefined {
  const { name, entity_version: version } = entity ?? {};
  return typeof name === "string" && !name.endsWith(`-${String(version)}`) ? name : undefined;
}

const SIZES = ["Small", "Medium", "Large"];

/** The entity with its size as the platform writes it. Workspaces can have sizes of their own, which stay as they are. */
function withKnownSize(entity: Fields): Fields {
  const { workload_size: size } = entity;
  const known = SIZES.find((each) => typeof size === "string" && each.toLowerCase() === size.toLowerCase());
  return known === undefined ? entity : { ...entity, workload_size: known };
}

/** Fields and environment variables of the served entities that their new configuration does not have. */
export const lostFields = (entities: readonly Fields[], current: readonly Fields[]): Consequence[] =>
  entities.flatMap((entity) => {
    const before = servedNow(entity, current);
    if (!before) return [];
    const name = String(entity.name ?? entity.entity_name ?? "");
    const now = before.environment_vars;
    const next = entity.environment_vars;
    const variables = isRecord(now) && isRecord(next) ? Object.keys(now).filter((key) => !(key in next)) : [];
    const reset = KEPT.filter((field) => entity[field] === null && !isEmpty(before[field]));
    const lost = (what: string, of: string): Consequence => ({
      reason: "replacement",
      text: say`Entity ${name} loses its ${{ sentence: what }} ${of}.`,
    });
    return [
      ...reset.map((field) => lost("setting", field)),
      ...variables.map((key) => lost("environment variable", key)),
    ];
  });
