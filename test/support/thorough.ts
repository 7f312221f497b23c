/**
 * How many times a simulation is repeated: in full where RACHIS_THOROUGH is set, as in `.ci/run`, fewer times where somebody
 * waits for the tests.
 */
export const thorough = (full: number, quick: number): number =>
  process.env.RACHIS_THOROUGH === '1' ? full : quick;
