/** Random features: one hidden layer of fixed random neurons. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares, rowsOf, setColumns } from '../../linalg/matrix.ts';
import { inputDimension } from '../../parts/cell.ts';
import { type Activation, findActivation } from '../../parts/features/activations.ts';
import {
  exactAverages,
  exactRisks,
  kernelForm,
  kernelMatrix,
  targetOverlaps,
} from '../../parts/features/population.ts';
import { drawWeights, features, type HiddenWeights, orthogonalise } from '../../parts/features/random.ts';
import type { DataSource } from '../../parts/inputs/data.ts';
import { type DesignMatrix, heldDesign, isPrimal } from '../../solvers/ridge.ts';
import { drawInputRows, labelMatrix, type Streams, type Targets, testPointCount } from '../draw.ts';
import type { InputLaw } from '../inputs.ts';
import { seenBy } from './moments.ts';
import type { Drawn, DrawnDesign, FeatureSampler, Fitted, Moments } from './sampler.ts';

export interface RandomFeatures {
  readonly kind: 'random';
  readonly count: number;
  readonly activation: string;
  readonly weights: HiddenWeights;
}

/** Neurons on inputs of a law, with the averages over it where they are known in closed form. */
interface Neurons {
  readonly law: InputLaw & { readonly data?: DataSource };
  readonly features: RandomFeatures;
  readonly activation: Activation;
  readonly averages: ReturnType<typeof exactAverages>;
}

export function randomSampler(law: Neurons['law'], own: RandomFeatures): FeatureSampler {
  const activation = findActivation(own.activation);
  const averages = exactAverages(activation, law.distribution);
  const neurons = { law, features: own, activation, averages };
  return {
    name: ['random', own.count, own.activation, own.weights],
    parameters: own.count,
    drawn: true,
    nests: own.weights !== 'orthogonal',
    penalty: (ridge) => (ridge * own.count) / inputDimension(law),
    testPoints: averages ? 0 : testPointCount,
    weights: (backend, streams) => weightsOf(backend, neurons, streams),
    rows: (backend, x, weights) => {
      const phi = backend.workspace.matrix(x.rows, weights!.rows);
      features(backend, phi, x, weights!, activation);
      return phi;
    },
    design: (backend, x, streams, panelRows) => drawDesign(backend, neurons, x, streams, panelRows),
    risks: (backend, fitted) => risksOf(backend, neurons, fitted),
    moments: (backend, drawn, labels) => momentsOf(backend, neurons, drawn, labels),
  };
}

function weightsOf(backend: Backend, { law, features }: Neurons, streams: readonly Streams[]): Matrix {
  const { count } = features;
  const weights = backend.workspace.matrix(streams.length * count, law.data?.columns ?? inputDimension(law));
  streams.forEach((own, k) => {
    const drawn = rowsOf(weights, k * count, (k + 1) * count);
    const { weights: law } = features;
    drawWeights(drawn, law === 'orthogonal' ? 'gaussian' : law, own('weights'));
    if (law === 'orthogonal') orthogonalise(backend, drawn);
  });
  return weights;
}

function drawDesign(
  backend: Backend,
  neurons: Neurons,
  x: Matrix,
  streams: Streams,
  panelRows: number,
): DrawnDesign {
  const [samples, parameters] = [x.rows, neurons.features.count];
  const weights = weightsOf(backend, neurons, [streams]);
  const [long, short] = isPrimal({ samples, parameters }) ? [x, weights] : [weights, x];
  const panel = backend.workspace.matrix(Math.min(long.rows, panelRows), short.rows);
  if (panel.rows === long.rows) {
    features(backend, panel, long, short, neurons.activation);
    return { design: heldDesign(samples, parameters, panel), weights };
  }
  const panels: DesignMatrix['panels'] = (visit) => {
    for (let first = 0; first < long.rows; first += panel.rows) {
      const end = Math.min(long.rows, first + panel.rows);
      const rows = rowsOf(panel, 0, end - first);
      features(backend, rows, rowsOf(long, first, end), short, neurons.activation);
      visit(rows, first);
    }
  };
  return { design: { samples, parameters, whole: null, panels }, weights };
}

function risksOf(backend: Backend, { law, activation, averages }: Neurons, fitted: Fitted): Float64Array[] {
  const { coefficients, width, labels, streams } = fitted;
  const weights = fitted.weights!;
  if (averages) return exactRisks(backend, { averages, ...law, weights, ...labels }, coefficients, width);
  const { workspace } = backend;
  return workspace.scope(() => {
    const x = drawInputRows(backend, law, testPointCount, streams('testInputs'));
    const target = labelMatrix(backend, x, labels, null);
    const transposed = workspace.matrix(weights.rows, testPointCount);
    features(backend, transposed, weights, x, activation);
    return coefficients.map((a) =>
      workspace.scope(() => {
        const errors = workspace.matrix(testPointCount, a.columns);
        errors.data.fill(0);
        for (let first = 0; first < a.columns; first += width) setColumns(errors, first, target);
        const leading = rowsOf(transposed, 0, a.rows);
        backend.multiply(errors, leading, a, { transposeA: true, alpha: -1, beta: 1 });
        return meanSquares(errors);
      }),
    );
  });
}

function momentsOf(backend: Backend, neurons: Neurons, drawn: Drawn, labels: Targets): Moments {
  const { law, averages } = neurons;
  if (!averages) return testMoments(backend, neurons, drawn, labels);
  const population = { averages, ...law, weights: drawn.weights!, ...labels };
  return seenBy(backend, drawn.design, targetOverlaps(backend, population), {
    primal: () => kernelMatrix(backend, population),
    dual: (whole) => kernelForm(backend, population, whole),
  });
}

function testMoments(
  backend: Backend,
  { law, activation }: Neurons,
  { design, streams, weights }: Drawn,
  labels: Targets,
): Moments {
  const { workspace } = backend;
  const order = Math.min(design.samples, design.parameters);
  const form = workspace.matrix(order, order);
  const cross = workspace.matrix(order, labels.signals.columns + labels.nonlinear.length);
  const alpha = 1 / testPointCount;
  return workspace.scope(() => {
    const x = drawInputRows(backend, law, testPointCount, streams('testInputs'));
    const targets = labelMatrix(backend, x, labels, null);
    const seen = workspace.matrix(testPointCount, order);
    if (isPrimal(design)) features(backend, seen, x, weights!, activation);
    else {
      design.panels((panel, first) => {
        workspace.scope(() => {
          const phi = workspace.matrix(testPointCount, panel.rows);
          features(backend, phi, x, rowsOf(weights!, first, first + panel.rows), activation);
          backend.multiply(seen, phi, panel, { beta: first === 0 ? 0 : 1 });
        });
      });
    }
    backend.gram(form, seen, { transpose: true, alpha });
    backend.multiply(cross, seen, targets, { transposeA: true, alpha });
    return { form, cross, powers: meanSquares(targets) };
  });
}
