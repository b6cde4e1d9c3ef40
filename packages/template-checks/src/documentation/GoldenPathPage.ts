import { readFileSync } from 'node:fs';

const ENTRY = /^ {2}(\S+) {2,}\S/gm;

/** docs/golden-path.md, as far as tests hold it to what is generated. */
export class GoldenPathPage {
  readonly text: string;

  static read(file: string): GoldenPathPage {
    return new GoldenPathPage(readFileSync(file, 'utf8'));
  }

  private constructor(text: string) {
    this.text = text;
  }

  /** The files and folders at the top of a repository that its tree shows, folders with a slash. */
  entriesOf(repository: 'Service' | 'Manifests'): string[] {
    const tree = this.text
      .split(`### ${repository}\n`)[1]
      .split('```text\n')[1]
      .split('```')[0];
    const names = [...tree.matchAll(ENTRY)].map(([, name]) => name);
    return [...new Set(names)].sort();
  }

  /** The checks that it lists. */
  get checks(): string[] {
    const table = this.text.split('## How it is checked\n')[1].split('## ')[0];
    return [...table.matchAll(/^\| (\S.*?) +\|/gm)]
      .map(([, name]) => name)
      .filter(name => name !== 'check' && !name.startsWith('---'));
  }
}
