import { isRecord } from "../../records.ts";

const CREDENTIAL = /secret|password|passwd|token|credential|(?:account|access|private|api)[._-]?key/i;
/** Settings in which users store credentials, under keys that say so. */
const SETTINGS = new Set(["spark_conf", "options", "configuration", "properties"]);
/** Environment variables and storage settings: names are shown, values never. */
const ENVIRONMENT = new Set(["spark_env_vars", "environment_vars", "env_vars", "data_access_config"]);
const MASK = "[redacted]";

/** A response with the credentials in its settings masked. */
export function maskSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSettings);
  if (!isRecord(value)) return value;
  if (isNamedCredential(value)) return { ...value, value: hidden(value.value) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (ENVIRONMENT.has(key)) return [key, maskEnvironment(item)];
      if (SETTINGS.has(key) && isRecord(item)) return [key, maskNamed(item)];
      return [key, maskSettings(item)];
    }),
  );
}

/** For destinations whose URL is itself a credential. */
const HOOKS = new Set(["slack", "microsoft_teams", "generic_webhook", "http_url_spec"]);
/** Fields whose value is a credential, by name; `token_id` and `secret_scope` only refer to one. */
const CREDENTIAL_FIELD =
  /(?:^|_)(?:token|secret|password|passwd|authorization|plaintext|(?:string|bytes|token|secret)_value|(?:api|access|account|private|integration|routing)_?key)(?:_plaintext)?$/i;

/** Arguments of a call for a question: settings masked as in a response, and every field that contains a credential. */
export function maskGiven(value: unknown): unknown {
  return maskSettings(maskFields(value));
}

function maskFields(value: unknown, within = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => maskFields(one, within));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const secret =
        CREDENTIAL_FIELD.test(key.replace(/([a-z])([A-Z])/g, "$1_$2")) || (HOOKS.has(within) && key === "url");
      return [key, secret && typeof item === "string" ? hidden(item) : maskFields(item, key)];
    }),
  );
}

/** An item of a list of settings: `{key, value}`. */
const isNamedCredential = (value: object): value is { key: string; value: unknown } =>
  "key" in value && typeof value.key === "string" && "value" in value && CREDENTIAL.test(value.key);

const maskNamed = (settings: object) =>
  Object.fromEntries(
    Object.entries(settings).map(([key, item]) => [
      key,
      CREDENTIAL.test(key) && typeof item === "string" ? hidden(item) : maskSettings(item),
    ]),
  );

/** Environment variables are either an object of values by name or a list of `{name, value}`. */
function maskEnvironment(variables: unknown): unknown {
  if (Array.isArray(variables)) {
    return variables.map((one) => (isRecord(one) && "value" in one ? { ...one, value: hidden(one.value) } : one));
  }
  if (!isRecord(variables)) return variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, hidden(value)]));
}

/** Masks a value, unless it only refers to a secret (`{{secrets/scope/key}}`). */
const hidden = (value: unknown): unknown =>
  typeof value === "string" && /^\{\{secrets\/[^}]*\}\}$/.test(value) ? value : MASK;
