import { isRecord } from "../../records.ts";

/** One operation of a SCIM PatchOp (RFC 7644, section 3.5.2). */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/** Changes of a user, group or service principal. */
export interface PrincipalChanges {
  readonly display_name?: string | undefined;
  readonly active?: boolean | undefined;
  /** IDs of users, groups and service principals. */
  readonly add_members?: readonly string[] | undefined;
  readonly remove_members?: readonly string[] | undefined;
  readonly add_entitlements?: readonly string[] | undefined;
  readonly remove_entitlements?: readonly string[] | undefined;
}

/** The operations that make these changes; empty if there are none. */
export function patchOperations(changes: PrincipalChanges): readonly PatchOperation[] {
  const { display_name, active } = changes;
  return [
    ...(display_name === undefined ? [] : [{ op: "replace", path: "displayName", value: display_name } as const]),
    ...(active === undefined ? [] : [{ op: "replace", path: "active", value: active } as const]),
    ...valueOperations("members", changes.add_members, changes.remove_members),
    ...valueOperations("entitlements", changes.add_entitlements, changes.remove_entitlements),
  ];
}

/** Removed values become part of a filter expression, which is why their schemas do not allow quotes. */
function valueOperations(
  path: string,
  add: readonly string[] = [],
  remove: readonly string[] = [],
): readonly PatchOperation[] {
  return [
    ...(add.length > 0 ? [{ op: "add", path, value: add.map((value) => ({ value })) } as const] : []),
    ...remove.map((value) => ({ op: "remove", path: `${path}[value eq ${JSON.stringify(value)}]` }) as const),
  ];
}

/**
 * The changes that the operations of a SCIM PatchOp make, whichever of the forms of RFC 7644 they use; `undefined` if one
 * of them does something else.
 */
export function changesOf(operations: unknown): PrincipalChanges | undefined {
  if (!Array.isArray(operations)) return undefined;
  const changes = operations.flatMap((operation) =>
    fieldsOf(operation).map(([op, path, value]) => change(op, path, value)),
  );
  if (changes.length === 0 || changes.includes(undefined)) return undefined;
  const lists = ["add_members", "remove_members", "add_entitlements", "remove_entitlements"] as const;
  return {
    ...Object.assign({}, ...changes),
    ...Object.fromEntries(
      lists.flatMap((list) => {
        const values = changes.flatMap((one) => one?.[list] ?? []);
        return values.length > 0 ? [[list, values]] : [];
      }),
    ),
  };
}

/** An operation as field by field; one without a path names its fields in its value. */
function fieldsOf(operation: unknown): (readonly [op: string, path: string, value: unknown])[] {
  if (!isRecord(operation) || typeof operation.op !== "string") return [["", "", undefined]];
  const { path, value } = operation;
  const op = operation.op.toLowerCase();
  if (typeof path === "string") return [[op, path, value]];
  return isRecord(value)
    ? Object.entries(value).map(([name, item]) => [op, name, item] as const)
    : [["", "", undefined]];
}

function change(op: string, path: string, value: unknown): PrincipalChanges | undefined {
  const [, list, filtered] = /^(members|entitlements)(?:\[value eq "([^"\\]*)"\])?$/.exec(path) ?? [];
  const values = filtered === undefined ? valuesOf(value) : [filtered];
  const changesList = list !== undefined && values !== undefined;
  if (changesList && op === "add" && filtered === undefined) return { [`add_${list}`]: values };
  if (changesList && op === "remove") return { [`remove_${list}`]: values };
  if (op !== "replace" && op !== "add") return undefined;
  if (path === "displayName" && typeof value === "string") return { display_name: value };
  const active = typeof value === "string" ? { true: true, false: false }[value.toLowerCase()] : value;
  return path === "active" && typeof active === "boolean" ? { active } : undefined;
}

/** The values of `[{ value: "…" }]`; `undefined` for anything else, such as a removal of every value. */
function valuesOf(value: unknown): string[] | undefined {
  const items = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const values = items.map((item) => (isRecord(item) ? item.value : item));
  return values.length > 0 && values.every((one) => typeof one === "string") ? values : undefined;
}
