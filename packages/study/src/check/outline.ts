/**
 * The edges between the inside and the outside of a picture's region as an SVG path in pixels: every straight run of
 * edges is one line.
 */
export function outlinePath(inside: Uint8Array, width: number, height: number): string {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : inside[x + width * y]!;
  const parts: string[] = [];
  for (let y = 0; y <= height; y++)
    for (let x = 0; x < width; x++) {
      const from = x;
      while (x < width && at(x, y) !== at(x, y - 1)) x++;
      if (x > from) parts.push(`M${from} ${y}h${x - from}`);
    }
  for (let x = 0; x <= width; x++)
    for (let y = 0; y < height; y++) {
      const from = y;
      while (y < height && at(x, y) !== at(x - 1, y)) y++;
      if (y > from) parts.push(`M${x} ${from}v${y - from}`);
    }
  return parts.join('');
}
