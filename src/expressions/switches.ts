/** Where a tree may not be smooth in one of its names, or changes fast: read off the functions in it. */
import { namedLosses } from './forms.ts';
import { functions } from './functions.ts';
import { template } from './template.ts';
import { dependsOn, free, isComparison, isComplex, operator, type Tree } from './tree.ts';

/** At the roots of its tree the expression may not be smooth. */
export interface Switch {
  readonly tree: Tree;
  /** Roots without change of sign count as well. */
  readonly touching: boolean;
}

export interface Landmarks {
  readonly switches: readonly Switch[];
  /** Arguments of functions that change within some units about 0: erf, tanh, the exponential of a square. */
  readonly steps: readonly Tree[];
}

/** The switches and steps of a tree that depend on the name at a slot, and on no variable that is bound within. */
export function landmarksOf(tree: Tree, slot: number): Landmarks {
  const switches: Switch[] = [];
  const steps: Tree[] = [];
  const visit = (node: Tree, bound: readonly number[]): void => {
    if (!dependsOn(node, slot)) return;
    const outside = (each: Tree) =>
      dependsOn(each, slot) && !isComplex(each) && !bound.some((inner) => free(each).has(inner));
    switches.push(...switchesOf(node).filter((each) => outside(each.tree)));
    steps.push(...stepsOf(node).filter(outside));
    const isDerivative = node.kind === 'form' && node.name === 'derivative';
    const inner = node.kind === 'form' && !isDerivative ? node.variables.map((each) => each.slot) : [];
    for (const [i, part] of (isDerivative ? node.parts.slice(0, 1) : node.parts).entries())
      visit(part, i === 0 ? [...bound, ...inner] : bound);
  };
  visit(tree, []);
  return { switches, steps };
}

const crossing = (tree: Tree): Switch => ({ tree, touching: false });
const touching = (tree: Tree): Switch => ({ tree, touching: true });

/** Of one node, apart from its parts. */
function switchesOf(node: Tree): Switch[] {
  const [a, b] = node.parts as [Tree, Tree];
  if (node.kind === 'form' && node.loss !== undefined)
    return namedLosses[node.loss]!.kinks.map((text) => crossing(template(text, node.parts)));
  if (node.kind === 'operator') {
    if (isComparison(node.op)) return [crossing(operator('-', a, b))];
    if (node.op === '/') return [touching(b)];
    if (node.op === '^') return isWhole(b) ? [] : [touching(a)];
  }
  if (node.kind !== 'call') return [];
  const { switches = [], pairwise } = functions[node.name]!;
  if (pairwise)
    return node.parts.flatMap((each, i) =>
      node.parts.slice(0, i).map((other) => crossing(operator('-', each, other))),
    );
  return switches.map(({ text, touching: touches }) => ({
    tree: template(text, node.parts),
    touching: touches === true,
  }));
}

const isWhole = (tree: Tree) => tree.kind === 'number' && Number.isInteger(tree.value) && tree.value >= 0;

function stepsOf(node: Tree): readonly Tree[] {
  if (node.kind !== 'call') return [];
  return node.name === 'exp' || functions[node.name]!.step ? node.parts : [];
}
