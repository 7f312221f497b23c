// Lists of numbers in memory, by the number of their entry.

// @ts-ignore: decorator
@inline
export function getInt(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
export function putInt(list: usize, i: i32, value: i32): void {
  store<i32>(list + ((<usize>i) << 2), value);
}

// @ts-ignore: decorator
@inline
export function getNumber(list: usize, i: usize): f64 {
  return load<f64>(list + (i << 3));
}

// @ts-ignore: decorator
@inline
export function putNumber(list: usize, i: usize, value: f64): void {
  store<f64>(list + (i << 3), value);
}
