import { randomInt, randomUUID } from "node:crypto";
import { digestArguments } from "../core/digest.ts";
import type { ContentBlock } from "../core/output/present.ts";

/** The result of a call inside a script: JSON text and its invisible characters, or the text of its failure. */
export type Recorded =
  | {
      readonly json: string;
      readonly hidden: number;
      /** Pictures and other content that the client shows next to the data. */
      readonly shown?: readonly ContentBlock[];
    }
  | { readonly failed: string };

/**
 * The results of a script's calls so far. A script that met a question starts again with the answer, and its calls get their
 * recorded results instead of being sent twice.
 */
export interface Journal {
  readonly id: string;
  readonly scope: string;
  readonly seed: number;
  /** The script's time, in milliseconds since 1970. */
  readonly now: number;
  /** Results by call, in the order in which equal calls were made. */
  readonly results: Map<string, Recorded[]>;
  /** The place of each result in the order in which the calls ended. */
  readonly order: Map<Recorded, number>;
  /** Bytes of its results. */
  bytes: number;
  /** Some results were too large to be kept. The script can no longer be continued after a question. */
  full: boolean;
  /** When it may be forgotten, in milliseconds since 1970. */
  expires: number;
}

export interface Journals {
  create(scope: string): Journal;
  /** The journal of this caller; `undefined` once it is forgotten. */
  find(id: string, scope: string): Journal | undefined;
  /** Keeps the result of the call `key`, the one at `at` among equal calls, if there is room for it. */
  record(journal: Journal, key: string, at: number, result: Recorded): void;
  remove(journal: Journal): void;
}

/** Bytes of results that are kept: of one script, of the scripts of one caller, and of all. */
export interface JournalRoom {
  readonly script: number;
  readonly caller: number;
  readonly all: number;
}

const MB = 1_000_000;
export const ROOM: JournalRoom = { script: 32 * MB, caller: 64 * MB, all: 192 * MB };

/** Scripts of one caller that are kept. Its oldest makes room for a new one, and never another caller's. */
const MOST_OF_CALLER = 30;

/** The memory of a result besides its text. */
const OVERHEAD = 200;

interface JournalOptions {
  readonly keepMs: number;
  readonly room?: JournalRoom;
  readonly now?: () => number;
}

/** Journals are kept for `keepMs` after their last use: longer than a question waits for its answer. */
export function createJournals({ keepMs, room = ROOM, now = Date.now }: JournalOptions): Journals {
  const kept = new Map<string, Journal>();
  const forget = () => {
    for (const [id, { expires }] of kept) if (expires <= now()) kept.delete(id);
  };
  const ofCaller = (scope: string) => [...kept.values()].filter((journal) => journal.scope === scope);
  const bytesOf = (journals: readonly Journal[]) => journals.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    create(scope) {
      forget();
      for (const { id } of ofCaller(scope).slice(0, 1 - MOST_OF_CALLER)) kept.delete(id);
      const journal = {
        id: randomUUID(),
        scope,
        seed: randomInt(2 ** 31),
        now: now(),
        results: new Map(),
        order: new Map(),
        bytes: 0,
        full: false,
        expires: now() + keepMs,
      };
      kept.set(journal.id, journal);
      return journal;
    },
    find(id, scope) {
      forget();
      const journal = kept.get(id);
      if (journal?.scope !== scope) return undefined;
      journal.expires = now() + keepMs;
      return journal;
    },
    record(journal, key, at, result) {
      const bytes = bytesIn(result) + key.length + OVERHEAD;
      journal.full ||=
        !kept.has(journal.id) ||
        journal.bytes + bytes > room.script ||
        bytesOf(ofCaller(journal.scope)) + bytes > room.caller ||
        bytesOf([...kept.values()]) + bytes > room.all;
      // Results that are already kept stay: another call of the script may still come to them.
      if (journal.full) return;
      journal.bytes += bytes;
      const results = journal.results.get(key) ?? [];
      results[at] = result;
      journal.results.set(key, results);
      journal.order.set(result, journal.order.size);
    },
    remove: ({ id }) => void kept.delete(id),
  };
}

/** The key of a call in a journal: its tool and arguments, regardless of the order of parallel calls. */
export const callKey = (tool: string, args: unknown): string => `${tool} ${digestArguments(args)}`;

const bytesIn = (result: Recorded): number =>
  "failed" in result
    ? Buffer.byteLength(result.failed)
    : Buffer.byteLength(result.json) + (result.shown ? JSON.stringify(result.shown).length : 0);
