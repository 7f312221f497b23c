import { readImage } from '@rachis/formats';
import { encodeGreyPng } from '../cli/src/png.ts';
import { writeFileSync } from 'node:fs';
const d='/work/shared/data/spine/lumbar_mr/';
for (const n of ['VB1_10','VB1_12','VB1_15']) {
  const i=(await readImage(d+n+'_img.nii.gz')).volume, s=(await readImage(d+n+'_seg.nii.gz')).volume;
  const [nx,ny,nz]=i.size; const out=new Uint8Array(nx*ny); const z=nz>>1;
  const cent:Record<number,number[]>={};
  for(let k=0;k<nx*ny*nz;k++){const l=s.data[k]!; if(!l)continue; const c=cent[l]??=[0,0,0,0]; c[0]!+=k%nx;c[1]!+=Math.floor(k/nx)%ny;c[2]!+=Math.floor(k/(nx*ny));c[3]!++;}
  console.log(n, Object.entries(cent).map(([l,c])=>l+':'+c.slice(0,3).map(v=>(v/c[3]!).toFixed(0)).join(',')).join('  '));
  for(let k=0;k<nx*ny;k++){ const l=s.data[k+nx*ny*z]!; out[k]=Math.min(255, i.data[k+nx*ny*z]!*0.8+ (l?25+l*8:0)); }
  writeFileSync(`/tmp/${n}.png`, encodeGreyPng(nx,ny,out));
}
