/**
 * The YAML of a scenario as plain data that remembers where everything stood, with the command line's `--set`
 * overrides applied. Only what a scenario needs of YAML is accepted: one document, text keys, decimal numbers, no
 * anchors, aliases or tags.
 */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { clip, InputError, show, together } from '../errors.ts';
import { isDecimal } from '../parts/decimal.ts';

export type Path = readonly (string | number)[];

export interface SourceDocument {
  /** What it describes; a scenario unless it says otherwise. */
  readonly about?: string;
  /** Without the keys that have no value: an empty section is an absent one. */
  readonly data: unknown;
  /** What was wrong already in reading it; the rest can still be checked. */
  readonly problems: readonly InputError[];
  /** An error about the value at `path`, or about the innermost map or list that is there. */
  readonly errorAt: (path: Path, message: string) => InputError;
  /** An error about a key of the map at `path`. */
  readonly errorAtKey: (path: Path, key: string, message: string) => InputError;
}

const longestText = 100_000;
const overridePattern = /^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(.*)$/s;

/** Makes the error for an offset of the text. */
type Complain = (offset: number, message: string) => InputError;

/**
 * @param overrides texts `path=value`, the value in YAML flow syntax
 * @param listKey the key that a list without one stands for; absent: a map is needed
 * @throws {InputError} at the line and column, or naming the override
 */
export function readDocument(
  file: string,
  text: string,
  overrides: readonly string[],
  listKey?: string,
): SourceDocument {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const complain: Complain = (offset, message) => {
    const { line, col } = lines.linePos(offset);
    return new InputError(message, { file, line, column: col });
  };
  const { document, problems } = parseChecked(text, complain);
  if (listKey !== undefined && isSeq(document.contents)) {
    const map = new YAMLMap();
    map.set(listKey, document.contents);
    document.contents = map;
  }
  const root = document.contents;
  if (!isMap(root)) {
    const found =
      root === null
        ? 'the file is empty'
        : `${show(root.toJS(document))} is not a ${listKey === undefined ? 'scenario' : 'list'}`;
    const expected =
      listKey === undefined ? 'a map with the keys model, parameters, …' : `a list of ${listKey}`;
    throw complain(root?.range?.[0] ?? 0, `${found}; expected ${expected}`);
  }
  const overridden = new Map<unknown, string>();
  for (const override of overrides) applyOverride(root, override, overridden);

  const error = (path: Path, key: string | undefined, message: string): InputError => {
    let node: unknown = root;
    let offset = root.range?.[0] ?? 0;
    let override: string | undefined;
    for (const step of path) {
      const child = childOf(node, step);
      if (child === undefined) break;
      node = child;
      offset = child.range?.[0] ?? offset;
      override = overridden.get(child) ?? override;
    }
    if (key !== undefined && isMap(node)) {
      offset = keyOffset(node, key) ?? offset;
      override = overridden.get(childOf(node, key)) ?? override;
    }
    return override === undefined
      ? complain(offset, message)
      : new InputError(`--set ${clip(override)}: ${message}`);
  };
  return {
    problems,
    data: Object.fromEntries(
      Object.entries(document.toJS() as object).filter(([, section]) => section !== null),
    ),
    errorAt: (path, message) => error(path, undefined, message),
    errorAtKey: (path, key, message) => error(path, key, message),
  };
}

function childOf(node: unknown, step: string | number): Node | undefined {
  const child: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
  return isNode(child) ? child : undefined;
}

function parseChecked(
  text: string,
  complain: Complain,
): { readonly document: Document; readonly problems: readonly InputError[] } {
  if (text.length > longestText) {
    throw complain(0, `the text has ${text.length} characters; at most ${longestText} are allowed`);
  }
  checkDepth(text, complain);
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw complain(problem.pos[0], syntaxMessage(problem as YAMLParseError, text));
  if (document.directives?.yaml.explicit)
    throw complain(0, `${show(text)} begins with a %YAML directive; remove it`);
  return { document, problems: checkNodes(document, text, complain) };
}

/** Deep nesting must not reach the parser: it recurses, and V8 can end the process when the stack runs out. */
function checkDepth(text: string, complain: Complain): void {
  const shallow = 'expected a map of maps and lists';
  const indent = /^[ \t?:-]{100}/m.exec(text);
  if (indent) throw complain(indent.index, `${show(indent[0])} is nested too deeply; ${shallow}`);
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[{\]}]/g)) {
    depth = '[{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > 50) throw complain(index, `${show(text.slice(index))} is nested too deeply; ${shallow}`);
  }
}

function syntaxMessage({ code, message, pos }: YAMLParseError, text: string): string {
  const rest = text.slice(pos[0]).split('\n', 1)[0]!.trim();
  const near = rest === '' ? 'at the end of the line' : `near ${show(rest)}`;
  if (code === 'MULTIPLE_DOCS')
    return `there are several YAML documents (${near}); a file holds one scenario`;
  if (code === 'TAB_AS_INDENT') return `tabs cannot indent YAML (${near}); use spaces`;
  return `not valid YAML ${near}: ${clip(message, 200)}`;
}

/**
 * What is wrong with single nodes: numbers that are not decimal, control characters, keys that are there twice.
 *
 * @throws {InputError} for what YAML has and scenarios have not, as the data would not be what it seems
 */
function checkNodes(document: Document, text: string, complain: Complain): InputError[] {
  const source = (node: Node): string => show(text.slice(node.range?.[0], node.range?.[1]));
  const mild: InputError[] = [];
  const grave: InputError[] = [];
  // Up to here all is part of an error.
  let passed = 0;
  visit(document, {
    Alias: (_, node) => {
      const message = `${source(node)}: aliases are not allowed in scenarios; write the value out`;
      grave.push(complain(node.range![0], message));
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value === 'string') return;
      const at = isNode(key) ? key.range![0] : 0;
      if (at < passed) return;
      grave.push(complain(at, `the key ${isNode(key) ? source(key) : show(key)} is not a text`));
    },
    Node: (_, node) => {
      const at = node.range![0];
      if ('anchor' in node && node.anchor)
        grave.push(complain(at, `the anchor &${clip(node.anchor)} is not allowed in scenarios`));
      if (node.tag)
        grave.push(complain(at, `the tag ${clip(node.tag)} of ${source(node)} is not allowed in scenarios`));
      if (isMap(node)) mild.push(...repeatedKeys(node, complain));
      if (!isScalar(node)) return;
      const call = cutCall(node, text);
      if (call !== null) {
        grave.push(complain(at, `${show(node.value)} is cut at its comma; quote it: ${show(call)}`));
        passed = at + call.length;
      }
      if (typeof node.value === 'number' && !isDecimal(node.source ?? ''))
        mild.push(complain(at, `${clip(node.source ?? '')} is not valid; expected a finite decimal number`));
      if (typeof node.value === 'string' && /(?![\t\n])\p{Cc}/u.test(node.value))
        mild.push(complain(at, `${source(node)} contains control characters`));
    },
  });
  if (grave.length > 0) throw together([...grave, ...mild]);
  return mild;
}

/** A map's keys that are there already; yaml's own check takes time that grows with the square of their number. */
function repeatedKeys({ items }: YAMLMap, complain: Complain): InputError[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const repeated = seen.has(key.value);
    seen.add(key.value);
    return repeated ? [complain(key.range![0], `the key ${show(key.value)} is there twice`)] : [];
  });
}

/** Of an unquoted `linspace(0.1, 2, 9)` in a flow collection, where commas separate, the whole call. */
function cutCall({ type, value, range }: Scalar, text: string): string | null {
  if (type !== 'PLAIN' || typeof value !== 'string' || !/\w\([^()]*$/.test(value)) return null;
  const [start, end] = range!;
  const close = text.indexOf(')', end);
  return text[end] === ',' && close >= 0 ? text.slice(start, close + 1) : null;
}

function keyOffset(map: YAMLMap, key: string): number | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Puts the override's value into the tree, with the maps that lead to it, and notes which nodes it made. */
function applyOverride(root: YAMLMap, override: string, overridden: Map<unknown, string>): void {
  const complain = (message: string): InputError => new InputError(`--set ${clip(override)}: ${message}`);
  const [, path, text] = overridePattern.exec(override) ?? [];
  if (path === undefined || text === undefined) {
    throw complain('expected path=value, such as simulation.trials=64 or parameters.ridge=[0,0.1]');
  }
  const { document, problems } = parseChecked(text, (_, message) => complain(message));
  if (problems.length > 0) throw together(problems);
  const value = document.contents;
  const keys = path.split('.');
  let map = root;
  for (const key of keys.slice(0, -1)) {
    let child: unknown = map.get(key, true);
    if (child === undefined || (isScalar(child) && child.value === null)) {
      child = new YAMLMap();
      overridden.set(child, override);
      map.set(key, child);
    }
    if (!isMap(child)) throw complain(`${key} is not a map, so that nothing in it can be set`);
    map = child;
  }
  const node = value ?? new Scalar(null);
  overridden.set(node, override);
  map.set(keys.at(-1)!, node);
}

/** Data without lines and columns: errors name the source and the path. */
export function plainDocument(data: unknown, source: string): SourceDocument {
  const errorAt = (_: unknown, message: string) => new InputError(`${source}: ${message}`);
  return { data, problems: [], errorAt, errorAtKey: (path, _key, message) => errorAt(path, message) };
}
