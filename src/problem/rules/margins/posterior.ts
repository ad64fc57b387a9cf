/**
 * What the posterior of a Gaussian teacher says at finite size: its mean, by approximate message passing, and a draw from it.
 *
 * The mean needs designs of independent Gaussian entries and equal prior variances. It is message passing (messagePassing.ts) with ∂ log Z0 for the loss's
 * force and the prior for the ridge: λ = 1/prior variance. A draw takes any design: elliptical slice sampling, which has no parameters, from the
 * teacher itself. Given the data the teacher is a draw from the posterior, so that the chain is in its stationary law from its first step on and only
 * has to forget where it began.
 *
 * Source: Rangan, arXiv:1010.5141, sum-product; Murray, Adams & MacKay, arXiv:1001.0175, Figure 2.
 */
import type { Backend } from '../../../linalg/backend.ts';
import type { Stream } from '../../../random/stream.ts';
import type { BinaryLabels } from '../../labels/signs.ts';
import type { DesignMatrix } from '../ridge.ts';
import { bracketedRoot } from '../../../numerics/bracketedRoot.ts';
import { type Matrix } from '../../../linalg/matrix.ts';
import { isPrimal } from '../ridge.ts';
import { trajectory } from './polytope.ts';
import { messagePassing } from './messagePassing.ts';
import { predict } from './products.ts';

/** Passes after which means stand still to far below the spread between trials. */
const passes = 60;
/** Of the width of Z0: differences err by its square. */
const difference = 1e-4;

/** @param priorVariance  of every coefficient a of f* = Z a */
export function posteriorMean(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  { labels, priorVariance }: { readonly labels: BinaryLabels; readonly priorVariance: number },
): Float64Array {
  let known = { v: Number.NaN, force: (_: number) => 0, width: 1 };
  const at = (v: number) => {
    if (known.v !== v) {
      const { density, probability, feature } = labels.given(v);
      const force = (margin: number) => density(margin) / probability(margin);
      known = { v, force, width: feature?.width ?? 1 };
    }
    return known;
  };
  return messagePassing(backend, design, y, {
    proximal: (margin, v) => margin + v * at(v).force(margin),
    proximalSlope: (margin, v) => {
      const { force, width } = at(v);
      const step = difference * width;
      return 1 + (v * (force(margin + step) - force(margin - step))) / (2 * step);
    },
    penalty: 1 / priorVariance,
    iterations: passes,
  }).coefficients;
}

export interface PosteriorDraw {
  readonly labels: BinaryLabels;
  /** Whether they are the signs of f*. */
  readonly noiseless: boolean;
  readonly teacher: Float64Array;
  /** Of the prior, a coefficient each. */
  readonly deviations: Float64Array;
  readonly stream: Stream;
}

/** A draw of the coefficients from their posterior. */
export function posteriorDraw(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  { labels, noiseless, teacher, deviations, stream, sweeps = 30, visit }: PosteriorDraw & { sweeps?: number; visit?: any },
): Float64Array {
  const { workspace } = backend;
  return workspace.scope(() => {
    const rows = wallsOf(backend, design, y, deviations);
    const speeds = workspace.matrix(sweeps, design.parameters);
    stream.normals(speeds.data);
    if (!labels.informative) return speeds.data.slice(0, design.parameters).map((value, j) => value * deviations[j]!);
    const gram = workspace.matrix(design.samples, design.samples);
    backend.gram(gram, rows);
    const marginSpeeds = workspace.matrix(sweeps, design.samples);
    backend.multiply(marginSpeeds, speeds, rows, { transposeB: true });
    const walls = new Float64Array(design.samples);
    const uniforms = new Float64Array(design.samples);
    let margins = predict(backend, design, teacher).map((f, i) => f * y[i]!);
    const out = workspace.matrix(1, design.parameters);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      if (!noiseless) {
        stream.uniforms(uniforms);
        for (let i = 0; i < walls.length; i++) {
          const far = -farthest * Math.sqrt(gram.data[i * (design.samples + 1)]!);
          walls[i] = threshold(labels.probability, margins[i]!, uniforms[i]!, far);
        }
      }
      const done = trajectory(gram, margins, marginSpeeds.data.subarray(sweep * design.samples, (sweep + 1) * design.samples), walls);
      margins = done.margins;
      if (sweep === sweeps - 1 || visit) {
      const pushes = workspace.matrix(1, design.samples);
      pushes.data.set(done.pushes);
      backend.multiply(out, pushes, rows, { alpha: -1 });
      for (let j = 0; j < design.parameters; j++) {
        out.data[j]! = (out.data[j]! + speeds.data[sweep * design.parameters + j]!) * deviations[j]!;
      }
      visit?.(out.data, done.hits);
      }
    }
    return out.data.slice();
  });
}

/** Standard deviations of f beyond which no trajectory comes: its amplitude there has probability e^{-800}. */
const farthest = 40;

/** The threshold τ of a label: P(τ ≤ x) = P(1 | x), given that τ ≤ margin */
function threshold(probability: (f: number) => number, margin: number, uniform: number, far: number): number {
  const level = (1 - uniform) * probability(margin);
  if (!(probability(far) < level)) return Number.NEGATIVE_INFINITY;
  if (!(probability(margin) > level)) return margin;
  if (probability(-1e-300) < level && level <= probability(0)) return 0;
  return Math.min(margin, bracketedRoot((x) => probability(x) - level, [far, margin]));
}

/** Rows y z D, one a sample: margins of whitened coefficients are products with them. */
function wallsOf(backend: Backend, design: DesignMatrix, y: Float64Array, deviations: Float64Array): Matrix {
  const { samples, parameters } = design;
  const rows = backend.workspace.matrix(samples, parameters);
  const transposed = isPrimal(design) === (design.wide ?? false);
  design.panels((panel, first) => {
    for (let i = 0; i < panel.data.length; i++) {
      const [down, across] = [Math.floor(i / panel.columns) + (transposed ? 0 : 0), i % panel.columns];
      const held = design.wide ? down : down + first;
      const [sample, parameter] = transposed ? [across, held] : [held, across];
      rows.data[sample * parameters + parameter] = y[sample]! * panel.data[i]! * deviations[parameter]!;
    }
  });
  return rows;
}
