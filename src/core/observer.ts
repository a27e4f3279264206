import { oneLine } from "../text.ts";
import type { Log } from "./log.ts";
import type { SignedIn } from "./principal.ts";

/** An object of the workspace as the audit log names it. */
export interface NamedObject {
  readonly kind: string;
  readonly name?: string;
  readonly id?: string;
}

/** A finished call. It contains no value of an argument or a result. */
export interface CallRecord {
  readonly tool: string;
  readonly toolset: string;
  /** `ok`, a kind of error, or what became of the question to the user. */
  readonly outcome: string;
  /** Whether the user confirmed it. */
  readonly confirmed: boolean;
  readonly workspace: string;
  readonly caller: SignedIn | undefined;
  /**
   * Computes a digest of the arguments without secrets: equal calls can be recognized. A function and not a getter: V8 makes
   * a hidden class for each object literal with a getter, and all that the getter refers to stays in memory with it.
   */
  digest(): string;
  /** The objects that the call is about, from its facts. */
  readonly objects: readonly NamedObject[];
  /** The operations that changed something, with the IDs in their responses. */
  readonly writes: readonly { readonly operation: string; readonly ids: Readonly<Record<string, string>> }[];
  readonly ms: number;
  readonly requests: number;
  readonly retries: number;
  /** Characters of the result's text. */
  readonly chars: number;
  readonly traceparent: string | undefined;
}

/** Watches calls: for audit, metrics and traces. */
export interface CallObserver {
  /** `traceparent`: the client's, if it sent one. */
  begin(call: { readonly tool: string; readonly traceparent: string | undefined }): ObservedCall;
}

/** A call that is being watched. */
export interface ObservedCall {
  /** Continues the trace in the requests of the call. */
  readonly traceparent: string | undefined;
  end(record: CallRecord): void;
}

/** Writes a log line for each call: for a server with one user, which needs no audit. */
export const logCalls = (log: Pick<Log, "info">): CallObserver => ({
  begin: ({ traceparent }) => ({
    traceparent,
    end(record) {
      const { workspace, tool, outcome, ms, requests, retries } = record;
      log.info("call", () => ({
        workspace,
        tool,
        outcome,
        arguments: record.digest(),
        ms,
        requests,
        retries,
        ...(traceparent === undefined ? {} : { traceparent }),
      }));
    },
  }),
});

/** Objects of one call that are recorded. */
const MAX_OBJECTS = 20;
const MAX_NAME = 200;

/** The objects of a call's facts, bounded. */
export const namedObjects = (
  objects: readonly {
    readonly kind: string;
    readonly name?: string | null | undefined;
    readonly id?: string | number | null | undefined;
  }[],
): readonly NamedObject[] =>
  objects.slice(0, MAX_OBJECTS).map(({ kind, name, id }) => ({
    kind,
    ...(name == null ? {} : { name: oneLine(name, MAX_NAME) }),
    ...(id == null ? {} : { id: oneLine(String(id), MAX_NAME) }),
  }));
