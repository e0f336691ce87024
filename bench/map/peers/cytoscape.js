import cytoscape from 'cytoscape';

const { nodes, edges } = await (await fetch('/topology.json')).json();
const cy = cytoscape({
  container: document.getElementById('map'),
  elements: [
    ...nodes.map(({ id, x, y, name, health }) => ({ data: { id, name, state: health.state }, position: { x, y } })),
    ...edges.map(({ id, client, server }) => ({ data: { id, source: client, target: server } })),
  ],
  layout: { name: 'preset' },
  // Its own advice for large graphs.
  hideEdgesOnViewport: false,
  textureOnViewport: false,
  pixelRatio: 1,
  style: [
    { selector: 'node', style: { width: 144, height: 48, shape: 'rectangle', 'background-color': '#858b93' } },
    { selector: 'node[state = "critical"]', style: { 'background-color': '#d81f28' } },
    { selector: 'node[state = "warning"]', style: { 'background-color': '#d37302' } },
    { selector: 'edge', style: { width: 2, 'curve-style': 'haystack', 'line-color': '#caced3' } },
  ],
});

/** Waits until everything that was asked of the graphics is done: reading one canvas through another keeps it where it is. */
function force() {
  const through = document.createElement('canvas').getContext('2d');
  for (const canvas of document.querySelectorAll('#map canvas')) {
    through.drawImage(canvas, 0, 0, 1, 1);
    through.getImageData(0, 0, 1, 1);
  }
}

globalThis.panStep = (step) => {
  cy.pan({ x: start.x + 20 * Math.sin(step / 8), y: start.y });
  cy.forceRender();
  force();
};
cy.fit();
const start = { ...cy.pan() };
cy.forceRender();
force();
globalThis.isShown = true;
