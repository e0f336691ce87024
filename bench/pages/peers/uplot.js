import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';

const colours = ['#00527f', '#007a5c', '#7d4ca8', '#5c4b00', '#c04f94', '#0b84c8', '#4a9a2f', '#b35c00'];
const root = document.getElementById('root');

const plot = (title, lines, data) =>
  new uPlot(
    {
      title,
      width: 1400,
      height: 92,
      series: [{}, ...lines.map((label, index) => ({ label, stroke: colours[index], width: 1.5 }))],
      axes: [{}, {}],
    },
    data,
    root,
  );

/** As in the page of ours. */
async function painted() {
  await new Promise((resolve) => queueMicrotask(resolve));
  const through = document.createElement('canvas').getContext('2d');
  for (const canvas of document.querySelectorAll('canvas')) {
    through.drawImage(canvas, 0, 0, 1, 1);
    through.getImageData(0, 0, 1, 1);
  }
}

const { start, stepSeconds, steps, charts } = await (await fetch('/history.json')).json();
const times = Array.from({ length: steps }, (_, step) => Date.parse(start) / 1000 + step * stepSeconds);
for (const { id, series } of charts)
  plot(
    id,
    series.map(({ name }) => name),
    [times, ...series.map(({ values }) => values)],
  );
await painted();
globalThis.shownMs = performance.now();

globalThis.showSamples = async (count) => {
  const seconds = Float64Array.from({ length: count }, (_, step) => step);
  const values = Float64Array.from({ length: count }, (_, step) => 100 + 50 * Math.sin(step / (count / 40)) + Math.random());
  root.replaceChildren();
  const startedMs = performance.now();
  plot('samples', ['samples'], [seconds, values]);
  await painted();
  return performance.now() - startedMs;
};
