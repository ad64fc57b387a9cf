/**
 * Expressions to many digits: the tree of a checked expression in decimals, of real numbers as they are typed. What cannot be had to any
 * number of digits is a gap.
 */
import { compileForm } from './code.ts';
import type { Big, Decimals } from './decimals.ts';
import { newRun } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { functions } from './functions.ts';
import { Gap } from './gap.ts';
import type { Host } from './host.ts';
import { preciseFunctions } from './preciseFunctions.ts';
import { landmarksOf } from './switches.ts';
import { textOf } from './text.ts';
import {
  type FormTree,
  isConditionOperator,
  type NumberTree,
  type OperatorTree,
  type Tree,
  usesComplex,
} from './tree.ts';
import { functionVocabulary } from './vocabulary.ts';

/** What a place supplies: the model, for a first look in doubles, and the closed forms of what it supplies. */
export interface PreciseCircumstances {
  readonly host?: Host;
  /** The expression that a coefficient of a layer's activation is; null where there is none. */
  readonly closedForm?: (name: string, layer: number) => string | null;
  /** The blocks of the population, each as share, variance and, where it is typed, power; null where its spectrum is another. */
  readonly blocks?: () => readonly (readonly string[])[] | null;
}

const closedForms = new Map<string, Tree>();

function closedFormOf(text: string): Tree {
  const found = closedForms.get(text) ?? parseExpression(text, functionVocabulary([])).tree;
  closedForms.set(text, found);
  return found;
}

/** Evaluates expressions at one precision; values by slot, those that nothing reads absent. */
export class PreciseEvaluation {
  readonly decimals: Decimals;
  readonly values: (Big | undefined)[];
  private readonly check: () => void;
  private readonly about: PreciseCircumstances;
  private text = '';

  constructor(
    decimals: Decimals,
    check: () => void,
    values: readonly (Big | undefined)[],
    about: PreciseCircumstances,
  ) {
    this.decimals = decimals;
    this.check = check;
    this.values = [...values];
    this.about = about;
  }

  /** @throws {Gap} with what has no value */
  value({ text, tree }: Pick<Expression, 'text' | 'tree'>): Big {
    this.text = text;
    if (usesComplex(tree)) throw this.gap(tree, 'it is complex');
    return this.of(tree);
  }

  private of(tree: Tree): Big {
    const value = this.compute(tree);
    if (value.isNaN()) throw this.gap(tree, 'it has no value');
    if (!value.isFinite()) throw this.gap(tree, 'it overflows');
    return value;
  }

  private compute(tree: Tree): Big {
    switch (tree.kind) {
      case 'number':
        return this.number(tree);
      case 'name': {
        const value = this.values[tree.slot];
        if (value === undefined) throw new Gap(`${tree.name} is not typed at this point`);
        return value;
      }
      case 'operator':
        return this.operation(tree);
      case 'call': {
        const compute = preciseFunctions[tree.name];
        if (compute === undefined) throw this.gap(tree, `${tree.name} has no series here`);
        const args = tree.parts.map((part) => this.of(part));
        if (functions[tree.name]!.jumps) this.checkDistance(tree, args[0]!, args[0]!.plus(0.5).floor());
        const value = compute(this.decimals, ...args);
        if (value.isNaN()) throw this.gap(tree, `${tree.name} takes ${functions[tree.name]!.domain}`);
        return value;
      }
      case 'host':
        return this.hosted(tree.name, tree.parts[0]);
      case 'form':
        return this.form(tree);
      default:
        throw this.gap(tree, 'it is complex');
    }
  }

  private number({ value, written }: NumberTree): Big {
    if (written === 'pi') return this.decimals.pi();
    return written === 'e' ? this.decimals.exp(this.decimals.of(1)) : this.decimals.of(written || value);
  }

  private operation(tree: OperatorTree): Big {
    const { op, parts } = tree;
    if (op === '?:') return this.of(parts[this.truth(parts[0]!) ? 1 : 2]!);
    if (isConditionOperator(op)) return this.decimals.of(this.truth(tree) ? 1 : 0);
    const [a, b] = parts.map((part) => this.of(part)) as [Big, Big];
    switch (op) {
      case 'negate':
        return a.neg();
      case '+':
        return a.plus(b);
      case '-':
        return a.minus(b);
      case '*':
        return a.times(b);
      case '/':
        if (b.isZero()) throw this.gap(tree, 'division by zero');
        return a.div(b);
      default:
        return this.decimals.power(a, b);
    }
  }

  private truth(tree: Tree): boolean {
    const { op, parts } = tree as OperatorTree;
    if (op === 'not') return !this.truth(parts[0]!);
    if (op === 'and') return parts.every((part) => this.truth(part));
    if (op === 'or') return parts.some((part) => this.truth(part));
    if (!isConditionOperator(op)) return !this.of(tree).isZero();
    // Bounds such as inf are compared with, and nothing else is done with them.
    const [a, b] = parts.map((part) => (part.kind === 'number' ? this.number(part) : this.of(part))) as [
      Big,
      Big,
    ];
    this.checkDistance(tree, a, b);
    const order = a.cmp(b);
    return {
      ...{ '<': order < 0, '<=': order <= 0, '>': order > 0 },
      ...{ '>=': order >= 0, '==': order === 0, '!=': order !== 0 },
    }[op as '<' | '<=' | '>' | '>=' | '==' | '!='];
  }

  /** What is next to a jump may be on either side of it: rounding both ways does not tell. */
  private checkDistance(tree: Tree, a: Big, b: Big): void {
    const distance = a.minus(b).abs();
    if (distance.isZero() || !distance.isFinite()) return;
    const digits = Math.floor(this.decimals.precision / 2);
    if (distance.e < Math.max(0, a.e, b.e) - digits)
      throw this.gap(tree, `it is within 1e-${digits} of a jump, and may be on either side`);
  }

  private hosted(name: string, argument: Tree | undefined): Big {
    const layer = argument ? Number(this.of(argument)) : 1;
    const text = this.about.closedForm?.(name, layer) ?? null;
    if (text === null) throw new Gap(`${name} has no closed form at this point`);
    return this.of(closedFormOf(text));
  }

  private form(tree: FormTree): Big {
    if (tree.name === 'gauss') return this.gauss(tree);
    if (tree.name === 'spectrum') return this.spectrum(tree);
    if (tree.name !== 'derivative') throw this.gap(tree, `${tree.name} is computed in doubles`);
    const [derived, body] = tree.parts as [Tree, Tree];
    const { switches } = landmarksOf(body, tree.variables[0]!.slot);
    if (switches.some((each) => this.of(each.tree).isZero()))
      throw this.gap(tree, 'there may be a kink or a jump');
    return this.of(derived);
  }

  /** The sum over blocks, whose variances have mean 1, of what is linear in their power. */
  private spectrum(tree: FormTree): Big {
    const blocks = this.about.blocks?.() ?? null;
    if (blocks === null) throw this.gap(tree, 'its eigenvalues are computed in doubles');
    const typed = blocks.map((block) => block.map((each) => this.decimals.of(each)));
    const total = (all: readonly Big[]) => all.reduce((sum, each) => sum.plus(each));
    const shares = typed.map(([share]) => share!);
    const mean = total(typed.map(([share, variance]) => share!.times(variance!)));
    const powers = typed.map(([share, variance, power]) => power ?? share!.times(variance!));
    const [s, v] = tree.variables;
    const terms = typed.map(([share, variance], i) => {
      this.values[s!.slot] = variance!.div(mean);
      const [constant, one] = [0, 1].map((power) => {
        this.values[v!.slot] = this.decimals.of(power);
        return this.of(tree.parts[0]!);
      });
      const ofPower = one!.minus(constant!).times(powers[i]!).div(total(powers));
      return share!.times(constant!).div(total(shares)).plus(ofPower);
    });
    return total(terms);
  }

  /**
   * By the trapezoidal rule, whose error falls exponentially in 1/step where the integrand is analytic about the real line: the step is halved until
   * two sums agree to the digits, and agree with the double, which sees what lies between the first nodes.
   */
  private gauss(tree: FormTree): Big {
    const [body] = tree.parts as [Tree];
    const { slot } = tree.variables[0]!;
    if (landmarksOf(body, slot).switches.some(({ touching }) => !touching))
      throw this.gap(tree, 'its integrand has a kink or a jump');
    const { decimals } = this;
    const at = (z: Big): Big => {
      this.check();
      this.values[slot] = z;
      return this.of(body).times(decimals.exp(z.times(z).div(-2)));
    };
    let before: Big | null = null;
    let sum = decimals.of(0);
    let size = decimals.of(0);
    const include = (term: Big) => {
      sum = sum.plus(term);
      size = size.plus(term.abs());
    };
    include(at(decimals.of(0)));
    for (let halving = 0; halving <= mostHalvings; halving++) {
      const step = decimals.of(2).pow(-1 - halving);
      for (const side of [1, -1])
        for (let k = 1; ; k += halving === 0 ? 1 : 2) {
          const z = step.times(k * side);
          const term = at(z);
          include(term);
          if (z.e > 2) throw this.gap(tree, 'its integrand does not fall');
          const far = 0.5 * Number(z) ** 2 > (decimals.precision + 5) * Math.LN10;
          if (far && term.abs().lte(size.times(`1e-${decimals.precision + 3}`))) break;
        }
      const [value, scale] = [sum, size].map((each) => each.times(step).div(decimals.pi().times(2).sqrt()));
      const agree = before
        ?.minus(value!)
        .abs()
        .lte(scale!.times(`1e-${decimals.precision - 7}`));
      if (agree) return this.checked(tree, value!, scale!);
      before = value!;
    }
    throw this.gap(tree, 'the trapezoidal rule does not converge to the digits');
  }

  private checked(tree: FormTree, value: Big, scale: Big): Big {
    const doubles = Float64Array.from(this.values, (each) => Number(each ?? Number.NaN));
    const { value: seen } = compileForm(tree)(doubles, newRun({ host: this.about.host ?? {} }));
    if (value.minus(seen).abs().lte(scale.times(1e-6))) return value;
    throw this.gap(tree, `the trapezoidal rule misses a part of it: ${Number(value)} is ${seen} in doubles`);
  }

  private gap(tree: Tree, reason: string): Gap {
    return new Gap(`${tree.span ? textOf(this.text, tree.span) : this.text}: ${reason}`);
  }
}

const mostHalvings = 8;
