/** One step of a SCIM PatchOp. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

export interface PrincipalChanges {
  readonly display_name?: string | undefined;
  readonly active?: boolean | undefined;
  /** Ids. */
  readonly add_members?: readonly string[] | undefined;
  readonly remove_members?: readonly string[] | undefined;
  readonly add_entitlements?: readonly string[] | undefined;
  readonly remove_entitlements?: readonly string[] | undefined;
}

/** The operations that make these changes; none when nothing is to change. */
export function patchOperations(changes: PrincipalChanges): readonly PatchOperation[] {
  const { display_name, active } = changes;
  return [
    ...(display_name === undefined ? [] : [{ op: "replace", path: "displayName", value: display_name } as const]),
    ...(active === undefined ? [] : [{ op: "replace", path: "active", value: active } as const]),
    ...listed("members", changes.add_members, changes.remove_members),
    ...listed("entitlements", changes.add_entitlements, changes.remove_entitlements),
  ];
}

/** The values stand in a filter expression where they are removed: their schemas allow no quote. */
function listed(path: string, add: readonly string[] = [], remove: readonly string[] = []): readonly PatchOperation[] {
  return [
    ...(add.length > 0 ? [{ op: "add", path, value: add.map((value) => ({ value })) } as const] : []),
    ...remove.map((value) => ({ op: "remove", path: `${path}[value eq ${JSON.stringify(value)}]` }) as const),
  ];
}
