/** Puts what the second gate found into its page: the date and the commit, and of every test whether it passed and how long it took. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const [report, page] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const date = new Date().toISOString().slice(0, 10);
const byPart = grouped(testResults);
const found = [...byPart].map(([part, results]) => {
  const rows = results
    .flatMap(({ assertionResults }) => assertionResults)
    .map(
      ({ fullName, status, duration }) =>
        `| ${fullName} | ${status} | ${Math.round((duration ?? 0) / 1000)} |`,
    );
  const text = `\nOn ${date}, of ${commit}:\n\n| test | result | seconds |\n|---|---|---|\n${rows.join('\n')}\n`;
  return { part, text };
});

/** By the first word of their files' names: node 20 has no Map.groupBy. */
function grouped(results) {
  const parts = new Map();
  for (const result of results) {
    const part = basename(result.name).split('.')[0];
    parts.set(part, [...(parts.get(part) ?? []), result]);
  }
  return parts;
}

let text = readFileSync(page, 'utf8');
for (const { part, text: table } of found) {
  const marker = `<!-- ${part} -->`;
  const parts = text.split(marker);
  if (parts.length !== 3) throw new Error(`${page}: two lines ${marker} are needed in it`);
  text = [parts[0], table, parts[2]].join(marker);
}
writeFileSync(page, text);
