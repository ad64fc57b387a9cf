/** What `descent new NAME --plugin` writes: a model of one's own that runs as it stands. */

/** @param name  a-z, 0-9 and - */
export function pluginTemplate(name: string): string {
  return `/**
 * A model of your own: the James–Stein estimator of d means, with its limit and its trials. Change what is marked with 1 to 4.
 */
import { defineModel, groupByDraw, type Model, openStreams, type Simulator, type TrialPlan } from 'descent';

/** What a trial draws, as plain data: it is the key under which trials are stored. */
interface Series {
  readonly d: number;
  readonly signal: number;
  readonly noise: number;
}

/** Names the random streams of its trials: series of one name share their draws. */
const nameOf = ({ d, signal, noise }: Series) => \`means \${d} \${signal} \${noise}\`;

/** 1. What is measured. */
const columns = ['risk', 'shrinkage'] as const;

/** 2. One trial: observe y = θ + noise with |θ|² = d signal, and estimate θ by (1 − (d − 2) σ²/|y|²) y. */
function trialOf({ d, signal, noise }: Series, seed: string, trial: number): number[] {
  const z = new Float64Array(d);
  openStreams(seed, nameOf({ d, signal, noise }), trial)('noise').normals(z);
  const theta = Math.sqrt(signal);
  const y = z.map((each) => theta + Math.sqrt(noise) * each);
  const shrinkage = 1 - ((d - 2) * noise) / y.reduce((sum, each) => sum + each ** 2, 0);
  const risk = y.reduce((sum, each) => sum + (shrinkage * each - theta) ** 2, 0) / d;
  return [risk, shrinkage];
}

/** 3. Its limit of large d, which calls nothing that a trial calls. */
function limitOf(signal: number, noise: number) {
  const shrinkage = signal / (signal + noise);
  return { risk: noise * shrinkage, shrinkage, status: 'ok', residual: 0 };
}

const simulator: Simulator<TrialPlan<Series>> = {
  name: '${name}',
  module: import.meta.url, // workers import this file, too
  designs: {
    direct: {
      name: '${name}',
      version: 1, // trials are drawn anew when this file changes; raise it when a trial changes otherwise
      columns,
      quantities: columns,
      refuses: () => null,
      plans: (cases, { design, seed }) =>
        groupByDraw(cases.map(({ series }) => series), nameOf).map((series) => ({ design, seed, series })),
      draw: ({ series }) => nameOf(series[0]!),
      run: (_, { series, seed }, trial) => series.map((each) => trialOf(each, seed, trial)),
      bytes: () => 0,
      operations: ({ series }) => 100 * series[0]!.d,
    },
  },
  read: (column, _, quantity) => column(quantity),
};

export default simulator;

const variance = { kind: 'number', minimum: 0, exclusive: true, maximum: 1e6, default: 1 } as const;

/** 4. Its parameters and quantities, for people; \`realise\` makes a point at a size what a trial draws. */
const model: Model = {
  name: '${name}',
  title: 'James–Stein estimation of d means',
  formula: 'y = θ + noise, |θ|² = d signal; estimate (1 − (d − 2) noise/|y|²) y',
  references: ['James & Stein, Estimation with quadratic loss, 1961'],
  hasSpectrum: false,
  size: { tex: 'd', meaning: 'means' },
  parameters: [
    { ...variance, name: 'signal', tex: 's', meaning: 'mean square of θ' },
    { ...variance, name: 'noise', tex: '\\\\sigma^2', meaning: 'variance of the noise' },
  ],
  inputs: [],
  observables: {
    quantities: [
      { name: 'risk', tex: 'R', meaning: 'mean squared error per coordinate' },
      { name: 'shrinkage', tex: 'c', meaning: 'factor on the observations' },
    ],
    objective: 'risk',
    tuned: ['shrinkage'],
    notes: { units: 'in units of signal and noise', status: 'ok', residual: 'of no equation' },
  },
  absoluteSize: () => null,
  cautions: () => [],
  predicts: ({ signal, noise }) => limitOf(Number(signal), Number(noise)),
  simulator,
  realise: ({ signal, noise }, d) => ({
    series: { d, signal: Number(signal), noise: Number(noise) },
    readout: {},
    ratios: {},
    predicts: () => limitOf(Number(signal), Number(noise)),
    sizes: { d },
    testPoints: 0,
    effectiveSize: d,
    untested: null,
    measures: () => true,
  }),
  threshold: () => null,
};

defineModel(model);
`;
}

/** What to do with it, line by line. */
export function pluginUses(name: string, file: string): string {
  return [
    `descent describe ${name} --plugin ${file}`,
    `descent calc ${name} --plugin ${file} --signal 1,2 --noise 0.5`,
    `descent check ${name} --plugin ${file} --noise 0.5 --formula 'risk = noise*signal/(signal + noise)'`,
    `descent new my-${name} --plugin ${file} --model ${name}`,
    `descent run scenarios/my-${name}.yaml --plugin ${file}`,
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}
