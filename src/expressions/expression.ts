/** Expressions: what a theorist types, checked and ready to be evaluated (evaluate.ts) or compiled (compile.ts). */
import { InputError } from '../errors.ts';
import { derived } from './derivative.ts';
import { functions } from './functions.ts';
import { type HostName, hostFunctions } from './host.ts';
import { parseSyntax } from './parse.ts';
import { rejectAt } from './tokens.ts';
import type { FormTree, Tree } from './tree.ts';
import * as trees from './tree.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Expression {
  readonly text: string;
  readonly tree: Tree;
  readonly vocabulary: Vocabulary;
  /** Length of the array of values: the vocabulary's names first, then the variables that the text binds. */
  readonly slots: number;
}

const mostNodes = 20_000;

/**
 * Checks an expression in the words of the vocabulary.
 *
 * @throws {InputError} with the position in the text, the offending word and what would be valid
 */
export function parseExpression(text: string, vocabulary: Vocabulary): Expression {
  const { tree, slots } = parseSyntax(text, vocabulary);
  return { text, tree: checkSize(worked(tree, vocabulary)), vocabulary, slots };
}

/** The names of the vocabulary that its value depends on, in the order of the vocabulary. */
export function namesIn({ tree, vocabulary }: Expression): string[] {
  const used = trees.free(tree);
  return vocabulary.names.filter((_, slot) => used.has(slot));
}

/** What the model supplies of that its value depends on. */
export function hostsIn({ tree }: Expression): HostName[] {
  const own = (node: Tree): HostName[] =>
    node.kind === 'host'
      ? [node.name as HostName]
      : node.kind === 'form' && node.name === 'spectrum'
        ? ['spectrum']
        : [];
  const all = (node: Tree): HostName[] => [...own(node), ...node.parts.flatMap(all)];
  return [...new Set(all(tree))];
}

function checkSize(tree: Tree): Tree {
  if (tree.size <= mostNodes) return tree;
  throw new InputError(
    `with its derivatives worked out it has ${tree.size} operations; at most ${mostNodes} are allowed`,
  );
}

/** With all derivatives worked out, the innermost first. */
function worked(tree: Tree, vocabulary: Vocabulary): Tree {
  const parts = tree.parts.map((part) => worked(part, vocabulary));
  const rebuilt = trees.rebuilt(tree, parts);
  if (tree.kind !== 'form' || tree.name !== 'derivative') return rebuilt;
  const [by] = tree.variables;
  const [body] = parts;
  checkDerivative(tree, body!, vocabulary);
  const result = trees.form('derivative', [by!], [checkSize(derived(body!, by!)), body!]);
  return tree.span ? trees.at(result, tree.span) : result;
}

/** What differentiating would get wrong without a word. */
function checkDerivative({ span, variables }: FormTree, body: Tree, { parameters, names }: Vocabulary): void {
  const [by] = variables;
  const reject = (reason: string) => rejectAt(span?.from ?? 0, reason);
  const isParameter = by!.slot < names.length && parameters.has(by!.name);
  const hidden = (node: Tree) => node.kind === 'host' && hostFunctions[node.name]!.ofPoint === true;
  if (isParameter && by!.name !== 'ridge' && trees.some(body, hidden))
    throw reject(`derivative by ${by!.name}: engineKappa depends on it in a way that only the engine knows`);
  if (by!.slot >= names.length && jumpsIn(body, by!.slot))
    throw reject(
      `derivative by ${by!.name}: the expression jumps, and the integral of its derivative would miss the jumps`,
    );
  const conjugates = ['re', 'im', 'conj', 'abs', 'arg'];
  const bent = (node: Tree) =>
    trees.dependsOn(node, by!.slot) &&
    ((node.kind === 'call' && conjugates.includes(node.name)) ||
      (node.kind === 'form' && node.name === 'difference'));
  if (by!.complex && trees.some(body, bent))
    throw reject(`derivative by the complex ${by!.name}: the expression is not an analytic function of it`);
}

/** Whether there are functions that jump, or conditions used as numbers, that depend on the name. */
function jumpsIn(tree: Tree, slot: number): boolean {
  if (!trees.dependsOn(tree, slot)) return false;
  if (tree.kind === 'call' && functions[tree.name]!.jumps) return true;
  const isChoice = tree.kind === 'operator' && tree.op === '?:';
  const isLogic = tree.kind === 'operator' && trees.isConditionOperator(tree.op);
  return tree.parts.some((part, i) => {
    const isCondition = part.kind === 'operator' && trees.isConditionOperator(part.op);
    if (isCondition && !isLogic && !(isChoice && i === 0) && trees.dependsOn(part, slot)) return true;
    return jumpsIn(part, slot);
  });
}
