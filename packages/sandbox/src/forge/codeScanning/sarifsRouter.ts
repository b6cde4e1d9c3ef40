import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { sarifSchema } from './sarifSchema';

/** GitHub takes 10 MB gzipped. What may come out of them is our own limit. */
const MAXIMUM_COMPRESSED_BYTES = 10 * 1024 * 1024;
const MAXIMUM_BYTES = 200 * 1024 * 1024;

const uploadSchema = z.object({
  commit_sha: z.string().regex(/^[0-9a-f]{40}$/),
  ref: z
    .string()
    .regex(/^refs\/(heads|tags|pull)\/.+$/, 'must be a full reference'),
  sarif: z.string().min(1),
  checkout_uri: z.string().optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  tool_name: z.string().optional(),
  validate: z.boolean().optional(),
});

const unzip = promisify(gunzip);

/** Uploads of SARIF documents. */
export function createSarifsRouter(services: ForgeServices): ExpressRouter {
  const { codeScanning, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/code-scanning/sarifs';

  router.post(base, async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = uploadSchema.parse(request.body);
    const { owner, name: repo } = repository;
    const git = services.git.repository(owner, repo);
    if (!(await git.commit(body.commit_sha))) {
      throw new ApiError(404, `commit not found: ${body.commit_sha}`);
    }
    const document = await readDocument(body.sarif);
    const { data: sarif, error } = sarifSchema.safeParse(document);
    const upload = sarif
      ? codeScanning.upload({
          owner,
          repo,
          ref: body.ref,
          commitSha: body.commit_sha,
          sarif,
          by: login,
        })
      : codeScanning.refuse(owner, repo, problemsOf(error));
    response.status(202).json({
      id: upload.id,
      url: urls.repositoryApi(repository, 'code-scanning', 'sarifs', upload.id),
    });
  });

  router.get(`${base}/:sarif`, (request, response) => {
    const repository = requireRepository(services, request, 'write');
    const { owner, name } = repository;
    const upload = codeScanning.findUpload(owner, name, request.params.sarif);
    if (!upload) {
      throw ApiError.notFound();
    }
    if (upload.errors.length > 0) {
      response.json({
        processing_status: 'failed',
        analyses_url: null,
        errors: upload.errors,
      });
      return;
    }
    const analyses = urls.repositoryApi(
      repository,
      'code-scanning',
      'analyses',
    );
    response.json({
      processing_status: 'complete',
      analyses_url: `${analyses}?sarif_id=${upload.id}`,
      errors: null,
    });
  });
  return router;
}

/** The document out of gzip in Base64. */
async function readDocument(text: string): Promise<unknown> {
  const compressed = Buffer.from(text, 'base64');
  if (compressed.length > MAXIMUM_COMPRESSED_BYTES) {
    throw new ApiError(413, 'The SARIF file is too large: 10 MB at most');
  }
  let json: Buffer;
  try {
    json = await unzip(compressed, { maxOutputLength: MAXIMUM_BYTES });
  } catch (error) {
    throw error instanceof RangeError
      ? new ApiError(413, 'The SARIF file is too large when unpacked')
      : new ApiError(400, 'The SARIF field is not gzip in Base64');
  }
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    throw new ApiError(400, 'The SARIF field holds no JSON');
  }
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(
    issue =>
      `unable to process: ${issue.path.join('.') || 'document'}: ${
        issue.message
      }`,
  );
}
