export { cooccurrence8, cooccurrence16 } from './cooccurrence';
export { cooccurrenceFeatureMap, cooccurrenceMap, pairCodes } from './cooccurrence-map';
export { levelCounts8, levelCounts16, longRuns8, runEnds8, longRuns16 } from './run-lengths';
export { runsAlongRows8, runsAlongRows16, zones8, zones16 } from './zones';
export { convolveRows } from './convolution';
export { cityblockDistance } from './distance';
export { neighbourhood8, neighbourhoodGeneral8, neighbourhoodGeneral16 } from './neighbourhood';
export { largestSquaredDistance } from './largest-distance';
export { hullPoints } from './hull-points';
export { convexHull, hullFaces } from './hull';
export { orientedBox } from './oriented-box';
export { ellipsoidDistances, improveWeights, inverseMoment } from './ellipsoid';
export { meshPatterns } from './mesh';
export { fourier } from './fourier';
export { divideBy, pairSums, squaresInUnits, subtractMean, weightSpectrum } from './spatial';
export { addSphereSlice, frameSlice, largestSphere, sphereSumsStrange } from './sphere';

/** First byte that the caller may use. */
export function heapBase(): usize {
  return __heap_base;
}
export { addCentralSums, addExtent, addSums } from './values';
export { fillGrid16, fillGrid8 } from './level-grid';
