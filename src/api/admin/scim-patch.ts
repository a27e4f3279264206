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
