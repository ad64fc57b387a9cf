/** `descent shard`: the blocks of one shard of a run, drawn into a file of its own, on any machine that sees the folder. */
import { availableParallelism, hostname } from 'node:os';
import { clip, InputError } from '../errors.ts';
import { shardOf } from '../execution/cluster/blocks.ts';
import { requeueSelf } from '../execution/cluster/slurm.ts';
import { drawShard } from '../pipeline/shards/draw.ts';
import { openRun, type SharedRun } from '../pipeline/shards/plan.ts';
import { readShardFile, type ShardFile } from '../pipeline/shards/submission.ts';
import type { Command, Given } from './command.ts';
import { guard } from './interruption.ts';
import { mostWorkers, textOf, unused, wholeNumber } from './options.ts';

const mostShards = 1_000_000;

export const shard: Command = {
  options: [
    { name: 'index', of: 'command', meaning: 'which shard, from 0' },
    {
      name: 'of',
      of: 'command',
      meaning: 'how many shards there are [default 1]; of a submission its file says it',
    },
    { name: 'workers', of: 'command', meaning: 'worker threads [default: one a core]' },
  ],
  notes: [
    'PLAN is OUT/NAME/plan.json or a file in OUT/NAME/submissions. What any part holds is not drawn again, so the same command resumes.',
    'SIGUSR1 lets the blocks that have begun be done, and puts a job of Slurm back into its queue.',
    'Exit codes: 0 all blocks of the shard are drawn, 2 bad input, 5 some are left after SIGUSR1, 129, 130 or 143 interrupted (SIGHUP, SIGINT or SIGTERM).',
  ].join(' '),
  execute: async (given, { tell }) => {
    const enough = new AbortController();
    const stop = () => enough.abort();
    process.on('SIGUSR1', stop);
    try {
      const file = readShardFile(given.words[0]!);
      const run = openRun(file.folder);
      const { index, blocks } = readBlocks(given, file, run);
      const workers = wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism();
      const { SLURM_JOB_ID: job = '0', SLURM_RESTART_COUNT: restart = '0' } = process.env;
      const writer = { submission: file.number, index, host: hostname(), job, restart, pid: process.pid };
      const { drawn, left } = await guard((signal) =>
        drawShard(run, { blocks, writer, workers, signal, enough: enough.signal }),
      );
      const rest = left === 0 ? '' : `, ${left} are left`;
      tell(`${run.scenario.name}, shard ${index}: ${drawn} blocks drawn${rest}\n`);
      if (left === 0) return 0;
      if (requeueSelf(process.env)) tell('back into the queue\n');
      return 5;
    } finally {
      process.off('SIGUSR1', stop);
    }
  },
};

/** The places of the shard's blocks. */
function readBlocks(given: Given, { submission, number }: ShardFile, run: SharedRun) {
  const { plan, folder } = run;
  if (submission !== null && given.options.has('of'))
    throw unused('of', 'the submission says how many there are');
  if (submission !== null && submission.plan !== plan.digest)
    throw new InputError(`submission ${number} is of an earlier plan than ${folder} has now`);
  const shards = submission?.shards ?? wholeNumber(given, 'of', mostShards) ?? 1;
  const list = submission?.blocks ?? plan.blocks.map((_, place) => place);
  const index = readIndex(given, shards);
  return { index, blocks: shardOf(list, index, shards) };
}

function readIndex(given: Given, shards: number): number {
  const text = textOf(given, 'index');
  if (text === undefined && shards === 1) return 0;
  const range = shards === 1 ? '0, the only shard,' : `a whole number from 0 to ${shards - 1}`;
  if (text === undefined) throw new InputError(`--index: ${range} is needed`);
  if (/^\d+$/.test(text) && Number(text) < shards) return Number(text);
  throw new InputError(`--index ${clip(text)}: ${range} is needed`);
}
