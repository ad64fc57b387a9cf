/** The examples of docs/checking.md do what the page says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../src/pipeline/results.ts';
import { descent, useFolder } from '../cli/harness.ts';

const page = readFileSync(new URL('../../docs/checking.md', import.meta.url), 'utf8');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;

describe('docs/checking.md', () => {
  useFolder({});

  it('shows commands that end as it says', async () => {
    const lines = blockOf('sh').trim().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const code = Number(/# exits (\d)/.exec(line)?.[1] ?? 0);
      const words = [...line.replace(/\s#.*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      );
      const found = await descent(...words.slice(1), '--budget', '5s');
      expect(found, line).toMatchObject({ code, err: '' });
    }
  });

  it('shows certificates that verify', async () => {
    const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].at(-1)![1]!.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const found = await descent(
        ...line
          .replace(/\s+#.*$/, '')
          .split(' ')
          .slice(1),
      );
      expect(found, line).toMatchObject({ code: 0, err: '' });
    }
  });

  it('names all that --json says', async () => {
    const claim = 'check linear --gamma 0.5 --noise 0.5 --formula excessRisk=1 --dry-run --json'.split(' ');
    const said = JSON.parse((await descent(...claim)).out);
    const [, claims, rest] = /`\{verdict, claims: \[\{([^}]*)\}\],\s*([^}]*)\}`/.exec(page)!;
    expect(Object.keys(said.claims[0])).toEqual(claims!.split(/,\s*/));
    // A dry run writes no files.
    expect([...Object.keys(said), 'files']).toEqual(['verdict', 'claims', ...rest!.split(/,\s*/)]);
  });

  it('shows a scenario with everything in it, which agrees', async () => {
    writeFileSync('several.yaml', blockOf('yaml'));
    const { code, err } = await descent('run', 'several.yaml', '--workers', '1', '--blas', 'embedded');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const results: Results = JSON.parse(readFileSync('out/several/results.json', 'utf8'));
    expect(results.theories.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
      ['engine', 'mine', 'saddle', 'table', 'published'].map((name) => `${name} agree`),
    );
  });
});
