/** Text that is safe to put into a page as it stands. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type HtmlValue = string | number | undefined | Html | HtmlValue[];

/** Template tag that escapes every value that is not markup itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: HtmlValue[]
): Html {
  return new Html(
    parts
      .map(
        (part, index) =>
          part + (index < values.length ? render(values[index]) : ''),
      )
      .join(''),
  );
}

function render(value: HtmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(render).join('');
  }
  return value instanceof Html ? value.text : escape(String(value));
}

function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A whole page. */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>Forge of the sandbox</header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.text;
}

const style = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #57606a; --add: #dafbe1; --del: #ffebe9; --link: #0757b8; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --soft: #9198a1; --add: #12361f; --del: #4a1b1f; --link: #79b8ff; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
header { padding: 8px 24px; border-bottom: 1px solid var(--line); color: var(--soft); }
main { max-width: 1000px; margin: 0 auto; padding: 16px 24px; }
h1 { font-size: 22px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin-top: 24px; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: 8px; font-size: 13px; }
.soft { color: var(--soft); }
.add { background: var(--add); display: block; }
.del { background: var(--del); display: block; }
`;
