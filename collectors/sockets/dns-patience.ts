/** How long a DNS query waits for its answer: as long as the C library of the client does, before it asks again. */
export const dnsPatienceMs = 5000;
