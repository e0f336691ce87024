import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SvgPen } from './svg-pen.ts';

const noMeasure = { font: '', measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics };

test('what is painted in the world stands in the file where the screen shows it', () => {
  const pen = new SvgPen(noMeasure);
  pen.setTransform(2, 0, 0, 2, 10, 20);
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(5, 5);
  pen.strokeStyle = '#123456';
  pen.lineWidth = 1.5;
  pen.setLineDash([3, 2]);
  pen.stroke();
  const text = pen.document(100, 50, '#888');
  assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="100" height="50" viewBox="0 0 100 50">/);
  assert.match(text, /<path d="M10 20L20 30" fill="none" stroke="#123456" stroke-width="3"[^>]* stroke-dasharray="6 4"\/>/);
});

test('saving and restoring keeps colours and places; text is escaped', () => {
  const pen = new SvgPen(noMeasure);
  pen.fillStyle = 'red';
  pen.save();
  pen.translate(7, 7);
  pen.fillStyle = 'blue';
  pen.restore();
  pen.font = '500 12px "Map 7", sans-serif';
  pen.fillText('a < b & c', 1, 2);
  assert.match(
    pen.document(1, 1, '#888'),
    /<text x="1" y="2" font-family="Inter, system-ui, sans-serif" font-weight="500" font-size="12" fill="red">a &lt; b &amp; c<\/text>/,
  );
});
