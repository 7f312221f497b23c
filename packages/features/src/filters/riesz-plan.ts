import { RachisError } from '@rachis/volume';
import type { FilterOf } from './filter-settings.ts';
import { type FilterPlan, imageId, planOf } from './filtered-image.ts';
import { alignedRiesz } from './riesz-alignment.ts';
import { type RieszBase, type RieszOrder, rieszResponses } from './riesz.ts';

function baseId(base: RieszBase): string {
  return base.type === 'simoncelli' ? `simoncelli_${base.level}` : `log_${base.sigma}mm`;
}

/** `order` is one order ([1, 0, 0]) or a list of them. */
function ordersOf(order: FilterOf<'riesz'>['order'], slicewise: boolean): RieszOrder[] {
  const list = (typeof order[0] === 'number' ? [order] : order) as readonly (readonly number[])[];
  return list.map((orders) => {
    if (orders.length === (slicewise ? 2 : 3)) return [orders[0]!, orders[1]!, orders[2] ?? 0];
    throw new RachisError(
      'SETTINGS_INVALID',
      `riesz.order is ${JSON.stringify(orders)}: expected ${slicewise ? 'two orders (x, y), since processing is slicewise' : 'three orders (x, y, z)'}.`,
    );
  });
}

/** The Riesz filter of the settings, ready to run. */
export function planRiesz(filter: FilterOf<'riesz'>, slicewise: boolean): FilterPlan {
  const { of: base, alignment, boundary } = filter;
  const variants = ordersOf(filter.order, slicewise).map((order) => ({
    id: imageId(
      filter.name ?? 'riesz',
      order.slice(0, slicewise ? 2 : 3).join(''),
      alignment === null ? null : `aligned_${alignment}mm`,
      baseId(base),
      boundary === 'mirror' ? null : boundary,
    ),
    respond: (source: Parameters<typeof rieszResponses>[0], box: Parameters<typeof rieszResponses>[1]) =>
      alignment === null
        ? rieszResponses(source, box, base, [order], boundary, slicewise)[0]!
        : alignedRiesz(source, box, base, order, alignment, boundary, slicewise),
  }));
  return planOf(variants, () => 'image');
}
