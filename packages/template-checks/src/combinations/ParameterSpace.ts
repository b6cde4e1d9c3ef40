import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { JsonObject, JsonValue } from '@backstage/types';
import Ajv, { ValidateFunction } from 'ajv';
import { z } from 'zod';
import { SAMPLES } from './samples';

/** What somebody chose in the wizard; a field that is missing was left empty or not offered. */
export type Parameters = JsonObject;

const conditionSchema = z.record(z.string(), z.json());
const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    properties: z.record(z.string(), propertySchema).optional(),
    dependencies: z
      .record(z.string(), z.union([schemaSchema, z.array(z.string())]))
      .optional(),
    oneOf: z.array(schemaSchema).optional(),
    allOf: z.array(schemaSchema).optional(),
    if: conditionSchema.optional(),
    then: schemaSchema.optional(),
    else: schemaSchema.optional(),
  }),
);
const propertySchema = z.looseObject({
  type: z.string().optional(),
  const: z.json().optional(),
  enum: z.array(z.json()).optional(),
  oneOf: z.array(z.looseObject({ const: z.json() })).optional(),
  default: z.json().optional(),
  items: z.looseObject({ enum: z.array(z.json()).optional() }).optional(),
});

type Property = z.infer<typeof propertySchema>;
type Schema = {
  properties?: Record<string, Property>;
  dependencies?: Record<string, Schema | string[]>;
  oneOf?: Schema[];
  allOf?: Schema[];
  if?: JsonObject;
  then?: Schema;
  else?: Schema;
};

/** All that the wizard's form of a template lets people choose, read from the template's own schema. */
export class ParameterSpace {
  readonly #schemas: Schema[];
  readonly #ajv = new Ajv({ strict: false });
  readonly #validators = new Map<object, ValidateFunction>();
  /** Names of the fields, in the order of the form. */
  readonly names: readonly string[];
  /** Names of the fields that decide what other fields offer. */
  readonly deciding: ReadonlySet<string>;

  static of(template: TemplateEntityV1beta3): ParameterSpace {
    const pages = [template.spec.parameters ?? []].flat();
    return new ParameterSpace(pages.map(page => schemaSchema.parse(page)));
  }

  private constructor(schemas: Schema[]) {
    this.#schemas = schemas;
    const names = new Set<string>();
    const deciding = new Set<string>();
    for (const schema of schemas.flatMap(withSubschemas)) {
      for (const [name, property] of Object.entries<Property>(
        schema.properties ?? {},
      )) {
        if (property.type !== 'null') {
          names.add(name);
        }
      }
      for (const name of Object.keys(schema.dependencies ?? {})) {
        deciding.add(name);
      }
      const condition = z
        .looseObject({ properties: z.record(z.string(), z.unknown()) })
        .safeParse(schema.if);
      for (const name of Object.keys(condition.data?.properties ?? {})) {
        deciding.add(name);
      }
    }
    this.names = [...names];
    this.deciding = deciding;
  }

  /** Every choice that the field can ever offer. */
  allChoices(name: string): (JsonValue | undefined)[] {
    const properties = this.#schemas
      .flatMap(withSubschemas)
      .flatMap<Property>(schema => schema.properties?.[name] ?? []);
    return unique(properties.flatMap(property => choicesOf(name, property)));
  }

  /** What the field offers after the choices made so far; `[undefined]` if the form does not show it. */
  choices(name: string, made: Parameters): (JsonValue | undefined)[] {
    const lists = this.#schemas
      .flatMap(schema => this.#active(schema, made))
      .flatMap<Property>(schema => schema.properties?.[name] ?? [])
      .map(property => choicesOf(name, property));
    if (lists.length === 0) {
      return [undefined];
    }
    const [first, ...others] = lists;
    return unique(first).filter(choice =>
      others.every(list => list.some(other => isSame(other, choice))),
    );
  }

  /** The schemas that bind after these choices: the schema itself and the branches whose condition holds. */
  #active(schema: Schema, made: Parameters): Schema[] {
    const branches: Schema[] = [...(schema.allOf ?? [])];
    for (const [name, dependency] of Object.entries(
      schema.dependencies ?? {},
    )) {
      const choice = made[name];
      if (choice === undefined || Array.isArray(dependency)) {
        continue;
      }
      const { oneOf, ...always } = dependency;
      branches.push(always);
      branches.push(
        ...(oneOf ?? []).filter(branch => {
          const property = branch.properties?.[name];
          return !property || this.#validate(property, choice);
        }),
      );
    }
    if (schema.if) {
      const branch = this.#validate(schema.if, made)
        ? schema.then
        : schema.else;
      branches.push(...(branch ? [branch] : []));
    }
    return [schema, ...branches.flatMap(branch => this.#active(branch, made))];
  }

  #validate(schema: object, value: JsonValue): boolean {
    let validate = this.#validators.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(schema);
      this.#validators.set(schema, validate);
    }
    return validate(value);
  }
}

function withSubschemas(schema: Schema): Schema[] {
  const dependencies = Object.values(schema.dependencies ?? {}).flatMap(
    dependency => (Array.isArray(dependency) ? [] : [dependency]),
  );
  const subschemas = [
    ...dependencies,
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...(schema.then ? [schema.then] : []),
    ...(schema.else ? [schema.else] : []),
  ];
  return [schema, ...subschemas.flatMap(withSubschemas)];
}

function choicesOf(
  name: string,
  property: Property,
): (JsonValue | undefined)[] {
  if (property.const !== undefined) {
    return [property.const];
  }
  const listed = property.enum ?? property.oneOf?.map(option => option.const);
  if (listed) {
    return listed;
  }
  if (property.type === 'boolean') {
    return [true, false];
  }
  if (property.items?.enum) {
    return [property.items.enum, []];
  }
  const typed =
    SAMPLES[name] ??
    (property.default === undefined ? undefined : [property.default]);
  if (!typed) {
    throw new Error(
      `No value to try for the parameter '${name}': add one to samples.ts`,
    );
  }
  return typed;
}

function unique<T>(values: T[]): T[] {
  return values.filter(
    (value, index) => values.findIndex(other => isSame(other, value)) === index,
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
