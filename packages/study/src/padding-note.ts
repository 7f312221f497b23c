import type { ImageRead } from '@rachis/formats';
import type { Mask } from '@rachis/volume';

/** Says how many voxels of a region hold the image's padding and no measurement; '' where none does. */
export function paddingNote(image: ImageRead, mask: Mask, region: string): string {
  const { padding, volume } = image;
  if (padding === undefined) return '';
  const { data } = volume;
  let padded = 0;
  let all = 0;
  for (let i = 0; i < data.length; i++) {
    if (mask.data[i] === 0) continue;
    all++;
    if (data[i]! >= padding.low && data[i]! <= padding.high) padded++;
  }
  if (padded === 0) return '';
  const values = padding.low === padding.high ? `${padding.low}` : `${padding.low} to ${padding.high}`;
  return `${padded} of ${all} voxels of region "${region}" have the padding value of the image (PixelPaddingValue, here ${values}), which is no measurement.`;
}
