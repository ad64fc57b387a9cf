/** A valid scenario that tests alter. */
export const base = `title: A test
references: ["Someone 2020"]
model: random-features
parameters:
  psi1: logspace(0.5,4,4)
  psi2: 3
  ridge: [0, 0.1]
  noise: 0.2
inputs:
  blocks: "0.25:3,0.75:0.4"
simulation:
  sizes: [75, 150]
  trials: 64
comparison:
  tolerance: 0.05
figure:
  x: psi1
  y: excessRisk
  series: ridge
`;
