/** What a seeded commit does to a Python module of its service: one more function, documented by the subject. */
export function changeModule(text: string | undefined, subject: string) {
  const sentence = subject.replace(/^[a-z]+(?:\([^)]*\))?!?: /, '');
  const name = sentence
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  const docstring = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const start = text ?? `"""Rules that the service keeps."""\n`;
  return `${start}\n\ndef ${name}(*, enabled: bool = True) -> bool:\n    """${docstring}."""\n    return enabled\n`;
}
