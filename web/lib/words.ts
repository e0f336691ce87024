export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With a capital and a full stop. */
export const sentence = (text: string): string => `${capital(text)}${/[.:]$/.test(text) ? '' : '.'}`;

/** Reasons side by side, without a full stop at the end: what an alert says is a sentence of its own. */
export const reasonsText = (reasons: readonly string[]): string => reasons.map((reason) => reason.replace(/\.$/, '')).join('; ');
