/** `descent merge`: what the shards of a run have drawn, folded into its store, judged and drawn. */
import { join } from 'node:path';
import { IncompleteError } from '../errors.ts';
import { fromParts } from '../execution/cluster/parts.ts';
import { extentText, extentWithout } from '../pipeline/shards/gaps.ts';
import { checkVersions, openRun, planFile } from '../pipeline/shards/plan.ts';
import { lastSubmission } from '../pipeline/shards/submission.ts';
import type { Command, Terminal } from './command.ts';
import { drawScenario } from './drawScenario.ts';
import { waiting, waitOption } from './resultsFolder.ts';

export const merge: Command = {
  options: [waitOption],
  notes: [
    'DIR is OUT/NAME, which holds plan.json and parts/. The results are those of descent run, byte for byte with --blas embedded.',
    'Exit codes: 0 agree or undecided, 2 bad input, 3 theory and simulation disagree, 5 blocks are missing, which are listed.',
  ].join(' '),
  execute: async (given, terminal) => {
    const verdict = await mergeFolder(given.words[0]!, terminal, waiting(given, terminal));
    return verdict === 'disagree' ? 3 : 0;
  },
};

/** @throws {IncompleteError} where blocks are missing; what there is is in the store then */
export async function mergeFolder(
  folder: string,
  terminal: Terminal,
  { onHeld }: ReturnType<typeof waiting>,
): ReturnType<typeof drawScenario> {
  const run = openRun(folder);
  checkVersions(run);
  const { plan, scenario } = run;
  const { backend, blas, source } = plan;
  const executor = fromParts(folder, {
    identity: backend,
    missing: (tasks) => {
      const extent = extentWithout(run, tasks);
      const gaps = extent.gaps.map((gap) => `missing: ${gap}`);
      return new IncompleteError([
        `${folder}: ${extentText(extent)}`,
        ...gaps,
        `to go on: ${commandOf(folder)}`,
      ]);
    },
  });
  return drawScenario(
    scenario,
    // Whose results may be replaced was asked when it was planned.
    {
      ...{ out: join(folder, '..'), workers: 1, blas, source, executor, ...(onHeld ? { onHeld } : {}) },
      fresh: false,
      replace: true,
    },
    terminal,
  );
}

/** What draws the rest. */
function commandOf(folder: string): string {
  return (
    lastSubmission(folder)?.command ??
    `descent shard ${planFile(folder)} --index I --of N, for every I from 0 to N - 1; then descent merge ${folder}`
  );
}
