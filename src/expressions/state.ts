/** A system at a point: its values by slot, and its equations as functions of a vector of real unknowns. */
import type { Complex } from '../numerics/complex.ts';
import { modulus } from '../numerics/complex.ts';
import { compileTree } from './code.ts';
import { carefully } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { Gap, LimitReached } from './gap.ts';
import { defined, type Evaluator, type Run } from './run.ts';
import { closed, type System } from './system.ts';
import { dependsOn, isComplex, remembered, type Tree, usesComplex } from './tree.ts';

const compiled: (tree: Tree) => Evaluator = remembered(compileTree);

/** What an equation or a let costs beside its integrals, in evaluations of integrands. */
const work = { real: 10, complex: 50 };

const notDefined = Number.NaN;
const unknown: Complex = { re: notDefined, im: 0 };

export class SystemState {
  readonly values: Float64Array;
  readonly imaginary: Float64Array;
  readonly errors: Float64Array;
  readonly run: Run;
  readonly system: System;
  evaluations = 0;
  private readonly domainsUseLets: boolean;
  private readonly cost: number;

  constructor(system: System, parameters: readonly number[], run: Run) {
    this.system = system;
    this.domainsUseLets = system.unknowns.some(
      ({ domain }) => domain && system.lets.some(({ slot }) => dependsOn(domain.tree, slot)),
    );
    this.cost = [...system.equations, ...system.lets.map(({ expression }) => expression)]
      .map(({ tree }) => (usesComplex(tree) ? work.complex : work.real))
      .reduce((sum, each) => sum + each, 0);
    this.values = new Float64Array(system.slots);
    this.imaginary = new Float64Array(system.slots);
    this.errors = new Float64Array(system.slots);
    this.run = { ...run, imaginary: this.imaginary, errors: this.errors };
    this.setParameters(parameters);
  }

  /** At the same point, on the domain with its bounds included. */
  closed(): SystemState {
    const state = new SystemState(closed(this.system), this.parameters, this.run);
    state.evaluations = this.evaluations;
    return state;
  }

  get parameters(): number[] {
    return [...this.values.slice(0, this.system.parameters.length)];
  }

  /** What depends on no unknown has its values from now on, too. */
  setParameters(parameters: readonly number[]): void {
    this.values.set(parameters);
    this.errors.fill(0);
  }

  /** The unknowns as real numbers: of a complex one both parts. */
  setUnknowns(x: readonly number[]): void {
    let i = 0;
    for (const { slot, complex } of this.system.unknowns) {
      this.values[slot] = x[i++]!;
      this.imaginary[slot] = complex ? x[i++]! : 0;
    }
  }

  /** The starts that the system declares. @throws {Gap} where one has no value */
  start(): number[] {
    this.setUnknowns(new Array(2 * this.system.unknowns.length).fill(notDefined));
    this.computeLets(true);
    return this.system.unknowns.flatMap(({ name, start, complex }) => {
      const { re, im } = this.named(`start of ${name}`, () => carefully(start, this.values, this.run));
      if (!complex && Math.abs(im) > 1e-12 * Math.abs(re))
        throw new Gap(`start of ${name}: it is complex, and ${name} is not declared to be`);
      return complex ? [re, im] : [re];
    });
  }

  /** The equations; NaN where one has no value or x is outside the domains. */
  equations(x: readonly number[]): number[] {
    this.evaluations++;
    this.run.budget.spend(this.cost);
    this.setUnknowns(x);
    const nowhere = () => this.system.equations.flatMap(realParts).fill(notDefined);
    if (!this.inside()) return nowhere();
    const compute = () => {
      this.computeLets();
      return this.system.equations.flatMap((equation) => {
        const { re, im } = this.quickly(equation.tree, equation);
        return isComplex(equation.tree) ? [re, im] : [re];
      });
    };
    return defined(compute, null) ?? nowhere();
  }

  /** Σ |terms| of each equation, which its residual is measured by; 0 where it has no value. */
  magnitudes(x: readonly number[]): number[] {
    this.setUnknowns(x);
    const compute = () => {
      this.computeLets();
      return this.system.equations.flatMap((equation) => {
        const sizes = termsOf(equation.tree).map((term) => modulus(this.quickly(term, equation)));
        const size = sizes.reduce((sum, each) => sum + each, 0);
        return realParts(equation).map(() => (Number.isFinite(size) ? size : 0));
      });
    };
    return defined(compute, null) ?? this.system.equations.flatMap(realParts).fill(0);
  }

  /** Bounds of the rounding errors of the equations at x. @throws {Gap} naming the equation that has no value */
  roundingErrors(x: readonly number[]): number[] {
    this.setUnknowns(x);
    this.errors.fill(0);
    this.computeLets(false, true);
    return this.system.equations.flatMap((equation, i) => {
      const { error } = this.named(`equation ${i + 1}`, () => carefully(equation, this.values, this.run));
      return realParts(equation).map(() => error);
    });
  }

  /** Whether the unknowns as they are set satisfy the domains. */
  inside(): boolean {
    return this.violated() === null;
  }

  /** The first domain that they do not satisfy. */
  violated(): string | null {
    if (this.domainsUseLets) defined(() => this.computeLets(), undefined);
    const holds = (domain: Expression): boolean =>
      defined(() => this.quickly(domain.tree, domain).re === 1, false);
    return this.system.unknowns.find(({ domain }) => domain && !holds(domain))?.domain?.text ?? null;
  }

  /** Unknowns and what is read off them, their uncertainties given. @throws {Gap} where a let has no value */
  settle(x: readonly number[], uncertainties: readonly number[]): void {
    this.setUnknowns(x);
    this.errors.fill(0);
    let i = 0;
    for (const { slot, complex } of this.system.unknowns) {
      this.errors[slot] = uncertainties[i++]!;
      if (complex) this.errors[slot] += uncertainties[i++]!;
    }
    this.computeLets(false, true);
  }

  private computeLets(ofStarts = false, careful = false): void {
    for (const { name, slot, expression } of this.system.lets) {
      const compute = () =>
        careful ? carefully(expression, this.values, this.run) : this.quickly(expression.tree, expression);
      const value = careful
        ? this.named(`let ${name}`, compute)
        : ofStarts
          ? defined(compute, unknown)
          : compute();
      this.values[slot] = value.re;
      this.imaginary[slot] = value.im;
      if ('error' in value) this.errors[slot] = value.error as number;
    }
  }

  private quickly(tree: Tree, { text }: Expression): Complex {
    if (!usesComplex(tree)) return { re: compiled(tree)(this.values, this.run), im: 0 };
    return carefully({ text, tree }, this.values, this.run);
  }

  private named<T>(where: string, compute: () => T): T {
    try {
      return compute();
    } catch (error) {
      if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
      throw new Gap(`${where}: ${error.message}`);
    }
  }
}

const realParts = ({ tree }: Expression): number[] => (isComplex(tree) ? [0, 0] : [0]);

/** The terms of a sum. */
function termsOf(tree: Tree): Tree[] {
  if (tree.kind === 'operator' && (tree.op === '+' || tree.op === '-' || tree.op === 'negate'))
    return tree.parts.flatMap(termsOf);
  return [tree];
}
