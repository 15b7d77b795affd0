// The telling marks first: most browsers name others besides themselves.
const systems: [mark: RegExp, name: string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** What the device calls itself, as a first name for a passkey on it. */
export function deviceName(userAgent: string): string | undefined {
  return systems.find(([mark]) => mark.test(userAgent))?.[1];
}
