/** An id in which an empty namespace is written out, as boards of Grafana have it: `process:/curl` is `process:curl`. */
export function withoutEmptyNamespace(id: string): string {
  return id.replace(/^(\w+):\//, '$1:');
}
