export { giniCut16, giniCut32 } from './gini-cut';
export { addMovedColumns, columnProducts, columnProductsSingle, columnSquares, descentPass } from './columns';

/** First byte that the caller may use. */
export function heapBase(): usize {
  return __heap_base;
}
