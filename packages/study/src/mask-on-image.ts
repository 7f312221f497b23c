import type { ImageRead, Region } from '@rachis/formats';
import {
  alignMask,
  anyBits,
  describeGrid,
  type Grid,
  gridsMatch,
  type Mask,
  RachisError,
} from '@rachis/volume';

/** `FRAME_OF_REFERENCE_MISMATCH` where image and region both name a frame of reference, and not the same. */
export function checkFrames(image: ImageRead, region: Region, source: string): void {
  if (!image.frameOfReference || !region.frameOfReference) return;
  if (image.frameOfReference === region.frameOfReference) return;
  throw new RachisError(
    'FRAME_OF_REFERENCE_MISMATCH',
    `${source} and the image ${image.source} have different frames of reference ` +
      `(${region.frameOfReference}, ${image.frameOfReference}), so that their positions cannot be compared.`,
    {
      file: source,
      region: region.name,
      remedy: 'Give the image that the region was drawn on, or register the two first.',
    },
  );
}

const isEmpty = ({ data }: Mask): boolean => !anyBits(data, 0, data.length, 0xff);

const bothGrids = (image: ImageRead, mask: Grid): string =>
  `\n  image: ${describeGrid(image.volume)}\n  mask:  ${describeGrid(mask)}`;

/** The region's mask on the image's grid; refuses, or with `align` resamples, one that lies elsewhere. */
export function maskOnImage(image: ImageRead, region: Region, source: string, align: boolean): Mask {
  const mask = region.mask();
  checkFrames(image, region, source);
  const onImage = gridsMatch(mask, image.volume);
  if (!onImage && !align) {
    throw new RachisError(
      'GRID_MISMATCH',
      `${source} is on another grid than the image ${image.source}.${bothGrids(image, mask)}`,
      {
        file: source,
        region: region.name,
        remedy: 'If both are in the same patient space, --align mask resamples the mask onto the image.',
      },
    );
  }
  if (isEmpty(mask)) {
    throw new RachisError('REGION_EMPTY', `The region has no voxels in ${source}.`, {
      file: source,
      region: region.name,
      remedy: 'Draw the region, or leave it out.',
    });
  }
  if (onImage) return mask;
  const aligned = alignMask(mask, image.volume);
  if (!isEmpty(aligned)) return aligned;
  throw new RachisError(
    'REGION_OUTSIDE_IMAGE',
    `The region of ${source} lies outside the image ${image.source}.${bothGrids(image, mask)}`,
    {
      file: source,
      region: region.name,
      remedy: 'Check that image and mask are of the same patient and scan.',
    },
  );
}
