/** Below a country's domain, what stands there for everybody: names are registered one label further down, as under co.uk. */
const forEverybody = new Set(['ac', 'co', 'com', 'edu', 'go', 'gob', 'gouv', 'gov', 'ltd', 'mil', 'ne', 'net', 'nhs', 'nom', 'or', 'org', 'plc', 'sch']);
const country = /^[a-z]{2}$/;
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * `cdn.shop.example.co.uk` → `example.co.uk`: by a rule and not by the list of all such suffixes, which has 10,000 lines.
 * Undefined for what is no name of a host.
 */
export function registrableDomain(name: string): string | undefined {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  const [top = '', second = ''] = labels.toReversed();
  if (!labels.every((part) => label.test(part)) || /^\d+$/.test(top)) return undefined;
  return labels.slice(country.test(top) && forEverybody.has(second) ? -3 : -2).join('.');
}
