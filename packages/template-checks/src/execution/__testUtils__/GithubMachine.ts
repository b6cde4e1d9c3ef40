import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Checkout } from '../Checkout';

const GITHUB = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates/create-service/parts/github',
);
const actionSchema = z.object({
  runs: z.object({ steps: z.array(z.object({ run: z.string() })).length(1) }),
});

/** What the world answers: GitHub by path, its releases by tag, registries, and what an overlay renders to. */
export interface World {
  api?: Record<string, unknown>;
  releases?: Record<string, string>;
  /** What `skopeo list-tags` says: tags, or an error. */
  tags?: string[] | string;
  /** Docker Hub: status and body of the list of tags. */
  hub?: { status: number; body: unknown };
}

/** Stands in for the programs of a runner; `calls` keeps what would have changed something. */
const PROGRAMS = `
gh() {
  local path='' filter='.' changes=''
  if [[ "$1" == run ]]; then
    [[ "$2" == download ]] && echo "gh $*" >> calls || echo 7
    return
  fi
  if [[ "$1" == pr ]]; then
    echo "gh $*" >> calls
    return
  fi
  if [[ "$1 $2" == 'release view' ]]; then
    jq --exit-status --raw-output --arg tag "$3" '.releases[$tag] // empty' world.json && return
    echo "\${GH_TROUBLE:-release not found}" >&2
    return 1
  fi
  local all="$*"
  shift
  while (($# > 0)); do
    case "$1" in
      --jq) filter="$2"; shift ;;
      --method) changes="$2"; shift ;;
      -f) changes=POST; shift ;;
      --*) ;;
      *) path="$1" ;;
    esac
    shift
  done
  if [[ -n "\${changes}" ]]; then
    echo "gh \${all}" >> calls
    return
  fi
  if [[ -n "\${GH_TROUBLE:-}" ]] || ! jq --exit-status --arg path "\${path}" '.api | has($path)' world.json > /dev/null; then
    echo "gh: \${GH_TROUBLE:-Not Found (HTTP 404)}" >&2
    return 1
  fi
  jq --arg path "\${path}" '.api[$path]' world.json | jq --raw-output --compact-output "\${filter}"
}
skopeo() {
  if [[ "$1" == list-tags ]]; then
    jq --exit-status '.tags | arrays | {Tags: .}' world.json && return
    jq --raw-output .tags world.json >&2
    return 1
  fi
  echo "skopeo $*" >> calls
}
curl() {
  local all="$*" output=/dev/stdout
  cat > /dev/null
  while (($# > 0)); do
    if [[ "$1" == --output ]]; then
      output="$2"
    fi
    shift
  done
  case "\${all}" in
    */auth/token*) echo '{"access_token": "x"}' ;;
    *DELETE*) echo "curl \${all##* }" >> calls ;;
    *)
      jq .hub.body world.json > "\${output}"
      jq --join-output .hub.status world.json
      jq --exit-status '.hub.status < 400' world.json > /dev/null || return 22
      ;;
  esac
}
kustomize() {
  cat "$2/rendered.yaml"
}
`;

/** A runner of GitHub with the scripts of a generated repository, where every program that reaches out is a stand-in. */
export class GithubMachine {
  readonly #checkout: Checkout;

  static async create(world: World): Promise<GithubMachine> {
    const scripts = [
      'common/.github/scripts/version.sh',
      'common/.github/scripts/releases.sh',
      'registry/ghcr/.github/scripts/expire-quarantine.sh',
    ].map(
      file =>
        [
          `service/.github/scripts/${path.basename(file)}`,
          readFileSync(path.join(GITHUB, file), 'utf8'),
        ] as const,
    );
    const checkout = await Checkout.create(
      new Map([
        ...scripts,
        ['service/programs.sh', PROGRAMS],
        ['service/world.json', JSON.stringify(world)],
        ['service/calls', ''],
      ]),
      'service',
    );
    return new GithubMachine(checkout);
  }

  private constructor(checkout: Checkout) {
    this.#checkout = checkout;
  }

  /** What the command printed; throws with it unless it succeeds. */
  async run(
    command: string,
    variables: Record<string, string> = {},
  ): Promise<string> {
    return this.#checkout.run(command, {
      BASH_ENV: 'programs.sh',
      GITHUB_REPOSITORY: 'acme/quotes',
      ...variables,
    });
  }

  /** Runs the script of the action that deletes images from a registry. */
  async deleteImages(
    registry: string,
    variables: Record<string, string>,
  ): Promise<string> {
    const file = `registry/${registry}/.github/actions/registry-delete/action.yml`;
    const [step] = actionSchema.parse(
      parse(readFileSync(path.join(GITHUB, file), 'utf8')),
    ).runs.steps;
    return this.runStep(step.run, {
      ...variables,
      REGISTRY_USERNAME: 'acme',
      REGISTRY_PASSWORD: 'x',
    });
  }

  /** Runs the script of a step. */
  async runStep(
    script: string | undefined,
    variables: Record<string, string> = {},
  ): Promise<string> {
    await this.write('step.sh', script ?? 'exit 1');
    return this.run('bash --noprofile --norc -eo pipefail step.sh', variables);
  }

  async write(file: string, content: string): Promise<void> {
    await this.#checkout.write(file, content);
  }

  /** What would have changed something outside, in its order. */
  async calls(): Promise<string[]> {
    const text = await this.#checkout.read('calls');
    return text.split('\n').filter(Boolean);
  }

  async remove(): Promise<void> {
    await this.#checkout.remove();
  }
}
