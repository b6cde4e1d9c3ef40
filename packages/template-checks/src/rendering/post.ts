import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Sends JSON to this machine over a connection of its own. `fetch` keeps connections, and takes one that the other side has
 * closed in the meantime: minutes may pass between two renderings.
 */
export async function post(options: {
  port: number;
  path: string;
  authorization: string;
  body: object;
}): Promise<{ status: number; body: string }> {
  const { port, path, authorization } = options;
  return new Promise((resolve, reject) => {
    request(
      {
        port,
        path,
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', authorization },
      },
      response => {
        text(response).then(
          body => resolve({ status: response.statusCode ?? 0, body }),
          reject,
        );
      },
    )
      .on('error', reject)
      .end(JSON.stringify(options.body));
  });
}
