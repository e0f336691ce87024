import Graph from 'graphology';
import Sigma from 'sigma';

const colours = { ok: '#858b93', warning: '#d37302', critical: '#d81f28', unknown: '#c4c8cd' };
const { nodes, edges } = await (await fetch('/topology.json')).json();
const graph = new Graph({ multi: true });
for (const { id, x, y, name, health } of nodes) graph.addNode(id, { x, y: -y, size: 2, label: name, color: colours[health.state] });
for (const { id, client, server } of edges) graph.addEdgeWithKey(id, client, server, { size: 0.5, color: '#caced3' });
const renderer = new Sigma(graph, document.getElementById('map'));

/** Waits until everything that was asked of the graphics is done. */
function force() {
  const pixel = new Uint8Array(4);
  for (const canvas of document.querySelectorAll('canvas')) {
    const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    context?.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
  }
}

globalThis.panStep = (step) => {
  const camera = renderer.getCamera();
  camera.setState({ x: 0.5 + 0.02 * Math.sin(step / 8) });
  renderer.refresh({ skipIndexation: true });
  renderer.render?.();
  force();
};
force();
globalThis.isShown = true;
