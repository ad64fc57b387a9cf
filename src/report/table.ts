/** Aligned columns for a terminal. */

/** Rows under a header; numbers to the right, texts to the left. */
export function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) =>
    Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map((text) => [...text].length)),
  );
  const numeric = header.map((_, i) => rows.every((row) => /^[-+\d.]|^$|^–$/.test(row[i] ?? '')));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => {
        const padding = ' '.repeat(widths[i]! - [...text].length);
        return numeric[i] ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A number to `digits` significant digits; – for none. */
export function show(value: number | string | null | undefined, digits = 6): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  return String(Number(value.toPrecision(digits)));
}

/** `value ± error`, the digits set by the error: two of the error's own, e.g. 1.2340 ± 0.0012. */
export function showWithError(value: number | null, error: number | null): string {
  if (value === null) return '–';
  if (error === null || error === 0 || !Number.isFinite(error)) return show(value);
  const decimals = 1 - Math.floor(Math.log10(error));
  if (decimals > 12 || Math.abs(value) >= 1e6) return `${value.toExponential(3)} ± ${error.toExponential(1)}`;
  const places = Math.max(0, decimals);
  return `${value.toFixed(places)} ± ${error.toFixed(places)}`;
}
