import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectorCpu, l7RequestTime, seriesBudget, tcpConnects } from '#contract/metrics.ts';
import { edgeRequests } from '#contract/recorded.ts';
import { bottomk, increase, like, not, partOf, quantile, rate, ratio, selector, sumBy, topk, topkNow } from './promql.ts';

test('an expression is the PromQL that one would write by hand', () => {
  assert.equal(`${selector(tcpConnects)}`, 'sonde_tcp_connects_total');
  assert.equal(
    `${sumBy(['client', 'node'], rate(selector(tcpConnects, { server: 'db', node: like('a|b') }), '5m'))}`,
    'sum by (client, node) (rate(sonde_tcp_connects_total{server="db", node=~"a|b"}[5m]))',
  );
  assert.equal(
    `${sumBy([], increase(selector(tcpConnects, { client: not('x"y\\z') }), '1h'))}`,
    'sum(increase(sonde_tcp_connects_total{client!="x\\"y\\\\z"}[1h]))',
  );
  assert.equal(
    `${quantile(0.99, l7RequestTime, { by: ['server'], matchers: { protocol: 'http' }, range: '$__rate_interval' })}`,
    'histogram_quantile(0.99, sum by (le, server) (rate(sonde_l7_request_seconds_bucket{protocol="http"}[$__rate_interval])))',
  );
  const all = sumBy(['cluster'], selector(edgeRequests));
  assert.equal(
    `${ratio(sumBy(['cluster'], selector(edgeRequests, { outcome: 'error' })), all)}`,
    `sum by (cluster) (sonde:edge_l7_requests:rate{outcome="error"}) / (${all} > 0)`,
  );
  assert.equal(`${rate(partOf(l7RequestTime, 'count'), '1m')}`, 'rate(sonde_l7_request_seconds_count[1m])');
});

test('what is chosen of a range is chosen once, by its rate or its mean over all that is shown', () => {
  const busiest = sumBy(['server'], rate(selector(tcpConnects, { cluster: 'a' }), '5m'));
  assert.equal(`${topk(5, busiest)}`, `(${busiest} and topk(5, sum by (server) (rate(sonde_tcp_connects_total{cluster="a"}[$__range] @ end()))))`);
  const budget = sumBy(['node'], selector(seriesBudget));
  assert.equal(
    `${bottomk(1, ratio(budget, budget))}`,
    '(sum by (node) (sonde_series_budget) / (sum by (node) (sonde_series_budget) > 0) and bottomk(1, ' +
      'sum by (node) (avg_over_time(sonde_series_budget[$__range] @ end())) / (sum by (node) (avg_over_time(sonde_series_budget[$__range] @ end())) > 0)))',
  );
  assert.equal(`${topkNow(3, budget)}`, 'topk(3, sum by (node) (sonde_series_budget))');
});

test('a label that is not there does not compile', () => {
  // @ts-expect-error no such label
  selector(tcpConnects, { pod: 'a' });
  // @ts-expect-error its recorded series have no node
  sumBy(['observed'], selector(edgeRequests));
  // @ts-expect-error gone after the sum
  sumBy(['mode'], sumBy(['collector'], selector(collectorCpu)));
  // @ts-expect-error a range is of a selector
  assert.ok(rate(sumBy([], selector(tcpConnects)), '5m'));
});
