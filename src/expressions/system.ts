/**
 * Equations that a theorist types as in the paper, with their unknowns, and what is read off a solution:
 *
 *     unknowns: {kap: {start: "1 + gamma", domain: "kap > 0"}}
 *     equations: ["kap - ridge - gamma*kap/(1+kap)"]        each = 0
 *     let: {d2: "gamma/(1+kap)^2"}                          in order, of parameters, unknowns and earlier lets
 *
 * They are solved in solve.ts.
 */
import { InputError, show } from '../errors.ts';
import { type Expression, hostsIn, namesIn, parseExpression } from './expression.ts';
import type { HostName } from './host.ts';
import {
  isComparison,
  isComplex,
  isConditionOperator,
  type NameTree,
  operator,
  remembered,
  some,
  type Tree,
} from './tree.ts';
import { claimVocabulary, type Vocabulary } from './vocabulary.ts';

export interface UnknownText {
  /** Where the search begins: an expression in the parameters. */
  readonly start: string;
  /** A condition that solutions satisfy; absent: any finite number. */
  readonly domain?: string;
  readonly complex?: boolean;
}

export interface SystemText {
  readonly unknowns: Readonly<Record<string, UnknownText>>;
  readonly equations: readonly string[];
  readonly let?: Readonly<Record<string, string>>;
}

export interface Unknown {
  readonly name: string;
  readonly slot: number;
  readonly complex: boolean;
  readonly start: Expression;
  readonly domain: Expression | null;
  /** Bounds that the domains declare, of the parameters alone. */
  readonly lower: Tree | null;
  readonly upper: Tree | null;
}

export interface Let {
  readonly name: string;
  readonly slot: number;
  readonly expression: Expression;
}

export interface System {
  readonly parameters: readonly string[];
  readonly unknowns: readonly Unknown[];
  readonly lets: readonly Let[];
  readonly equations: readonly Expression[];
  readonly quantities: Readonly<Record<string, Expression>>;
  /** The names that any of these depends on. */
  readonly used: ReadonlySet<string>;
  /** What the model supplies of that any depends on. */
  readonly hosted: ReadonlySet<HostName>;
  /** Length of the array of values that all of them share. */
  readonly slots: number;
}

const mostUnknowns = 20;
const mostLets = 50;
const identifier = /^[A-Za-z_]\w*$/;
const reserved = ['pi', 'e', 'i', 'inf', 'Infinity', 'and', 'or', 'not'];

/**
 * Checks a system for a model with these parameters.
 *
 * @param quantities what is read off a solution, by name: expressions in parameters, unknowns and lets
 * @throws {InputError} naming the part, the position in it, and what would be valid
 */
export function parseSystem(
  text: SystemText,
  parameters: readonly string[],
  quantities: Readonly<Record<string, string>> = {},
  hosted: readonly HostName[] = [],
): System {
  const unknownNames = Object.keys(text.unknowns);
  const letNames = Object.keys(text.let ?? {});
  checkCounts(unknownNames, letNames);
  checkNames(unknownNames, letNames, parameters);
  const complex = unknownNames.filter((name) => text.unknowns[name]!.complex === true);
  /** All names have slots from the beginning; the complex lets come to be known one by one. */
  const vocabulary = (): Vocabulary =>
    claimVocabulary(parameters, hosted, { names: [...unknownNames, ...letNames], complex });
  const first = parameters.length;
  const lets = letNames.map((name, i): Let => {
    const expression = part(`let ${name}`, text.let![name]!, vocabulary());
    const later = letNames.slice(i);
    refuseNames(expression, later, `let ${name}`, 'lets may use those before them only');
    if (isComplex(expression.tree)) complex.push(name);
    return { name, slot: first + unknownNames.length + i, expression };
  });
  const words = vocabulary();
  const fixed = fixedNames(lets, unknownNames);
  const unknowns = unknownNames.map((name, i) =>
    unknownOf(name, first + i, text.unknowns[name]!, words, fixed),
  );
  const equations = text.equations.map((each, i) => equationOf(each, i, words));
  checkCount(unknowns, equations);
  const read = Object.fromEntries(
    Object.entries(quantities).map(([name, each]) => [name, part(name, each, words)]),
  );
  const all = [
    ...lets.map((each) => each.expression),
    ...unknowns.flatMap((each) => [each.start, ...(each.domain ? [each.domain] : [])]),
    ...equations,
    ...Object.values(read),
  ];
  return {
    parameters,
    unknowns: withBounds(unknowns, fixed),
    lets,
    equations,
    quantities: read,
    used: new Set(all.flatMap(namesIn)),
    hosted: new Set(all.flatMap(hostsIn)),
    slots: Math.max(words.names.length, ...all.map((each) => each.slots)),
  };
}

function checkCounts(unknowns: readonly string[], lets: readonly string[]): void {
  if (unknowns.length === 0) throw new InputError('unknowns: a system needs at least one');
  if (unknowns.length > mostUnknowns)
    throw new InputError(`unknowns: there are ${unknowns.length}; at most ${mostUnknowns} are allowed`);
  if (lets.length > mostLets)
    throw new InputError(`let: there are ${lets.length}; at most ${mostLets} are allowed`);
}

/** Names of one's own. @throws {InputError} for those that are none, or mean something already */
export function checkNames(
  unknowns: readonly string[],
  lets: readonly string[],
  parameters: readonly string[],
): void {
  const names = [...unknowns, ...lets];
  for (const [i, name] of names.entries()) {
    const where = i < unknowns.length ? 'unknowns' : 'let';
    if (!identifier.test(name))
      throw new InputError(`${where}: ${show(name)} is not a name; write letters, digits and _`);
    if (reserved.includes(name) || name in Object.prototype)
      throw new InputError(`${where}: "${name}" has a meaning of its own; choose another name`);
    if (parameters.includes(name)) throw new InputError(`${where}: "${name}" is a parameter of the model`);
    if (names.indexOf(name) < i) throw new InputError(`let: "${name}" is an unknown, too`);
  }
}

/** An expression of the system; errors say which. */
function part(where: string, text: string, vocabulary: Vocabulary): Expression {
  try {
    return parseExpression(text, vocabulary);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${where}: "${text}": ${error.message}`);
  }
}

function refuseNames(expression: Expression, names: readonly string[], where: string, reason: string): void {
  const used = namesIn(expression).find((name) => names.includes(name));
  if (used !== undefined) throw new InputError(`${where}: "${expression.text}": it uses ${used}; ${reason}`);
}

/** The names whose values are known before the equations are solved. */
function fixedNames(lets: readonly Let[], unknowns: readonly string[]): (name: string) => boolean {
  const moving = new Set(unknowns);
  for (const { name, expression } of lets)
    if (namesIn(expression).some((used) => moving.has(used))) moving.add(name);
  return (name) => !moving.has(name);
}

function unknownOf(
  name: string,
  slot: number,
  text: UnknownText,
  vocabulary: Vocabulary,
  fixed: (name: string) => boolean,
): Unknown {
  const start = part(`start of ${name}`, text.start, vocabulary);
  const moving = vocabulary.names.filter((each) => !fixed(each));
  refuseNames(start, moving, `start of ${name}`, 'a start may use parameters, and lets without unknowns');
  const domain = text.domain === undefined ? null : part(`domain of ${name}`, text.domain, vocabulary);
  const isCondition = domain?.tree.kind === 'operator' && isConditionOperator(domain.tree.op);
  if (domain && !isCondition)
    throw new InputError(`domain of ${name}: "${domain.text}" is not a condition; write ${name} > 0`);
  const compares = (tree: Tree) =>
    tree.kind === 'operator' && isComparison(tree.op) && tree.parts.some(isComplex);
  if (domain && some(domain.tree, compares))
    throw new InputError(
      `domain of ${name}: "${domain.text}" compares complex numbers; take re(…), im(…) or abs(…)`,
    );
  return { name, slot, complex: text.complex === true, start, domain, lower: null, upper: null };
}

function equationOf(text: string, i: number, vocabulary: Vocabulary): Expression {
  const where = `equation ${i + 1}`;
  const sides = text.split(/(?<![<>=!])=(?!=)/);
  if (sides.length === 2)
    throw new InputError(
      `${where}: "${text}": an equation is an expression that is 0; write ${sides[0]!.trim()} - (${sides[1]!.trim()})`,
    );
  return part(where, text, vocabulary);
}

/** A complex equation is two real ones, a complex unknown two real ones. */
function checkCount(unknowns: readonly Unknown[], equations: readonly Expression[]): void {
  const count = (list: readonly boolean[]) => list.reduce((sum, complex) => sum + (complex ? 2 : 1), 0);
  const needed = count(unknowns.map((each) => each.complex));
  const given = count(equations.map((each) => isComplex(each.tree)));
  if (needed === given) return;
  const real = 'a complex one counts twice; re(…), im(…) and abs(…) are real';
  throw new InputError(
    `equations: there are ${given} for ${needed} unknowns${needed > unknowns.length || given > equations.length ? ` (${real})` : ''}`,
  );
}

/** The bounds in comparisons of an unknown with what is known before. */
function withBounds(unknowns: readonly Unknown[], fixed: (name: string) => boolean): readonly Unknown[] {
  const bounds = unknowns.flatMap(({ domain }) => (domain ? comparisonsIn(domain.tree) : []));
  const boundOf = (slot: number, signs: readonly string[]): Tree | null => {
    const found = bounds.find(
      ({ name, sign, bound }) => name.slot === slot && signs.includes(sign) && isFixed(bound, fixed),
    );
    return found?.bound ?? null;
  };
  return unknowns.map((each) =>
    each.complex
      ? each
      : { ...each, lower: boundOf(each.slot, ['>', '>=']), upper: boundOf(each.slot, ['<', '<=']) },
  );
}

const closures: Readonly<Record<string, '>=' | '<='>> = { '>': '>=', '<': '<=' };

/** The condition with its bounds included. */
const closure = remembered((tree): Tree => {
  if (tree.kind !== 'operator') return tree;
  if (tree.op === 'and' || tree.op === 'or') return operator(tree.op, ...tree.parts.map(closure));
  return operator(closures[tree.op] ?? tree.op, ...tree.parts);
});

/** The system on its domain with the bounds included. */
export function closed(system: System): System {
  const unknowns = system.unknowns.map((each) => {
    const { domain } = each;
    return { ...each, domain: domain && { ...domain, tree: closure(domain.tree) } };
  });
  return { ...system, unknowns };
}

function isFixed(tree: Tree, fixed: (name: string) => boolean): boolean {
  return tree.kind === 'name' ? fixed(tree.name) : tree.parts.every((each) => isFixed(each, fixed));
}

interface Bound {
  readonly name: NameTree;
  readonly sign: string;
  readonly bound: Tree;
}

const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** name > bound and the like, of a condition all of whose parts must hold. */
function comparisonsIn(tree: Tree): Bound[] {
  if (tree.kind !== 'operator') return [];
  if (tree.op === 'and') return tree.parts.flatMap(comparisonsIn);
  if (!isComparison(tree.op) || !Object.hasOwn(turned, tree.op)) return [];
  const [a, b] = tree.parts as [Tree, Tree];
  return [
    ...(a.kind === 'name' ? [{ name: a, sign: tree.op, bound: b }] : []),
    ...(b.kind === 'name' ? [{ name: b, sign: turned[tree.op]!, bound: a }] : []),
  ];
}
