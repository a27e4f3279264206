import type { SdkMethod } from "./facts.ts";

/** `create_database_instance` → `createDatabaseInstance`. */
const camel = (text: string): string => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `RecipientFederationPolicies` → `recipientFederationPolicies`, `QualityMonitorV2` → `qualityMonitorV2`. */
const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Suffixes of methods that say how the SDK calls, not what the operation does. */
const TECHNICAL = /_(?:rpc|handler)$/;

/** The id of an operation: `recipients.rotateToken`. */
export const idOf = ({ api, method }: Pick<SdkMethod, "api" | "method">): string =>
  `${lowered(api)}.${camel(method.replace(TECHNICAL, ""))}`;

/** `DatabaseInstance` or `database_instance` → `database instance`; acronyms stay whole. */
const words = (text: string): string =>
  text
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase()
    .replace(/ v2\b/, "")
    .trim();

const isPlural = (noun: string): boolean =>
  /[^s]s$/.test(noun) && !/(status|access|address|analysis|alias)$/.test(noun);

export function singular(noun: string): string {
  if (!isPlural(noun)) return noun;
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y`;
  return noun.replace(/(?<=x|ch|sh)es$|s$/, "");
}

/** Nouns that take no article. */
const MASS = /\b(metadata|info|access|usage|self|data|content|config|status|by uid|to exchange|from exchange|by id)\b/;

const plural = (noun: string): string => (isPlural(noun) || MASS.test(noun) ? noun : `${noun.replace(/y$/, "ie")}s`);

function withArticle(noun: string): string {
  if (isPlural(noun) || MASS.test(noun)) return noun;
  return `${/^[aeio]|^u(?!ser|sage|ni)|^mcp/.test(noun) ? "an" : "a"} ${noun}`;
}

/** Verbs of the SDK's methods that take an object. */
const VERBS =
  /^(add|append|approve|backfill|batch create|cancel|check|clear|complete|create|delete|download|exchange|execute|extract|failover|finalize|find|fork|generate|get|grant|list|migrate|patch|pop|publish|purge|query|refresh|regenerate|reject|remove|rename|replace|resolve|retrieve|reveal|revoke|rotate|run|scan|search|set|share|start|stop|sync|undelete|undrop|update|upload|upsert)\b ?/;

/** A title derived from the names: `List recipients (Delta Sharing)`, `Create a budget (billing, account)`. */
export function titleOf({ api, method, path }: SdkMethod, label: string): string {
  const plain = words(method.replace(TECHNICAL, "").replace(/_(?:proxy|local)$/, ""));
  const legacy = /Legacy$/.test(api) || /\/preview\/sql\//.test(path);
  const account = path.includes("accounts/{account_id}");
  const owner = words(api.replace(/Legacy$/, "").replace(/^Account(?=[A-Z])|^(Provider)(?=Provider)/, ""));
  const verb = VERBS.exec(plain)?.[1] ?? "";
  const object = plain.slice(verb.length).trim();
  const name = capital(verb === "patch" ? "update" : verb);
  const said = `${owner} ${plain}`.includes(singular(label.toLowerCase()));
  const where = [...(said ? [] : [label]), ...(legacy ? ["legacy"] : []), ...(account ? ["account"] : [])].join(", ");
  const what = (): string => {
    if (/\/settings\/types\//.test(path)) return `${name} the ${owner} setting`;
    if (verb === "") return `${capital(plain)}: ${owner}`;
    const noun = object === "" ? owner : object;
    if (verb === "list") return `List ${plural(noun)}`;
    return `${name} ${withArticle(object === "" ? singular(noun) : noun)}`;
  };
  return where === "" ? what() : `${what()} (${where})`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
