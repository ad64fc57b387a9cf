/** Laws go the road of risks: tasks on an executor, a store, the same bytes whoever draws and whatever interrupts. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FigureJudgement } from '../../src/comparison/judge.ts';
import { InterruptedError } from '../../src/errors.ts';
import type { Executor } from '../../src/execution/executor.ts';
import { inProcess } from '../../src/execution/inProcess.ts';
import type { Task } from '../../src/execution/plan.ts';
import { pool } from '../../src/execution/pool.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { replaceModel, signatures } from '../../src/models/registry.ts';
import { lawDemands, planLaw, runLaw, sizedLaws } from '../../src/pipeline/laws/run.ts';
import { plainDocument } from '../../src/scenario/document.ts';
import { resolveLaw } from '../../src/scenario/law.ts';
import type { LawName } from '../../src/scenario/scenario.ts';

const here = inProcess({ blas: 'embedded' });
const emptyFolder = () => mkdtempSync(join(tmpdir(), 'descent-laws-'));

function scenarioOf(observe: LawName, data: object) {
  return resolveLaw('law', plainDocument({ observe, ...data }, 'the test'), observe, signatures);
}

/** Runs the scenario in a folder. */
function draw(scenario: ReturnType<typeof scenarioOf>, executor: Executor = here, out = emptyFolder()) {
  return runLaw(scenario, { out, workers: 1, blas: 'embedded', fresh: false, executor });
}

const bytesIn = (out: string) =>
  Object.fromEntries(
    readdirSync(join(out, 'law')).map((name) => [name, readFileSync(join(out, 'law', name), 'utf8')]),
  );

async function sampled(model: string, parameters: object, inputs: object, matrix: string) {
  const { results } = await draw(
    scenarioOf('spectrum', {
      ...{ model, parameters, inputs, law: { matrix, points: 100 } },
      simulation: { sizes: [50, 100], trials: [128, 64] },
    }),
  );
  return results.laws[0]!['sample'] as {
    readonly judgement: FigureJudgement;
    readonly distance: number;
    readonly zeros: { readonly mean: number; readonly theory: number };
  };
}

it.each([
  ['spectrum', { model: 'random-features', parameters: { psi1: [1.5, 2], psi2: 3 } }],
  ['spectrum', { model: 'linear', parameters: { gamma: [0.5, 2] }, law: { matrix: 'gram' } }],
  ['margins', { model: 'classification', parameters: { alpha: [3, 4], ridge: 0.1 } }],
] as const)('%s: what is drawn is known without the law: %j', (observe, data) => {
  const sizes = observe === 'spectrum' ? [8] : 8;
  const scenario = scenarioOf(observe, { ...data, simulation: { sizes, trials: 2 } });
  const plansOf = (cases: ReturnType<typeof sizedLaws>) =>
    lawDemands(cases, scenario).map(({ plan, trials }) => ({ plan, trials }));
  const plans = plansOf(sizedLaws(scenario));
  expect(plans.length).toBe(2);
  expect(plans).toEqual(plansOf(planLaw(scenario)));
});

describe('spectra', () => {
  const blocks = '0.2:4,0.8:0.25';
  it.each<[string, object, object, string]>([
    ['linear', { gamma: 1 }, {}, 'covariance'],
    ['linear', { gamma: 2.5 }, { blocks, distribution: 'rademacher' }, 'gram'],
    ['linear', { gamma: 0.6 }, { blocks: '0.5:1,0.5:6' }, 'covariance'],
    ['random-features', { psi1: 1, psi2: 2, activation: 'tanh' }, {}, 'covariance'],
    [
      'random-features',
      { psi1: 2, psi2: 0.8, activation: 'relu', weights: 'sphere' },
      { distribution: 'sphere' },
      'gram',
    ],
  ])('agree with what is drawn: %s %j %j %s', async (...given) => {
    const { judgement, distance, zeros } = await sampled(...given);
    expect(judgement.judgements.map(({ verdict }) => verdict)).not.toContain('disagree');
    expect(judgement.omnibus?.rejected).toBe(false);
    expect(distance).toBeLessThan(0.02);
    expect(zeros.mean).toBeCloseTo(zeros.theory, 9);
  });

  it('are refuted where the law is 8 % too wide', async () => {
    const restore = replaceModel({ ...linear, featureScale: () => 1.08 });
    try {
      const { judgement } = await sampled('linear', { gamma: 0.8 }, {}, 'covariance');
      expect(judgement.verdict).toBe('disagree');
    } finally {
      restore();
    }
  });

  it('are judged by what the scenario asks for', async () => {
    const strict = { alpha: 0.01, tolerance: 1e-6 };
    const shape = { model: 'linear', parameters: { gamma: 0.5 }, law: { points: 50 } };
    const simulation = { sizes: [20, 40], trials: 60 };
    const verdictAt = async (comparison: object) =>
      (await draw(scenarioOf('spectrum', { ...shape, simulation, comparison }))).results.verdict;
    expect(await verdictAt({ tolerance: 0.9 })).toBe('agree');
    expect(await verdictAt(strict)).not.toBe('agree');
  });
});

/** Of several tasks: blocks of 128 trials, and several sizes, points or both. */
const small: Readonly<Record<LawName, object>> = {
  spectrum: {
    ...{ model: 'linear', parameters: { gamma: [0.5, 2] }, law: { points: 40 } },
    simulation: { sizes: [5, 10], trials: [300, 150], seed: 'laws' },
  },
  margins: {
    model: 'classification',
    parameters: { loss: ['square', 'logistic'], alpha: [2, 3], ridge: 0.5 },
    ...{ law: { points: 40 }, simulation: { sizes: 12, trials: 140 } },
  },
};

/** Gives up after so many tasks, as a signal would have it. */
function interrupted(after: number, tasks: Task[]): Executor {
  return {
    run: async (all, watch) => {
      const some = all.slice(0, after);
      tasks.push(...all);
      await here.run(some, watch);
      throw new InterruptedError('SIGINT');
    },
  };
}

describe.each(['spectrum', 'margins'] as const)('%s', (observe) => {
  const scenario = scenarioOf(observe, small[observe]);

  it('has the same bytes in process and on any number of workers', async () => {
    const outs = [here, ...[2, 3].map((workers) => pool({ workers, blas: 'embedded' }))].map((executor) => ({
      executor,
      out: emptyFolder(),
    }));
    for (const { executor, out } of outs) await draw(scenario, executor, out);
    const [first, ...others] = outs.map(({ out }) => bytesIn(out));
    expect(Object.keys(first!).sort()).toEqual(['figure.svg', 'results.csv', 'results.json', 'trials.jsonl']);
    for (const other of others) expect(JSON.stringify(other) === JSON.stringify(first)).toBe(true);
  });

  it('goes on where it was interrupted, and ends with the same bytes', async () => {
    const [whole, cut] = [emptyFolder(), emptyFolder()];
    await draw(scenario, here, whole);
    const all: Task[] = [];
    await expect(draw(scenario, interrupted(2, all), cut)).rejects.toThrow(InterruptedError);
    expect(Object.keys(bytesIn(cut))).toEqual(['trials.jsonl']);
    const rest: Task[] = [];
    await expect(draw(scenario, interrupted(0, rest), cut)).rejects.toThrow(InterruptedError);
    expect(all.length).toBeGreaterThan(3);
    expect(rest).toHaveLength(all.length - 2);
    await draw(scenario, here, cut);
    expect(JSON.stringify(bytesIn(cut)) === JSON.stringify(bytesIn(whole))).toBe(true);
  });

  it('draws nothing that is stored, and only what is added', async () => {
    const out = emptyFolder();
    await draw(scenario, here, out);
    const none: Task[] = [];
    await draw(scenario, { run: async (tasks) => void none.push(...tasks) }, out);
    expect(none).toEqual([]);
    const { simulation } = small[observe] as { readonly simulation: object };
    const trials = observe === 'spectrum' ? [300, 151] : 141;
    const more = scenarioOf(observe, { ...small[observe], simulation: { ...simulation, trials } });
    const added: Task[] = [];
    await expect(draw(more, interrupted(0, added), out)).rejects.toThrow(InterruptedError);
    for (const task of added) expect(task).toMatchObject({ first: trials === 141 ? 140 : 150, count: 1 });
    expect(added).toHaveLength(2);
  });
});
