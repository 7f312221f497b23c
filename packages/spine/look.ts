import { cropLabels } from './src/vertebra/label-crops.ts';
import { vertebraLandmarks, plateTilt } from './src/vertebra/landmarks.ts';
import { syntheticSpine, truePlateTilt, layersOf } from './test/anatomy.ts';
import { norm, subtract, axesFrom } from './src/vertebra/vector.ts';
const N = Number(process.argv[2] ?? 10);
let maxT = 0, maxH = 0; const ts:number[]=[], hs:number[]=[];
let tGen=0,tM=0;
for (let seed = 0; seed < N; seed++) for (const spacing of [[4,0.5,0.5],[1,1,1]] as const) {
  let t0=performance.now();
  const spine = syntheticSpine(seed, spacing);
  tGen+=performance.now()-t0; t0=performance.now();
  const m = spine.rotation;
  const axes = axesFrom([m[2],m[5],m[8]], [-m[1],-m[4],-m[7]]);
  const crops = cropLabels(spine.labels);
  for (const v of spine.vertebrae) {
    const crop = crops.find(c=>c.label===v.label)!;
    const r = vertebraLandmarks(v.level, crop, [0,0,1], spine.labels);
    if (r.found===null) { console.log(seed, spacing, v.level, r.reason); continue; }
    for (const which of ['superior','inferior'] as const) {
      const e = r.found[which];
      if (e.plate===null) { console.log(seed, spacing.join(), v.level, e.reason); continue; }
      const d = plateTilt(e.plate, axes) - truePlateTilt(v, which);
      ts.push(Math.abs(d)); if (Math.abs(d)>1) console.log(seed, spacing.join(), v.level, which, 'tilt err', d.toFixed(2), 'posterior', spine.posteriorElements, 'rms', e.plate.fitError.toFixed(2), 'layers', layersOf(spine,v,which).toFixed(2));
    }
    const p = r.found.points;
    for (const [w, truth] of [['anterior', v.anteriorHeight],['posterior', v.posteriorHeight],['middle',(v.anteriorHeight+v.posteriorHeight)/2]] as const) {
      const s = p[`superior_${w}`], i = p[`inferior_${w}`];
      if (!s||!i) { console.log(seed, spacing.join(), v.level, w, 'no point'); continue; }
      const d = norm(subtract(s.position,i.position)) - truth;
      hs.push(Math.abs(d)); if (Math.abs(d)>0.5*spacing[2]) console.log(seed, spacing.join(), v.level, w, 'height err', d.toFixed(2), truth.toFixed(1),'post',spine.posteriorElements, 'layers', layersOf(spine,v,'superior').toFixed(2), layersOf(spine,v,'inferior').toFixed(2));
    }
  }
  tM+=performance.now()-t0;
}
ts.sort((a,b)=>a-b); hs.sort((a,b)=>a-b);
const q=(x:number[],p:number)=>x[Math.floor(p*(x.length-1))]!.toFixed(3);
console.log('tilt', ts.length, q(ts,.5), q(ts,.95), q(ts,.99), q(ts,1), 'height', q(hs,.5), q(hs,.95), q(hs,.99), q(hs,1), 'gen', tGen|0, 'measure', tM|0);
