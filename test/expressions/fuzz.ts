/** Random texts of expressions and systems: by the grammar, and mutated into what people mistype or try. */
import { InputError } from '../../src/errors.ts';
import { evaluate, type Outcome } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import { forms } from '../../src/expressions/forms.ts';
import { functions } from '../../src/expressions/functions.ts';
import type { Limits } from '../../src/expressions/gap.ts';
import { otherSolutions, solveSystem } from '../../src/expressions/solve.ts';
import { parseSystem } from '../../src/expressions/system.ts';
import { at, vocabulary } from './language.ts';
import { host } from './page.ts';

/** What became of the texts; the slowest, in milliseconds. */
export interface Tally {
  refused: number;
  gaps: number;
  values: number;
  solved: number;
  slowest: number;
  slowestText: string;
}

const limits: Limits = { evaluations: 1e5, seconds: 0.5 };

const hostile = [
  ...[
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'process',
    'globalThis',
    'this',
    'eval',
    'import',
  ],
  ...[
    'Function',
    'require',
    'evaluate',
    'parse',
    'createUnit',
    'window',
    'return',
    'new',
    'in',
    'to',
    'mod',
    'true',
    'null',
  ],
  ...[
    '.',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '`',
    ';',
    '=',
    '=>',
    '!',
    '%',
    '$',
    '#',
    '\\',
    '\n',
    '\u0000',
    'λ',
    '😀',
    '..',
    '1e999',
  ],
  ...[
    'constructor.constructor("reached()")()',
    'x = 1',
    'f(x) = x',
    '$' + '{reached()}',
    '/*',
    '*/',
    '//',
    '0x1f',
    '1_0',
    '?.',
    '??',
  ],
];

/** A generator of random numbers in [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Writer {
  private readonly random: () => number;
  private bound = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  expression(depth: number, names: readonly string[]): string {
    if (depth <= 0 || this.random() < 0.12) return this.leaf(names);
    const inner = () => this.expression(depth - 1, names);
    const kind = this.random();
    if (kind < 0.45) return `(${inner()} ${this.pick(['+', '-', '*', '/', '^'])} ${inner()})`;
    if (kind < 0.52) return `-${inner()}`;
    if (kind < 0.58) return `(${this.condition(depth - 1, names)} ? ${inner()} : ${inner()})`;
    if (kind < 0.62) return `(${this.condition(depth - 1, names)})*${inner()}`;
    if (kind < 0.85) {
      const called = this.pick(Object.keys(functions));
      const [least] = functions[called]!.arity;
      return `${called}(${Array.from({ length: least }, inner).join(', ')})`;
    }
    return this.form(depth, names);
  }

  private form(depth: number, names: readonly string[]): string {
    const word = this.pick(Object.keys(forms));
    const shape = this.pick(forms[word]!.shapes);
    const own = shape.filter((place) => place === 'variable').map(() => `t${this.bound++}`);
    const variables = word === 'derivative' ? [this.pick(names)] : own;
    let next = 0;
    const written = shape.map((place) => {
      if (place === 'variable') return variables[next++]!;
      if (place === 'loss') return this.pick(['logistic', 'hinge', 'square', 'squaredHinge']);
      if (place === 'body') return this.expression(depth - 2, [...names, ...variables, ...variables]);
      return this.random() < 0.1 ? this.pick(['inf', '-inf']) : this.expression(depth - 2, names);
    });
    return `${word}(${written.join(', ')})`;
  }

  private condition(depth: number, names: readonly string[]): string {
    const side = () => this.expression(depth - 1, names);
    const one = () => `${side()} ${this.pick(['<', '<=', '>', '>=', '==', '!='])} ${side()}`;
    const kind = this.random();
    if (kind < 0.7) return one();
    return kind < 0.9 ? `${one()} ${this.pick(['and', 'or'])} ${one()}` : `not (${one()})`;
  }

  private leaf(names: readonly string[]): string {
    if (this.random() < 0.6) return this.pick(names);
    return this.pick(['0', '1', '2', '0.5', '1e-9', '1e9', '1e200', 'pi', 'e', 'i', 'mu1', 'mu0(1)', '3']);
  }

  mutated(text: string): string {
    let result = text;
    for (let i = 0; i <= this.random() * 3; i++) {
      const place = Math.floor(this.random() * (result.length + 1));
      const [before, after] = [result.slice(0, place), result.slice(place)];
      const kind = this.random();
      if (kind < 0.3) result = before + after.slice(1 + Math.floor(this.random() * 3));
      else if (kind < 0.7) result = `${before}${this.pick(hostile)}${after}`;
      else if (kind < 0.85)
        result = `${before}${this.pick(['(', ')', ',', '*', '?', ':', ' ', '<'])}${after}`;
      else result = `${before}${result}${after}`;
    }
    return result.slice(0, 3000);
  }
}

function checkOutcome(outcome: Outcome, text: string): void {
  const fine =
    outcome.gap === undefined ? Number.isFinite(outcome.value) && outcome.error >= 0 : outcome.gap.length > 3;
  if (!fine) throw new Error(`${text} gave ${JSON.stringify(outcome)}`);
}

/** Evaluates that many random texts, every fourth of them a system. @throws for anything but values, gaps and refusals */
export function fuzz(count: number, seed: number): Tally {
  const tally: Tally = { refused: 0, gaps: 0, values: 0, solved: 0, slowest: 0, slowestText: '' };
  const random = generator(seed);
  // The parser is loaded by the first.
  parseExpression('gamma', vocabulary);
  for (let i = 0; i < count; i++) {
    const writer = new Writer(random);
    const names = Object.keys(at);
    const isSystem = i % 4 === 3;
    const some = (all: readonly string[]) => {
      const text = writer.expression(1 + Math.floor(random() * (isSystem ? 3 : 5)), all);
      return random() < (isSystem ? 0.05 : 0.35) ? writer.mutated(text) : text;
    };
    const unknowns = ['x', 'y'].slice(0, 1 + Math.floor(random() * 2));
    const text = {
      unknowns: Object.fromEntries(
        unknowns.map((name) => [
          name,
          {
            start: random() < 0.5 ? '1 + gamma' : some(names),
            complex: random() < 0.1,
            ...(random() < 0.5 ? { domain: `${name} > 0` } : {}),
          },
        ]),
      ),
      let: { w: some([...names, ...unknowns]) },
      equations: unknowns.map((name) =>
        random() < 0.5 ? `${name} - ${some([...names, ...unknowns, 'w'])}` : some([...names, ...unknowns]),
      ),
    };
    const single = some(names);
    const begin = performance.now();
    try {
      if (isSystem) {
        const system = parseSystem(text, names, { q: some([...unknowns, 'gamma']) }, ['mu0', 'mu1']);
        const solution = solveSystem(system, Object.values(at), { host, limits });
        checkOutcome(solution.quantities['q']!, JSON.stringify(text));
        if (solution.status === 'ok') {
          tally.solved++;
          otherSolutions(system, solution, { host, limits, starts: 3 });
        } else tally.gaps++;
      } else {
        const outcome = evaluate(parseExpression(single, vocabulary), Object.values(at), { host, limits });
        checkOutcome(outcome, single);
        if (outcome.gap === undefined) tally.values++;
        else tally.gaps++;
      }
    } catch (error) {
      if (!(error instanceof InputError))
        throw new Error(`${isSystem ? JSON.stringify(text) : single}: ${(error as Error).stack}`);
      tally.refused++;
    }
    const spent = performance.now() - begin;
    if (spent > tally.slowest) {
      tally.slowest = spent;
      tally.slowestText = isSystem ? JSON.stringify(text) : single;
    }
  }
  return tally;
}
