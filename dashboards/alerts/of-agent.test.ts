import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsOfAgent } from './of-agent.ts';

test('an agent that is down holds back what it alone would count, and nothing that somebody else sees', () => {
  const held = alertsOfAgent();
  for (const name of ['NodeMemoryHigh', 'NodeCPUHigh', 'NodeFsAlmostFull', 'ProbeAttachFailed', 'AgentOverBudget'])
    assert.ok(held.includes(name), `${name} is of the agent`);
  for (const name of [
    ...['NodeKernelOops', 'NodeReadonlyFs', 'NodeTaskHung', 'LogLag', 'LogStorm', 'RuleFailures', 'RemoteWriteBehind', 'NotifierFailing'],
    ...['EdgeConnectFailures', 'EdgeRequestErrors', 'EdgeLatencyHigh', 'DnsErrorRate', 'AgentDown', 'LogPartDown', 'Watchdog'],
  ])
    assert.ok(!held.includes(name), `${name} is not`);
});
