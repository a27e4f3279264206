/** A function of a module. */
export interface Code {
  /** Its number among all functions, imported ones included. */
  readonly index: number;
  /** Where its size, its locals and its instructions are in the module. */
  readonly from: number;
  readonly to: number;
  /** The functions that it calls by their numbers. */
  readonly calls: readonly number[];
  /** Its constants and the offsets of its memory instructions: each may be an address. */
  readonly numbers: readonly number[];
}

/** The parts of a WebAssembly module that show which function uses which function and which data. */
export interface WasmModule {
  /** Number of imported functions. */
  readonly imported: number;
  readonly exported: readonly { readonly name: string; readonly index: number }[];
  /** Functions that can be called through a table, and the one that runs when the module starts. */
  readonly table: readonly number[];
  readonly codes: readonly Code[];
  /** Parts of the initial memory: their address, and where they are in the module. */
  readonly data: readonly { readonly address: number; readonly from: number; readonly to: number }[];
}

const SECTION = { import: 2, export: 7, start: 8, element: 9, code: 10, data: 11 } as const;
const HEADER_BYTES = 8;
const FUNCTION = 0;
const MEMORY = 2;

/** The function body without locals that traps: `unreachable`, `end`. Its size comes first. */
const EMPTY = [3, 0, 0x00, 0x0b];

function reader(bytes: Uint8Array, start: number) {
  let at = start;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new Error("The WebAssembly module ends too early.");
    return value;
  };
  const pass = (count: number) => {
    at += count;
  };
  /** LEB128. Signed numbers have the same length; addresses are read without their sign. */
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = byte();
      if (shift < 32) value |= (part & 0x7f) << shift;
      if (part < 0x80) return value >>> 0;
    }
  };
  const name = (): string => {
    const length = number();
    pass(length);
    return Buffer.from(bytes.subarray(at - length, at)).toString();
  };
  return {
    byte,
    pass,
    number,
    name,
    get at() {
      return at;
    },
  };
}

type Reader = ReturnType<typeof reader>;

/** The sections, with the place of their content. */
function* sections(bytes: Uint8Array): Generator<{ id: number; start: number; from: number; to: number }> {
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const read = reader(bytes, at);
    const id = read.byte();
    const size = read.number();
    yield { id, start: at, from: read.at, to: read.at + size };
    at = read.at + size;
  }
}

/** @throws {Error} for parts that the compilers of our modules do not write */
export function readModule(bytes: Uint8Array): WasmModule {
  const found = new Map([...sections(bytes)].map(({ id, from }) => [id, from]));
  const list = <T>(id: number, item: (read: Reader, index: number) => T): T[] => {
    const read = reader(bytes, found.get(id) ?? bytes.length);
    return found.has(id) ? Array.from({ length: read.number() }, (_, index) => item(read, index)) : [];
  };
  const imported = list(SECTION.import, (read) => {
    read.name();
    read.name();
    const kind = read.byte();
    if (kind === FUNCTION) read.number();
    // The initial pages, and the maximum if there is one.
    else if (kind === MEMORY) for (let left = 1 + (read.byte() & 1); left > 0; left--) read.number();
    else throw new Error("The module imports more than functions and memory.");
    return kind;
  }).filter((kind) => kind === FUNCTION).length;
  const exported = list(SECTION.export, (read) => ({ name: read.name(), kind: read.byte(), index: read.number() }));
  const table = list(SECTION.element, (read) => {
    if (read.number() !== 0) throw new Error("A table is not filled when the module starts.");
    constant(read);
    return Array.from({ length: read.number() }, () => read.number());
  }).flat();
  const codes = list(SECTION.code, (read, index): Code => {
    const from = read.at;
    const size = read.number();
    const to = read.at + size;
    const locals = read.number();
    for (let group = 0; group < locals; group++) {
      read.number();
      read.byte();
    }
    const [calls, numbers]: [number[], number[]] = [[], []];
    while (read.at < to) instruction(read, calls, numbers);
    return { index: imported + index, from, to, calls, numbers };
  });
  const data = list(SECTION.data, (read) => {
    if (read.number() !== 0) throw new Error("A part of the memory is not filled when the module starts.");
    const address = constant(read);
    const length = read.number();
    read.pass(length);
    return { address, from: read.at - length, to: read.at };
  });
  const start = found.has(SECTION.start) ? [reader(bytes, found.get(SECTION.start) ?? 0).number()] : [];
  const functions = exported.filter(({ kind }) => kind === FUNCTION);
  return { imported, exported: functions, table: [...table, ...start], codes, data };
}

/** `i32.const`, `end`. */
function constant(read: Reader): number {
  if (read.byte() !== 0x41) throw new Error("An address is not a constant.");
  const value = read.number();
  read.pass(1);
  return value;
}

/** Reads one instruction, and notes the function that it calls and the numbers that may be addresses. */
function instruction(read: Reader, calls: number[], numbers: number[]): void {
  const code = read.byte();
  if (code === 0x10) calls.push(read.number());
  else if (code === 0x41) numbers.push(read.number());
  // Loads and stores: the alignment, and an offset from the address.
  else if (code >= 0x28 && code <= 0x3e) {
    read.number();
    numbers.push(read.number());
  }
  // Blocks, branches, variables, the size of the memory, and 64-bit constants have one operand.
  else if ((code >= 0x02 && code <= 0x04) || code === 0x0c || code === 0x0d) read.number();
  else if ((code >= 0x20 && code <= 0x24) || (code >= 0x3f && code <= 0x42)) read.number();
  else if (code === 0x11) {
    read.number();
    read.number();
  } else if (code === 0x0e) for (let left = read.number() + 1; left > 0; left--) read.number();
  else if (code === 0xfc) wideInstruction(read);
  else if (code === 0x43) read.pass(4);
  else if (code === 0x44) read.pass(8);
  else if (code > 0xc4 || (code > 0x11 && code !== 0x1a && code !== 0x1b && code < 0x20))
    throw new Error(`The instruction ${code} is unknown.`);
}

/** Conversions of numbers, and instructions for whole parts of the memory. */
function wideInstruction(read: Reader): void {
  const code = read.number();
  if (code > 11) throw new Error(`The instruction 0xfc ${code} is unknown.`);
  if (code === 8 || code === 9) read.number();
  if (code > 7 && code !== 9) read.pass(code === 10 ? 2 : 1);
}

/** The functions that are reached from the table and from the exports that are used, without going through `blocked`. */
export function reachable(
  { exported, table, codes, imported }: WasmModule,
  isUsed: (name: string) => boolean,
  blocked: readonly number[] = [],
): ReadonlySet<number> {
  const kept = new Set<number>();
  const open = [...table, ...exported.flatMap(({ name, index }) => (isUsed(name) ? [index] : []))];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (kept.has(index) || blocked.includes(index)) continue;
    kept.add(index);
    open.push(...(codes[index - imported]?.calls ?? []));
  }
  return kept;
}

/** The module with a trap in place of each of these functions. */
export function emptied(bytes: Uint8Array, codes: readonly Code[]): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, HEADER_BYTES)];
  for (const { id, start, from, to } of sections(bytes)) {
    if (id !== SECTION.code) {
      parts.push(bytes.subarray(start, to));
      continue;
    }
    const content: Uint8Array[] = [];
    let at = from;
    for (const code of codes) {
      content.push(bytes.subarray(at, code.from), Uint8Array.from(EMPTY));
      at = code.to;
    }
    content.push(bytes.subarray(at, to));
    const size = content.reduce((sum, { length }) => sum + length, 0);
    parts.push(Uint8Array.of(id, ...leb(size)), ...content);
  }
  return Buffer.concat(parts);
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
