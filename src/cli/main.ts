#!/usr/bin/env node
/** The program: the only place, with the files beside it, that touches process.*. */
import '../node.ts';
import { runCommandLine } from './commandLine.ts';
import { exitAtOnce } from './exitAtOnce.ts';

// The reader may leave, as in `descent calc … | head -1`, and the disk be full: neither ends the work or changes a verdict.
let lost: NodeJS.ErrnoException | undefined;
let needed = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  lost ??= error;
});
process.stderr.on('error', () => undefined);
process.on('exit', () => {
  if (lost === undefined || lost.code === 'EPIPE') return;
  process.stderr.write(`descent: standard output is lost: ${lost.message}\n`);
  if (needed) process.exitCode ||= 2;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => {
    needed = true;
    process.stdout.write(text);
  },
  tell: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  columns: process.stdout.columns ?? 100,
  watched: process.stderr.isTTY,
});

// An interrupted worker deep in a library's routine ends only with it, maybe in minutes: rather than wait, leave it.
const { exitCode } = process;
if (exitCode === 129 || exitCode === 130 || exitCode === 143)
  setTimeout(() => exitAtOnce(exitCode), 500).unref();
