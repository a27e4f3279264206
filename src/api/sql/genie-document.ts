import { isRecord, recordOf } from "../../records.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The parts of a Genie space that can be edited by themselves. */
export interface GenieSpaceParts {
  /** Full names of tables and views. */
  readonly tables?: readonly string[] | undefined;
  /** How Genie should read the data and answer. */
  readonly instructions?: string | undefined;
  readonly sample_questions?: readonly string[] | undefined;
}

/** The same parts as they are. */
export interface ShownGenieParts {
  readonly tables: readonly string[];
  readonly instructions: string;
  readonly sample_questions: readonly string[];
}

const recordAt = (fields: Fields, name: string): Fields => recordOf(fields[name]);
const recordsAt = (fields: Fields, name: string): readonly Fields[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
};
/** Texts are lists of lines or pieces. */
const textOf = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""));

/** The document in `serialized_space`; `undefined` if it is absent or not a JSON object. */
export function readGenieDocument(serialized: string | null | undefined): Fields | undefined {
  if (!serialized) return undefined;
  try {
    const document: unknown = JSON.parse(serialized);
    return isRecord(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** The tables, instructions and sample questions of a document. */
export function partsOfGenieDocument(document: Fields): ShownGenieParts {
  const tables = recordsAt(recordAt(document, "data_sources"), "tables");
  const instructions = recordsAt(recordAt(document, "instructions"), "text_instructions");
  const questions = recordsAt(recordAt(document, "config"), "sample_questions");
  return {
    tables: tables.map(({ identifier }) => String(identifier ?? "")),
    instructions: instructions.map(({ content }) => textOf(content)).join("\n"),
    sample_questions: questions.map(({ question }) => textOf(question)),
  };
}

/**
 * A document with the given parts replaced. Tables that stay keep their settings. The platform requires tables in the
 * order of their names and IDs of 32 hexadecimal digits in ascending order.
 */
export function editGenieDocument(document: Fields, parts: GenieSpaceParts, newId: () => string): Fields {
  const { tables, instructions, sample_questions } = parts;
  const sources = recordAt(document, "data_sources");
  const known = new Map(recordsAt(sources, "tables").map((table) => [table.identifier, table]));
  const ids = (count: number) => Array.from({ length: count }, newId).sort();
  const questionIds = ids(sample_questions?.length ?? 0);
  return {
    ...document,
    ...(tables && {
      data_sources: {
        ...sources,
        tables: [...new Set(tables)].sort().map((identifier) => known.get(identifier) ?? { identifier }),
      },
    }),
    ...(instructions !== undefined && {
      instructions: {
        ...recordAt(document, "instructions"),
        text_instructions: instructions === "" ? [] : [{ id: newId(), content: [instructions] }],
      },
    }),
    ...(sample_questions && {
      config: {
        ...recordAt(document, "config"),
        sample_questions: sample_questions.map((question, at) => ({ id: questionIds[at], question: [question] })),
      },
    }),
  };
}
