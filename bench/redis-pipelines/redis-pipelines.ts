import type { Bench, Contest, Figure } from '../bench.ts';
import { bestOf } from '../contest.ts';
import { withAndWithout } from '../with-and-without.ts';
import { loadedRedis } from './loaded-redis.ts';

const rounds = 5;
const figures: readonly Figure[] = [
  { key: 'serverUs', name: 'CPU of the server for a command', unit: 'µs', better: 'less' },
  { key: 'perSecond', name: 'commands', unit: '/s', better: 'more' },
  { key: 'agentUs', name: 'CPU of the agent for a command', unit: 'µs', better: 'less' },
];

export const redisPipelines: Bench = {
  goals: ['REDIS'],
  title: 'what it costs to count the commands of deep Redis pipelines, 16 at once',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    await using server = await loadedRedis();
    tell(`${rounds} rounds of redis-benchmark`);
    const contest = await withAndWithout({
      title: 'Redis under redis-benchmark -P 16, GET, 32 connections',
      figures,
      rounds,
      measure: (sonde) => server.round(sonde),
    });
    return { contests: [contest], verdicts: [server.account()], notes: [price(contest)] };
  },
};

function price(measured: Contest): string {
  return `${((bestOf(measured, 'serverUs') - bestOf(measured, 'serverUs', 1)) * 1000).toFixed(0)} ns added to a command at the server`;
}
