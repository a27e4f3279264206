export const INK = "#1f2933";
export const QUIET = "#52606d";
export const RULE = "#e4e7eb";
export const AXIS = "#9aa5b1";
/** Apart from each other for most eyes, the first few by lightness too. */
export const COLOURS = [
  "#2563eb",
  "#e8590c",
  "#0f9d6b",
  "#d6336c",
  "#7c3aed",
  "#0891b2",
  "#b7791f",
  "#4b5563",
  "#84a016",
  "#f08cae",
  "#1e3a8a",
  "#8d5524",
];
/** No more can be told apart. */
export const MAX_SERIES = COLOURS.length;
export const FONT = { fontFamily: "Inter", fontSize: 13 };
/** The least a reader of an 800 pixel picture can read with ease. */
export const SMALL = { ...FONT, fontSize: 12 };
/** Pixels around the drawing. */
export const MARGIN = 18;
