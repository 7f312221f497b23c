/**
 * IBSI radiomics reporting guidelines (chapter 4). https://ibsi.readthedocs.io. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const ibsiReportingTable = `
1 | Patient | Which region of the body was imaged and analysed | one | yes=0; no=0; na=- |
2a | Patient | What patients were told before the scan (fasting and the like) | one | yes=0; no=0; na=- |
2b | Patient | Drugs given before the scan | one | yes=0; no=0; na=- |
2c | Patient | Equipment for comfort during the scan | one | yes=0; no=0; na=- |
3a | Patient | Tracer that was given | one | yes=0; no=0; na=- | PET, SPECT
3b | Patient | How the tracer was given | one | yes=0; no=0; na=- | PET, SPECT
3c | Patient | Activity of the tracer when it was injected | one | yes=0; no=0; na=- | PET, SPECT
3d | Patient | Time from injection to scan | one | yes=0; no=0; na=- | PET, SPECT
3e | Patient | How levels of competing substances were kept in check (tracer) | one | yes=0; no=0; na=- | PET, SPECT
4a | Patient | Contrast agent that was given | one | yes=0; no=0; na=- |
4b | Patient | How the contrast agent was given | one | yes=0; no=0; na=- |
4c | Patient | Amount of contrast agent | one | yes=0; no=0; na=- |
4d | Patient | Time from contrast agent to scan | one | yes=0; no=0; na=- |
4e | Patient | How levels of competing substances were kept in check (contrast) | one | yes=0; no=0; na=- |
5 | Patient | Other diseases of the patients that change the images | one | yes=0; no=0; na=- |
6 | Acquisition | Whether a standard protocol was followed, and where it can be read | one | yes=0; no=0; na=- |
7 | Acquisition | Scanners: maker and model | one | yes=0; no=0; na=- |
8 | Acquisition | Modality of the images | one | yes=0; no=0; na=- |
9a | Acquisition | Static or dynamic scans | one | yes=0; no=0; na=- |
9b | Acquisition | Duration of a time frame | one | yes=0; no=0; na=- | Dynamic scans
9c | Acquisition | Model of the course over time | one | yes=0; no=0; na=- | Dynamic scans
10 | Acquisition | How and when scanners were calibrated | one | yes=0; no=0; na=- |
11 | Acquisition | What patients were told during the scan (holding breath and the like) | one | yes=0; no=0; na=- |
12 | Acquisition | What was done about motion of the body | one | yes=0; no=0; na=- |
13 | Acquisition | Duration of the scan, or of a bed position | one | yes=0; no=0; na=- |
14 | Acquisition | Tube voltage (peak) | one | yes=0; no=0; na=- | CT
15 | Acquisition | Tube current | one | yes=0; no=0; na=- | CT
16 | Acquisition | Whether time of flight was used | one | yes=0; no=0; na=- | PET
17 | Acquisition | Receiver coil and its maker | one | yes=0; no=0; na=- | MRI
18a | Acquisition | Scanning sequence | one | yes=0; no=0; na=- | MRI
18b | Acquisition | Variant of the sequence | one | yes=0; no=0; na=- | MRI
18c | Acquisition | Options of the sequence (gating, flow compensation) | one | yes=0; no=0; na=- | MRI
19 | Acquisition | Repetition time | one | yes=0; no=0; na=- | MRI
20 | Acquisition | Echo time | one | yes=0; no=0; na=- | MRI
21 | Acquisition | Echo train length | one | yes=0; no=0; na=- | MRI
22 | Acquisition | Inversion time | one | yes=0; no=0; na=- | MRI
23 | Acquisition | Flip angle | one | yes=0; no=0; na=- | MRI
24 | Acquisition | Acquisition in 2D or 3D | one | yes=0; no=0; na=- | MRI
25 | Acquisition | Path through k-space | one | yes=0; no=0; na=- | MRI
26 | Acquisition | Number of averages | one | yes=0; no=0; na=- | MRI
27 | Acquisition | Field strength | one | yes=0; no=0; na=- | MRI
28 | Reconstruction | Pixel spacing, or field of view with matrix | one | yes=0; no=0; na=- |
29 | Reconstruction | Slice thickness | one | yes=0; no=0; na=- |
30 | Reconstruction | Spacing between slices | one | yes=0; no=0; na=- |
31a | Reconstruction | Convolution kernel | one | yes=0; no=0; na=- | CT
31b | Reconstruction | Settings of iterative reconstruction | one | yes=0; no=0; na=- | CT
31c | Reconstruction | Exposure in the slices of the region | one | yes=0; no=0; na=- | CT
32a | Reconstruction | Reconstruction method of the PET | one | yes=0; no=0; na=- | PET
32b | Reconstruction | Iterations of the reconstruction | one | yes=0; no=0; na=- | PET
32c | Reconstruction | Subsets of the reconstruction | one | yes=0; no=0; na=- | PET
33 | Reconstruction | Modelling of the point spread function | one | yes=0; no=0; na=- | PET
34a | Reconstruction | Attenuation correction | one | yes=0; no=0; na=- | PET
34b | Reconstruction | Other corrections: scatter, randoms, dead time | one | yes=0; no=0; na=- | PET
35a | Reconstruction | Reconstruction from k-space | one | yes=0; no=0; na=- | MRI
35b | Reconstruction | Suppression of artefacts of undersampling | one | yes=0; no=0; na=- | MRI
36 | Reconstruction | b-values of diffusion weighting | one | yes=0; no=0; na=- | DWI-MRI
37 | Image registration | Registration of images of several modalities | one | yes=0; no=0; na=- |
38 | Data conversion | Normalisation of uptake values (SUV) | one | yes=0; no=0; na=- | PET
39 | Data conversion | How diffusion coefficients (ADC) were computed | one | yes=0; no=0; na=- | DWI-MRI
40 | Data conversion | Other conversions of the images (perfusion maps and the like) | one | yes=0; no=0; na=- |
41 | Post-acquisition processing | What was done against aliasing when resampling to larger voxels | one | yes=0; no=0; na=- |
42 | Post-acquisition processing | Suppression of noise | one | yes=0; no=0; na=- |
43 | Post-acquisition processing | Width of the smoothing filter after reconstruction | one | yes=0; no=0; na=- | PET
44 | Post-acquisition processing | Removal of the skull | one | yes=0; no=0; na=- | MRI (brain)
45 | Post-acquisition processing | Correction of a non-uniform field | one | yes=0; no=0; na=- | MRI
46 | Post-acquisition processing | Normalisation of intensities over patients | one | yes=0; no=0; na=- |
47 | Post-acquisition processing | Any other processing of the image | one | yes=0; no=0; na=- |
48a | Segmentation | How regions were segmented | one | yes=0; no=0; na=- |
48b | Segmentation | Number and experience of readers, and how they agreed | one | yes=0; no=0; na=- |
48c | Segmentation | Methods and settings of automatic or assisted segmentation | one | yes=0; no=0; na=- |
48d | Segmentation | Image on which regions were drawn | one | yes=0; no=0; na=- |
49 | Segmentation | How contours or meshes became voxels | one | yes=0; no=0; na=- |
50a | Image interpolation | Interpolation of the image | one | yes=0; no=0; na=- |
50b | Image interpolation | Place of the new grid | one | yes=0; no=0; na=- |
50c | Image interpolation | Size of the new grid | one | yes=0; no=0; na=- |
50d | Image interpolation | Intensities beyond the edge of the image | one | yes=0; no=0; na=- |
51 | Image interpolation | Size of the new voxels | one | yes=0; no=0; na=- |
52 | Image interpolation | Rounding of interpolated Hounsfield units | one | yes=0; no=0; na=- | CT
53 | ROI interpolation | Interpolation of the region | one | yes=0; no=0; na=- |
54 | ROI interpolation | From which share of a voxel it is in the region | one | yes=0; no=0; na=- |
55 | Re-segmentation | Re-segmentation by range or outliers | one | yes=0; no=0; na=- |
56a | Discretisation | Method of discretisation | one | yes=0; no=0; na=- |
56b | Discretisation | Number or width of bins | one | yes=0; no=0; na=- |
56c | Discretisation | Lower edge of the first bin | one | yes=0; no=0; na=- |
57 | Image transformation | Filters of the image and their settings | one | yes=0; no=0; na=- |
58 | Image biomarker computation | Which features were computed, and where they are defined | one | yes=0; no=0; na=- |
59 | Image biomarker computation | Whether the software agrees with the IBSI benchmarks | one | yes=0; no=0; na=- |
60 | Image biomarker computation | How robustness of features was studied | one | yes=0; no=0; na=- |
61 | Image biomarker computation | Software and version | one | yes=0; no=0; na=- |
62 | Image biomarker computation - texture parameters | How texture matrices were merged over slices and directions | one | yes=0; no=0; na=- |
63 | Image biomarker computation - texture parameters | Weighting by distance in texture matrices | one | yes=0; no=0; na=- |
64 | Image biomarker computation - texture parameters | Whether co-occurrence was symmetric | one | yes=0; no=0; na=- |
65 | Image biomarker computation - texture parameters | Distance of co-occurrence | one | yes=0; no=0; na=- |
66 | Image biomarker computation - texture parameters | Neighbourhood of size zones | one | yes=0; no=0; na=- |
67 | Image biomarker computation - texture parameters | Neighbourhood of distance zones | one | yes=0; no=0; na=- |
68 | Image biomarker computation - texture parameters | Norm of the distance of zones to the edge | one | yes=0; no=0; na=- |
69 | Image biomarker computation - texture parameters | Neighbourhood of NGTDM | one | yes=0; no=0; na=- |
70 | Image biomarker computation - texture parameters | Neighbourhood of NGLDM | one | yes=0; no=0; na=- |
71 | Image biomarker computation - texture parameters | Coarseness of NGLDM | one | yes=0; no=0; na=- |
72 | Machine learning and radiomics analysis | Modelling, after TRIPOD | one | yes=0; no=0; na=- |
73 | Machine learning and radiomics analysis | Comparison with known (clinical) factors | one | yes=0; no=0; na=- |
74 | Machine learning and radiomics analysis | Collinearity of the features in the signature | one | yes=0; no=0; na=- |
75 | Machine learning and radiomics analysis | Where the model with its preparation can be found | one | yes=0; no=0; na=- |
76 | Machine learning and radiomics analysis | Where images and their data can be found | one | yes=0; no=0; na=- |
`;
