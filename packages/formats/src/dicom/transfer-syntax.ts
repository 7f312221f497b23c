/** How the pixel data of a transfer syntax are packed. */
export type PixelCodec = 'native' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

/** A transfer syntax by its name in PS3.6, and the codec that opens it (null: none here does). */
export interface TransferSyntax {
  readonly name: string;
  readonly codec: PixelCodec | null;
}

const dicom = '1.2.840.10008.1.2';

const known: Record<string, TransferSyntax> = {
  [dicom]: { name: 'Implicit VR Little Endian', codec: 'native' },
  [`${dicom}.1`]: { name: 'Explicit VR Little Endian', codec: 'native' },
  [`${dicom}.1.99`]: { name: 'Deflated Explicit VR Little Endian', codec: 'native' },
  [`${dicom}.2`]: { name: 'Explicit VR Big Endian', codec: 'native' },
  [`${dicom}.5`]: { name: 'RLE Lossless', codec: 'rle' },
  [`${dicom}.4.50`]: { name: 'JPEG Baseline (Process 1)', codec: 'jpeg' },
  [`${dicom}.4.51`]: { name: 'JPEG Extended (Process 2 and 4)', codec: 'jpeg' },
  [`${dicom}.4.57`]: { name: 'JPEG Lossless (Process 14)', codec: 'jpeg-lossless' },
  [`${dicom}.4.70`]: { name: 'JPEG Lossless, First-Order Prediction', codec: 'jpeg-lossless' },
  [`${dicom}.4.80`]: { name: 'JPEG-LS Lossless', codec: 'jpeg-ls' },
  [`${dicom}.4.81`]: { name: 'JPEG-LS Near-Lossless', codec: 'jpeg-ls' },
  [`${dicom}.4.90`]: { name: 'JPEG 2000 Lossless Only', codec: 'jpeg-2000' },
  [`${dicom}.4.91`]: { name: 'JPEG 2000', codec: 'jpeg-2000' },
  [`${dicom}.4.201`]: { name: 'High-Throughput JPEG 2000 Lossless Only', codec: 'htj2k' },
  [`${dicom}.4.202`]: { name: 'High-Throughput JPEG 2000 RPCL Lossless Only', codec: 'htj2k' },
  [`${dicom}.4.203`]: { name: 'High-Throughput JPEG 2000', codec: 'htj2k' },
  [`${dicom}.4.92`]: { name: 'JPEG 2000 Part 2 Multi-component Lossless Only', codec: null },
  [`${dicom}.4.93`]: { name: 'JPEG 2000 Part 2 Multi-component', codec: null },
  [`${dicom}.4.100`]: { name: 'MPEG2 Main Profile / Main Level', codec: null },
  [`${dicom}.4.101`]: { name: 'MPEG2 Main Profile / High Level', codec: null },
  [`${dicom}.4.102`]: { name: 'MPEG-4 AVC/H.264 High Profile', codec: null },
  [`${dicom}.4.103`]: { name: 'MPEG-4 AVC/H.264 BD-compatible High Profile', codec: null },
  [`${dicom}.4.107`]: { name: 'HEVC/H.265 Main Profile', codec: null },
  [`${dicom}.4.110`]: { name: 'JPEG XL Lossless', codec: null },
  [`${dicom}.4.111`]: { name: 'JPEG XL JPEG Recompression', codec: null },
  [`${dicom}.4.112`]: { name: 'JPEG XL', codec: null },
};

/** Name and codec of a transfer syntax UID. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  return Object.hasOwn(known, uid)
    ? known[uid]!
    : { name: 'unknown or private transfer syntax', codec: null };
}

/** True for the one big-endian transfer syntax. */
export const isBigEndian = (uid: string): boolean => uid === `${dicom}.2`;
