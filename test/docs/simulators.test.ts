/** The example of docs/simulators.md does what the page says; without numpy a program of Node stands for it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descent, useFolder } from '../cli/harness.ts';

const page = readFileSync(new URL('../../docs/simulators.md', import.meta.url), 'utf8');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

/** The means of ridgeless regression with one signal, and some scatter. */
const standIn = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { sizes: { n, p }, parameters: { noise }, seed } = JSON.parse(line);
  const mean = p < n ? (noise * p) / (n - p - 1) : 1 - n / p + (noise * n) / (p - n - 1);
  console.log(JSON.stringify({ excessRisk: mean * (0.8 + (0.4 * seed) / 2 ** 48) }));
}
`;

describe('docs/simulators.md', () => {
  useFolder({ 'sim.py': blockOf('python'), 'sim.mjs': standIn });

  it('shows a program, and commands that judge it', async () => {
    const program = hasNumpy ? 'python3 sim.py' : 'node sim.mjs';
    const lines = blockOf('sh').trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const code = Number(/# exits (\d)/.exec(line)?.[1] ?? 0);
      const words = [...line.replace(/\s#.*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      );
      const given = words.slice(1).map((word) => word.replace('python3 sim.py', program));
      const found = await descent(...given, '--budget', '4s', '--workers', '1', '--tolerance', '0.2');
      expect(found, line).toMatchObject({ code, err: '' });
    }
  });
});
