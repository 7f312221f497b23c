/** An acquisition value of an image's header, or of its grid, by which images are compared. */
export interface AcquisitionValue {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
}

const value = (key: string, title: string, unit = ''): AcquisitionValue => ({ key, title, unit });

/** Values of the header that images of one protocol share. */
export const protocolHeader: readonly AcquisitionValue[] = [
  value('sliceThicknessMillimetres', 'slice thickness', 'mm'),
  value('tubeVoltageKilovolts', 'tube voltage', 'kV'),
  value('convolutionKernel', 'kernel'),
  value('fieldStrengthTesla', 'field strength', 'T'),
  value('echoTimeMilliseconds', 'echo time', 'ms'),
  value('repetitionTimeMilliseconds', 'repetition time', 'ms'),
  value('inversionTimeMilliseconds', 'inversion time', 'ms'),
  value('flipAngleDegrees', 'flip angle', '°'),
  value('scanningSequence', 'sequence'),
  value('reconstructionMethod', 'reconstruction'),
];

/** What a signature compares a patient's image with its training images by. */
export const comparedValues: readonly AcquisitionValue[] = [
  value('manufacturer', 'manufacturer'),
  value('manufacturerModel', 'model'),
  value('pixelSpacingMillimetres', 'pixel spacing', 'mm'),
  value('sliceDistanceMillimetres', 'slice distance', 'mm'),
  ...protocolHeader,
];

/** A value with its unit. */
export const withUnit = (text: string, unit: string): string =>
  `${text}${unit === '' || unit === '°' ? unit : ` ${unit}`}`;
