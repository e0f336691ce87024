import { expect } from '@playwright/test';
import { picture } from './console/parts.ts';
import { test } from './console/test.ts';

test.use({ signedIn: false });

test('the link of the ready line signs in, and its token does not stay in the address', async ({ page, sonde }) => {
  const reply = page.waitForResponse((response) => response.url() === `${sonde.url}/`);
  await page.goto(sonde.signInUrl);
  await expect(page).toHaveURL(`${sonde.url}/map`);
  await expect(picture(page)).toBeVisible();
  const policy = (await reply).headers()['content-security-policy'] ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
    expect(policy.split('; ')).toContain(rule);
  }
  expect(await page.evaluate(() => document.cookie), 'the session is out of reach of scripts').toBe('');
  await page.goBack();
  expect(page.url()).not.toContain('token');
});

test.describe(() => {
  test.use({ provokes: [/the server responded with a status of 401/] });

  test('without a token every page says how to get in', async ({ page }) => {
    for (const path of ['/', '/overview', '/map', '/workloads', '/nodes', '/logs', '/events', '/alerts', '/doctor']) {
      await page.goto(path);
      await expect(page.getByText('sonde up'), path).toBeVisible();
      await expect(page.getByText('console.token'), path).toBeVisible();
      await expect(picture(page)).toHaveCount(0);
    }
  });

  test('a wrong token is said to be wrong, and how to get in, too', async ({ page }) => {
    const reply = await page.goto('/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(reply?.status()).toBe(401);
    await expect(page.getByText('The token in this link is not that of this Sonde.')).toBeVisible();
    await expect(page.getByText('sonde up')).toBeVisible();
  });
});
