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

/** Bounds of what is written about an error, whatever it quotes. */
const longestMessage = 2000;
export const mostProblems = 20;

/**
 * Input that cannot be accepted: the message names the offending value and what would be valid.
 * Ends the command with exit code 2.
 */
export class InputError extends Error {
  readonly exitCode = 2;
  readonly place: Place | undefined;
  /** The message, one line a problem. */
  readonly lines: readonly string[];
  constructor(message: string | readonly string[], place?: Place) {
    const at = place ? `${place.file}:${place.line}:${place.column}: ` : '';
    const lines = [message].flat().map((line) => cut(`${at}${line}`, longestMessage));
    super(lines.join('\n'));
    this.name = 'InputError';
    this.place = place;
    this.lines = lines;
  }
}

/** Where in a module, which people call `file`, an error comes from: the first place of it that the error names. */
export function placeIn(module: string, file: string, { message, stack = '' }: Error): Place | undefined {
  const path = decodeURI(new URL(module).pathname);
  const text = `${message}\n${stack}`.replaceAll('file://', '');
  const at = text.indexOf(`${path}:`);
  const [, line, column = 1] =
    (at < 0 ? null : /^:(\d+)(?::(\d+))?/.exec(text.slice(at + path.length))) ?? [];
  return line === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

/**
 * Several problems of one input as one error: those without a place first, then in the order of their places; of very many only the
 * first.
 */
export function together(problems: readonly InputError[]): InputError {
  if (problems.length === 1) return problems[0]!;
  const order = ({ place }: InputError) => (place ? place.line * 1e7 + place.column : 0);
  const lines = problems.toSorted((a, b) => order(a) - order(b)).flatMap((problem) => problem.lines);
  return new InputError(
    lines.length > mostProblems ? [...lines.slice(0, mostProblems), '… and more'] : lines,
  );
}

const exitCodes: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** That of a death by the signal of this name; anything else counts as SIGINT. */
export function exitCodeOf(signal: unknown): number {
  return exitCodes[String(signal)] ?? 130;
}

/** A signal interrupted the run; finished work is kept. Ends the command with the exit code of a death by that signal. */
export class InterruptedError extends Error {
  readonly exitCode: number;
  /** @param signal the name of the signal; anything else counts as SIGINT */
  constructor(signal: unknown) {
    super('interrupted; finished blocks are kept, the same command resumes');
    this.name = 'InterruptedError';
    this.exitCode = exitCodeOf(signal);
  }
}

/** Blocks of a run that are not drawn yet: what is missing, a line each. What there is is kept. Ends the command with exit code 5. */
export class IncompleteError extends Error {
  readonly exitCode = 5;
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'IncompleteError';
    this.lines = lines;
  }
}

/** A text as messages quote it: in one line, cut when long. */
export function clip(text: string, most = 80): string {
  return cut(text.replace(/\s*[\r\n]\s*/g, ' '), most);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** An offending value as messages show it: as one would write it, cut when long. */
export function show(value: unknown): string {
  return clip(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)));
}

/** That the name is not known, what may be meant, and all that are valid. */
export function unknownName(
  subject: string,
  name: string,
  known: readonly string[],
  hint: string | undefined = nearest(name, known),
): InputError {
  return new InputError(
    `the ${subject} ${clip(name)} is not known${hint ? `; did you mean ${hint}?` : ''} (valid: ${known.join(', ')})`,
  );
}

/** Names longer than this are nobody's slip of the pen. */
const longestName = 80;

/** The known name nearest to `name` in edit distance, or undefined when none is near enough to suggest. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined;
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
