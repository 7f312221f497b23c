/** Little-endian bytes that are written one after the other; the room for them doubles as it runs out. */
export class ByteWriter {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #text = new TextEncoder();

  get length(): number {
    return this.#length;
  }

  /** Everything written so far; valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  uint8(value: number): void {
    const at = this.#next(1);
    this.#view.setUint8(at, value);
  }

  uint16(value: number): void {
    const at = this.#next(2);
    this.#view.setUint16(at, value, true);
  }

  uint32(value: number): void {
    const at = this.#next(4);
    this.#view.setUint32(at, value, true);
  }

  int16(value: number): void {
    const at = this.#next(2);
    this.#view.setInt16(at, value, true);
  }

  int32(value: number): void {
    const at = this.#next(4);
    this.#view.setInt32(at, value, true);
  }

  float32(value: number): void {
    const at = this.#next(4);
    this.#view.setFloat32(at, value, true);
  }

  float64(value: number): void {
    const at = this.#next(8);
    this.#view.setFloat64(at, value, true);
  }

  raw(value: Uint8Array): void {
    const at = this.#next(value.length);
    this.#bytes.set(value, at);
  }

  /** Text in UTF-8. */
  text(value: string): void {
    const start = this.#next(0, 3 * value.length);
    this.#length += this.#text.encodeInto(value, this.#bytes.subarray(start)).written;
  }

  /** Writes a 32-bit number over an earlier one: lengths are known only after what they count. */
  uint32At(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  uint16At(position: number, value: number): void {
    this.#view.setUint16(position, value, true);
  }

  /** Position of the next `count` bytes, with room for them (or for `room`): may put other arrays in place of the own ones. */
  #next(count: number, room = count): number {
    const at = this.#length;
    if (at + room > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, at + room));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = at + count;
    return at;
  }
}
