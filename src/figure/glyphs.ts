/** Which characters of a text can be drawn, known without loading what draws them. */

const drawn =
  /[\u0020-\u007e\u00a0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0477\u048a-\u04ce\u1e00-\u1e9b\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e\u2100-\u214f\u2190-\u22ff]/;

/** The first character of a text that has no glyph; null where all have one. */
export function withoutGlyph(text: string): string | null {
  return [...text].find((character) => !drawn.test(character)) ?? null;
}
