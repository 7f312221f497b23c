export type * from './contract.ts';
export {
  columnsNamed,
  type Frame,
  type FrameColumn,
  takeOutcome,
  takeRows,
  withColumns,
} from './frame/frame.ts';
export { matrixOf } from './frame/matrix.ts';
export { stepOf, steps } from './steps/registry.ts';
export { type FittedStep, type Step, type StepFit, stepSettings } from './steps/step.ts';
