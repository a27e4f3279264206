import { isRecord } from "../../records.ts";

const MASK = "[redacted]";

/** Names of settings that hold a credential; `token_id` and `auth.type` do not. */
const CREDENTIAL =
  /secret|password|passwd|token|credential|verifier|(?:account|access|private|api|shared|routing|integration)[._-]?key|authorization[._-]?code|_plaintext$|(?:^|[._-])(?:pwd|pass|sas)(?:[._-]|$)|(?:^|[._-])auth$/i;
/** Settings in which users store credentials, under keys that say so. */
const SETTINGS = new Set([
  "spark_conf",
  "options",
  "configuration",
  "properties",
  "base_parameters",
  "named_parameters",
  "notebook_params",
  "python_named_params",
  "job_parameters",
  "sql_params",
  "parameters",
]);
/** Environment variables and storage settings: names are shown, values never. */
export const ENVIRONMENT: ReadonlySet<string> = new Set([
  "spark_env_vars",
  "environment_vars",
  "env_vars",
  "env",
  "data_access_config",
]);
/** Rules of cluster policies: an object, or its JSON text. */
const POLICIES = new Set(["definition", "policy_family_definition_overrides"]);
/** For destinations whose URL is itself a credential. */
const HOOKS = new Set(["slack", "microsoft_teams", "generic_webhook", "http_url_spec"]);

/** Whether a setting of this name holds a credential: `fs.azure.account.key.x`, `db_password`, `api_key_plaintext`. */
export const isCredentialName = (name: string): boolean => CREDENTIAL.test(name);

/** A value as it is shown: masked, unless it only refers to a secret (`{{secrets/scope/key}}`). */
export const hidden = (value: unknown): unknown =>
  typeof value === "string" && /^\{\{secrets\/[^}]*\}\}$/.test(value) ? value : MASK;

/** The value of a setting as it is shown. */
type Hide = (value: unknown, name: string) => unknown;

/** Forms that say by themselves what a value is: a path or an address without a login, the name of a class, a switch. */
const FORM =
  /^(?:(?:[a-z][a-z0-9+.-]{0,20}:)?\/[^\s?#=+]*|[A-Za-z_$]+(?:\d[A-Za-z_$]*)?(?:\.[A-Za-z_$]+(?:\d[A-Za-z_$]*)?)+|true|false)$/;
/** A credential within a command or an option, after its name. */
const ASSIGNED = /((?:secret|password|passwd|pwd|token|credential|key)[\w.-]{0,40}["']?[=:\s]\s{0,8})(\S+)/gi;

/** An option, or words with one, with a path or with an operator of a shell. Other words may be a passphrase. */
const COMMAND = /^-|\s-|\s[\s\S]*[/|;&$<>=]|[/|;&$<>=][\s\S]*\s/;

/** Whether a text has a part as random as a key. */
const isRandom = (text: string): boolean =>
  (text.match(/[A-Za-z0-9]{12,}/g) ?? []).some(
    (run) => /^[0-9a-f]{20,}$/i.test(run) || [/\d/, /[a-z]/, /[A-Z]/].every((kind) => kind.test(run)),
  );

const hasForm = (text: string): boolean => FORM.test(text) && !/:[^/@]*@/.test(text) && !isRandom(text);

/**
 * A value in a question. Settings and environment variables decide what runs, so a value is shown if it has the form of a
 * path, an address or a class, and commands and options are shown without the credentials in them.
 */
function hiddenGiven(value: unknown, name: string): unknown {
  if (typeof value !== "string") return hidden(value);
  if (hasForm(value)) return value;
  if (isCredentialName(name) || !COMMAND.test(value)) return hidden(value);
  return value
    .replace(ASSIGNED, (_, before: string, given: string) => before + (hasForm(given) ? given : MASK))
    .replace(/\S+/g, (word) => (isRandom(word) ? MASK : word));
}

/** Fields of responses that are credentials, or links that are as good as one, wherever they are. */
const ALWAYS = new Set([
  "activation_url",
  "bearer_token",
  "bearerToken",
  "client_secret",
  "download_link",
  "recipient_profile_str",
  "upload_url",
]);

/** A response with the credentials in its settings masked. */
export const maskSettings = (value: unknown): unknown => maskWithin(value, hidden);

function maskWithin(value: unknown, hide: Hide, within = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => maskWithin(one, hide, within));
  if (!isRecord(value)) return value;
  const named = maskOneNamed(value, hide);
  return Object.fromEntries(
    Object.entries(named).map(([key, item]) => {
      if (ENVIRONMENT.has(key)) return [key, maskEnvironment(item, hide)];
      if (POLICIES.has(key)) return [key, maskPolicy(item, hide)];
      if (ALWAYS.has(key) && typeof item === "string") return [key, hidden(item)];
      if (SETTINGS.has(key) && isRecord(item)) return [key, maskNamed(item, hide)];
      if (typeof item === "string" && (isPlaintext(key) || (HOOKS.has(within) && key === "url"))) {
        return [key, hidden(item)];
      }
      return [key, maskWithin(item, hide, key)];
    }),
  );
}

const isPlaintext = (key: string): boolean => key.endsWith("_plaintext");

/** Fields whose value is a credential, by name; `token_id` and `secret_scope` only refer to one. */
const CREDENTIAL_FIELD =
  /(?:^|_)(?:token|secret|password|passwd|pwd|authorization|authorization_code|(?:code|pkce)_verifier|plaintext|(?:string|bytes|token|secret)_value|(?:api|access|account|private|integration|routing)_?key)(?:_plaintext)?$/i;

/** Whether a field or an environment variable of this name holds a credential: `OPENAI_API_KEY`; `MAX_TOKENS` does not. */
export const isCredentialField = (name: string): boolean =>
  CREDENTIAL_FIELD.test(name.replace(/([a-z])([A-Z])/g, "$1_$2"));

/** Arguments of a call for a question: settings masked unless they decide what runs, and every field that contains a credential. */
export function maskGiven(value: unknown): unknown {
  return maskWithin(maskFields(value), hiddenGiven);
}

function maskFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskFields);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      return [key, isCredentialField(key) && typeof item === "string" ? hidden(item) : maskFields(item)];
    }),
  );
}

/** Fields in which an item of a list of settings has its value: `{key, value}`, `{name, default}`. */
const VALUES = new Set(["value", "default", "default_value", "values"]);

/** An item of a list of settings, masked if its name says that its value is a credential. */
function maskOneNamed(item: Readonly<Record<string, unknown>>, hide: Hide): Readonly<Record<string, unknown>> {
  const names = [item.key, item.name].filter((name) => typeof name === "string");
  const name = names.find(isCredentialName);
  return name === undefined ? item : withValues(item, (value) => hide(value, name));
}

const withValues = (
  item: Readonly<Record<string, unknown>>,
  hide: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      VALUES.has(key) && value !== null && typeof value !== "boolean"
        ? Array.isArray(value)
          ? value.map(hide)
          : hide(value)
        : value,
    ]),
  );

const maskNamed = (settings: object, hide: Hide) =>
  Object.fromEntries(
    Object.entries(settings).map(([key, item]) => [
      key,
      isCredentialName(key) && typeof item === "string" ? hide(item, key) : maskWithin(item, hide),
    ]),
  );

/** Environment variables are either an object of values by name or a list of `{name, value}`. */
function maskEnvironment(variables: unknown, hide: Hide): unknown {
  if (Array.isArray(variables)) {
    return variables.map((one) =>
      isRecord(one) && "value" in one ? { ...one, value: hide(one.value, String(one.name ?? one.key)) } : one,
    );
  }
  if (!isRecord(variables)) return variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, hide(value, name)]));
}

/** Fields of a policy's rule that hold a value. */
const RULE_VALUES = new Set(["value", "values", "defaultValue"]);

/** Rules of a cluster policy such as `{"spark_env_vars.DB_PASSWORD": {"type": "fixed", "value": "…"}}` with credentials masked; text stays text. */
export function maskPolicy(definition: unknown, hide: Hide = hidden): unknown {
  if (typeof definition === "string") {
    const rules = parsed(definition);
    return rules === undefined ? definition : JSON.stringify(maskPolicy(rules, hide));
  }
  if (!isRecord(definition)) return definition;
  return Object.fromEntries(
    Object.entries(definition).map(([path, rule]) => [
      path,
      isRecord(rule) && (path.startsWith("spark_env_vars.") || isCredentialName(path))
        ? maskRule(rule, (value) => hide(value, path))
        : rule,
    ]),
  );
}

const maskRule = (
  rule: Readonly<Record<string, unknown>>,
  hide: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [
      key,
      RULE_VALUES.has(key) ? (Array.isArray(value) ? value.map(hide) : hide(value)) : value,
    ]),
  );

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
