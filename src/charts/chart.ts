/** A chart, independent of the library that draws it. */
export interface Chart {
  readonly kind: "line" | "bar" | "scatter" | "area";
  readonly title?: string;
  readonly x: { readonly label?: string; readonly type: "value" | "category" | "time" };
  readonly y: { readonly label?: string; readonly log?: boolean };
  readonly series: readonly {
    readonly name: string;
    /** On a time axis x is epoch milliseconds or ISO text, UTC unless it has a zone. A y that is not a finite number is a gap. */
    readonly points: readonly (readonly [x: number | string, y: number | null])[];
  }[];
}

/** Size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
