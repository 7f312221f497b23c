type Point = readonly [number, number, number];

const scaled = ([x, y, z]: Point, radius: number): Point => {
  const length = Math.sqrt(x * x + y * y + z * z) / radius;
  return [x / length, y / length, z / length];
};

/** Corners and faces (three corners each) of an icosahedron of radius 1. */
function icosahedron(): { corners: Point[]; faces: (readonly [number, number, number])[] } {
  const golden = (1 + Math.sqrt(5)) / 2;
  const corners: Point[] = [];
  for (const a of [-1, 1]) for (const b of [-golden, golden]) corners.push([a, b, 0], [0, a, b], [b, 0, a]);
  const near = (p: Point, q: Point) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) < 2.1;
  const faces: (readonly [number, number, number])[] = [];
  for (let i = 0; i < 12; i++)
    for (let j = i + 1; j < 12; j++)
      for (let k = j + 1; k < 12; k++)
        if (
          near(corners[i]!, corners[j]!) &&
          near(corners[j]!, corners[k]!) &&
          near(corners[i]!, corners[k]!)
        )
          faces.push([i, j, k]);
  return { corners: corners.map((corner) => scaled(corner, 1)), faces };
}

/** Points spread over a sphere: an icosahedron whose faces are divided in four again and again. */
export function icosphere(subdivisions: number, radius: number): Point[] {
  let { corners, faces } = icosahedron();
  for (let s = 0; s < subdivisions; s++) {
    const middles = new Map<string, number>();
    const points = [...corners];
    const middle = (i: number, j: number): number => {
      const key = i < j ? `${i},${j}` : `${j},${i}`;
      const known = middles.get(key);
      if (known !== undefined) return known;
      const [p, q] = [corners[i]!, corners[j]!];
      points.push(scaled([p[0] + q[0], p[1] + q[1], p[2] + q[2]], 1));
      middles.set(key, points.length - 1);
      return points.length - 1;
    };
    faces = faces.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
      return [[a, ab, ca] as const, [b, bc, ab] as const, [c, ca, bc] as const, [ab, bc, ca] as const];
    });
    corners = points;
  }
  return corners.map((corner) => scaled(corner, radius));
}
