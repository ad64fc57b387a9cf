/** The quantities that trials of regression measure; the theory predicts these and more. */
export const simulatedQuantities = [
  'excessRisk',
  'testError',
  'trainError',
  'bias',
  'variance',
  'bias2',
  'varianceData',
  'varianceFeatures',
  'varianceInteraction',
  'noiseData',
  'noiseInteraction',
  'gcv',
  'leaveOneOut',
] as const;
export type SimulatedQuantity = (typeof simulatedQuantities)[number];

/** Those that every design measures. */
export const riskQuantities: readonly SimulatedQuantity[] = simulatedQuantities.slice(
  0,
  simulatedQuantities.indexOf('bias2'),
);

/** The terms of the excess risk, which only the design `crossed` measures. */
export const decomposedQuantities: readonly SimulatedQuantity[] = simulatedQuantities.slice(
  simulatedQuantities.indexOf('bias2'),
  simulatedQuantities.indexOf('gcv'),
);

/** Estimates of the test error from the training data, which only the design `leave-one-out` measures. */
export const estimatedQuantities: readonly SimulatedQuantity[] = ['gcv', 'leaveOneOut'];
