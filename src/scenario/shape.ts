/** Holds a scenario's data against its shape and says what is wrong, in the scenario's own words. */
import { z } from 'zod';
import { mostProblems, nearest, show } from '../errors.ts';
import { meantParameter, parameterHint } from '../words/aliases.ts';
import type { Path, SourceDocument } from './document.ts';
import type { Problems } from './problems.ts';

type Issue = z.core.$ZodIssue;

/**
 * The sections of the document's data that have the right shape, with defaults filled in. What is wrong with the others is added to the problems: unknown
 * keys, missing keys and unsuitable values.
 *
 * @param readElsewhere sections of which only the keys are looked at here
 */
export function readSections<T extends object>(
  document: SourceDocument,
  shape: z.ZodObject & z.ZodType<T>,
  problems: Problems,
  readElsewhere: readonly (keyof T & string)[] = [],
): Partial<T> {
  const result = shape.safeParse(document.data);
  if (result.success) return result.data;
  const issues = result.error.issues.map(innermost);
  for (const issue of issues) {
    const [section, ...inner] = issue.path as Path;
    if (inner.length > 0 && readElsewhere.some((name) => name === section)) continue;
    if (issue.code === 'unrecognized_keys') addUnknownKeys(document, shape, issue, problems);
    else if (!isMisspelt(document, issue, issues)) addUnsuitable(document, shape, issue, problems);
  }
  const wrong = new Set(issues.map(({ path: [section] }) => section));
  const data = document.data as Readonly<Record<string, unknown>>;
  const right = Object.entries(shape.shape).filter(([key]) => !wrong.has(key));
  return Object.fromEntries(right.map(([key, each]) => [key, z.parse(each, data[key])])) as Partial<T>;
}

/** Of a value that may be one thing or a list of them, the element that is wrong where it is a list. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const deeper = issue.errors
    .flat()
    .find((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys');
  return deeper ? innermost({ ...deeper, path: [...issue.path, ...deeper.path] }) : issue;
}

type UnknownKeys = Extract<Issue, { readonly code: 'unrecognized_keys' }>;

function addUnknownKeys(
  document: SourceDocument,
  shape: z.ZodType,
  { path, keys }: UnknownKeys,
  problems: Problems,
): void {
  const known = knownKeys(shape, path as Path);
  const where = path.length === 0 ? (document.about ?? 'a scenario') : path.join('.');
  for (const key of keys.slice(0, mostProblems + 1)) {
    const hint = parameterHint(key, known);
    const meant = hint ? `; did you mean ${hint}?` : '';
    const message = `the key ${show(key)} is not known in ${where}${meant} (valid: ${known.join(', ')})`;
    problems.add(document.errorAtKey(path as Path, key, message));
  }
}

/** Whether something is missing only because its key is misspelt. */
function isMisspelt(document: SourceDocument, { path }: Issue, issues: readonly Issue[]): boolean {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  return (
    valueAt(document.data, path as Path) === undefined &&
    issues.some(
      (other) =>
        other.code === 'unrecognized_keys' &&
        other.path.join('.') === parent.join('.') &&
        other.keys.some((name) => meantParameter(name, [key]) === key),
    )
  );
}

function addUnsuitable(document: SourceDocument, shape: z.ZodType, issue: Issue, problems: Problems): void {
  const path = issue.path as Path;
  const value = valueAt(document.data, path);
  const problem = value === undefined ? ' is missing' : `: ${show(value)} is not valid`;
  const hint = typeof value === 'string' && nearest(value, namesOf(issue));
  const meant = hint ? `did you mean ${hint}? ` : '';
  const message = `${path.join('.')}${problem}; ${meant}expected ${descriptionAt(shape, path)}`;
  problems.add(document.errorAt(path, message));
}

/** The words that the value may be, also where it may be something else, too. */
function namesOf(issue: Issue): string[] {
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(namesOf);
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce(
    (value, step) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    data,
  );
}

/** The shapes along the path, each without the wrappers of defaults and options. */
function shapesAlong(shape: z.ZodType, path: Path): z.ZodType[] {
  let current = unwrap(shape);
  const along = [current];
  for (const step of path) {
    const branches = branchesOf(current);
    const list = branches.find((branch) => branch instanceof z.ZodArray);
    const map = branches.find((branch) => branch instanceof z.ZodObject);
    const next = typeof step === 'number' ? list?.element : map && ownEntry(map.shape, step);
    if (next === undefined) break;
    current = unwrap(next as z.ZodType);
    along.push(current);
  }
  return along;
}

/** What a value may be: the options of a union, or the one shape. */
function branchesOf(shape: z.ZodType): z.ZodType[] {
  return shape instanceof z.ZodUnion ? shape.options.map((each) => unwrap(each as z.ZodType)) : [shape];
}

function ownEntry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function knownKeys(shape: z.ZodType, path: Path): string[] {
  const map = branchesOf(shapesAlong(shape, path).at(-1)!).find((branch) => branch instanceof z.ZodObject);
  return map ? Object.keys(map.shape) : [];
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
