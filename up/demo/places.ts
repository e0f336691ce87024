/** Where the demo's programs are, on 127.0.0.1. Nothing ever listens on `payments`, and on `resolver` only while it fails: see faults.ts. */
export const demoPorts = { nginx: 8480, storefront: 8481, checkout: 8482, payments: 8483, resolver: 8484, postgres: 5433, redis: 6380 } as const;

/** Name of the database and of the one role that can reach it: by loopback, without a password, and no superuser. */
export const demoDatabase = 'shop';
