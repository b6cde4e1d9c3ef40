import { fileTree, Folder } from './fileTree';

const files = (...paths: string[]) => paths.map(path => ({ path }));

function outline(folder: Folder<{ path: string }>, depth = 0): string[] {
  const indent = '  '.repeat(depth);
  return [
    ...folder.folders.flatMap(each => [
      `${indent}${each.name}/`,
      ...outline(each, depth + 1),
    ]),
    ...folder.files.map(({ path }) => `${indent}${path.split('/').at(-1)}`),
  ];
}

describe('fileTree', () => {
  it('puts files into folders, folders first', () => {
    expect(
      outline(
        fileTree(
          files(
            'service/README.md',
            'service/src/main.ts',
            'service/.github/CODEOWNERS',
            'service/src/a/b.ts',
            'manifests/README.md',
          ),
        ),
      ),
    ).toEqual([
      'manifests/',
      '  README.md',
      'service/',
      '  .github/',
      '    CODEOWNERS',
      '  src/',
      '    a/',
      '      b.ts',
      '    main.ts',
      '  README.md',
    ]);
  });

  it('joins folders that hold nothing but one another, and knows where they are', () => {
    const [folder] = fileTree(files('a/b/c/1', 'a/b/c/2')).folders;
    expect(folder).toMatchObject({ name: 'a/b/c', path: 'a/b/c' });
    expect(folder.files).toHaveLength(2);
  });

  it('is empty for no files', () => {
    expect(outline(fileTree([]))).toEqual([]);
  });
});
