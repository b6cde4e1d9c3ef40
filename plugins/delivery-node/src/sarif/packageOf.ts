import { SarifProperties, SarifResult, SarifRule } from './sarifSchema';

/** The vulnerable package that a result is about. @internal */
export interface VulnerablePackage {
  packageName?: string;
  installedVersion?: string;
  fixedVersion?: string;
}

/** What the lines of a text say about a package, as Trivy and Grype write them. */
export interface PackageLines {
  name?: string;
  installed?: string;
  version?: string;
  fixed?: string;
}

export function packageLinesOf(text: string | undefined): PackageLines {
  const lines = (text ?? '').slice(0, 10_000);
  // Most texts are about code, not about packages.
  if (!/package|version/i.test(lines)) {
    return {};
  }
  const line = (label: string) => known(patternOf(label).exec(lines)?.[1]);
  return {
    name: line('Package'),
    installed: line('Installed Version'),
    version: line('Version'),
    fixed: line('Fixed Version') ?? line('Fix Version'),
  };
}

/**
 * Reads the package from properties, else from the text that Trivy writes in messages and Grype in the help of a rule:
 * SARIF itself has no field for it.
 */
export function packageOf(
  result: SarifResult,
  rule: SarifRule | undefined,
  ofRule: PackageLines,
): VulnerablePackage {
  const message = (result.message?.text ?? '').slice(0, 10_000);
  const own = packageLinesOf(message);
  const grype =
    /\bin [\w-]+ package: (\S{1,300}), version (\S{1,200}) was found/.exec(
      message,
    );
  const purl = purlOf(result.properties) ?? purlOf(rule?.properties);
  const property = (name: 'installedVersion' | 'fixedVersion') =>
    known(result.properties?.[name] ?? rule?.properties?.[name]);
  const packageName =
    result.properties?.packageName ??
    result.properties?.pkgName ??
    rule?.properties?.packageName ??
    rule?.properties?.pkgName ??
    own.name ??
    ofRule.name ??
    grype?.[1] ??
    purl?.name;
  if (!packageName) {
    return {};
  }
  const installedVersion =
    property('installedVersion') ??
    own.installed ??
    ofRule.installed ??
    grype?.[2] ??
    own.version ??
    ofRule.version ??
    purl?.version;
  const fixedVersion = property('fixedVersion') ?? own.fixed ?? ofRule.fixed;
  return {
    packageName: packageName.slice(0, 300),
    ...(installedVersion && {
      installedVersion: installedVersion.slice(0, 200),
    }),
    ...(fixedVersion && { fixedVersion: fixedVersion.slice(0, 200) }),
  };
}

const patterns = new Map<string, RegExp>();

function patternOf(label: string): RegExp {
  const pattern =
    patterns.get(label) ??
    new RegExp(`^[ \\t]*${label}:[ \\t]*(\\S[^\\n]{0,300})$`, 'im');
  patterns.set(label, pattern);
  return pattern;
}

function known(value: string | undefined): string | undefined {
  const text = value?.trim();
  return !text || /^(none|unknown|n\/a|-)$/i.test(text) ? undefined : text;
}

function purlOf(
  properties: SarifProperties,
): { name: string; version: string } | undefined {
  const purl = (properties?.purls?.[0] ?? '').slice(0, 1_000).split(/[?#]/)[0];
  const at = purl.lastIndexOf('@');
  if (!purl.startsWith('pkg:') || at < 0) {
    return undefined;
  }
  const name = purl.slice(purl.lastIndexOf('/', at) + 1, at);
  return { name, version: purl.slice(at + 1) };
}
