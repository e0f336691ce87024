import { chromium } from 'playwright';
const [,, out, ...paths] = process.argv;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless','--no-sandbox','--disable-gpu'] });
for (const scheme of ['light','dark'] as const) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: scheme });
  page.on('pageerror', (e) => console.log('ERR', e.message));
  await page.goto('http://127.0.0.1:8675/?token=console-token-of-the-test-0000000000000000000');
  let i = 0;
  for (const p of paths) {
    await page.goto('http://127.0.0.1:8675' + p);
    await page.waitForTimeout(5000);
    if (process.env.SCROLL) await page.evaluate(() => { const e = document.querySelector('.panel-body'); if (e) e.scrollTop = e.scrollHeight; });
    await page.screenshot({ path: `/tmp/mp-${out}-${i++}-${scheme}.png` });
  }
  await page.close();
}
await browser.close();
