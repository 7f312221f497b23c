export {
  assignRow,
  chooseCount,
  type Clustering,
  type ClusterCount,
  type ClusterMethod,
  clusterMethods,
  clusterRows,
  type ClusterRows,
  leastStability,
  type LockedClustering,
} from './clustering.ts';
export { clusterOutcomes, type ClusterOutcome } from './outcomes.ts';
export { clusterShapes } from './shapes.ts';
