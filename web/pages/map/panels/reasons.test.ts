import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropReason, resetReason } from './reasons.ts';

test('a drop is told in plain words, beside the name that the kernel has for it', () => {
  assert.deepEqual(dropReason('no_socket'), { plain: 'no socket takes it', kernel: 'NO_SOCKET' });
  assert.deepEqual(dropReason('tcp_listen_overflow'), { plain: 'accept queue full', kernel: 'TCP_LISTEN_OVERFLOW' });
  assert.deepEqual(dropReason('other'), { plain: 'another reason', kernel: '' });
  assert.equal(dropReason('tcp_rfc7323_paws').plain, resetReason('tcp_rfc7323_paws').plain);
});

test('a reason that is not known yet is told by its name', () => {
  assert.deepEqual(dropReason('psp_output'), { plain: '', kernel: 'PSP_OUTPUT' });
});
