import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { bodyOf } from '../answers/prepared.ts';
import { sendBody } from './send-body.ts';

/** Small ones are kept in their plain form too, a large one is unpacked for who asks for that. */
const sizes = { small: 1000, large: 5 << 20 } as const;

for (const [name, length] of Object.entries(sizes)) {
  test(`a ${name} answer is sent compressed, plain, or not at all, as the caller asks`, async () => {
    const text = JSON.stringify('a'.repeat(length));
    const body = await bodyOf(text);
    assert.equal(body.json === undefined, name === 'large');
    const app = fastify();
    app.get('/', (request, reply) => sendBody(request, reply, body));
    const ask = (headers: Readonly<Record<string, string>>) => app.inject({ url: '/', headers });
    for (const accepted of ['gzip', 'br, gzip;q=0.5', 'gzip ; q=1']) {
      const packed = await ask({ 'accept-encoding': accepted });
      assert.equal(packed.headers['content-encoding'], 'gzip', accepted);
      assert.equal(gunzipSync(packed.rawPayload).toString(), text);
    }
    for (const accepted of ['identity', 'br, gzip;q=0', 'gzip;q=0.0, br']) {
      const plain = await ask({ 'accept-encoding': accepted });
      assert.equal(plain.headers['content-encoding'], undefined, accepted);
      assert.ok(plain.body === text, accepted);
    }
    const again = await ask({ 'if-none-match': body.etag });
    assert.deepEqual([again.statusCode, again.body], [304, '']);
    await app.close();
  });
}
