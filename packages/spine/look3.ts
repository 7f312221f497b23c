import { readImage } from '@rachis/formats';
import { cropLabels, measureSpine, readLabels, schemeFromText, type Structure } from './src/index.ts';
const d='/work/shared/data/spine/';
async function show(img: string|null, lab: string, structures: (labels:{label:number}[])=>ReadonlyMap<number,Structure>, fix?: (v:any)=>any) {
  const t0=performance.now();
  let l = (await readImage(d+lab)).volume as any; let image = img===null?undefined:(await readImage(d+img)).volume as any;
  if (fix) { l = fix(l); if(image) image=fix(image); }
  const t1=performance.now();
  const crops = cropLabels(l);
  const r = measureSpine({crops, structures: structures(crops), scan: l, ...(image?{image}:{}), posture:'supine'});
  console.log('\n==', lab, 'read', (t1-t0)|0, 'measure', (performance.now()-t1)|0, r.levels.notes);
  const by = new Map<string, Map<string,string>>();
  for (const m of r.measurements) { const e = by.get(m.level)??new Map(); by.set(m.level,e); e.set(m.id, m.value===null? '('+m.reason+')' : m.value.toFixed(2)); }
  for (const [lev, e] of by) console.log(lev.padEnd(8), [...e].map(([k,v])=>k.replace('height','h').replace('disc_h','dh')+'='+v).join(' '));
}
const which = process.argv[2]!;
if (which==='ts') await show('totalsegmentator/example_ct.nii.gz','totalsegmentator/totalseg.nii.gz', c=>readLabels(c,'x','totalsegmentator_total_v2').structures);
if (which==='ct') await show('tptbox/sub-ct_label-22_ct.nii.gz','tptbox/sub-ct_seg-vert_label-22_msk.nii.gz', c=>readLabels(c,'x','spineps_tptbox').structures);
if (which==='mr') await show('tptbox/sub-mri_label-6_T2w.nii.gz','tptbox/sub-mri_seg-vert_label-6_msk.nii.gz', c=>readLabels(c,'x','spineps_tptbox').structures);
