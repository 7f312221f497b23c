import { spinePicture } from './src/index.ts';
import { encodeGreyPng } from '../cli/src/png.ts';
import { writeFileSync } from 'node:fs';
import { readImage } from '@rachis/formats';
import { cropLabels, measureSpine, readLabels, schemeFromText, type Structure } from './src/index.ts';
const which = process.argv[2]!;
const d='/work/shared/data/spine/';
async function show(img: string|null, lab: string, structures: (labels:{label:number}[])=>ReadonlyMap<number,Structure>, fix?: (v:any)=>any) {
  const t0=performance.now();
  let l = (await readImage(d+lab)).volume as any; let image = img===null?undefined:(await readImage(d+img)).volume as any;
  if (fix) { l = fix(l); if(image) image=fix(image); }
  const t1=performance.now();
  const crops = cropLabels(l);
  const r = measureSpine({crops, structures: structures(crops), scan: l, ...(image?{image}:{}), posture:'supine'});
  console.log('\n==', lab, 'read', (t1-t0)|0, 'measure', (performance.now()-t1)|0, r.levels.notes);
  const svg = spinePicture(r, {title: lab, ...(image?{image}:{}), posture:'supine', encodeImage:(w,h,p)=>'data:image/png;base64,'+Buffer.from(encodeGreyPng(w,h,p)).toString('base64')});
  writeFileSync('/tmp/'+which+'.svg', svg!);
  const by = new Map<string, Map<string,string>>();
  for (const m of r.measurements) { const e = by.get(m.level)??new Map(); by.set(m.level,e); e.set(m.id, m.value===null? '('+m.reason+')' : m.value.toFixed(2)); }
  for (const [lev, e] of by) console.log(lev.padEnd(8), [...e].map(([k,v])=>k.replace('height','h').replace('disc_h','dh')+'='+v).join(' '));
}

if (which==='ts') await show('totalsegmentator/example_ct.nii.gz','totalsegmentator/totalseg.nii.gz', c=>readLabels(c,'x','totalsegmentator_total_v2').structures);
if (which==='ct') await show('tptbox/sub-ct_label-22_ct.nii.gz','tptbox/sub-ct_seg-vert_label-22_msk.nii.gz', c=>readLabels(c,'x','spineps_tptbox').structures);
if (which==='mr') await show('tptbox/sub-mri_label-6_T2w.nii.gz','tptbox/sub-mri_seg-vert_label-6_msk.nii.gz', c=>readLabels(c,'x','spineps_tptbox').structures);

import { withOrientation } from './src/index.ts';
const orders: Record<string,string[]> = {
 VB1_10: [], VB1_11: [], VB1_12: [], VB1_15: [], VB1_16: [], VB1_17: [] };
const names=['S1','L5','L4','L3','L2','L1','T12','T11','T10','T9'];
if (which.startsWith('VB')) { await show(`lumbar_mr/${which}_img.nii.gz`,`lumbar_mr/${which}_seg.nii.gz`, (crops:any) => {
   const o = [...crops].sort((a,b)=>{const c=(m:any)=>m.mask.origin[2]-(m.mask.size[0])/2; return c(a)-c(b);}).map(c=>c.label);
   const text=o.map((l,i)=>`${l}=${names[i]}`).join(','); console.log(text);
   return schemeFromText(text); }, (v:any)=>withOrientation(v,'IPL')); }
