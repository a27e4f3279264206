import type { SparkType } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import type { StoredTable } from "./objects.ts";

/** A view of one session. Its text is looked up where the session was when it was made. */
export interface TemporaryView {
  readonly text: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly string[];
  /** The temporary views that its query can name. */
  readonly views: ReadonlyMap<string, TemporaryView>;
}

export interface SessionVariable {
  readonly type: SparkType;
  /** A literal. */
  value: Typed;
  readonly default: Typed;
}

/** The state that the statements of one session share. Every request of the statement API is a session of its own. */
export interface SqlSession {
  catalog: string;
  schema: string;
  readonly user: string;
  /** Temporary views by name in lower case; those of `global_temp` with their qualified name. */
  readonly views: Map<string, TemporaryView>;
  /** Temporary tables by name in lower case. */
  readonly tables: Map<string, StoredTable>;
  readonly variables: Map<string, SessionVariable>;
  readonly options: Map<string, string>;
}

export function createSession(place: { catalog: string; schema: string; user: string }): SqlSession {
  return { ...place, views: new Map(), tables: new Map(), variables: new Map(), options: new Map() };
}
