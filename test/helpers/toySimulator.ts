/** A simulator that nothing in src knows of: means of uniform numbers on [0, width], drawn once for all widths. */
import { openStreams } from '../../src/simulators/draw.ts';
import { groupByDraw, type Simulator, type TrialPlan } from '../../src/simulators/simulator.ts';

export interface ToySeries {
  readonly count: number;
  readonly width: number;
}

const toy: Simulator<TrialPlan<ToySeries>, number> = {
  name: 'toy',
  module: import.meta.url,
  designs: {
    direct: {
      name: 'direct',
      version: 1,
      columns: ['mean', 'largest'],
      quantities: ['mean', 'share'],
      refuses: ({ series: { width } }, { design }) =>
        width > 0
          ? null
          : { key: 'design', value: `${design} cannot draw width ${width}`, expected: 'a width > 0' },
      plans: (cases, { design, seed }) =>
        groupByDraw(
          cases.map(({ series }) => series),
          ({ count }) => `${count}`,
        ).map((series) => ({ design, series, seed })),
      draw: ({ series }) => `${series[0]!.count}`,
      run: (_, { seed, series }, trial) => {
        const uniforms = new Float64Array(series[0]!.count);
        openStreams(seed, `toy ${uniforms.length}`, trial)('inputs').uniforms(uniforms);
        const mean = uniforms.reduce((sum, u) => sum + u, 0) / uniforms.length;
        return series.map(({ width }) => [width * mean, width * Math.max(...uniforms)]);
      },
      bytes: () => 0,
      operations: ({ series }) => 1e9 * series[0]!.count,
    },
  },
  read: (column, power, quantity) =>
    quantity === 'mean' ? power * column('mean') : column('mean') / column('largest'),
};

export default toy;
