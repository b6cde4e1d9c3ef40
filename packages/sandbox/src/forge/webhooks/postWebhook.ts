import { createHmac } from 'node:crypto';
import { isLoopback } from '../../isLoopback';

const DEADLINE_MILLISECONDS = 5_000;

/** As much of an answer as is kept for people to read. */
const MAXIMUM_ANSWER_BYTES = 64 * 1024;

export interface WebhookRequest {
  url: string;
  secret?: string;
  contentType?: 'json' | 'form';
  event: string;
  /** The same for every attempt of one delivery. */
  guid: string;
  hookId?: number;
  /** JSON. */
  body: string;
}

/** What came of one attempt. */
export interface WebhookAttempt {
  requestHeaders: Record<string, string>;
  /** Nothing when no answer came. */
  code: number | undefined;
  message: string;
  responseHeaders: Record<string, string>;
  responseBody: string;
  /** Seconds. */
  duration: number;
}

/** Posts one delivery, signed as GitHub signs, to loopback addresses only and with a deadline; it never throws. */
export async function postWebhook(
  request: WebhookRequest,
  stop: AbortSignal,
): Promise<WebhookAttempt> {
  const started = performance.now();
  const isForm = request.contentType === 'form';
  const body = isForm
    ? new URLSearchParams({ payload: request.body }).toString()
    : request.body;
  const requestHeaders: Record<string, string> = {
    Accept: '*/*',
    'Content-Type': isForm
      ? 'application/x-www-form-urlencoded'
      : 'application/json',
    'User-Agent': 'GitHub-Hookshot/fairway',
    'X-GitHub-Event': request.event,
    'X-GitHub-Delivery': request.guid,
    ...(request.hookId ? { 'X-GitHub-Hook-ID': String(request.hookId) } : {}),
    ...signatures(request.secret, body),
  };
  const failed = (message: string): WebhookAttempt => ({
    requestHeaders,
    code: undefined,
    message,
    responseHeaders: {},
    responseBody: '',
    duration: (performance.now() - started) / 1000,
  });
  if (!isLoopback(request.url)) {
    return failed(
      `The sandbox delivers webhooks to this machine only, not to ${request.url}`,
    );
  }
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      headers: requestHeaders,
      body,
      signal: AbortSignal.any([
        stop,
        AbortSignal.timeout(DEADLINE_MILLISECONDS),
      ]),
    });
    return {
      requestHeaders,
      code: response.status,
      message: response.statusText || 'OK',
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: await startOf(response),
      duration: (performance.now() - started) / 1000,
    };
  } catch (error) {
    return failed(String(error));
  }
}

async function startOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAXIMUM_ANSWER_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, MAXIMUM_ANSWER_BYTES).toString();
}

function signatures(
  secret: string | undefined,
  body: string,
): Record<string, string> {
  if (!secret) {
    return {};
  }
  const digest = (algorithm: string) =>
    createHmac(algorithm, secret).update(body).digest('hex');
  return {
    'X-Hub-Signature': `sha1=${digest('sha1')}`,
    'X-Hub-Signature-256': `sha256=${digest('sha256')}`,
  };
}
