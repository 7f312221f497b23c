import type { Command } from 'commander';
import type { Console } from '../console.ts';

/** `rachis demo`: the main job on sample patients. */
export function addDemo(program: Command, console: Console, done: (code: number) => void): void {
  program
    .command('demo')
    .description(
      'Make sample patients, carry out their study from DICOM to report, and predict for the next one.',
    )
    .option('--folder <folder>', 'where to put it', 'rachis-demo')
    .option('--image', 'one CT with labels and its features instead')
    .addHelpText('after', '\nExample:\n  rachis demo --folder try-rachis')
    .action(async ({ folder, image }: { folder: string; image?: boolean }) => {
      if (image === true) {
        const { demo } = await import('../commands/demo.ts');
        done(await demo(console, folder));
      } else {
        const { demoStudy } = await import('../commands/demo-study.ts');
        done(await demoStudy(console, folder));
      }
    });
}
