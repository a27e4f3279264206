import type { Access } from "../../access.ts";
import type { Identity } from "./identity.ts";

/** The part of the server that a caller may use. Lists that are absent do not limit it. */
export interface Grant {
  readonly access: Access;
  readonly toolsets?: readonly string[];
  readonly workspaces?: readonly string[];
}

/** A grant, and whom it is for. */
export interface Rule extends Grant {
  readonly kind: "scope" | "group" | "user" | "token" | "any";
  readonly name: string;
}

/** The grant of the first rule that matches the caller; `undefined` if none does. */
export const grantFor = (identity: Identity, rules: readonly Rule[]): Rule | undefined =>
  rules.find((rule) => matches(identity, rule));

function matches({ names, scopes, groups, token }: Identity, { kind, name }: Rule): boolean {
  switch (kind) {
    case "scope":
      return scopes.includes(name);
    case "group":
      return groups.includes(name);
    case "token":
      return token === name;
    case "user":
      return names.includes(name);
    case "any":
      return true;
  }
}

/** The scopes that rules mention. */
export const scopesIn = (rules: readonly Rule[]): string[] => [
  ...new Set(rules.filter(({ kind }) => kind === "scope").map(({ name }) => name)),
];
