/** Other names that the literature has for the parameters. */
import { clip, nearest } from '../errors.ts';

interface Alias {
  /** The parameter, by our name for it. */
  readonly parameter: string;
  readonly names: readonly string[];
  /** What is to be known of the parameter when it replaces one of these names. */
  readonly note?: string;
  /** The parameter is the square of what the names stand for. */
  readonly squared?: true;
}

const aliases: readonly Alias[] = [
  {
    parameter: 'noise',
    names: ['sigma2', 'sigmasq', 'sigmasquared', 'σ2', 'σ²', 'sigmaeps2', 'tau2', 'noisevariance'],
    note: 'the variance σ²',
  },
  {
    parameter: 'noise',
    names: ['sigma', 'σ', 'sigmaeps', 'tau', 'std', 'noisestd'],
    note: 'the variance σ²',
    squared: true,
  },
  {
    parameter: 'ridge',
    names: [
      'lambda',
      'lam',
      'lmbda',
      'lamda',
      'λ',
      'l2',
      'penalty',
      'regularization',
      'regularisation',
      'weightdecay',
    ],
  },
  {
    parameter: 'signal',
    names: ['r2', 'r²', 'f12', 'beta2', 'signalpower', 'rho', 'ρ'],
    note: 'the power r²',
  },
  { parameter: 'nonlinear', names: ['fstar2', 'f*2'], note: 'the power F*²' },
  { parameter: 'gamma', names: ['γ', 'aspectratio', 'p/n', 'phi', 'φ'] },
  { parameter: 'psi1', names: ['ψ1'] },
  { parameter: 'psi2', names: ['ψ2'] },
  { parameter: 'alpha', names: ['α'] },
  { parameter: 'tau', names: ['τ'] },
  { parameter: 'kappa', names: ['κ'] },
  { parameter: 'n', names: ['samples', 'nsamples'] },
  {
    parameter: 'k',
    names: ['N', 'neurons', 'nfeatures', 'hiddenunits'],
    note: 'the number N of random features',
  },
  { parameter: 'd', names: ['dim', 'dimension', 'inputdim'] },
  { parameter: 'activation', names: ['act', 'nonlinearity'] },
  { parameter: 'stepSize', names: ['eta', 'η', 'lr', 'learningrate'] },
  { parameter: 'steps', names: ['epochs', 'iterations', 'iters'] },
  { parameter: 'momentum', names: ['beta', 'β'] },
  { parameter: 'ensemble', names: ['members', 'bagging'] },
  { parameter: 'spectrum', names: ['eigenvalues'] },
  { parameter: 'blocks', names: ['Sigma', 'Σ', 'covariance', 'cov'] },
];

/** The alias that a name is, however it is written (sigma_eps^2, Weight-Decay), of a parameter that is known. */
function aliasOf(name: string, known: readonly string[]): Alias | undefined {
  const plain = name.replace(/[\s_^{}()\\-]/g, '');
  const find = (text: string) =>
    aliases.find(({ parameter, names }) => known.includes(parameter) && names.includes(text));
  // Σ and σ are not the same.
  return find(plain) ?? find(plain.toLowerCase());
}

/** What a name is in terms of the known parameters: one of them, or of a square its root; undefined for what is no alias. */
export function meantExpression(name: string, known: readonly string[]): string | undefined {
  const alias = aliasOf(name, known);
  return alias?.squared ? `sqrt(${alias.parameter})` : alias?.parameter;
}

/** The known parameter that a name may stand for, or is a slip of the pen for. */
export function meantParameter(name: string, known: readonly string[]): string | undefined {
  return aliasOf(name, known)?.parameter ?? nearest(name, known);
}

/** The same for people, with what is to be known of the parameter, which `label` writes. */
export function parameterHint(
  name: string,
  known: readonly string[],
  label: (parameter: string) => string = (parameter) => parameter,
): string | undefined {
  const meant = meantParameter(name, known);
  if (meant === undefined) return undefined;
  const { note, squared } = aliasOf(name, known) ?? {};
  return [label(meant), ...(note ? [note] : []), ...(squared ? [`the square of ${clip(name)}`] : [])].join(
    ', ',
  );
}
