/**
 * The forms that take an expression as a function of a variable: what stands where between their parentheses, and
 * what they mean. How they are computed is in calculus.ts, gaussian.ts and prox.ts.
 */

/** What an argument is: an expression in the variables, the name of a variable, or an expression outside of them. */
export type Place = 'body' | 'variable' | 'value' | 'loss';

export interface FormEntry {
  /** Its arguments; several where it can be written in several ways. */
  readonly shapes: readonly (readonly Place[])[];
  readonly written: string;
  readonly meaning: string;
}

/** A loss that prox knows by name; all are expressions. */
export interface NamedLoss {
  /** In the margin u. */
  readonly value: string;
  /** Derivatives of the prox w by ω = u and V = v. */
  readonly slopes: readonly [string, string];
  /** Where the prox has kinks. */
  readonly kinks: readonly string[];
}

export const namedLosses: Readonly<Record<string, NamedLoss>> = {
  logistic: {
    value: 'softplus(-u)',
    slopes: ['1/(1 + v*sigmoid(w)*sigmoid(-w))', 'sigmoid(-w)/(1 + v*sigmoid(w)*sigmoid(-w))'],
    kinks: [],
  },
  hinge: {
    value: 'max(0, 1 - u)',
    slopes: ['u < 1 - v or u > 1 ? 1 : 0', 'u < 1 - v ? 1 : 0'],
    kinks: ['u - 1 + v', 'u - 1'],
  },
  square: {
    value: 'square(1 - u)/2',
    slopes: ['1/(1 + v)', '(1 - u)/square(1 + v)'],
    kinks: [],
  },
  squaredHinge: {
    value: 'square(max(0, 1 - u))/2',
    slopes: ['u < 1 ? 1/(1 + v) : 1', 'u < 1 ? (1 - u)/square(1 + v) : 0'],
    kinks: ['u - 1'],
  },
};

export const forms: Readonly<Record<string, FormEntry>> = {
  gauss: {
    shapes: [['body', 'variable']],
    written: 'gauss(expr, z)',
    meaning: 'expectation over z ~ N(0, 1); cut at kinks, jumps and steep steps',
  },
  integral: {
    shapes: [['body', 'variable', 'value', 'value']],
    written: 'integral(expr, x, a, b)',
    meaning: 'integral over x from a to b, which may be -inf and inf',
  },
  root: {
    shapes: [['body', 'variable', 'value', 'value']],
    written: 'root(expr, x, a, b)',
    meaning: 'the only x between a and b at which expr changes its sign',
  },
  limit: {
    shapes: [['body', 'variable', 'value']],
    written: 'limit(expr, x, x0)',
    meaning: 'limit as x tends to x0, which may be inf; where expr is defined on one side only, from there',
  },
  derivative: {
    shapes: [['body', 'variable']],
    written: 'derivative(expr, x)',
    meaning: 'derivative by the parameter, unknown or bound variable x, at its value',
  },
  prox: {
    shapes: [
      ['loss', 'value', 'value'],
      ['body', 'variable', 'value', 'value'],
    ],
    written: 'prox(loss, omega, V) or prox(expr, x, omega, V)',
    meaning: `the x of least ℓ(x) + (x − ω)²/2V, ℓ convex: ${Object.keys(namedLosses).join(', ')}, or an expression in x`,
  },
  spectrum: {
    shapes: [['body', 'variable', 'variable']],
    written: 'spectrum(expr, s, v)',
    meaning:
      "sum over the population's eigenvalues s, per parameter, with target powers v that sum to 1; expr is linear in v",
  },
};
