/** Words of a file name that say whether it is an image or a region, not whose or of what kind. */
const roleWords = new Set(
  'image images img imgs vol volume scan raw orig nii mask masks label labels lbl seg segs segmentation segmentations dseg roi rois region regions gt msk annotation annotations'.split(
    ' ',
  ),
);

/** Folders that sort files by role, not by subject. */
const roleFolders = new Set([
  ...roleWords,
  ...'imagestr imagests labelstr labelsts nifti nrrd dicom dcm data rawdata sourcedata derivatives files anat'.split(
    ' ',
  ),
]);

const modalities: Readonly<Record<string, string>> = {
  ct: 'CT',
  cbct: 'CT',
  ldct: 'CT',
  mr: 'MR',
  mri: 'MR',
  pet: 'PET',
  pt: 'PET',
  suv: 'PET',
  dx: 'DX',
  cr: 'CR',
  us: 'US',
};

/** MR sequences: they say the modality too. */
const sequence =
  /^(t1|t2|t1w|t2w|t1c|t1ce|t1gd|flair|stir|dwi|adc|dixon|tse|tirm|pd|pdw|swi|bold|dce|water|fat|inphase|t2star)$/;

/** What the path of a file says of what it holds. */
export interface FileFacts {
  readonly subject: string;
  readonly session: string;
  readonly site: string;
  /** CT, MR, PET ... or ''. */
  readonly modality: string;
  /** What else the name says: sequence, phase. */
  readonly protocol: string;
  /** What image and region of one scan have in common: the name without what says the role. */
  readonly scan: string;
}

const endings = /\.(nii\.gz|nii|nrrd|nhdr|mha|mhd|seg\.nrrd|dcm)$/i;
const wordsOf = (text: string) => text.split(/[_\-. ]+/).filter((word) => word !== '');

/** Words of a name that say modality and sequence, and the others. */
function kindOf(words: readonly string[]): { modality: string; protocol: string[]; others: string[] } {
  let modality = '';
  const protocol: string[] = [];
  const others: string[] = [];
  for (const word of words) {
    const lower = word.toLowerCase();
    if (Object.hasOwn(modalities, lower)) modality ||= modalities[lower]!;
    else if (sequence.test(lower)) protocol.push(word);
    else others.push(word);
  }
  return { modality: modality || (protocol.length > 0 ? 'MR' : ''), protocol, others };
}

/** `{site}/{subject}/{session}` as an expression for the start of a path; `*` stands for any text of one folder or name. */
export function layoutPattern(layout: string): RegExp {
  const source = layout
    .split(/(\{[a-z]+\}|\*)/)
    .map((part) => {
      const name = /^\{([a-z]+)\}$/.exec(part)?.[1];
      if (name !== undefined) return `(?<${name}>[^/]+?)`;
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}(?=/|$|\\.)`);
}

/**
 * Whose file it is, from its path relative to the cohort's folder: by a layout where one is given; by BIDS entities
 * (`sub-`, `ses-`); by its first folder that does not sort by role; or by its name.
 */
export function factsOfPath(path: string, layout?: RegExp): FileFacts {
  const parts = path.split(/[/\\]/);
  const name = parts.at(-1)!.replace(endings, '');
  const folders = parts.slice(0, -1).filter((folder) => !roleFolders.has(folder.toLowerCase()));
  // nnU-Net numbers the channels of an image.
  const words = wordsOf(name.replace(/_0\d{3}$/, '')).filter((word) => !roleWords.has(word.toLowerCase()));
  const given = layout?.exec(parts.join('/'))?.groups ?? {};
  const bids = {
    subject: /(?:^|[/_])sub-([A-Za-z0-9]+)/.exec(path)?.[1],
    session: /(?:^|[/_])ses-([A-Za-z0-9]+)/.exec(path)?.[1],
  };
  const inName = kindOf(words);
  const inFolders = kindOf(folders.slice(1).flatMap(wordsOf));
  const isBids = bids.subject !== undefined;
  const ofFolder = isBids ? undefined : folders[0];
  const subject = given.subject ?? bids.subject ?? ofFolder ?? (inName.others.join('_') || words.join('_'));
  // Folders below the subject's that name neither modality nor sequence are visits.
  const visits = folders.slice(1).filter((folder) => kindOf(wordsOf(folder)).others.length > 0);
  const protocol = [...inFolders.protocol, ...inName.protocol];
  return {
    subject,
    session: given.session ?? bids.session ?? (isBids || layout !== undefined ? '' : visits.join('/')),
    site: given.site ?? '',
    modality: given.modality ?? (inName.modality || inFolders.modality),
    protocol: given.protocol ?? [...new Set(protocol)].join('_'),
    scan: words.filter((word) => !/^(space|desc|res|label|hemi)$/i.test(word)).join('_'),
  };
}
