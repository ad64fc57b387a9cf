/** The formats that figures are written in. */

export const formats = ['svg', 'pdf', 'png', 'tikz'] as const;

/** A file's format, which is its ending but of `tikz`, which LaTeX wants as `.tex`. */
export type Format = (typeof formats)[number];

export function isFormat(name: string): name is Format {
  return formats.some((format) => format === name);
}

/** The ending of a file of that format. */
export function endingOf(format: Format): string {
  return format === 'tikz' ? 'tex' : format;
}

/** The format of files with that ending; null where there is none. */
export function formatOf(ending: string): Format | null {
  return formats.find((format) => endingOf(format) === ending) ?? null;
}
