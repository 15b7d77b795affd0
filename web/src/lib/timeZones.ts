/** Every IANA name that this browser knows, the given ones first where it does not list them. */
export function timeZones(...also: string[]): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set([...also, 'UTC', ...known])];
}
