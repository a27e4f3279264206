const CREDENTIAL = /secret|password|passwd|token|credential|(?:account|access|private|api)[._-]?key/i;
/** Maps that people put credentials into, under keys that say so. */
const SETTINGS = new Set(["spark_conf", "options", "configuration", "properties"]);
/** Environment variables: their names tell what is set, their values are nobody's business. */
const ENVIRONMENT = new Set(["spark_env_vars", "environment_vars", "env_vars"]);
const MASK = "[redacted]";

/** Any answer of the platform without the credentials that people write into its configuration. */
export function maskSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSettings);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (ENVIRONMENT.has(key)) return [key, maskEnvironment(item)];
      if (SETTINGS.has(key) && isObject(item)) return [key, maskNamed(item)];
      return [key, maskSettings(item)];
    }),
  );
}

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const maskNamed = (settings: object) =>
  Object.fromEntries(
    Object.entries(settings).map(([key, item]) => [
      key,
      CREDENTIAL.test(key) && typeof item === "string" ? hidden(item) : maskSettings(item),
    ]),
  );

/** Either a map of name to value or a list of `{name, value}`. */
function maskEnvironment(variables: unknown): unknown {
  if (Array.isArray(variables)) {
    return variables.map((one) => (isObject(one) && "value" in one ? { ...one, value: hidden(one.value) } : one));
  }
  if (!isObject(variables)) return variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, hidden(value)]));
}

/** A reference such as `{{secrets/scope/key}}` is only a name. */
const hidden = (value: unknown): unknown =>
  typeof value === "string" && /^\{\{secrets\/[^}]*\}\}$/.test(value) ? value : MASK;
