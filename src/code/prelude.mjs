/**
 * Runs first in the engine of a script and leaves only the script's own world. The functions of the owner are taken off the
 * global object, and what the end of the script needs is kept from changes that the script makes to the built-in objects.
 * Time and chance are fixed, so that a script that runs again after a question takes the same way.
 *
 * It returns four functions: `answer` ends a call or a pause by its number; `follow` reads the promise of the script; `left`
 * counts the calls to wait for, or is -1 while the script runs; `end` is the JSON text of its value or of its error.
 */
export const PRELUDE = `(call, log, pause, names, seed, now, mostCalls, mostPauses) => {
  const { parse, stringify } = JSON;
  const { Proxy: P, Error: E, TypeError: T, String: S, Number: N, Map: M, Set: U, Promise: Q, Object: O } = globalThis;
  const { then } = Q.prototype;
  const { apply, get: read } = Reflect;
  const { fromEntries } = O;
  const known = new U(names);
  const has = known.has.bind(known);

  /** What JSON has no form for. */
  const written = (_, value) => {
    if (typeof value === "bigint") return S(value);
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof M) return fromEntries([...value]);
    if (value instanceof U) return [...value];
    if (value instanceof E) return { name: value.name, message: value.message };
    if (value instanceof Q) throw new T("A promise is not a value. Write await before it, or await Promise.all([…]) for several.");
    return value;
  };
  const text = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof E) return value.name + ": " + value.message;
    try { return stringify(value, written) ?? S(value); } catch (error) { return "(" + error.message + ")"; }
  };
  const print = (...values) => log(values.map(text).join(" "));
  globalThis.console = Object.freeze(
    { log: print, info: print, warn: print, error: print, debug: print, table: print, dir: print, trace: print });

  /** What to do with the answers to come, by the number of the call or pause. */
  const waiting = O.create(null);
  const answered = (number) => new Q((resolve, reject) => { waiting[number] = { resolve, reject }; });

  /** Calls and pauses under way, and those of them that the script does not wait for. */
  let open = 0;
  let ignored = 0;
  const failures = [];
  const track = (promise, of) => {
    open++;
    if (!of.awaited) ignored++;
    const close = () => {
      of.ended = true;
      open--;
      if (!of.awaited) ignored--;
    };
    apply(then, promise, [close, (error) => {
      close();
      failures[failures.length] = { of, error };
    }]);
    return promise;
  };
  const wait = (of) => {
    if (of.awaited) return;
    of.awaited = true;
    if (!of.ended) ignored--;
  };
  let pauses = 0;
  globalThis.sleep = (ms) => {
    if (++pauses > mostPauses) throw new E("A script may pause " + mostPauses + " times.");
    return track(answered(pause(N(ms))), { awaited: true });
  };

  /** The promise of a call. Whoever uses it like its result has forgotten to wait. */
  const promised = (name, promise, of) => new P(promise, {
    get(target, key) {
      if (key === "then" || key === "catch" || key === "finally") {
        wait(of);
        return (...parts) => apply(target[key], target, parts);
      }
      if (key === "constructor" || key === Symbol.toStringTag) return target[key];
      const member = typeof key === "string" && key !== "toJSON" ? "." + key : "";
      throw new T("databricks." + name + " returns a promise: write (await databricks." + name + "({…}))" + member + ".");
    },
  });
  /** The arguments that are undefined: JSON leaves them out, and the call fails for another reason. */
  const undefinedIn = (args) => {
    const found = [];
    if (typeof args === "object" && args !== null)
      for (const key in args) if (args[key] === undefined) found[found.length] = key;
    return found;
  };
  let calls = 0;
  const made = (name, args) => {
    const of = { awaited: false, ended: false };
    const running = (async () => {
      const json = stringify(args, written) ?? "{}";
      if (++calls > mostCalls)
        throw new E("A script may make " + mostCalls + " calls. Split the work, or let one statement do it.");
      return parse(await answered(call(name, json, stringify(undefinedIn(args)))));
    })();
    return promised(name, track(running, of), of);
  };
  const caller = (name) => {
    const run = (args = {}) => made(name, args);
    if (has(name)) return run;
    return new P(run, {
      get(target, key) {
        if (typeof key !== "string" || key in target) return read(target, key);
        throw new T("databricks." + name + " is not a tool of this server. search_tools finds the tools.");
      },
    });
  };
  const no = () => false;
  globalThis.databricks = new P(O.create(null), {
    get: (_, name) => typeof name !== "string" || name === "then" || name === "toJSON" ? undefined : caller(name),
    has: (_, name) => typeof name === "string" && has(name),
    ownKeys: () => [...names],
    getOwnPropertyDescriptor: (_, name) => typeof name === "string" && has(name)
      ? { configurable: true, enumerable: true, writable: false, value: caller(name) } : undefined,
    set: no, defineProperty: no, deleteProperty: no, preventExtensions: no, setPrototypeOf: no,
  });

  let state = seed;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) { parts.length === 0 ? super(now) : super(...parts); }
    static now() { return now; }
  };

  let outcome;
  const failure = (error) => stringify({ error: error instanceof E
    ? { message: text(error.message).slice(0, 4000), stack: text(error.stack ?? "").slice(0, 2000) }
    : { message: text(error).slice(0, 4000) } });
  return {
    answer(number, json, error) {
      const { resolve, reject } = waiting[number];
      delete waiting[number];
      if (error === undefined) resolve(json);
      else reject(new E(error));
    },
    follow(promise) {
      apply(then, promise, [(value) => { outcome = { value }; }, (error) => { outcome = { error }; }]);
    },
    left() {
      if (outcome === undefined) return -1;
      if ("error" in outcome) return 0;
      // A script that returns nothing may still be at work: main() without await.
      return outcome.value === undefined ? open : ignored;
    },
    end() {
      if ("error" in outcome) return failure(outcome.error);
      // No one else has noticed it.
      for (let at = 0; at < failures.length; at++) if (!failures[at].of.awaited) return failure(failures[at].error);
      const { value } = outcome;
      try {
        return stringify(value === undefined ? { value: null, nothing: true } : { value }, written);
      } catch (error) {
        return failure(error);
      }
    },
  };
}`;
