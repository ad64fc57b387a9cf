/** Linear features: the observed inputs. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setTransposed } from '../../linalg/matrix.ts';
import { linearRisks, observe, observedMoments } from '../../parts/features/linear.ts';
import { heldDesign, isPrimal } from '../../solvers/ridge.ts';
import type { InputLaw } from '../inputs.ts';
import { diagonal, seenBy, weightedGram } from './moments.ts';
import type { FeatureSampler } from './sampler.ts';

export interface LinearFeatures {
  readonly kind: 'linear';
}

export function linearSampler({ blocks }: InputLaw): FeatureSampler {
  const parameters = blocks.reduce((sum, { observed }) => sum + observed, 0);
  const rows = ({ workspace }: Backend, x: Matrix) => {
    const z = workspace.matrix(x.rows, parameters);
    observe(z, x, blocks);
    return z;
  };
  return {
    name: ['linear'],
    parameters,
    drawn: false,
    nests: true,
    penalty: (ridge) => ridge,
    testPoints: 0,
    weights: () => null,
    rows,
    design: (backend, x) => {
      const z = rows(backend, x);
      const sizes = { samples: x.rows, parameters };
      if (isPrimal(sizes)) return { design: heldDesign(x.rows, parameters, z), weights: null };
      const long = backend.workspace.matrix(parameters, x.rows);
      setTransposed(long, z);
      return { design: heldDesign(x.rows, parameters, long), weights: null };
    },
    risks: (_, { labels: { signals, nonlinear }, coefficients, width }) => {
      const targets = { signals, nonlinear: nonlinear.length, width };
      return coefficients.map((a) => linearRisks(a, targets, blocks));
    },
    moments: (backend, { design }, labels) => {
      const { variances, cross, powers } = observedMoments(backend, labels, blocks);
      const seen = seenBy(backend, design, cross, {
        primal: () => diagonal(backend, variances),
        dual: (whole) => weightedGram(backend, whole, variances),
      });
      return { ...seen, powers };
    },
  };
}
