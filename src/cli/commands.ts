/** Every command, by one explicit list; each is loaded only when it is named. */
import type { Entry } from './command.ts';

export const commands: readonly Entry[] = [
  {
    name: 'run',
    positional: '<files..>',
    summary: 'evaluate and simulate scenario files, compare, and draw their figures',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'calc',
    positional: '<model>',
    summary: 'evaluate the theory of a model at points',
    load: async () => (await import('./calc.ts')).calc,
  },
  {
    name: 'check',
    positional: '<what>',
    summary: 'hold formulas of one’s own against engine and simulation',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'verify',
    positional: '<file>',
    summary: 'judge the certificate of a check again, draw some of its trials again',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'shard',
    positional: '<plan>',
    summary: 'draw one of many parts of a planned run, on any machine',
    load: async () => (await import('./shard.ts')).shard,
  },
  {
    name: 'merge',
    positional: '<dir>',
    summary: 'make results of the parts of a planned run, or list what is missing',
    load: async () => (await import('./merge.ts')).merge,
  },
  {
    name: 'status',
    positional: '<dir>',
    summary: 'how far a planned run is',
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'cancel',
    positional: '<dir>',
    summary: 'end the jobs of a planned run; what is drawn is kept',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  {
    name: 'calibrate',
    positional: '<files..>',
    summary: 'measure verdicts themselves: false alarms, and what they refute',
    load: async () => (await import('./calibrate.ts')).calibrateCommand,
  },
  {
    name: 'optimum',
    positional: '<model>',
    summary: 'tune one parameter: where the excess risk is least',
    load: async () => (await import('./optimum.ts')).optimum,
  },
  {
    name: 'diagnose',
    positional: '<model>',
    summary: 'effective ranks, and whether overfitting is benign',
    load: async () => (await import('./diagnose.ts')).diagnoseCommand,
  },
  {
    name: 'phase',
    positional: '<what>',
    summary: 'boundaries of classification: separability, margin, capacity, mle',
    load: async () => (await import('./phase.ts')).phase,
  },
  {
    name: 'spectrum',
    positional: '<what..>',
    summary: 'limiting spectrum of a model beside simulated ones; estimate: of data',
    load: async () => (await import('./spectrum.ts')).spectrum,
  },
  {
    name: 'margins',
    positional: '<model>',
    summary: 'limiting laws of a classifier’s margins beside simulated ones',
    load: async () => (await import('./margins.ts')).margins,
  },
  {
    name: 'plot',
    positional: '<results..>',
    summary: 'redraw results.json files, overlaid or as panels of a page',
    load: async () => (await import('./plot.ts')).plot,
  },
  {
    name: 'store',
    positional: '<what..>',
    summary: 'check whether stored trials are whole, clean away what is not',
    load: async () => (await import('./store.ts')).store,
  },
  {
    name: 'models',
    summary: 'list the models',
    load: async () => (await import('./describe.ts')).listModels,
  },
  {
    name: 'describe',
    positional: '<model>',
    summary: 'formula, parameters with domains, quantities, references of a model',
    load: async () => (await import('./describe.ts')).describe,
  },
  {
    name: 'new',
    positional: '<name>',
    summary: 'write a commented scenario to start from',
    load: async () => (await import('./new.ts')).createScenario,
  },
  {
    name: 'backends',
    summary: 'measure the linear algebra that is there, and say which one runs use',
    load: async () => (await import('./backends.ts')).backends,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of scenario files, for editors',
    load: async () => (await import('./schema.ts')).schema,
  },
];
