import { SarifProperties, SarifResult, SarifRule } from './sarifSchema';

/** The vulnerable package that a result is about. @internal */
export interface VulnerablePackage {
  packageName?: string;
  installedVersion?: string;
  fixedVersion?: string;
}

/**
 * Reads the package from properties, else from the text that Trivy writes in messages and Grype in the help of a rule:
 * SARIF itself has no field for it.
 */
export function packageOf(
  result: SarifResult,
  rule: SarifRule | undefined,
): VulnerablePackage {
  const texts = [result.message?.text, rule?.help?.text].map(text =>
    (text ?? '').slice(0, 10_000),
  );
  const line = (label: string) => {
    const pattern = new RegExp(
      `^[ \\t]*${label}:[ \\t]*(\\S[^\\n]{0,300})$`,
      'im',
    );
    const found = texts.map(text => pattern.exec(text)?.[1]).find(Boolean);
    return known(found);
  };
  const grype =
    /\bin [\w-]+ package: (\S{1,300}), version (\S{1,200}) was found/.exec(
      texts[0],
    );
  const purl = purlOf(result.properties) ?? purlOf(rule?.properties);
  const property = (name: 'installedVersion' | 'fixedVersion') =>
    known(result.properties?.[name] ?? rule?.properties?.[name]);
  const packageName =
    result.properties?.packageName ??
    result.properties?.pkgName ??
    rule?.properties?.packageName ??
    rule?.properties?.pkgName ??
    line('Package') ??
    grype?.[1] ??
    purl?.name;
  if (!packageName) {
    return {};
  }
  const installedVersion =
    property('installedVersion') ??
    line('Installed Version') ??
    grype?.[2] ??
    line('Version') ??
    purl?.version;
  const fixedVersion =
    property('fixedVersion') ?? line('Fixed Version') ?? line('Fix Version');
  return {
    packageName: packageName.slice(0, 300),
    ...(installedVersion && {
      installedVersion: installedVersion.slice(0, 200),
    }),
    ...(fixedVersion && { fixedVersion: fixedVersion.slice(0, 200) }),
  };
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
