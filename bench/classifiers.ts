/** Classifiers on random features: logistic fits beside numpy's Newton method and scikit-learn's L-BFGS, those of the hinge beside its SVC and LinearSVC,
 * and what averaging over label vectors buys. */
import { openBackend } from '../src/linalg/select.ts';
import { classification } from '../src/models/classification/classification.ts';
import { losses } from '../src/parts/losses/loss.ts';
import type { Point } from '../src/parts/parameter.ts';
import { openStream } from '../src/random/stream.ts';
import simulator from '../src/simulators/classification/classification.ts';
import { classifierColumns } from '../src/simulators/classification/trial.ts';
import { runTrial } from '../src/simulators/simulator.ts';
import { fitEach } from '../src/solvers/margins/fit.ts';
import { heldDesign } from '../src/solvers/ridge.ts';
import { backendChoices } from './compiled.ts';
import { type ClassifierPeer, findPeers, runClassifiers } from './peer.ts';
import { report, sideBySide, skip } from './report.ts';

const [alpha, psi1, ridge] = [3, 2, 0.01];
/** Relative duality gap that all fits have at least. */
const gap = 1e-9;
const labels = 64;
/** The standard error that is wanted, of classificationError. */
const wanted = 1e-3;
/** A trial of numpy's over one of ours. */
const targets = { auto: 3, embedded: 1.5 };

export async function benchClassifiers(full: boolean): Promise<void> {
  for (const d of [40, 200]) {
    console.log(
      `Classifiers beside numpy: n = ${alpha * d}, ${psi1 * d} tanh features, d = ${d}, ridge ${ridge}; one thread`,
    );
    const peers = findPeers().flatMap((peer) => {
      if ('reason' in peer) skip(peer.python, peer.reason);
      else return [{ ...runClassifiers(peer.python, { d, alpha, psi1, ridge, gap }), name: peer.name }];
      return [];
    });
    for (const peer of peers) reportPeer(peer, peer.name);
    for (const choice of backendChoices()) await ours(d, choice, peers, full);
  }
}

function reportPeer({ newton, lbfgs, svc, linear, sklearn, trial }: ClassifierPeer, name: string): void {
  report(`${name}: Newton, a fit to a gap of ${newton.gap.toExponential(0)}`, newton.ms, 'ms');
  if (lbfgs) report(`scikit-learn ${sklearn}: L-BFGS, to ${lbfgs.gap.toExponential(0)}`, lbfgs.ms, 'ms');
  else skip('scikit-learn', sklearn === null ? 'not there' : `no tolerance has a gap of ${gap}`);
  if (svc) report(`the same: SVC, the hinge to ${svc.gap.toExponential(0)}`, svc.ms, 'ms');
  if (linear) report(`the same: LinearSVC, the hinge to ${linear.gap.toExponential(0)}`, linear.ms, 'ms');
  report(`${name}: a trial by Newton`, trial, 'ms');
}

async function ours(
  d: number,
  choice: 'auto' | 'embedded',
  peers: readonly ClassifierPeer[],
  full: boolean,
): Promise<void> {
  const backend = openBackend(choice);
  const [one, hinge, many] = await sideBySide(
    Math.round((full ? 4000 : 1600) / d),
    () => fitAll(choice, d, 1),
    () => fitAll(choice, d, 1, 'hinge'),
    () => fitAll(choice, d, labels),
  );
  const single = 1000 * one!;
  report(`${backend.name}: a fit, to ${fitAll(choice, d, 1).toExponential(0)}`, single, 'ms');
  report(`the same: of the hinge, to ${fitAll(choice, d, 1, 'hinge').toExponential(0)}`, 1000 * hinge!, 'ms');
  const together = (1000 * many!) / labels;
  report(`the same: a fit of ${labels} together`, together, 'ms');
  const [apart, averaged] = [1, labels].map((count) => trialsOf(choice, d, count, full));
  report(`the same: a trial`, apart!.ms, 'ms');
  report(`the same: a trial of ${labels} label vectors`, averaged!.ms, 'ms');
  report(`the same: to a standard error of ${wanted}, with one label vector`, seconds(apart!), 's');
  report(`the same: with ${labels}`, seconds(averaged!), 's');
  for (const { newton, lbfgs, svc, linear, trial } of peers) {
    if (svc)
      report('SVC of scikit-learn over a fit of the hinge', svc.ms / (1000 * hinge!), '×', { least: 1 });
    if (linear) report('LinearSVC over that', linear.ms / (1000 * hinge!), '×', { least: 1 });
    if (lbfgs) {
      report('L-BFGS of scikit-learn over a fit', lbfgs.ms / single, '×', { least: 1 });
      report(`the same over one of ${labels}`, lbfgs.ms / together, '×', { least: 1 });
    }
    report('Newton of numpy over a fit', newton.ms / single, '×');
    report('a trial of numpy over one of ours', trial / apart!.ms, '×', { least: targets[choice] });
    const error = seconds({ ...apart!, ms: trial }) / seconds(averaged!);
    report(`numpy over ours with ${labels}, to that standard error`, error, '×', { least: 10 });
  }
}

/** Draws that are alike for all backends, kept between runs. */
const drawn = new Map<string, ReturnType<typeof drawProblem>>();

/** @returns the largest gap */
function fitAll(
  choice: 'auto' | 'embedded',
  d: number,
  count: number,
  kind: 'logistic' | 'hinge' = 'logistic',
): number {
  const { backend, design, ys } = drawn.get(`${choice} ${d}`) ?? drawProblem(choice, d);
  const loss = { kind, ...losses[kind] };
  const fits = fitEach(backend, design, ys.slice(0, count), { loss, penalty: ridge * psi1 * d });
  const most = Math.max(...fits.map((fit) => (fit.status === 'ok' ? fit.gap : Number.POSITIVE_INFINITY)));
  if (!(most <= gap)) throw new Error(`a fit with a gap of ${most}`);
  return most;
}

function drawProblem(choice: 'auto' | 'embedded', d: number) {
  const backend = openBackend(choice);
  const { workspace } = backend;
  const [n, p] = [alpha * d, psi1 * d];
  const [x, w, z] = [workspace.matrix(n, d), workspace.matrix(p, d), workspace.matrix(n, p)];
  const [beta, f] = [workspace.matrix(d, labels), workspace.matrix(n, labels)];
  for (const [role, { data }] of [x, w, beta].entries()) openStream([1, 2], role, d).normals(data);
  backend.multiply(z, x, w, { transposeB: true, alpha: 1 / Math.sqrt(d) });
  backend.apply(z, 'tanh');
  backend.multiply(f, x, beta);
  const ys = Array.from({ length: labels }, (_, k) =>
    Float64Array.from({ length: n }, (__, i) => (f.data[i * labels + k]! < 0 ? -1 : 1)),
  );
  const problem = { backend, design: heldDesign(n, p, z), ys };
  drawn.set(`${choice} ${d}`, problem);
  return problem;
}

interface Trials {
  /** Of the fastest. */
  readonly ms: number;
  /** Of classificationError. */
  readonly variance: number;
}

function seconds({ ms, variance }: Trials): number {
  return ((variance / wanted ** 2) * ms) / 1000;
}

function trialsOf(choice: 'auto' | 'embedded', d: number, count: number, full: boolean): Trials {
  const backend = openBackend(choice);
  const defaults: Point = Object.fromEntries(
    [...classification.parameters, ...classification.inputs].flatMap(({ name, default: usual }) =>
      usual === undefined ? [] : [[name, usual]],
    ),
  );
  const point = { ...defaults, alpha, psi1, activation: 'tanh', loss: 'logistic', ridge };
  const { series } = classification.realise(point, d);
  const plan = { design: 'direct', series: [series], seed: 'bench', labels: count };
  const place = classifierColumns.indexOf('classificationError');
  let ms = Number.POSITIVE_INFINITY;
  const values = Array.from({ length: (count > 1 ? 16 : 64) * (full ? 4 : 1) }, (_, trial) => {
    const start = performance.now();
    const value = runTrial(simulator, backend, plan, trial)[0]![place]!;
    ms = Math.min(ms, performance.now() - start);
    return value;
  });
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { ms, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}
