#!/usr/bin/env node
/** The program: the only place, with the files beside it, that touches process.*. */
import { runCommandLine } from './commandLine.ts';
import { exitAtOnce } from './exitAtOnce.ts';

// `descent calc … | head` must not crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  columns: process.stdout.columns ?? 100,
  watched: process.stderr.isTTY,
});

// An interrupted worker deep in a library's routine ends only with it, maybe in minutes: rather than wait, leave it.
const { exitCode } = process;
if (exitCode === 130 || exitCode === 143) setTimeout(() => exitAtOnce(exitCode), 500).unref();
