/** Lets what waits be handled: messages and frames. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
