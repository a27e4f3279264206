/** The effect of a statement, from harmless to unknown. `maintenance` keeps all rows and names as they are. */
export type SqlClass = "read" | "additive" | "maintenance" | "destructive" | "unknown";

/** Why a statement needs the user's consent, in the words that every call uses for it. */
export type SqlConsequence = "loss" | "replacement" | "others" | "cost" | "identity" | "outbound";

/** The class of a statement and why it has it. */
export interface SqlVerdict {
  /** `additive`: only adds objects or rows. `unknown`: its text does not prove its effect. */
  readonly class: SqlClass;
  /** A clause that completes "…, because". */
  readonly reason: string;
  /** The keyword that decided the class. */
  readonly keyword?: string;
  /** Why it needs consent; missing exactly where it needs none. */
  readonly consequence?: SqlConsequence;
  /** How to write the statement so that it can be judged, as a sentence. */
  readonly cure?: string;
}

export const read = (keyword: string): SqlVerdict => ({ class: "read", reason: "it only reads", keyword });

export const additive = (keyword: string, reason = "it only adds"): SqlVerdict => ({
  class: "additive",
  reason,
  keyword,
});

export const maintenance = (keyword: string, reason: string): SqlVerdict => ({ class: "maintenance", reason, keyword });

export const destructive = (keyword: string, reason: string, consequence: SqlConsequence): SqlVerdict => ({
  class: "destructive",
  reason,
  keyword,
  consequence,
});

export const unknown = (reason: string, keyword?: string): SqlVerdict => ({
  class: "unknown",
  reason,
  consequence: "loss",
  ...(keyword ? { keyword } : {}),
});
