/** The one notation of numbers in texts, of files and of command lines. */
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Whether `text` is a finite number in plain decimal notation (no 0x10, 1_000, Infinity or empty text). */
export function isDecimal(text: string): boolean {
  return decimal.test(text.trim()) && Number.isFinite(Number(text));
}
