import { digestArguments } from "../digest.ts";

/** A question, whichever call asks it: another spelling of a name makes another call. */
export interface AskedQuestion {
  readonly scope: string;
  readonly host: string;
  /** `questionDigest` */
  readonly question: string;
}

/** How a question ended for the call that asked it. */
export type QuestionEnd = "granted" | "refused";

/** Questions whose calls wait for the answer in this process. Identical calls at the same time put one question. */
export interface OpenQuestions {
  /** Resolves when the call that asks this now has its answer; `undefined` if none asks it. */
  ended(question: AskedQuestion): Promise<QuestionEnd> | undefined;
  /** Begins a question under the nonce of its state. It ends by itself after `forMs` milliseconds. */
  begin(question: AskedQuestion, nonce: string, forMs: number): void;
  end(nonce: string, how: QuestionEnd): void;
}

export function createOpenQuestions(): OpenQuestions {
  const open = new Map<string, Promise<QuestionEnd>>();
  const ends = new Map<string, (how: QuestionEnd) => void>();
  const end: OpenQuestions["end"] = (nonce, how) => ends.get(nonce)?.(how);
  return {
    ended: (question) => open.get(digestArguments(question)),
    begin(question, nonce, forMs) {
      const key = digestArguments(question);
      const { promise, resolve } = deferred();
      const timer = setTimeout(() => end(nonce, "refused"), forMs).unref();
      open.set(key, promise);
      ends.set(nonce, (how) => {
        clearTimeout(timer);
        ends.delete(nonce);
        if (open.get(key) === promise) open.delete(key);
        resolve(how);
      });
    },
    end,
  };
}

function deferred() {
  let resolve: (how: QuestionEnd) => void = () => {};
  const promise = new Promise<QuestionEnd>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
