/**
 * A model that nothing in src knows of, with a theory and a simulator of its own: the largest of n numbers that are uniform on [0, width], whose mean
 * is width n/(n + 1), and their mean.
 */
import type { Model } from '../../src/models/model.ts';
import { openStreams } from '../../src/simulators/draw.ts';
import { groupByDraw, type Simulator, type TrialPlan } from '../../src/simulators/simulator.ts';

interface Series {
  readonly count: number;
  readonly width: number;
}

const columns = ['largest', 'average'] as const;

const simulator: Simulator<TrialPlan<Series>> = {
  name: 'uniform-numbers',
  module: import.meta.url,
  designs: {
    direct: {
      name: 'uniform-numbers',
      version: 1,
      columns,
      quantities: columns,
      refuses: () => null,
      plans: (cases, { design, seed }) =>
        groupByDraw(
          cases.map(({ series }) => series),
          ({ count }) => `${count}`,
        ).map((series) => ({ design, series, seed })),
      draw: ({ series }) => `${series[0]!.count}`,
      run: (_, { seed, series }, trial) => {
        const uniforms = new Float64Array(series[0]!.count);
        openStreams(seed, `uniform ${uniforms.length}`, trial)('inputs').uniforms(uniforms);
        const average = uniforms.reduce((sum, u) => sum + u, 0) / uniforms.length;
        return series.map(({ width }) => [width * Math.max(...uniforms), width * average]);
      },
      bytes: () => 0,
      operations: ({ series }) => 1e5 * series[0]!.count,
    },
  },
  read: (column, _, quantity) => column(quantity),
};

export default simulator;

const number = { kind: 'number', minimum: 0, exclusive: true, maximum: 1e6 } as const;

export const uniformNumbers: Model = {
  name: 'uniform-numbers',
  title: 'Numbers that are uniform on an interval',
  formula: 'x_1 … x_n uniform on [0, width]',
  references: ['Laplace 1812'],
  hasSpectrum: false,
  size: { tex: 'n', meaning: 'numbers' },
  parameters: [{ ...number, name: 'width', tex: 'w', meaning: 'length of the interval' }],
  inputs: [],
  observables: {
    quantities: [
      { name: 'largest', tex: '\\max x', meaning: 'the largest of them' },
      { name: 'average', tex: '\\bar x', meaning: 'their mean' },
    ],
    objective: 'largest',
    tuned: ['average'],
    notes: { units: 'in units of width', status: 'ok', residual: 'of no equation' },
  },
  absoluteSize: () => null,
  cautions: () => [],
  predicts: ({ width }) => ({
    largest: Number(width),
    average: Number(width) / 2,
    status: 'ok',
    residual: 0,
  }),
  simulator,
  realise: (point, size) => ({
    series: { count: size, width: Number(point['width']) },
    readout: {},
    ratios: {},
    predicts: () => ({
      largest: Number(point['width']),
      average: Number(point['width']) / 2,
      status: 'ok',
      residual: 0,
    }),
    sizes: { n: size },
    testPoints: 0,
    effectiveSize: 8 * size,
    untested: null,
    measures: () => true,
  }),
  threshold: () => null,
};
