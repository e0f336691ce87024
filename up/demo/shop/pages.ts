import { catalogue, type Product } from './catalogue.ts';

/** The shop's first page. */
export function homePage(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The demo shop</title>
<style>body { font: 16px/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>Instruments</h1>
<p>This shop is Sonde’s demo. Its customers are a script; what they cause is on the map.</p>
<ul>
${catalogue.map(listed).join('\n')}
</ul>
</html>
`;
}

function listed({ id, name, cents }: Product): string {
  return `<li><a href="/products/${id}">${name}</a> ${price(cents)}</li>`;
}

export function price(cents: number): string {
  return `€ ${(cents / 100).toFixed(2)}`;
}
