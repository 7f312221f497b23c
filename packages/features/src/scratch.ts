/** Where arrays of a region come from: fresh, or room that is used again for the next region. */
export interface Allocate {
  /** `zeroed` false: the caller writes every element. */
  float64(length: number, zeroed?: boolean): Float64Array;
  uint32(length: number, zeroed?: boolean): Uint32Array;
  uint16(length: number, zeroed?: boolean): Uint16Array;
  uint8(length: number, zeroed?: boolean): Uint8Array;
}

/** Arrays of their own, for results that outlive an extraction. */
export const freshArrays: Allocate = {
  float64: (length) => new Float64Array(length),
  uint32: (length) => new Uint32Array(length),
  uint16: (length) => new Uint16Array(length),
  uint8: (length) => new Uint8Array(length),
};

/** Room that is kept; what a larger region needs beyond is allocated afresh and forgotten. */
const mostKept = 192 * 2 ** 20;

let room = new ArrayBuffer(0);
let used = 0;
let wanted = 0;
let most = 0;
let inUse = false;

function place<T>(bytes: number, zeroed: boolean, view: (buffer: ArrayBuffer, at: number) => T): T {
  const at = used;
  const end = at + Math.ceil(bytes / 16) * 16;
  wanted += end - at;
  if (end > room.byteLength) return view(new ArrayBuffer(bytes), 0);
  used = end;
  if (zeroed) new Uint8Array(room, at, bytes).fill(0);
  return view(room, at);
}

const reusedArrays: Allocate = {
  float64: (n, zeroed = true) => place(8 * n, zeroed, (buffer, at) => new Float64Array(buffer, at, n)),
  uint32: (n, zeroed = true) => place(4 * n, zeroed, (buffer, at) => new Uint32Array(buffer, at, n)),
  uint16: (n, zeroed = true) => place(2 * n, zeroed, (buffer, at) => new Uint16Array(buffer, at, n)),
  uint8: (n, zeroed = true) => place(n, zeroed, (buffer, at) => new Uint8Array(buffer, at, n)),
};

/**
 * Runs `work` with arrays that are valid only until it returns: memory that the system hands out afresh costs more
 * than most of what is done with it, so a run over many regions uses the same again.
 */
export function withScratch<T>(work: (allocate: Allocate) => T): T {
  if (inUse) return work(freshArrays);
  inUse = true;
  used = 0;
  wanted = 0;
  most = 0;
  try {
    return work(reusedArrays);
  } finally {
    inUse = false;
    most = Math.max(most, wanted);
    if (most > room.byteLength && room.byteLength < mostKept)
      room = new ArrayBuffer(Math.min(mostKept, most));
  }
}

/** Runs `work` and gives back what it took, so that images that are done one after another use the same room. */
export function withinScratch<T>(work: () => T): T {
  const [before, wantedBefore] = [used, wanted];
  try {
    return work();
  } finally {
    used = before;
    most = Math.max(most, wanted);
    wanted = wantedBefore;
  }
}
