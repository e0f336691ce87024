import { demoPorts } from '../places.ts';

/** The shop's front door. `folder` is one that nginx may write to. */
export function nginxConfig(folder: string): string {
  return `
daemon off;
worker_processes 1;
error_log ${folder}/lines warn;
pid ${folder}/nginx.pid;
events { worker_connections 128; }
http {
  access_log ${folder}/lines combined;
  server_tokens off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  client_max_body_size 16k;
  upstream storefront {
    server 127.0.0.1:${demoPorts.storefront} max_fails=0;
    keepalive 4;
  }
  server {
    listen 127.0.0.1:${demoPorts.nginx};
    location / {
      proxy_pass http://storefront;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}

/**
 * nginx reads its configuration from a file alone, which it gets from standard input here. Standard output may be a socket, which
 * it cannot open by name: a pipe can be, and ends with it.
 */
const script = `
mkdir -p "$1"
cat >"$1/nginx.conf"
rm -f "$1/lines"
mkfifo "$1/lines"
cat "$1/lines" &
exec nginx -e stderr -p "$1" -c "$1/nginx.conf"
`;

export function nginxCommand(folder: string): string[] {
  return ['sh', '-euc', script, 'nginx', folder];
}
