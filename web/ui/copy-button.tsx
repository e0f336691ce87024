import { Check, Copy, type LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly text: () => string | Promise<string>;
  readonly icon?: LucideIcon;
  /** Beside the icon; without them the label is only heard. */
  readonly words?: string;
  readonly className?: string;
}

const copiedMs = 1500;

/** Copies a text, and says so in its own place. */
export function CopyButton({ label, text, icon = Copy, words, className = 'control control-square' }: Props): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : icon;
  const copy = () => {
    Promise.resolve(text())
      .then((whole) => navigator.clipboard.writeText(whole))
      .then(
        () => setCopied(true),
        () => setCopied(false),
      );
  };
  return (
    <Button className={className} aria-label={copied ? 'Copied' : label} onPress={copy}>
      <Icon className="icon" size={14} aria-hidden="true" />
      {words !== undefined && <span>{copied ? 'Copied' : words}</span>}
    </Button>
  );
}
