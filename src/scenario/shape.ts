/** Holds a scenario's data against its shape and says the first thing that is wrong, in the scenario's own words. */
import { z } from 'zod';
import { nearest } from '../errors.ts';
import type { Path, SourceDocument } from './document.ts';
import { show } from './values.ts';

type Issue = z.core.$ZodIssue;

/**
 * The document's data with defaults filled in.
 *
 * @throws {InputError} where the first unknown key, missing key or unsuitable value stands
 */
export function checkShape<T>(document: SourceDocument, shape: z.ZodType<T>): T {
  const result = shape.safeParse(document.data);
  if (result.success) return result.data;
  const issues = result.error.issues.map(innermost);
  // A misspelt key shows up as unknown and as missing; the former says what to do.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    throw document.errorAtKey(path, key, unknownKey(key, path, knownKeys(shape, path)));
  }
  const value = valueAt(document.data, path);
  const problem = value === undefined ? 'is missing' : `${show(value)} is not valid`;
  const message = `${value === undefined ? `${path.join('.')} ` : `${path.join('.')}: `}${problem}`;
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string' && nearest(value, issue.values.map(String));
  const valid = descriptionAt(shape, path);
  throw document.errorAt(path, `${message}; ${hint ? `did you mean ${hint}? ` : ''}expected ${valid}`);
}

/** Of a value that may be one thing or a list of them, the element that is wrong where it is a list. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const deeper = issue.errors.flat().find((inner) => inner.path.length > 0);
  return deeper ? innermost({ ...deeper, path: [...issue.path, ...deeper.path] }) : issue;
}

function unknownKey(key: string, path: Path, known: readonly string[]): string {
  const where = path.length === 0 ? 'a scenario' : path.join('.');
  const hint = nearest(key, known);
  const quote = /[()]/.test(key) ? ' (quote values that contain commas)' : '';
  return `the key ${show(key)} is not known in ${where}${hint ? `; did you mean ${hint}?` : ''}${quote} (valid: ${known.join(', ')})`;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], data);
}

/** The shapes along the path, each without the wrappers of defaults and options. */
function shapesAlong(shape: z.ZodType, path: Path): z.ZodType[] {
  let current = unwrap(shape);
  const along = [current];
  for (const step of path) {
    const branches =
      current instanceof z.ZodUnion ? current.options.map((each) => unwrap(each as z.ZodType)) : [current];
    const list = branches.find((branch) => branch instanceof z.ZodArray);
    const map = branches.find((branch) => branch instanceof z.ZodObject);
    const next = typeof step === 'number' ? list?.element : map?.shape[step];
    if (next === undefined) break;
    current = unwrap(next as z.ZodType);
    along.push(current);
  }
  return along;
}

function knownKeys(shape: z.ZodType, path: Path): string[] {
  const last = shapesAlong(shape, path).at(-1);
  return last instanceof z.ZodObject ? Object.keys(last.shape) : [];
}

function descriptionAt(shape: z.ZodType, path: Path): string {
  const described = shapesAlong(shape, path).map((each) => each.description);
  return described.findLast((description) => description !== undefined) ?? 'another value';
}

function unwrap(shape: z.ZodType): z.ZodType {
  let inner = shape;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable
  ) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
