import type { Operation } from "../../api/reference/reference.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";

type Given = Readonly<Record<string, unknown>>;

/** Whether an operation belongs to the account and not to a workspace. */
export const isOfAccount = ({ path }: Operation): boolean => path.includes("{account_id}");

/**
 * The parameters with the account of the entry, for operations of the account.
 * @throws {ToolError} If the operation does not belong to what the entry is, with the entry to use
 */
export function atLevel(operation: Operation, parameters: Given, { settings }: Pick<Context, "settings">): Given {
  const { accountId, entries } = settings;
  if (!isOfAccount(operation)) {
    if (accountId === undefined) return parameters;
    throw new ToolError(
      `${operation.id} belongs to a workspace, and ${settings.workspace ?? "this entry"} is an account.`,
      {
        next: `Call it with workspace ${entries?.workspaces[0] ?? "<name>"}. Nothing was sent.`,
      },
    );
  }
  if (accountId === undefined) throw needsAccount(operation.id, entries);
  const { account_id: given = accountId, ...others } = parameters;
  if (given !== accountId) {
    throw new ToolError(`account_id is not the account of ${settings.workspace ?? "this entry"}. Nothing was sent.`, {
      next: "Leave account_id out.",
    });
  }
  return { ...others, account_id: accountId };
}

/** The id of the account that the entry is. @throws {ToolError} If it is a workspace, with the entry to use */
export function accountOf({ settings }: Pick<Context, "settings">): string {
  if (settings.accountId === undefined) throw needsAccount("This", settings.entries);
  return settings.accountId;
}

function needsAccount(what: string, entries: Context["settings"]["entries"]): ToolError {
  const [account] = entries?.accounts ?? [];
  return new ToolError(`${what} belongs to the account, not to a workspace. Nothing was sent.`, {
    next:
      account === undefined
        ? "The operator can add an entry for it: --workspaces <name>=<profile>,<account>=<profile with account_id and the host of the account console>."
        : `Call it with workspace ${account}.`,
  });
}
