/**
 * The errors that a person can cause or meet, each with the exit code it ends the command with.
 * Anything else that is thrown is a defect of the program.
 */

/** Where in a text a value stands; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Input that cannot be accepted: the message names the offending value and what would be valid.
 * Ends the command with exit code 2.
 */
export class InputError extends Error {
  readonly exitCode = 2;
  constructor(message: string, place?: Place) {
    super(place ? `${place.file}:${place.line}:${place.column}: ${message}` : message);
    this.name = 'InputError';
  }
}

/** A signal interrupted the run; finished work is kept. Ends the command with the exit code of a death by that signal. */
export class InterruptedError extends Error {
  readonly exitCode: number;
  /** @param signal the name of the signal; anything else counts as SIGINT */
  constructor(signal: unknown) {
    super('interrupted; finished blocks are kept, the same command resumes');
    this.name = 'InterruptedError';
    this.exitCode = signal === 'SIGTERM' ? 143 : 130;
  }
}

/** The known name nearest to `name` in edit distance, or undefined when none is near enough to suggest. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
