/** The shape of scenario files as a JSON Schema. */
import { z } from 'zod';
import { lawShape } from './law.ts';
import { lawNames, type ModelSignature } from './scenario.ts';
import { scenarioShape } from './schema.ts';

/** A JSON Schema (draft 2020-12) of the scenario files of all models, for editors. */
export function scenarioSchema(models: readonly ModelSignature[]): Record<string, unknown> {
  const laws = models.flatMap((model) =>
    lawNames.flatMap((name) => {
      const parameters = model.laws?.[name];
      return parameters ? [lawShape(model, name, parameters)] : [];
    }),
  );
  const schema = z.toJSONSchema(z.union([...models.map(scenarioShape), ...laws]), {
    target: 'draft-2020-12',
    io: 'input',
  });
  return { title: 'Descent scenario', ...schema };
}
