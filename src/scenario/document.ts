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
  type Node,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { InputError } from '../errors.ts';
import { isDecimal, show } from './values.ts';

export type Path = readonly (string | number)[];

export interface SourceDocument {
  /** Without the keys that have no value: an empty section is an absent one. */
  readonly data: unknown;
  /** An error about the value at `path`, or about the innermost map or list that is there. */
  readonly errorAt: (path: Path, message: string) => InputError;
  /** An error about a key of the map at `path`. */
  readonly errorAtKey: (path: Path, key: string, message: string) => InputError;
}

const longestText = 1_000_000;
const overridePattern = /^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(.*)$/s;

/** Makes the error for an offset of the text. */
type Complain = (offset: number, message: string) => InputError;

/**
 * @param overrides texts `path=value`, the value in YAML flow syntax
 * @throws {InputError} at the line and column, or naming the override
 */
export function readDocument(file: string, text: string, overrides: readonly string[]): SourceDocument {
  const complain: Complain = (offset, message) => {
    const before = text.slice(0, offset).split('\n');
    return new InputError(message, { file, line: before.length, column: before.at(-1)!.length + 1 });
  };
  const document = parseChecked(text, complain);
  const root = document.contents;
  if (!isMap(root)) {
    const found = root === null ? 'the file is empty' : `${show(root.toJS(document))} is not a scenario`;
    throw complain(
      root?.range?.[0] ?? 0,
      `${found}; expected a map with the keys title, model, parameters, …`,
    );
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
      : new InputError(`--set ${override}: ${message}`);
  };
  return {
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

function parseChecked(text: string, complain: Complain): Document {
  if (text.length > longestText) {
    throw complain(0, `the text has ${text.length} characters; at most ${longestText} are allowed`);
  }
  checkDepth(text, complain);
  const document = parseDocument(text, { prettyErrors: false });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw complain(problem.pos[0], syntaxMessage(problem as YAMLParseError, text));
  if (document.directives?.yaml.explicit)
    throw complain(0, `${show(text)} begins with a %YAML directive; remove it`);
  checkNodes(document, text, complain);
  return document;
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
  if (code === 'DUPLICATE_KEY') return `the key ${show(rest.split(':', 1)[0])} is there twice`;
  if (code === 'MULTIPLE_DOCS')
    return `there are several YAML documents (${near}); a file holds one scenario`;
  if (code === 'TAB_AS_INDENT') return `tabs cannot indent YAML (${near}); use spaces`;
  return `not valid YAML ${near}: ${message}`;
}

function checkNodes(document: Document, text: string, complain: Complain): void {
  const source = (node: Node): string => show(text.slice(node.range?.[0], node.range?.[1]));
  visit(document, {
    Alias: (_, node) => {
      throw complain(
        node.range![0],
        `${source(node)}: aliases are not allowed in scenarios; write the value out`,
      );
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value === 'string') return;
      const shown = isNode(key) ? source(key) : show(key);
      throw complain(isNode(key) ? key.range![0] : 0, `the key ${shown} is not a text`);
    },
    Node: (_, node) => {
      const at = node.range![0];
      if ('anchor' in node && node.anchor)
        throw complain(at, `the anchor &${node.anchor} is not allowed in scenarios`);
      if (node.tag) throw complain(at, `the tag ${node.tag} of ${source(node)} is not allowed in scenarios`);
      if (!isScalar(node)) return;
      if (typeof node.value === 'number' && !isDecimal(node.source ?? '')) {
        throw complain(at, `${node.source} is not valid; expected a finite decimal number`);
      }
      if (typeof node.value === 'string' && /(?![\t\n])\p{Cc}/u.test(node.value)) {
        throw complain(at, `${source(node)} contains control characters`);
      }
    },
  });
}

function keyOffset(map: YAMLMap, key: string): number | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Puts the override's value into the tree, with the maps that lead to it, and notes which nodes it made. */
function applyOverride(root: YAMLMap, override: string, overridden: Map<unknown, string>): void {
  const complain = (message: string): InputError => new InputError(`--set ${override}: ${message}`);
  const [, path, text] = overridePattern.exec(override) ?? [];
  if (path === undefined || text === undefined) {
    throw complain('expected path=value, such as simulation.trials=64 or parameters.ridge=[0,0.1]');
  }
  const value = parseChecked(text, (_, message) => complain(message)).contents;
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
