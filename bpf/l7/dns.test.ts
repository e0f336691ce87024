import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conforms } from './conforms.ts';
import { ask, asSegments, type Dialogues, reply } from './dialogue.ts';
import { answer, anyDialogue, framed, methods, number16, query, questionOf } from './dns-dialogue.ts';
import { fromStart, midway, replayOne, summary } from './replay.ts';
import { segmentsOf } from './segments.ts';
import { areUnderstood } from './truth.ts';

const head = (flags: string, counts: string, id = 7) => number16(id) + flags + counts;
const none = '\0\0\0\0\0\0\0\0';

const speaks = (text: string, seen = fromStart) => replayOne('dns', seen(segmentsOf([['sent', text]]))).protocol;

suite('DNS over TCP is understood however it is cut:', () => {
  const dialogues: Dialogues = {
    'every query type': methods.flatMap((method, id) => [query(method, { id }), answer(0, method, { id })]),
    'every response code': Array.from({ length: 11 }, (_, status) => [query('A', { id: status }), answer(status, 'A', { id: status })]).flat(),
    'queries before the answers to those before': [
      query('A', { id: 1 }),
      query('AAAA', { id: 2 }),
      query('MX', { id: 3 }),
      answer(0, 'A', { id: 1 }),
      answer(3, 'AAAA', { id: 2 }),
      answer(2, 'MX', { id: 3 }),
    ],
    'the root, and names of many and of long labels': [
      query('NS', { name: '' }),
      answer(0, 'NS', { name: '' }),
      query('TXT', { name: 'a.'.repeat(100).slice(0, -1) }),
      answer(0, 'TXT'),
      query('A', { name: `${'x'.repeat(63)}.${'y'.repeat(63)}.example` }),
      answer(3),
    ],
    'an answer of many packets': [query('TXT'), answer(0, 'TXT', { rest: 'v=spf1 '.repeat(9000) }), query('A'), answer(0)],
    'options after the question, and another class': [
      query('CAA', { additions: 1, rest: '\0\0\x29\x04\xd0\0\0\0\0\0\0' }),
      answer(0, 'CAA'),
      query('TXT', { name: 'version.bind', class: 3 }),
      answer(5, 'TXT'),
    ],
    'messages with another purpose, and answers without a question': [
      query('SOA'),
      answer(0, 'SOA'),
      ask('OTHER', framed(head('\x28\0', '\0\x01\0\0\0\0\0\0') + questionOf('SOA'))),
      reply(9, framed(head('\xa8\x09', none))),
      query('A'),
      reply(1, framed(head('\x81\x81', none))),
      ask('OTHER', framed(`${head('\x20\0', '\0\x01\0\x01\0\0\0\0')}${questionOf('SOA')}zone`)),
      reply(0, framed(head('\xa0\0', none))),
    ],
  };
  areUnderstood('dns', dialogues);
});

conforms('dns', {
  onTheWay: [query('A', { id: 1 }), query('TXT', { id: 2 }), answer(0), answer(3, 'TXT', { rest: 'x'.repeat(900) }), query('MX'), answer(0, 'MX')],
  dialogue: anyDialogue,
  opening: [query('A'), answer(0)],
});

suite('a connection from before the agent', () => {
  test('is understood from its next query on', () => {
    const found = replayOne('dns', midway(asSegments([query('A'), answer(0), query('MX'), answer(3, 'MX')])));
    assert.deepEqual([summary(found), found.verdicts], [['A 0', 'MX 3'], []]);
  });

  test('has an answer to a query that nobody saw: it is not counted', () => {
    const found = replayOne('dns', midway(asSegments([answer(0), query('MX'), answer(0, 'MX')])));
    assert.deepEqual([summary(found), found.state.orphans], [['MX 0'], 1]);
  });

  test('is not taken for DNS by half a query', () => {
    const { text } = query('A');
    assert.equal(speaks(text, midway), 'DNS');
    for (let length = 1; length < text.length; length++) assert.equal(speaks(text.slice(0, length), midway), 'UNDECIDED', `${length} bytes`);
  });
});

suite('is no DNS:', () => {
  const question = questionOf('A');
  const standard = '\0\x01\0\0\0\0\0\0';
  const messages: { readonly [what: string]: string } = {
    'a head with a bit that must be zero': framed(head('\x01\x40', standard) + question),
    'another purpose at the start': framed(head('\x28\0', standard) + question),
    'two questions': framed(head('\x01\0', '\0\x02\0\0\0\0\0\0') + question + question),
    'a query with an answer': framed(head('\x01\0', '\0\x01\0\x01\0\0\0\0') + question),
    'a compressed name': framed(`${head('\x01\0', standard)}\x03www\xc0\x0c\0\x01\0\x01`),
    'a class that there is not': framed(head('\x01\0', standard) + questionOf('A', { class: 2 })),
    'no type': framed(`${head('\x01\0', standard)}\0\0\0\0\x01`),
    'the name of a Windows host': framed(`${head('\x01\x10', standard)}\x20${'CA'.repeat(16)}\0\0\x20\0\x01`),
    'a label of 64 bytes': framed(head('\x01\0', standard) + questionOf('A', { name: 'x'.repeat(64) })),
    'a message shorter than a question': number16(16) + head('\x01\0', standard) + question,
  };
  for (const [what, text] of Object.entries(messages)) test(what, () => assert.notEqual(speaks(text), 'DNS'));
});

test('a client that turns to something else is not understood any further', () => {
  const found = replayOne('dns', fromStart(asSegments([query('A'), answer(0), ask('A', framed('\xff'.repeat(40)))])));
  assert.deepEqual([summary(found), found.verdicts], [['A 0'], ['UNPARSED']]);
});
