import { cropLabels } from './src/vertebra/label-crops.ts';
import { locateBody, fitBox } from './src/vertebra/body.ts';
import { syntheticSpine } from './test/anatomy.ts';
const spine = syntheticSpine(1, [1,1,1]); console.log(spine.vertebrae[0], spine.posteriorElements, spine.rotation.map(x=>+x.toFixed(2)).join(' '));
const m=spine.rotation;
console.log('expected A', [-m[1],-m[4],-m[7]]);
const crop = cropLabels(spine.labels).find(c=>c.label===24)!;
const t0=performance.now();
const {box} = locateBody(crop,[0,0,1])!; console.log(box, performance.now()-t0);
