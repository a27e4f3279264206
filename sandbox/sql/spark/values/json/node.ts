/** JSON as it was written: numbers keep their text, objects their order and repeated keys. */
export type JsonNode = null | boolean | string | JsonNumber | JsonObject | readonly JsonNode[];

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }
}

export class JsonObject {
  readonly entries: readonly (readonly [key: string, value: JsonNode])[];

  constructor(entries: readonly (readonly [key: string, value: JsonNode])[]) {
    this.entries = entries;
  }
}

export const isArray = (node: JsonNode): node is readonly JsonNode[] => Array.isArray(node);
