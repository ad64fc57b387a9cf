/** The formats that figures are written in. */

export const formats = ['svg', 'pdf', 'png'] as const;

/** A file's ending and what it holds. */
export type Format = (typeof formats)[number];

export function isFormat(name: string): name is Format {
  return formats.some((format) => format === name);
}
