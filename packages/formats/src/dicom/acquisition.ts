import { type DicomFile, decimalOf, stringOf, textOf } from './dataset.ts';

/** Elements of the header that describe how the image was acquired: name here, tag, kind. */
const acquisitionElements: readonly (readonly [name: string, tag: string, kind: 'text' | 'number'])[] = [
  ['manufacturer', 'x00080070', 'text'],
  ['manufacturerModel', 'x00081090', 'text'],
  ['institution', 'x00080080', 'text'],
  ['softwareVersions', 'x00181020', 'text'],
  ['imageType', 'x00080008', 'text'],
  ['studyDate', 'x00080020', 'text'],
  ['patientSex', 'x00100040', 'text'],
  ['patientAge', 'x00101010', 'text'],
  ['patientWeightKilograms', 'x00101030', 'number'],
  ['bodyPart', 'x00180015', 'text'],
  ['contrastAgent', 'x00180010', 'text'],
  ['sliceThicknessMillimetres', 'x00180050', 'number'],
  ['spacingBetweenSlicesMillimetres', 'x00180088', 'number'],
  ['tubeVoltageKilovolts', 'x00180060', 'number'],
  ['tubeCurrentMilliamperes', 'x00181151', 'number'],
  ['exposureMilliampereSeconds', 'x00181152', 'number'],
  ['convolutionKernel', 'x00181210', 'text'],
  ['fieldStrengthTesla', 'x00180087', 'number'],
  ['scanningSequence', 'x00180020', 'text'],
  ['sequenceVariant', 'x00180021', 'text'],
  ['sequenceName', 'x00180024', 'text'],
  ['repetitionTimeMilliseconds', 'x00180080', 'number'],
  ['echoTimeMilliseconds', 'x00180081', 'number'],
  ['inversionTimeMilliseconds', 'x00180082', 'number'],
  ['flipAngleDegrees', 'x00181314', 'number'],
  ['protocol', 'x00181030', 'text'],
  ['petUnits', 'x00541001', 'text'],
  ['suvType', 'x00541006', 'text'],
  ['decayCorrection', 'x00541102', 'text'],
  ['reconstructionMethod', 'x00541103', 'text'],
  ['attenuationCorrection', 'x00541101', 'text'],
  ['scatterCorrection', 'x00541105', 'text'],
  ['spatialResolutionMillimetres', 'x00181050', 'number'],
  // Of radiographs: (0028,0030) is that in the patient only where it was calibrated; PS3.3 10.7.1.3.
  ['pixelSpacingMillimetres', 'x00280030', 'text'],
  ['detectorSpacingMillimetres', 'x00181164', 'text'],
  ['pixelSpacingCalibration', 'x00280a02', 'text'],
  ['estimatedMagnification', 'x00181114', 'number'],
  ['doseUnits', 'x30040002', 'text'],
  ['doseType', 'x30040004', 'text'],
  ['doseSummationType', 'x3004000a', 'text'],
  ['photometricInterpretation', 'x00280004', 'text'],
];

/** Acquisition facts that the header holds; units are in the names. */
export function acquisitionFacts(file: DicomFile): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  for (const [name, tag, kind] of acquisitionElements) {
    if (kind === 'number') {
      const value = decimalOf(file.dataSet, tag);
      if (value !== null) facts[name] = value;
    } else {
      const value = textOf(file, file.dataSet, tag) || stringOf(file.dataSet, tag);
      if (value) facts[name] = value;
    }
  }
  return facts;
}
