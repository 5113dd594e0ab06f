/** An array parameter as PostgreSQL writes it: the driver would quote and escape each number, which takes five times as long. */
export function integerArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
