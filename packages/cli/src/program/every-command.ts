import type { Command } from 'commander';
import type { Console } from '../console.ts';
import { addCluster } from './cluster.ts';
import { addCohort } from './cohort.ts';
import { addDemo } from './demo.ts';
import { addExtract } from './extract.ts';
import { addConvert, addInspect, addMap } from './image.ts';
import { addLearn } from './learn.ts';
import { addSettings } from './settings.ts';
import { addSpine } from './spine.ts';
import { addStudy } from './study.ts';

/** Every command, in the order of the help. */
export function addEveryCommand(program: Command, console: Console, done: (code: number) => void): void {
  addInspect(program, console, done);
  addExtract(program, console, done);
  addCohort(program, console, done);
  addLearn(program, console, done);
  addStudy(program, console, done);
  addSpine(program, console, done);
  addCluster(program, console, done);
  addMap(program, console, done);
  addSettings(program, console);
  addConvert(program, console);
  addDemo(program, console, done);
}
