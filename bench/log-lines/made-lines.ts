/** The n-th line of each kind of log, as its program writes it. */
export const kinds: Readonly<Record<string, (n: number) => string>> = {
  java: (n) =>
    `2026-11-21 14:01:02,${String(n % 1000).padStart(3, '0')} INFO  [http-nio-8080-exec-${n % 20}] com.shop.checkout.CheckoutController - order ${n} of customer ${(n * 7) % 10_007} placed in ${n % 300} ms, 3 items, total 42.10 EUR`,
  stacks: (n) =>
    n % 5 === 0
      ? `2026-11-21 14:01:02,345 ERROR [main] com.shop.Cart - order ${n} failed`
      : n % 5 === 1
        ? 'java.lang.IllegalStateException: no stock'
        : `\tat com.shop.Cart.step${n % 5}(Cart.java:${n % 300})`,
  pino: (n) =>
    `{"level":30,"time":${1_795_269_662_345 + n},"pid":17,"hostname":"web-1","reqId":"req-${n}","req":{"method":"GET","url":"/api/cart/${n}","remoteAddress":"10.0.0.7"},"res":{"statusCode":200},"responseTime":${n % 90},"msg":"request completed"}`,
  logfmt: (n) => `ts=2026-11-21T14:01:02.345Z level=info caller=cart.go:42 msg="added to cart" sku=a-${n} count=${n % 5} took=3.2ms customer=${n % 1000}`,
  nginx: (n) =>
    `10.0.0.${n % 250} - - [21/Nov/2026:14:01:02 +0000] "GET /api/products/${n}?page=2 HTTP/1.1" 200 ${n % 9000} "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"`,
  sshd: (n) => `Nov 21 14:01:02 host-1 sshd[${n % 30_000}]: Accepted publickey for bob from 10.0.0.7 port ${n % 60_000} ssh2: ED25519 SHA256:abcdefgh`,
  secrets: (n) => `level=info msg="signed in" user=u${n} password=hunter${n} url=postgres://shop:pw${n}@db/shop authorization="Bearer abcdef${n}"`,
};

/** Of 512 bytes with its end, as the benches of log shippers have them. */
export function line512(n: number): string {
  const ms = String(n % 1000).padStart(3, '0');
  const start = `2026-11-21 14:01:02.${ms} INFO ${n % 64} checkout handled POST /PutData?Category=Operations&Topic=raw&Shard=${n % 97} HTTP/1.1 from 10.200.98.${n % 250} status 200 latency ${n % 20_000} us agent sdk-java body `;
  return (start + 'the quick brown fox jumps over the lazy dog and runs away '.repeat(9)).slice(0, 511);
}
