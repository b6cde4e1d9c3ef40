import { CodeSnippet } from '@backstage/core-components';
import { SearchField, Text } from '@backstage/ui';
import { useState } from 'react';
import styles from './filePreview.module.css';
import { fileTree, Folder } from './fileTree';
import { PreviewFile } from './wizardRequests';

/** Files by folder on the left, the chosen one on the right. */
export function FileBrowser(props: { files: PreviewFile[] }) {
  const { files } = props;
  const [filter, setFilter] = useState('');
  const [path, setPath] = useState<string>();
  const wanted = filter.trim().toLowerCase();
  const shown = files.filter(file => file.path.toLowerCase().includes(wanted));
  const file =
    shown.find(candidate => candidate.path === path) ??
    shown.find(candidate => candidate.path === 'service/README.md') ??
    shown[0];
  return (
    <div className={styles.preview}>
      <div className={styles.side}>
        <SearchField
          aria-label="Filter the files"
          placeholder={`${files.length} files`}
          size="small"
          value={filter}
          onChange={setFilter}
        />
        <nav className={styles.files} aria-label="Files">
          {shown.length === 0 && (
            <Text variant="body-small" color="secondary">
              No file has “{filter}” in its path.
            </Text>
          )}
          <FolderContent
            // A new filter opens all that is left.
            key={wanted}
            folder={fileTree(shown)}
            depth={0}
            isOpen={wanted !== ''}
            chosen={file?.path}
            onChoose={setPath}
          />
        </nav>
      </div>
      {file && (
        <div className={styles.content}>
          <CodeSnippet
            text={file.content}
            language={languageOf(file.path)}
            showLineNumbers
          />
          {file.truncated && (
            <Text variant="body-small" color="secondary">
              Only the beginning of this file is shown.
            </Text>
          )}
        </div>
      )}
    </div>
  );
}

function FolderContent(props: {
  folder: Folder<PreviewFile>;
  depth: number;
  /** Whether folders further in start open; the first level always does. */
  isOpen: boolean;
  chosen: string | undefined;
  onChoose: (path: string) => void;
}) {
  const { folder, depth, isOpen, chosen, onChoose } = props;
  return (
    <ul className={styles.folder}>
      {folder.folders.map(child => (
        <li key={child.path}>
          <details open={isOpen || depth === 0}>
            <summary className={styles.entry}>{child.name}/</summary>
            <FolderContent {...props} folder={child} depth={depth + 1} />
          </details>
        </li>
      ))}
      {folder.files.map(({ path }) => (
        <li key={path}>
          <button
            type="button"
            className={styles.entry}
            aria-current={path === chosen}
            title={path}
            onClick={() => onChoose(path)}
          >
            {path.slice(path.lastIndexOf('/') + 1)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Dockerfile') {
    return 'docker';
  }
  if (name === 'Makefile') {
    return 'makefile';
  }
  const languages: Record<string, string> = {
    go: 'go',
    json: 'json',
    yaml: 'yaml',
    yml: 'yaml',
    py: 'python',
    tf: 'hcl',
    toml: 'ini',
    ts: 'typescript',
    js: 'javascript',
    mjs: 'javascript',
    md: 'markdown',
    sh: 'bash',
    sql: 'sql',
  };
  return languages[name.slice(name.lastIndexOf('.') + 1)] ?? 'text';
}
