import names from "./object-names.json" with { type: "json" };

interface Named {
  readonly noun: string;
  readonly names: readonly string[];
}

/** Names by the first part of an operation's ID. Those of longer nouns come first. */
const byApi = new Map<string, Named[]>();
for (const [key, text] of Object.entries(names)) {
  const [api = "", noun = ""] = key.split(".");
  byApi.set(api, [...(byApi.get(api) ?? []), { noun, names: text.split("; ") }]);
}
for (const named of byApi.values()) named.sort((a, b) => b.noun.length - a.noun.length);

/** Everyday names of the object of an operation: `copy of a database` for a branch. */
export function objectNamesOf(id: string): readonly string[] {
  const [api = "", method = ""] = id.split(".");
  const object = method.replace(/^[a-z]+/, "");
  return byApi.get(api)?.find(({ noun }) => object.startsWith(noun))?.names ?? [];
}
