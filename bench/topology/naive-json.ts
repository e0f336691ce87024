import { createServer } from 'node:http';

/** The peer: a graph in memory, written as JSON for each request. Takes the graph from an address; says its port as a contender does. */
async function main(): Promise<void> {
  const [url = '', authorization = ''] = process.argv.slice(2);
  const graph: unknown = await (await fetch(url, { headers: { authorization } })).json();
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(graph));
  });
  server.listen(0, '127.0.0.1', () => {
    const bound = server.address();
    process.stdout.write(`${JSON.stringify({ port: bound !== null && typeof bound !== 'string' ? bound.port : 0 })}\n`);
  });
}

await main();
