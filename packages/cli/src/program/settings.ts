import type { Command } from 'commander';
import type { FeaturesOptions } from '../commands/features.ts';
import type { Console } from '../console.ts';

/** `rachis features` and `rachis settings`: the catalogue and the settings files. */
export function addSettings(program: Command, console: Console): void {
  program
    .command('features')
    .description('List every feature: IBSI code, id, unit and definition.')
    .option('--family <id>', 'one family only')
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText('after', '\nExample:\n  rachis features --family glcm')
    .action(async (options: FeaturesOptions) => {
      const { listFeatures } = await import('../commands/features.ts');
      listFeatures(console, options);
    });

  const settings = program
    .command('settings')
    .description('Show, check and start settings files.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis settings defaults CT > ct.yaml\n  rachis settings check ct.yaml',
    );
  settings
    .command('show')
    .description('Settings with every default filled in.')
    .argument('[file]', 'settings file, or CT, MR or PET; without it, the plain defaults')
    .addHelpText('after', '\nExample:\n  rachis settings show ct.yaml')
    .action(async (file: string | undefined) =>
      (await import('../commands/settings.ts')).showSettings(console, file),
    );
  settings
    .command('check')
    .description('Say whether a settings file is valid, or everything that is wrong with it.')
    .argument('<file>', 'settings file (YAML or JSON)')
    .addHelpText('after', '\nExample:\n  rachis settings check ct.yaml')
    .action(async (file: string) => (await import('../commands/settings.ts')).checkSettings(console, file));
  settings
    .command('defaults')
    .description('A settings file to start from: CT, MR or PET.')
    .argument('<modality>', 'CT, MR or PET')
    .addHelpText('after', '\nExample:\n  rachis settings defaults MR > mr.yaml')
    .action(async (modality: string) =>
      (await import('../commands/settings.ts')).modalityDefaults(console, modality),
    );
  settings
    .command('schema')
    .description('JSON Schema of the settings file, for editors.')
    .addHelpText('after', '\nExample:\n  rachis settings schema > rachis.schema.json')
    .action(async () => (await import('../commands/settings.ts')).settingsSchema(console));
}
