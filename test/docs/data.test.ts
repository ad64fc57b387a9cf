/** Commands and scenarios of docs/data.md do what the page says, on small stand-ins for its data sets, which are not shipped. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStream } from '../../src/random/stream.ts';
import { descent, succeed, useFolder } from '../cli/harness.ts';
import { npyFile } from '../helpers/npy.ts';

const page = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) =>
    block!.trim(),
  );
/** Arrays of archives as files of their own: diabetes.npz:X is diabetes-X.npy. */
const asFiles = (text: string) => text.replace(/(\w+)\.npz:(\w+)/g, '$1-$2.npy');

const [rows, columns] = [450, 6];
const draws = new Float64Array(rows * (columns + 1));
openStream([41, 2], 0, 0).normals(draws);
const inputs = Array.from({ length: rows }, (_, i) => [...draws.subarray(7 * i, 7 * i + columns)]);
const scores = inputs.map(([a, b], i) => a! + b! + draws[7 * i + columns]!);

describe('docs/data.md', () => {
  useFolder({});

  it('shows commands and scenarios that go from files to a verdict', async () => {
    for (const name of ['diabetes-X', 'digits-X', 'cancer-logX'])
      writeFileSync(`${name}.npy`, npyFile(inputs));
    for (const name of ['diabetes-y', 'digits-y', 'cancer-y'])
      writeFileSync(`${name}.npy`, npyFile(scores.map((score) => [score])));
    writeFileSync('diabetes-above.npy', npyFile(scores.map((score) => [score > 0 ? 1 : -1])));
    for (const line of blocksOf('sh').flatMap((block) => block.split('\n'))) {
      const [command, target] = asFiles(line).split(' > ');
      const said = await succeed(...command!.split(' ').slice(1));
      if (target !== undefined) writeFileSync(target, said);
      else expect(said).toContain('excessRisk:standardError');
    }
    const scenarios = blocksOf('yaml');
    expect(scenarios).toHaveLength(2);
    for (const [i, scenario] of scenarios.entries()) {
      writeFileSync(`page${i}.yaml`, `${asFiles(scenario)}\n`);
      const found = await descent(
        'run',
        `page${i}.yaml`,
        '--workers',
        '1',
        '--set',
        'simulation.trials=60',
        '--set',
        'comparison.tolerance=0.25',
      );
      expect(found.out, scenario).toContain('verdict: agree');
      expect(found.out).not.toContain('other rows');
      expect(found).toMatchObject({ code: 0, err: '' });
    }
  });
});
