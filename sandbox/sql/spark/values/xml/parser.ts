/** An element of XML. Comments and processing instructions are left out. */
export interface XmlElement {
  readonly kind: "element";
  /** With its prefix. */
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | { readonly kind: "text"; readonly text: string };

/** A text that is not well-formed XML. */
export class XmlSyntaxError extends Error {}

const MOST_DEPTH = 500;
const NAME = /[\p{L}_:][\p{L}\p{N}_:.-]*/uy;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The root element of a document. @throws {XmlSyntaxError} */
export function parseXml(text: string): XmlElement {
  const parser = new XmlParser(text);
  return parser.document();
}

class XmlParser {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  document(): XmlElement {
    this.misc();
    if (this.text.charAt(this.at) !== "<") throw this.failure("content is not allowed in prolog");
    const root = this.element(0);
    this.misc();
    if (this.at < this.text.length) throw this.failure("content is not allowed after the root element");
    return root;
  }

  /** White space, comments, processing instructions and a document type. */
  private misc(): void {
    for (;;) {
      while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
      if (this.text.startsWith("<?", this.at)) this.skipPast("?>");
      else if (this.text.startsWith("<!--", this.at)) this.skipPast("-->");
      else if (this.text.startsWith("<!DOCTYPE", this.at)) this.skipDocumentType();
      else return;
    }
  }

  private skipDocumentType(): void {
    const subset = this.text.indexOf("[", this.at);
    const end = this.text.indexOf(">", this.at);
    if (subset >= 0 && subset < end) this.skipPast("]");
    this.skipPast(">");
  }

  private skipPast(mark: string): void {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) throw this.failure(`missing ${mark}`);
    this.at = end + mark.length;
  }

  private element(depth: number): XmlElement {
    if (depth > MOST_DEPTH) throw this.failure("the nesting is too deep");
    this.at += 1;
    const name = this.name();
    const attributes: [string, string][] = [];
    for (;;) {
      const spaced = /\s/.test(this.text.charAt(this.at));
      while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
      if (this.accept("/>")) return { kind: "element", name, attributes, children: [] };
      if (this.accept(">")) return { kind: "element", name, attributes, children: this.content(name, depth) };
      if (!spaced) throw this.failure("expected white space before an attribute");
      const attribute = this.name();
      if (attributes.some(([other]) => other === attribute)) throw this.failure(`duplicate attribute ${attribute}`);
      attributes.push([attribute, this.attributeValue()]);
    }
  }

  private attributeValue(): string {
    if (!/^\s*=\s*["']/.test(this.text.slice(this.at, this.at + 50))) throw this.failure("expected an attribute value");
    this.at = this.text.indexOf("=", this.at) + 1;
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
    const quote = this.text.charAt(this.at);
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) throw this.failure("the attribute value does not end");
    const value = this.text.slice(this.at + 1, end);
    if (value.includes("<")) throw this.failure("an attribute value must not contain <");
    this.at = end + 1;
    return this.unescape(value.replace(/[\t\n\r]/g, " "));
  }

  private content(name: string, depth: number): XmlNode[] {
    const children: XmlNode[] = [];
    const addText = (text: string) => {
      const last = children.at(-1);
      if (text === "") return;
      if (last?.kind === "text") children[children.length - 1] = { kind: "text", text: last.text + text };
      else children.push({ kind: "text", text });
    };
    for (;;) {
      const next = this.text.indexOf("<", this.at);
      if (next < 0) throw this.failure(`the element ${name} does not end`);
      addText(this.unescape(this.text.slice(this.at, next)));
      this.at = next;
      if (this.accept("</")) {
        if (this.name() !== name) throw this.failure(`the end tag of ${name} is missing`);
        while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
        if (!this.accept(">")) throw this.failure("the end tag does not end");
        return children;
      }
      if (this.accept("<![CDATA[")) {
        const start = this.at;
        this.skipPast("]]>");
        addText(this.text.slice(start, this.at - 3));
      } else if (this.text.startsWith("<!--", this.at)) this.skipPast("-->");
      else if (this.text.startsWith("<?", this.at)) this.skipPast("?>");
      else children.push(this.element(depth + 1));
    }
  }

  private unescape(text: string): string {
    return text.replace(/&([^;&]*);?/g, (whole, entity: string) => {
      const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(entity);
      const value =
        code === null
          ? ENTITIES[entity]
          : String.fromCodePoint(
              Math.min(code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16), 0x10ffff),
            );
      if (value === undefined || !whole.endsWith(";")) throw this.failure(`unknown entity ${whole}`);
      return value;
    });
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const found = NAME.exec(this.text)?.[0];
    if (found === undefined) throw this.failure("expected a name");
    this.at += found.length;
    return found;
  }

  private accept(mark: string): boolean {
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  private failure(detail: string): XmlSyntaxError {
    return new XmlSyntaxError(`${detail} at position ${this.at}`);
  }
}

/** All text inside an element. */
export const textContent = (node: XmlNode): string =>
  node.kind === "text" ? node.text : node.children.map(textContent).join("");
