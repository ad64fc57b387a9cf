/** On a real Slurm: a task that is killed leaves a gap, the same command closes it, and the bytes are those of one machine. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useFolder } from '../cli/harness.ts';
import { type PrivateSlurm, startSlurm, wanted } from './privateSlurm.ts';
import { bytes, descent, drawing, log, shared, submit } from './sharedRun.ts';

describe.skipIf(!wanted)('a run on a real Slurm (DESCENT_SLURM=1)', () => {
  useFolder({ 'shared.yaml': shared(1500) });
  let slurm: PrivateSlurm;
  beforeAll(async () => {
    slurm = await startSlurm();
  });
  afterAll(() => slurm?.stop());

  it('survives a kill of a task: the gaps are listed, and the same command draws them alone', async () => {
    const local = descent('run', 'shared.yaml', '--blas', 'embedded', '--out', 'whole');
    expect(local).toMatchObject({ code: 0, err: '' });

    expect(submit('out', '--partition', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^descent: sbatch refuses: .*[Ii]nvalid partition.*\n$/),
    });
    expect(existsSync('out')).toBe(false);

    expect(submit('out', '--shards', '3')).toMatchObject({ code: 0, err: '' });
    const again = submit('out');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('of an earlier submission')]);
    process.kill(await drawing('out', 1, 1), 'SIGKILL');
    await slurm.idle();
    expect(log('out', '1-merge.log')).toMatch(/^descent: out|^descent: \/.*blocks are drawn/);
    expect(log('out', '1-merge.log')).toContain('missing: gamma = ');
    expect(descent('status', 'out/shared').code).toBe(5);

    const followed = submit('out', '--shards', '2', '--follow');
    expect([followed.code, followed.err]).toEqual([0, '']);
    expect(followed.out).toContain('submission 2');
    expect(bytes('out')).toEqual(bytes('whole'));
    expect(log('out', '2-merge.log')).toContain('verdict: agree');
  });
});
